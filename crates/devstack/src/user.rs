//! PostgreSQL refuses to run as root, so root starts it as another user.

use std::fs;

/// The account that a server runs under when its owner is root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// The fallback for systems without a list of users: Linux's `nobody`.
const NOBODY: User = User { uid: 65_534, gid: 65_534 };

/// `None` for an ordinary user, who runs the server itself; for root an account made for such servers.
pub(crate) fn unprivileged() -> Option<User> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    Some(choose(&accounts))
}

fn choose(accounts: &str) -> User {
    ["postgres", "_postgres", "nobody"]
        .iter()
        .find_map(|name| accounts.lines().find_map(|line| parse(line, name)))
        .unwrap_or(NOBODY)
}

fn parse(line: &str, name: &str) -> Option<User> {
    let mut fields = line.split(':');
    if fields.next()? != name {
        return None;
    }
    let uid = number(fields.nth(1)?)?;
    let gid = number(fields.next()?)?;
    (uid != 0).then_some(User { uid, gid })
}

/// macOS writes the ids of `nobody` as -2.
fn number(text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| text.parse().ok().map(i32::cast_unsigned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_the_account_made_for_the_server() {
        let accounts = "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/x\npostgres:x:101:104::/:/x\n";
        assert_eq!(choose(accounts), User { uid: 101, gid: 104 });
    }

    #[test]
    fn never_chooses_root_and_reads_negative_ids() {
        let accounts = "postgres:x:0:0::/:/x\nnobody:*:-2:-2::/:/x\n";
        assert_eq!(choose(accounts), User { uid: u32::MAX - 1, gid: u32::MAX - 1 });
        assert_eq!(choose(""), NOBODY);
    }
}
