//! What all requests that change something have in common.

use std::collections::{BTreeMap, BTreeSet};

use prost_types::{
    DescriptorProto, FieldDescriptorProto,
    field_descriptor_proto::{Label, Type},
};

/// Fields that hold a UUID, which upper and lower case write alike.
const IDS: [&str; 3] = ["request_id", "review_id", "duplicate_of"];

/// Implements `Mutation` for every message that has `request_id` and `validate_only`, and `Texts` for it and what it holds.
pub(crate) fn mutations(compiler: &protox::Compiler) -> String {
    let files = compiler.file_descriptor_set().file;
    let messages: BTreeMap<String, &DescriptorProto> = files
        .iter()
        .flat_map(|file| file.message_type.iter().map(move |it| (format!(".{}.{}", file.package(), it.name()), it)))
        .filter(|(name, _)| name.starts_with(".haetae."))
        .collect();
    let (mut code, mut with_texts) = (String::new(), BTreeSet::new());
    for (name, message) in &messages {
        if has(message, "request_id") && has(message, "validate_only") {
            code += &mutation(name, message);
            reach(name, &messages, &mut with_texts);
        }
    }
    with_texts.iter().for_each(|name| code += &texts(name, messages[name], &with_texts));
    code
}

fn mutation(name: &str, message: &DescriptorProto) -> String {
    let given = |name: &str| if has(message, name) { format!("Some(&self.{name})") } else { "None".to_owned() };
    let [etag, review, finding] = ["etag", "review_id", "finding_id"].map(given);
    let ids = IDS.into_iter().filter(|id| has(message, id));
    let mut lower = ids.clone().map(|id| format!("self.{id}.make_ascii_lowercase();")).collect::<Vec<_>>();
    let mut is_normal =
        ids.map(|id| format!("!self.{id}.bytes().any(|byte| byte.is_ascii_uppercase())")).collect::<Vec<_>>();
    if has(message, "profile") {
        is_normal.push("self.profile.as_ref().is_none_or(|profile| profile.is_normal())".to_owned());
        lower.push("if let Some(profile) = &mut self.profile { profile.normalize(); }".to_owned());
    }
    format!(
        "impl crate::Mutation for {} {{
    fn request_id(&self) -> &str {{ &self.request_id }}
    fn etag(&self) -> Option<&str> {{ {etag} }}
    fn review_id(&self) -> Option<&str> {{ {review} }}
    fn finding_id(&self) -> Option<&str> {{ {finding} }}
    fn take_validate_only(&mut self) -> bool {{ std::mem::take(&mut self.validate_only) }}
    fn is_normal(&self) -> bool {{ {} }}
    fn normalize(&mut self) {{ {} }}
}}
",
        path(name),
        is_normal.join(" && "),
        lower.join(" "),
    )
}

/// The message and all messages of ours that it holds.
fn reach(name: &str, messages: &BTreeMap<String, &DescriptorProto>, reached: &mut BTreeSet<String>) {
    if messages.contains_key(name) && reached.insert(name.to_owned()) {
        messages[name].field.iter().for_each(|field| reach(field.type_name(), messages, reached));
    }
}

fn texts(name: &str, message: &DescriptorProto, with_texts: &BTreeSet<String>) -> String {
    let (mut all, mut each) = (Vec::new(), Vec::new());
    for field in &message.field {
        let oneof = field.oneof_index.is_some() && !field.proto3_optional();
        assert!(!oneof, "{name} is a request that changes something; its oneof would not be brought into normal form");
        let (is_text, is_ours) = (field.r#type() == Type::String, with_texts.contains(field.type_name()));
        let rust = field.name();
        if is_text && is_plain(field) {
            all.push(format!("holds(&self.{rust})"));
            each.push(format!("each(&mut self.{rust});"));
        } else if is_text {
            all.push(format!("self.{rust}.iter().all(|text| holds(text))"));
            each.push(format!("self.{rust}.iter_mut().for_each(each);"));
        } else if is_ours {
            all.push(format!("self.{rust}.iter().all(|inner| crate::Texts::all_texts(inner, holds))"));
            each.push(format!("self.{rust}.iter_mut().for_each(|inner| crate::Texts::each_text(inner, each));"));
        }
    }
    let (holds, apply) = if all.is_empty() { ("_", "_") } else { ("holds", "each") };
    let all = if all.is_empty() { "true".to_owned() } else { all.join(" && ") };
    format!(
        "impl crate::Texts for {} {{
    fn all_texts(&self, {holds}: fn(&str) -> bool) -> bool {{ {all} }}
    fn each_text(&mut self, {apply}: fn(&mut String)) {{ {} }}
}}
",
        path(name),
        each.join(" "),
    )
}

/// Whether the field is a `String`, and neither a list nor an option.
fn is_plain(field: &FieldDescriptorProto) -> bool {
    field.label() != Label::Repeated && !field.proto3_optional()
}

fn has(message: &DescriptorProto, name: &str) -> bool {
    message.field.iter().any(|field| field.name() == name)
}

/// `crate::common::v1::Person` for `.haetae.common.v1.Person`.
fn path(name: &str) -> String {
    format!("crate{}", name.trim_start_matches(".haetae").replace('.', "::"))
}
