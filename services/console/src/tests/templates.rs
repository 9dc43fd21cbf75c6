//! Rules that hold for every template.

use std::{fs, path::Path};

fn templates(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            templates(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn no_template_has_what_browsers_are_told_to_refuse() {
    let mut found = Vec::new();
    templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut found);
    assert!(found.len() > 4);
    for (path, text) in found {
        for refused in
            ["style=", "<style", " onclick", " onchange", " onsubmit", "javascript:", "http://", "https://", "|safe"]
        {
            assert!(!text.contains(refused), "{path} has {refused}");
        }
        let (forms, keys) = (text.matches("method=\"post\"").count(), text.matches("name=\"form_key\"").count());
        assert_eq!(forms, keys, "{path}: every form that changes something has its key");
    }
}
