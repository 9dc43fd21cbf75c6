//! Documents that must not be published, each refused with the path of its fault.

use serde_json::{Value, json};

use crate::{commands::catalogs::candidate, testing::shipped};

type Spoil = fn(&mut Value);

/// What is done to the shipped document, and the path of the fault it must be refused with.
const SPOILT: [(&str, Spoil); 20] = [
    ("id", |d| d["id"] = json!("smart-city-2021")),
    ("id", |d| d["id"] = json!(7)),
    ("title", |d| d["title"] = json!("One language")),
    ("title.en", |d| drop(d["title"].as_object_mut().expect("an object").remove("en"))),
    ("title.fr", |d| d["title"]["fr"] = json!("Troisième")),
    ("source", |d| d["source"] = Value::Null),
    ("owner", |d| d["owner"] = json!("me")),
    ("controls", |d| d["controls"] = json!({})),
    ("rules", |d| drop(d.as_object_mut().expect("an object").remove("rules"))),
    ("controls[0].layer", |d| d["controls"][0]["layer"] = json!("cloud")),
    ("controls[0].mandatory_from", |d| d["controls"][0]["mandatory_from"] = json!(3)),
    ("controls[0].requirements[0].stages[0]", |d| d["controls"][0]["requirements"][0]["stages"] = json!(["retired"])),
    ("controls[1].checks[0].method", |d| d["controls"][1]["checks"][0]["method"] = json!("guess")),
    ("controls[1].checks", |d| d["controls"][1]["checks"] = json!("all")),
    ("controls[2]", |d| d["controls"][2] = json!([])),
    ("controls[APP-03].title.ko", |d| d["controls"][2]["title"]["ko"] = json!("")),
    ("controls[APP-03].solutions", |d| d["controls"][2]["solutions"] = json!(["no-such"])),
    ("rules[0].when.min_level", |d| d["rules"][0]["when"]["min_level"] = json!("extreme")),
    ("rules[0].when.weather", |d| d["rules"][0]["when"]["weather"] = json!("rain")),
    ("rules[baseline].controls", |d| d["rules"][0]["controls"] = json!(["APP-99"])),
];

fn document() -> Value {
    let web = shipped().into_iter().find(|c| c.id == "web-service").expect("it is shipped");
    serde_json::to_value(web).expect("JSON")
}

fn faults(document: &[u8]) -> Vec<String> {
    let faults = candidate(document, "web-service").expect_err("refused");
    assert!(faults.iter().all(|f| !f.reason.ko.is_empty() && !f.reason.en.is_empty()), "{faults:?}");
    faults.into_iter().map(|f| f.path).collect()
}

#[test]
fn the_shipped_document_is_taken_and_each_spoilt_one_refused_at_its_path() {
    let good = document();
    candidate(good.to_string().as_bytes(), "web-service").expect("no faults");
    for (n, (path, spoil)) in SPOILT.into_iter().enumerate() {
        let mut spoilt = good.clone();
        spoil(&mut spoilt);
        let found = faults(spoilt.to_string().as_bytes());
        assert!(found.iter().any(|f| f == path), "case {n}, {path}: {found:?}");
    }
}

#[test]
fn what_is_no_document_at_all_is_refused_as_a_whole() {
    let huge = format!("{{\"id\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));
    for bytes in [b"".as_slice(), b"{", b"\xff\xfe", b"id = \"web-service\"", huge.as_bytes()] {
        assert_eq!(faults(bytes), [""]);
    }
    let deep = "[".repeat(200_000);
    assert_eq!(faults(deep.as_bytes()), [""]);
    let twice = document().to_string().replacen("\"id\":", "\"id\":\"web-service\",\"id\":", 1);
    assert!(!faults(twice.as_bytes()).is_empty());
}

#[test]
fn faults_of_shape_and_of_sense_are_told_at_once() {
    let mut spoilt = document();
    spoilt["title"]["ko"] = json!(" ");
    spoilt["controls"][0]["layer"] = json!("cloud");
    spoilt["rules"][1]["when"]["min_exposure"] = json!("moon");
    spoilt["rules"][2]["reason"]["en"] = json!("");
    let found = faults(spoilt.to_string().as_bytes());
    for path in ["title.ko", "controls[0].layer", "rules[1].when.min_exposure", "rules[authentication].reason.en"] {
        assert!(found.iter().any(|f| f == path), "{path}: {found:?}");
    }
}
