//! Display names of request fields.

use haetae_proto::words::{field, request_field};

use crate::words::Lang;

/// A field as people call it, with its place in the request: `사유 (verdicts[2].reason)`. The place alone where a build does
/// not know the field.
pub(super) fn said(path: &str, lang: Lang) -> String {
    match known(path, lang) {
        Some(name) if name != path => format!("{name} ({path})"),
        Some(_) | None => path.to_owned(),
    }
}

fn known(path: &str, lang: Lang) -> Option<&'static str> {
    let names: Vec<&str> = path.split('.').filter_map(|part| part.split('[').next()).collect();
    let leaf = names.last()?;
    // Lists take some fields of the profile by themselves.
    let of_request = request_field(&names.join(".")).or_else(|| request_field(&format!("profile.{leaf}")));
    let name = of_request.map(|field| field.name).or_else(|| field(leaf))?;
    Some(lang.pick(name.ko, name.en))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost_reflect::{Kind, MessageDescriptor};

    use super::*;
    use crate::dynamic::CONTRACTS;

    fn collect(message: &MessageDescriptor, path: &str, unknown: &mut BTreeSet<String>) {
        for field in message.fields() {
            let here = if path.is_empty() { field.name().to_owned() } else { format!("{path}.{}", field.name()) };
            if known(&here, Lang::Ko).is_none() || known(&here, Lang::En).is_none() {
                unknown.insert(here.clone());
            }
            if let Kind::Message(inner) = field.kind()
                && inner.full_name().starts_with("haetae.")
            {
                collect(&inner, &here, unknown);
            }
        }
    }

    /// Every field that a refusal can name has a name for people.
    #[test]
    fn every_field_of_a_request_has_a_name() {
        let methods: Vec<_> = CONTRACTS.services().flat_map(|service| service.methods().collect::<Vec<_>>()).collect();
        assert!(methods.len() > 60, "only {}", methods.len());
        let mut unknown = BTreeSet::new();
        methods.iter().for_each(|method| collect(&method.input(), "", &mut unknown));
        assert!(unknown.is_empty(), "{unknown:#?}");
        assert_eq!(said("verdicts[2].reason", Lang::Ko), "사유 (verdicts[2].reason)");
        assert_eq!(said("profile.impact.safety", Lang::En), "impact on safety (profile.impact.safety)");
        assert_eq!(said("new_field", Lang::En), "new_field");
    }
}
