//! Checks that everything the pages refer to exists: linked pages and headings, files and folders, commands.

mod commands;
mod page;
mod rooms;
mod tree;

use std::collections::BTreeMap;

use self::{commands::Commands, page::Page, tree::Tree};

/// Every page of the repository by its path.
fn pages(tree: &Tree) -> BTreeMap<String, Page> {
    let pages = tree.files().filter(|path| path.ends_with(".md"));
    pages.map(|path| (path.to_owned(), Page::read(&tree.text(path)))).collect()
}

/// Fails with every fault at once.
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_link_leads_somewhere() {
    let tree = Tree::of_the_repository();
    let pages = pages(&tree);
    assert!(pages.len() > 20, "{} pages", pages.len());
    let mut faults = Vec::new();
    for (path, page) in &pages {
        for link in page.links.iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
            let (target, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if target.is_empty() { path.clone() } else { tree::beside(path, target) };
            if !tree.has(&target) {
                faults.push(format!("{path} links to {link}, which is not there"));
            } else if !heading.is_empty() && !pages.get(&target).is_some_and(|page| page.headings.contains(heading)) {
                faults.push(format!("{path} links to {link}; {target} has no such heading"));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_path_that_a_page_names_is_there() {
    let tree = Tree::of_the_repository();
    let mut faults = Vec::new();
    let mut seen = 0;
    for (path, page) in pages(&tree) {
        for named in page.code.iter().filter(|code| tree.is_path(code)) {
            seen += 1;
            for one in tree::alternatives(named) {
                if !tree.has_like(&one) {
                    faults.push(format!("{path} names {one}, which is not there"));
                }
            }
        }
    }
    assert!(seen > 25, "{seen} paths");
    none(&faults);
}

#[test]
fn every_command_that_a_page_names_is_one() {
    let tree = Tree::of_the_repository();
    let there = Commands::with(&tree.text("justfile"));
    let mut faults = Vec::new();
    let mut seen = 0;
    for (path, page) in pages(&tree) {
        for line in page.code.iter().flat_map(|code| code.lines()) {
            for (command, fault) in commands::named(line, &there) {
                seen += 1;
                faults.extend(fault.map(|fault| format!("{path}: {command}: {fault}")));
            }
        }
    }
    assert!(seen > 100, "{seen} commands");
    none(&faults);
}

#[test]
fn what_is_wrong_is_found() {
    let tree = Tree::of_the_repository();
    assert!(!tree.has("docs/nowhere.md"));
    assert!(!tree.has_like("services/<area>/src/nowhere.rs") && tree.has_like("services/<area>/src/main.rs"));
    let there = Commands::with("demo *args:\n    cargo\n");
    let faults = |line| commands::named(line, &there).into_iter().filter(|(_, fault)| fault.is_some()).count();
    for wrong in ["haetae review sumbit x", "cargo xtask nothing", "just nothing", "x && haetae reviews list"] {
        assert_eq!(faults(wrong), 1, "{wrong}");
    }
    for right in
        ["haetae --as kim review submit x", "cargo xtask demo --once", "just demo", "haetae help", "haetae REVIEW"]
    {
        assert_eq!(faults(right), 0, "{right}");
    }
}
