//! Checks the place of unit tests: up to 60 lines inline, at the end of the file in `mod tests`; longer ones in
//! `tests.rs` in the module's folder, which `mod tests;` finds by itself.

/// More lines of tests go into a file of their own.
pub(super) const LONGEST: usize = 60;

/// Returns the violations in a file's text.
pub(super) fn astray(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let marks = lines.iter().enumerate().filter(|(_, line)| **line == "#[cfg(test)]");
    marks.filter_map(|(at, _)| wrong(&lines[at + 1..])).collect()
}

/// Returns the violation of the test module that begins here, if any.
fn wrong(lines: &[&str]) -> Option<String> {
    let elsewhere = lines.first().is_some_and(|line| line.starts_with("#[path"));
    let (at, head) = lines.iter().enumerate().find(|(_, line)| !line.starts_with("#["))?;
    let (_, module) = head.split_once("mod ").filter(|(before, _)| before.is_empty() || before.starts_with("pub"))?;
    let name: String = module.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
    if elsewhere {
        return Some(format!("mod {name} lies elsewhere than its name says"));
    }
    if name.ends_with("_tests") {
        return Some(format!("mod {name} is not called tests"));
    }
    if module.ends_with(';') {
        return None;
    }
    let within = lines[at + 1..].iter().take_while(|line| **line != "}").count();
    (within > LONGEST).then(|| format!("mod {name} has {within} lines inline, more than {LONGEST}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_tests_and_tests_elsewhere_are_astray() {
        let inline = |lines: usize| format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "    // one\n".repeat(lines));
        assert_eq!(astray(&inline(60)), [""; 0]);
        assert_eq!(astray(&inline(61)), ["mod tests has 61 lines inline, more than 60"]);
        assert_eq!(astray("#[cfg(test)]\nmod tests;\n#[cfg(test)]\npub use x;\n#[cfg(test)]\nmod sample;\n"), [""; 0]);
        let elsewhere = "#[cfg(test)]\n#[path = \"a_tests.rs\"]\nmod tests;\n";
        assert_eq!(astray(elsewhere), ["mod tests lies elsewhere than its name says"]);
        assert_eq!(astray("#[cfg(test)]\nmod read_tests;\n"), ["mod read_tests is not called tests"]);
    }
}
