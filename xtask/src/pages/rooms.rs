//! The table of rooms in docs/architecture.md names the crates that each one uses.

use std::collections::BTreeSet;

use super::{none, tree::Tree};

const PAGE: &str = "docs/architecture.md";

/// The rows of crates: their folder, and what the last cell names.
fn rows(page: &str) -> Vec<(&str, BTreeSet<String>)> {
    let rows = page.lines().filter_map(|line| {
        let (folder, rest) = line.strip_prefix("| [")?.split_once("](../")?;
        let knows = rest.strip_suffix(" |")?.rsplit_once("| ")?.1;
        let is_crate = folder == "proto/" || folder.starts_with("crates/") || folder == "services/console";
        is_crate.then(|| (folder.trim_end_matches('/'), named(knows)))
    });
    rows.collect()
}

/// `proto, domain (dates, words)` is proto and domain.
fn named(cell: &str) -> BTreeSet<String> {
    let mut inside = false;
    let outer = cell.chars().filter(|c| {
        inside = (inside || *c == '(') && *c != ')';
        !inside && *c != ')'
    });
    let outer: String = outer.collect();
    let names = outer.split(',').map(|name| name.trim().to_owned());
    names.filter(|name| name != "nothing of ours").collect()
}

/// The crates of the workspace that a manifest depends on.
fn used(manifest: &str) -> BTreeSet<String> {
    let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let ours = lines.filter_map(|line| line.strip_prefix("haetae-")?.split(['.', ' ']).next());
    ours.map(str::to_owned).collect()
}

#[test]
fn every_room_knows_what_its_manifest_names() {
    let tree = Tree::of_the_repository();
    let page = tree.text(PAGE);
    let rows = rows(&page);
    assert!(rows.len() > 14, "{rows:?}");
    let wrong = rows.iter().filter_map(|(folder, knows)| {
        let uses = used(&tree.text(&format!("{folder}/Cargo.toml")));
        (uses != *knows).then(|| format!("{PAGE}: {folder} knows {knows:?}, and its manifest names {uses:?}"))
    });
    none(&wrong.collect::<Vec<_>>());
}

#[test]
fn what_is_in_brackets_is_no_crate() {
    let names = |all: &[&str]| all.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(named("proto, domain (dates, words), sheet"), names(&["proto", "domain", "sheet"]));
    assert_eq!(named("nothing of ours"), names(&[]));
    let manifest =
        "[dependencies]\nhaetae-domain.workspace = true\nserde = \"1\"\n\n[dev-dependencies]\nhaetae-proto = \"1\"\n";
    assert_eq!(used(manifest), names(&["domain"]));
}
