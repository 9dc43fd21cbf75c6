//! A request for a review.

use haetae_proto::common::v1::{
    BusinessImpact, Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceProfile, ServiceType, UserScale,
};
use serde::Deserialize;

use super::word::Given;

/// A request for a review, as a file holds it. The team is that of the token.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestFile {
    /// One line, up to 200 characters.
    pub title: String,
    /// Up to 10,000 characters.
    #[serde(default)]
    pub description: String,
    service_types: Vec<Given<ServiceType>>,
    #[serde(default)]
    components: Vec<Given<Component>>,
    stage: Given<LifecycleStage>,
    exposure: Given<Exposure>,
    data_classes: Vec<Given<DataClass>>,
    user_scale: Given<UserScale>,
    impact: Impact,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Impact {
    financial: Given<ImpactLevel>,
    reputation: Given<ImpactLevel>,
    legal_privacy: Given<ImpactLevel>,
    safety: Given<ImpactLevel>,
}

impl RequestFile {
    /// What is to be reviewed.
    #[must_use]
    pub fn profile(&self) -> ServiceProfile {
        ServiceProfile {
            service_types: Given::numbers(&self.service_types),
            components: Given::numbers(&self.components),
            stage: self.stage.number(),
            exposure: self.exposure.number(),
            data_classes: Given::numbers(&self.data_classes),
            user_scale: self.user_scale.number(),
            impact: Some(BusinessImpact {
                financial: self.impact.financial.number(),
                reputation: self.impact.reputation.number(),
                legal_privacy: self.impact.legal_privacy.number(),
                safety: self.impact.safety.number(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        files::{Format, parse},
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
        let ko = "impact.safety: 영향 수준에 `bad` 값은 없습니다. 가능한 값: none, minor, moderate, major, severe";
        for (text, format, line) in [
            (TOML.replace("safety = \"none\"", "safety = \"bad\""), Format::Toml, 12),
            (YAML.replace("safety: none", "safety: bad"), Format::Yaml, 12),
            (JSON.replace("\"safety\": \"none\"", "\"safety\": \"bad\""), Format::Json, 4),
        ] {
            assert_eq!(wrong(&text, format), [format!("line {line}, {en}"), format!("{line}행, {ko}")]);
        }
    }

    #[test]
    fn missing_and_misspelt_fields_are_named() {
        for (text, format) in [
            (TOML.replace("stage = \"advanced\"\n", ""), Format::Toml),
            (YAML.replace("stage: advanced\n", ""), Format::Yaml),
            (JSON.replace("\"stage\": \"advanced\", ", ""), Format::Json),
        ] {
            let [en, ko] = wrong(&text, format);
            assert!(
                en.contains("missing field `stage`") && ko.contains("필수 항목이 빠졌습니다: `stage`"),
                "{en} {ko}"
            );
        }
        let [en, _] = wrong(&TOML.replace("exposure", "expsoure"), Format::Toml);
        assert!(en.starts_with("line 4, expsoure: unknown field `expsoure`, expected one of `title`"), "{en}");
    }

    #[test]
    fn what_is_no_such_format_is_told_by_line() {
        assert!(wrong("title = \"a\"\nstage = \n", Format::Toml)[0].starts_with("line 2: "));
        assert!(wrong("{\"title\": \"a\",}", Format::Json)[1].starts_with("1행: 형식 오류: "));
        assert!(wrong("title: [a\nstage: b", Format::Yaml)[0].starts_with("line "));
        assert!(parse::<RequestFile>(&format!("{JSON} {{}}"), Format::Json).is_err(), "one value only");
    }
}
