//! Checks that errors are logged with their causes, `error = with_causes(&error)`. The outermost text of a transport
//! error says only that it failed.

/// Forms that log only the outermost text of an error.
const OUTER_TEXT: [&str; 6] = ["%error", "?error", "%err,", "?err,", "%e,", "?e,"];

/// The lines of a file's text that are not so, by their numbers.
pub(super) fn astray(text: &str) -> Vec<String> {
    let lines = text.lines().enumerate().filter(|(_, line)| is_astray(line));
    lines.map(|(at, line)| format!("line {} logs an error without its causes: {}", at + 1, line.trim())).collect()
}

fn is_astray(line: &str) -> bool {
    // A field begins after a blank, a bracket or a line's beginning; everything else is arithmetic or a text.
    let begins = |at: usize| line[..at].chars().next_back().is_none_or(|before| before == ' ' || before == '(');
    let ends = |end: usize| line[end..].chars().next().is_none_or(|after| !after.is_alphanumeric() && after != '_');
    let is_comment = line.trim_start().starts_with("//");
    !is_comment
        && OUTER_TEXT.iter().any(|outer| line.match_indices(outer).any(|(at, _)| begins(at) && ends(at + outer.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_logged_with_its_causes() {
        for line in
            ["tracing::warn!(%error, \"x\");", "    %error,", "debug!(error = %error)", "warn!(id, ?error, \"x\")"]
        {
            assert_eq!(astray(line).len(), 1, "{line}");
        }
        for line in ["warn!(error = with_causes(&error), \"x\")", "a %errors", "// %error", "result?.error", "a%error"]
        {
            assert_eq!(astray(line), [""; 0], "{line}");
        }
    }
}
