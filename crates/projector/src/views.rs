//! Splits the statements that create views.

/// How the statement that makes a view begins, at the beginning of a line.
const MAKES: &str = "CREATE OR REPLACE VIEW ";

/// A view and the SQL that creates or replaces it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct View {
    /// Its name, with its schema.
    pub(crate) name: String,
    /// The statement and those that follow it up to the next view: its comments.
    pub(crate) sql: String,
}

/// The views that some SQL makes, in its order.
pub(crate) fn of(sql: &str) -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    for line in sql.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix(MAKES) {
            let name = rest.split_whitespace().next().unwrap_or_default().to_owned();
            views.push(View { name, sql: String::new() });
        }
        if let Some(view) = views.last_mut() {
            view.sql += line;
        }
    }
    views
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_are_told_apart_with_what_belongs_to_them() {
        let view = |name: &str, sql: &str| View { name: name.to_owned(), sql: sql.to_owned() };
        let (a, b) = (
            "CREATE OR REPLACE VIEW x.a AS\nSELECT 1;\nCOMMENT ON VIEW x.a IS 'a';\n\n",
            "CREATE OR REPLACE VIEW x.b AS SELECT 'CREATE OR REPLACE VIEW x.c AS';",
        );
        assert_eq!(of(&format!("-- About both.\n{a}{b}")), [view("x.a", a), view("x.b", b)]);
        assert_eq!(of(""), []);
    }
}
