//! The text of an error together with its causes.

use std::error::Error;

/// An error and its causes on one line, the outermost first. A cause is left out if the preceding text already ends
/// with it.
pub fn with_causes(error: &dyn Error) -> String {
    let mut line = error.to_string();
    for cause in causes(error) {
        let text = cause.to_string();
        if !line.ends_with(&text) {
            line.extend([": ", &text]);
        }
    }
    line.replace(['\n', '\r'], " ")
}

/// The text of the innermost cause. For errors whose outer texts only state that there is a cause, such as transport
/// errors.
pub fn innermost(error: &dyn Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn causes(error: &dyn Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

#[cfg(test)]
mod tests {
    use std::{fmt, io};

    use super::*;

    #[derive(Debug)]
    struct Outer(Middle);

    #[derive(Debug)]
    struct Middle(io::Error);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("cannot start\nhere")
        }
    }

    impl fmt::Display for Middle {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "no log: {}", self.0)
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    impl Error for Middle {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn an_error_is_one_line_with_each_cause_once() {
        let error = Outer(Middle(io::Error::other("refused")));
        assert_eq!(with_causes(&error), "cannot start here: no log: refused");
        assert_eq!(innermost(&error), "refused");
        assert_eq!(innermost(&io::Error::other("alone")), "alone");
    }
}
