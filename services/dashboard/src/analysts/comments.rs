//! Comments on the columns of views with pseudonyms: those of the same columns in `analytics_people`, which are written once.

/// Begins a line that stands for the comments of a view, e.g. `{COMMENTS triage EXCEPT reason, triager_name}`.
const LINE: &str = "{COMMENTS ";
const OF_PEOPLE: &str = "COMMENT ON COLUMN analytics_people.";
const OF_ALL: &str = "COMMENT ON COLUMN analytics.";

/// Writes the comments where a line stands for them: one for each column of the view in `analytics_people`, except columns
/// that the other view does not have and those with a comment of their own.
pub(crate) fn with_comments(sql: &str) -> String {
    let lines = sql.lines().map(|line| match line.strip_prefix(LINE).and_then(|rest| rest.strip_suffix('}')) {
        Some(view) => comments(sql, view),
        None => format!("{line}\n"),
    });
    lines.collect()
}

fn comments(sql: &str, of: &str) -> String {
    let (view, except) = of.split_once(" EXCEPT ").unwrap_or((of, ""));
    let is_left_out = |column: &str| except.split(", ").any(|one| one == column);
    let has_its_own = |column: &str| sql.contains(&format!("{OF_ALL}{view}.{column} IS "));
    let of_people = format!("{OF_PEOPLE}{view}.");
    let taken = sql.lines().filter_map(|line| line.strip_prefix(&of_people)).filter(|comment| {
        let column = comment.split(' ').next().unwrap_or_default();
        !is_left_out(column) && !has_its_own(column)
    });
    taken.map(|comment| format!("{OF_ALL}{view}.{comment}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_with_pseudonyms_has_the_comments_of_the_other_one_and_its_own() {
        let sql = "COMMENT ON COLUMN analytics_people.a.id IS 'id';\n\
             COMMENT ON COLUMN analytics_people.a.name IS 'name';\n\
             COMMENT ON COLUMN analytics_people.a.reason IS 'reason';\n\
             COMMENT ON COLUMN analytics_people.ab.id IS 'another';\n\
             {COMMENTS a EXCEPT reason}\n\
             COMMENT ON COLUMN analytics.a.name IS 'pseudonym';\n";
        let added = "COMMENT ON COLUMN analytics.a.id IS 'id';\n";
        assert_eq!(with_comments(sql), sql.replace("{COMMENTS a EXCEPT reason}\n", added));
    }

    /// Every line is expanded, and none to nothing.
    #[test]
    fn every_view_gets_comments() {
        for sql in [
            include_str!("../board/analytics/reviews.sql"),
            include_str!("../board/analytics/durations.sql"),
            include_str!("../board/analytics/steps.sql"),
            include_str!("../diagnosis/analytics/findings.sql"),
            include_str!("../diagnosis/analytics/checklists.sql"),
        ] {
            assert!(sql.contains(LINE) && !with_comments(sql).contains(LINE));
            for view in sql.lines().filter_map(|line| line.strip_prefix(LINE)?.strip_suffix('}')) {
                assert!(!comments(sql, view).is_empty(), "{view}");
            }
        }
    }
}
