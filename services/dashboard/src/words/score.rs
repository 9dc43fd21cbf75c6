//! Names of the parts of a score.

use haetae_domain::text::Text;

use super::{field_name, value_name};

/// One reason for a score, by section and item of the policy.
pub(crate) fn reason_name(section: &str, item: &str) -> Text {
    match section {
        "escalator" => Text::new(format!("상향 규칙: {item}"), format!("escalator: {item}")),
        "impact" => field_name(&format!("profile.impact.{item}")),
        _ => {
            let path = format!("profile.{section}");
            let (field, value) = (field_name(&path), value_name(&path, item));
            Text::new(format!("{}: {}", field.ko, value.ko), format!("{}: {}", field.en, value.en))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_has_names() {
        for (section, item, ko, en) in [
            ("service_types", "payment", "서비스 유형: 결제", "service types: payment"),
            ("exposure", "internet", "노출 범위: 인터넷", "exposure: internet"),
            ("impact", "safety", "안전 영향", "impact on safety"),
            ("escalator", "payments-online", "상향 규칙: payments-online", "escalator: payments-online"),
        ] {
            assert_eq!(reason_name(section, item), Text::new(ko, en));
        }
    }
}
