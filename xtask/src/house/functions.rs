//! Lengths of functions. The source is formatted by rustfmt: a body ends at the first brace with the indentation of
//! `fn`.

/// A function of more lines is to be split; clippy counts in the same way, without blank lines and comments.
pub(super) const LONGEST: usize = 60;

/// The names of the functions in a text that are too long, with their lines.
pub(super) fn too_long(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let heads = lines.iter().enumerate().filter_map(|(at, line)| Some((at, name(line)?)));
    heads.map(|(at, name)| (name, body(&lines[at..]))).filter(|(_, lines)| *lines > LONGEST).collect()
}

/// The name of the function whose head begins on this line.
fn name(line: &str) -> Option<String> {
    let (before, after) = line.trim_start().split_once("fn ")?;
    let head = before.split_whitespace().all(|word| {
        matches!(word, "const" | "async" | "unsafe" | "extern" | "pub")
            || word.starts_with("pub(")
            || word.ends_with(')')
    });
    let name: String = after.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
    (head && !name.is_empty()).then_some(name)
}

/// The lines of code between the braces of the function that begins here.
fn body(lines: &[&str]) -> usize {
    let Some(opens) = lines.iter().position(|line| line.ends_with(['{', ';', '}'])) else { return 0 };
    if !lines[opens].ends_with('{') {
        return 0;
    }
    let indent = lines[0].len() - lines[0].trim_start().len();
    let closes = |line: &&&str| line.trim_end() == format!("{}}}", " ".repeat(indent));
    let within = lines[opens + 1..].iter().take_while(|line| !closes(line));
    within.filter(|line| is_code(line)).count()
}

fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_has_the_lines_between_its_braces() {
        let long = format!(
            "impl X {{\n    pub(super) async fn long<T>(\n        &self,\n    ) -> T\n    where\n        T: Y,\n    {{\n        // said\n\n{}    }}\n}}\n",
            "        do_it();\n".repeat(61)
        );
        assert_eq!(too_long(&long), [("long".to_owned(), 61)]);
        let fits = long.replacen("        do_it();\n", "", 1);
        assert_eq!(too_long(&fits), []);
        let other = "trait X {\n    fn none(&self);\n    fn one(&self) -> u8 { 1 }\n}\n";
        assert_eq!(too_long(&format!("{other}{}", "// fn said\n".repeat(99))), []);
    }
}
