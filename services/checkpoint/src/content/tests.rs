use std::collections::{BTreeMap, BTreeSet};

use haetae_document::{Document, Format, Written};
use haetae_domain::vocabulary::{Layer, Level, ServiceType};

use haetae_service_kit::documents::canonical;

use super::*;
use crate::commands::catalogs::candidate;

fn shipped() -> Vec<Catalog> {
    load_catalogs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).expect("catalogues without faults")
}

fn catalog(id: &str) -> Catalog {
    shipped().into_iter().find(|c| c.id == id).expect("it is shipped")
}

#[test]
fn the_smart_city_model_is_whole() {
    let city = catalog("smart-city-2021");
    let mut domains = BTreeMap::<&str, usize>::new();
    for control in &city.controls {
        *domains.entry(control.id.split('.').next().expect("a domain")).or_default() += 1;
    }
    assert_eq!(domains, BTreeMap::from([("1", 21), ("2", 9), ("3", 9), ("4", 12), ("5", 3), ("6", 6)]));
    let staged = city.controls.iter().filter(|c| c.requirements.iter().any(|r| !r.stages.is_empty())).count();
    assert_eq!(staged, 22, "controls with a requirement per stage");
    let citations: Vec<_> = city.controls.iter().map(|c| c.solutions.len()).collect();
    assert_eq!(citations.iter().sum::<usize>(), 45, "citations of a name in the solution table");
    assert_eq!(city.threats.len(), 16);
    assert_eq!(city.solutions.len(), 17);
}

#[test]
fn the_web_catalogue_covers_every_layer_and_every_service_type() {
    let web = catalog("web-service");
    let checks: usize = web.controls.iter().map(|c| c.checks.len()).sum();
    assert!(checks >= 80, "{checks} checks");
    let layers: BTreeSet<_> = web.controls.iter().map(|c| c.layer).collect();
    assert_eq!(layers, Layer::ALL.iter().copied().collect());
    let types: BTreeSet<_> = web.rules.iter().flat_map(|r| r.when.service_types.iter().copied()).collect();
    assert_eq!(types, ServiceType::ALL.iter().copied().collect());
    assert!(web.controls.iter().all(|c| !c.references.is_empty()), "each control names the standards it rests on");
    assert!(web.controls.iter().any(|c| c.mandatory_from == Level::Low), "something is always mandatory");
}

/// What is shipped and what is published again of it are the same version: texts are stored alike.
#[test]
fn the_shipped_catalogues_are_as_publishing_stores_them() {
    for catalog in shipped() {
        let read = candidate(&canonical(&catalog).expect("JSON"), &catalog.id).expect("no faults");
        assert_eq!(read, catalog, "{}", catalog.id);
    }
}

/// A published catalogue in each format, reworded or not, can be published again: nothing is lost and nothing is refused.
#[test]
fn a_catalogue_in_every_format_is_read_again_as_it_was() {
    for shipped in shipped() {
        let mut reworded = shipped.clone();
        reworded.title.en.push_str(" (new)");
        for (catalog, format) in
            [&shipped, &reworded].into_iter().flat_map(|one| Format::ALL.map(|format| (one, format)))
        {
            let text = format.write(&canonical(catalog).expect("JSON")).expect("a document");
            let document = Document::read(Written::text(text, format)).expect("a text of the format");
            let read = candidate(&document.bytes(), &catalog.id);
            assert_eq!(read.as_ref(), Ok(catalog), "{} as {}", catalog.id, format.title());
        }
    }
}

/// The parts of an id, numbers as numbers: `APP-07` comes before `APP-13`, `1.2.5` before `1.10.1`.
fn parts(id: &str) -> Vec<Result<u32, &str>> {
    id.split(['.', '-']).map(|part| part.parse().map_err(|_| part)).collect()
}

#[test]
fn the_names_of_the_files_keep_controls_in_the_order_of_their_ids() {
    for catalog in shipped() {
        let (mut left, mut last) = (BTreeSet::new(), None::<Vec<_>>);
        for id in catalog.controls.iter().map(|c| parts(&c.id)) {
            match last.replace(id.clone()) {
                Some(before) if before[0] != id[0] => assert!(left.insert(before[0]), "{:?} is split", before[0]),
                Some(before) => assert!(before < id, "{before:?} comes before {id:?}"),
                None => {}
            }
            assert!(!left.contains(&id[0]), "{:?} is split", id[0]);
        }
    }
}

#[test]
fn a_fault_is_refused_with_its_place() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("mine");
    std::fs::create_dir(&folder).expect("a folder");
    let head = "id = \"mine\"\ntitle = { ko = \"가\", en = \"a\" }\nsource = { ko = \"가\", en = \"a\" }\n";
    std::fs::write(folder.join("catalog.toml"), head).expect("written");
    let rule = "[[rules]]\nid = \"r\"\nreason = { ko = \"가\", en = \"\" }\ncontrols = [\"X-1\"]\n";
    std::fs::write(folder.join("rules.toml"), rule).expect("written");
    let error = load_catalogs(dir.path()).expect_err("refused").to_string();
    assert!(error.contains("rules[r].reason.en: missing"), "{error}");
    assert!(error.contains("rules[r].controls: there is no control X-1"), "{error}");

    std::fs::write(folder.join("rules.toml"), "[[rule]]\n").expect("written");
    let error = format!("{:#}", load_catalogs(dir.path()).expect_err("refused"));
    assert!(error.contains("rules.toml") && error.contains("unknown field `rule`"), "{error}");
}
