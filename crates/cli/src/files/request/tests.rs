use super::*;
use crate::{
    files::{Format, parse, parse_whole},
    words::Lang,
};

const TOML: &str = r#"title = "주차장 관제 고도화"
service_types = ["payment", "IOT_DEVICE"]
stage = "advanced"
exposure = "internet"
data_classes = ["personal"]
user_scale = "over_1m"

[impact]
financial = "major"
reputation = "moderate"
legal_privacy = "severe"
safety = "none"
"#;
const YAML: &str = "title: 주차장 관제 고도화
service_types: [payment, iot_device]
stage: advanced
exposure: internet
data_classes:
  - personal
user_scale: over_1m
impact:
  financial: major
  reputation: moderate
  legal_privacy: severe
  safety: none
";
const JSON: &str = r#"{"title": "주차장 관제 고도화", "service_types": ["payment", "iot_device"],
"stage": "advanced", "exposure": "internet", "data_classes": ["personal"], "user_scale": "over_1m",
"impact": {"financial": "major", "reputation": "moderate", "legal_privacy": "severe",
"safety": "none"}}"#;

fn wrong(text: &str, format: Format) -> [String; 2] {
    let fault = parse::<RequestFile>(text, format).unwrap_err();
    [fault.say(Lang::En), fault.say(Lang::Ko)]
}

#[test]
fn the_same_request_is_read_from_all_formats() {
    let [toml, yaml, json] = [(TOML, Format::Toml), (YAML, Format::Yaml), (JSON, Format::Json)]
        .map(|(text, format)| parse::<RequestFile>(text, format).unwrap());
    assert_eq!(toml.profile(), yaml.profile());
    assert_eq!(toml.profile(), json.profile());
    assert_eq!((toml.title.as_str(), yaml.title.as_str()), ("주차장 관제 고도화", "주차장 관제 고도화"));
    let profile = json.profile();
    assert_eq!(profile.service_types().collect::<Vec<_>>(), [ServiceType::Payment, ServiceType::IotDevice]);
    assert_eq!(profile.impact.unwrap().legal_privacy(), ImpactLevel::Severe);
}

#[test]
fn a_wrong_word_is_told_with_path_and_line_in_both_languages() {
    let en = "impact.safety: unknown impact level `bad`, expected one of none, minor, moderate, major, severe";
    let ko = "impact.safety: 영향 수준에 `bad` 값은 없습니다. 가능한 값: none(없음), minor(경미), moderate(보통), major(중대), severe(심각)";
    for (text, format, line) in [
        (TOML.replace("safety = \"none\"", "safety = \"bad\""), Format::Toml, 12),
        (YAML.replace("safety: none", "safety: bad"), Format::Yaml, 12),
        (JSON.replace("\"safety\": \"none\"", "\"safety\": \"bad\""), Format::Json, 4),
    ] {
        assert_eq!(wrong(&text, format), [format!("line {line}, {en}"), format!("{line}행, {ko}")]);
    }
}

/// Files (D4): all faults of a request are reported at once, each with line, path, a suggestion and the Korean names of
/// the values.
#[test]
fn everything_wrong_is_told_at_once() {
    let wrong = [
        ("title = \"주차장 관제 고도화\"", "titel = \"주차장\""),
        ("\"IOT_DEVICE\"", "\"iot_devise\", 7"),
        ("\"advanced\"", "\"planing\""),
        ("\"internet\"", "\"intranet\""),
        ("\"personal\"", "\"persnal\""),
        ("\"over_1m\"", "\"many\""),
        ("financial = \"major\"\n", ""),
        ("\"severe\"", "\"sever\""),
    ];
    let text = wrong.iter().fold(TOML.to_owned(), |text, (right, wrong)| text.replace(right, wrong));
    let faults = parse_whole::<RequestFile>(&text, Format::Toml).unwrap_err();
    let (en, ko): (Vec<_>, Vec<_>) = faults.iter().map(|fault| (fault.say(Lang::En), fault.say(Lang::Ko))).unzip();
    assert_eq!(faults.len(), 9, "{en:#?}");
    for (place, part) in [
        ("line 1, titel: ", "did you mean `title`?"),
        ("line 2, service_types[1]: ", "did you mean `iot_device`?"),
        ("line 2, service_types[2]: ", "must be text"),
        ("line 3, stage: unknown lifecycle stage `planing`", "did you mean `planning`?"),
        ("line 4, exposure: ", "expected one of internal, partner, internet"),
        ("line 5, data_classes[0]: ", "did you mean `personal`?"),
        ("line 6, user_scale: unknown", "expected one of"),
        ("line 8, impact: ", "missing field `financial`"),
        ("line 10, impact.legal_privacy: ", "did you mean `severe`?"),
    ] {
        assert!(en.iter().any(|told| told.starts_with(place) && told.contains(part)), "{place} {en:#?}");
    }
    assert!(ko.iter().any(|told| told.contains("`planning`(기획)") && told.contains("advanced(발전)")), "{ko:#?}");
    for (text, format, line) in [
        (YAML.replace("safety: none", "safety: nune"), Format::Yaml, 12),
        (JSON.replace("\"none\"", "\"nune\""), Format::Json, 4),
    ] {
        let text = text.replace("internet", "internte");
        let faults = parse_whole::<RequestFile>(&text, format).unwrap_err();
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[1].say(Lang::En).starts_with(&format!("line {line}, impact.safety: ")), "{faults:?}");
    }
}

/// A list that has to have entries and has none is named beside the other faults.
#[test]
fn an_empty_list_is_told_with_the_rest() {
    let text = TOML.replace("\"personal\"", "").replace("\"advanced\"", "\"planing\"");
    let faults = parse_whole::<RequestFile>(&text, Format::Toml).unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| fault.say(Lang::En)).collect();
    assert!(told.len() == 2 && told[1].ends_with("data_classes: must have at least one entry"), "{told:?}");
}

#[test]
fn missing_and_misspelt_fields_are_named() {
    for (text, format) in [
        (TOML.replace("stage = \"advanced\"\n", ""), Format::Toml),
        (YAML.replace("stage: advanced\n", ""), Format::Yaml),
        (JSON.replace("\"stage\": \"advanced\", ", ""), Format::Json),
    ] {
        let [en, ko] = wrong(&text, format);
        assert!(en.contains("missing field `stage`") && ko.contains("필수 항목이 빠졌습니다: `stage`"), "{en} {ko}");
    }
    let [en, _] = wrong(&TOML.replace("exposure", "expsoure"), Format::Toml);
    assert!(en.starts_with("line 4, expsoure: unknown field `expsoure`, expected one of `title`"), "{en}");
}

#[test]
fn what_is_no_such_format_is_told_by_line() {
    assert!(wrong("title = \"a\"\nstage = \n", Format::Toml)[0].starts_with("line 2: column 9: "));
    assert!(wrong("{\"title\": \"a\",}", Format::Json)[1].starts_with("1행: 15열에서 형식이 맞지 않습니다: "));
    assert!(wrong("title: [a\nstage: b", Format::Yaml)[0].starts_with("line "));
    assert!(parse::<RequestFile>(&format!("{JSON} {{}}"), Format::Json).is_err(), "one value only");
}

/// S2-12: a duplicate key is named, in the reader's language, whichever library reads the file.
#[test]
fn a_key_that_stands_twice_is_named() {
    for (text, format) in [
        ("title = \"a\"\ntitle = \"b\"\n", Format::Toml),
        ("title: a\ntitle: b\n", Format::Yaml),
        ("{\"title\": \"a\",\n\"title\": \"b\"}", Format::Json),
    ] {
        let [en, ko] = wrong(text, format);
        assert!(en.ends_with("duplicate field `title`"), "{en}");
        assert!(ko.ends_with("같은 항목이 두 번 있습니다: `title`"), "{ko}");
    }
    let [en, ko] = wrong("title = \"a\n", Format::Toml);
    assert!(en.contains("invalid basic string") && ko.ends_with("글자의 따옴표가 닫히지 않았습니다"), "{en} {ko}");
}
