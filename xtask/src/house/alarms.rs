//! How alarms are logged: by `alarm!` of the event log, which asks for a name. A line of its own would have none.

/// Where the macro is.
const MACRO: &str = "crates/event-log/src/alarms.rs";

/// The lines of a file's text that are alarms without it, by their numbers.
pub(super) fn astray(path: &str, text: &str) -> Vec<String> {
    if path == MACRO {
        return Vec::new();
    }
    let lines = text.lines().enumerate().filter(|(_, line)| is_astray(line));
    lines.map(|(at, line)| format!("line {} raises an alarm without alarm!: {}", at + 1, line.trim())).collect()
}

/// A field `alarm` in any of the ways to write a field.
fn is_astray(line: &str) -> bool {
    let line = line.trim_start();
    !line.starts_with("//") && (line.contains("alarm = true") || line.contains("alarm=true") || line == "alarm,")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::workspace;

    #[test]
    fn an_alarm_has_a_name() {
        for line in ["tracing::error!(alarm = true, \"x\");", "    alarm = true,", "    alarm,"] {
            assert_eq!(astray("a.rs", line).len(), 1, "{line}");
        }
        for line in ["alarm!(error, Alarm::LogFull, \"x\");", "// alarm = true", "use crate::{Alarm, alarm};"] {
            assert_eq!(astray("a.rs", line), [""; 0], "{line}");
        }
    }

    #[test]
    fn the_macro_is_where_it_was() {
        let text = fs::read_to_string(workspace::root().join(MACRO)).unwrap();
        assert_eq!((astray("another.rs", &text).len(), astray(MACRO, &text).len()), (1, 0));
    }
}
