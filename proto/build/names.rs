//! The dictionary: the names that the contracts give their values, fields and events, as Rust tables.

use std::{collections::BTreeSet, error::Error, fmt::Write as _};

use protox::prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor,
    Value,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The numbers of errors are no words: their texts are written where they arise.
const UNNAMED: &str = "haetae.common.v1.ErrorReason";

/// Implementations of `Named` for every enum, the labels of fields, and the tables `VOCABULARIES`, `EVENTS`, `LABELS`, `STEPS`
/// and `REQUEST_FIELDS`.
///
/// # Errors
/// When an enum, a value, an event, a method that changes something or a field of the profile has no name in both languages, or
/// an enum has a gap.
pub(crate) fn names(pool: &DescriptorPool) -> Outcome<String> {
    let extension =
        |name: &str| pool.get_extension_by_name(&format!("haetae.common.v1.{name}")).ok_or("no names.proto");
    let (name, kind, label) = (extension("name")?, extension("kind")?, extension("label")?);
    let (mut code, mut all) = (String::new(), String::new());
    for one in pool.all_enums().filter(|one| one.package_name().starts_with("haetae.") && one.full_name() != UNNAMED) {
        code += &named(&one, &name, &kind)?;
        let path = rust_path(one.package_name(), one.name());
        writeln!(all, "    ({:?}, <{path} as crate::words::Named>::VALUES),", one.full_name())?;
    }
    code += &format!(
        "/// Every vocabulary by its full name, e.g. `haetae.common.v1.Exposure`, with its values.
pub static VOCABULARIES: &[(&str, &[crate::words::Value])] = &[
{all}];
"
    );
    code += &events(pool, &label, &pool.get_extension_by_name("haetae.event.v1.topics").ok_or("no topic.proto")?)?;
    code += &labels(pool, &label)?;
    code += &steps(pool, &extension("step")?)?;
    code += &request_fields(pool, &label)?;
    Ok(code)
}

fn named(one: &EnumDescriptor, name: &ExtensionDescriptor, kind: &ExtensionDescriptor) -> Outcome<String> {
    let prefix = one.values().find(|value| value.number() == 0).ok_or("no value 0")?;
    let prefix =
        prefix.name().strip_suffix("UNSPECIFIED").ok_or_else(|| format!("{} has no UNSPECIFIED", one.name()))?;
    let mut values = String::new();
    for (place, value) in (0..).zip(one.values()) {
        if value.number() != place {
            return Err(format!("{}: values count from 0 without a gap", value.full_name()).into());
        }
        let word = value.name().strip_prefix(prefix).ok_or_else(|| format!("{} without {prefix}", value.name()))?;
        let name = written(&value.options(), name, value.full_name())?;
        writeln!(values, "        crate::words::Value {{ word: {word:?}, name: {name} }},")?;
    }
    let kind = written(&one.options(), kind, one.full_name())?;
    let path = rust_path(one.package_name(), one.name());
    Ok(format!(
        "impl crate::words::Named for {path} {{
    const KIND: crate::words::Name = {kind};
    const VALUES: &'static [crate::words::Value] = &[
{values}    ];
}}
"
    ))
}

/// Every event by the name of its message, and what each of them says of itself. An event that is not called as its message
/// does not build.
fn events(pool: &DescriptorPool, label: &ExtensionDescriptor, topics: &ExtensionDescriptor) -> Outcome<String> {
    let (mut names, mut standings, mut tallies) = (String::new(), String::new(), String::new());
    let (mut variants, mut spellings, mut subjects) = (String::new(), String::new(), String::new());
    let mut code = "/// Every event by the name of its message, e.g. `FindingOpened`.
pub static EVENTS: &[(&str, crate::words::Name)] = &[\n"
        .to_owned();
    for field in message(pool, "haetae.event.v1.Event")?.fields() {
        let Kind::Message(event) = field.kind() else { return Err("an event that is no message".into()) };
        let name = written(&field.options(), label, field.full_name())?;
        writeln!(code, "    ({:?}, {name}),", event.name())?;
        write!(names, "Self::{0}(_) => {0:?}, ", event.name())?;
        write!(variants, "#[doc = {0:?}] {0}, ", event.name())?;
        write!(spellings, "{0:?} => Self::{0}, ", event.name())?;
        write!(subjects, "Self::{} => &[{}], ", event.name(), topics_of(&field, topics)?)?;
        if event.get_field_by_name("standing").is_some() {
            write!(standings, "Self::{}(event) => event.standing.as_ref(), ", event.name())?;
        } else {
            write!(standings, "Self::{}(_) => None, ", event.name())?;
        }
        if event.get_field_by_name("tally").is_some() {
            write!(tallies, "Self::{}(event) => Some(event.tally.as_ref()), ", event.name())?;
        } else {
            write!(tallies, "Self::{}(_) => None, ", event.name())?;
        }
    }
    code += "];\n";
    let methods = format!(
        "impl crate::event::v1::event::Event {{
    /// The name of its message, e.g. `FindingOpened`.
    #[must_use]
    pub const fn name(&self) -> &'static str {{
        match self {{ {names}}}
    }}

    /// Where a diagnosis stands after it; none for an event that does not say so.
    #[must_use]
    pub const fn standing(&self) -> Option<&crate::event::v1::DiagnosisStanding> {{
        match self {{ {standings}}}
    }}

    /// The field with the tally of the whole checklist after it; none for an event that has no such field.
    #[must_use]
    pub const fn tally(&self) -> Option<Option<&crate::common::v1::Tally>> {{
        match self {{ {tallies}}}
    }}
}}

/// The name of an event, as answers and files write it. A match on it has to decide about every event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventName {{ {variants}}}

impl EventName {{
    /// Reads a name; none for that of an event unknown to this build.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {{
        Some(match name {{ {spellings}_ => return None }})
    }}

    /// What the event is about: one topic or several.
    #[must_use]
    pub const fn topics(self) -> &'static [crate::event::v1::EventTopic] {{
        match self {{ {subjects}}}
    }}
}}
"
    );
    Ok(code + &methods)
}

/// The topics of an event as Rust writes them. An event without a topic does not build.
fn topics_of(event: &FieldDescriptor, topics: &ExtensionDescriptor) -> Outcome<String> {
    let (options, Kind::Enum(all)) = (event.options(), topics.kind()) else { return Err("topics are no enum".into()) };
    let given = options.get_extension(topics);
    let given = given.as_list().unwrap_or_default().iter().filter_map(Value::as_enum_number);
    let path = rust_path(all.package_name(), all.name());
    let written = given.map(|number| {
        let value = all.get_value(number).ok_or_else(|| format!("{} has an unknown topic", event.name()))?;
        let word = value.name().trim_start_matches("EVENT_TOPIC_");
        Ok(format!("{path}::{}{}", &word[..1], word[1..].to_lowercase()))
    });
    let written = written.collect::<Outcome<Vec<_>>>()?;
    if written.is_empty() { Err(format!("{} has no topic", event.name()).into()) } else { Ok(written.join(", ")) }
}

/// The labels of fields by the name of the field, as constants and as a list. A label written twice does not build: one label
/// holds for all fields of its name.
fn labels(pool: &DescriptorPool, label: &ExtensionDescriptor) -> Outcome<String> {
    let (mut consts, mut all, mut known) = (String::new(), String::new(), BTreeSet::new());
    for message in pool.all_messages().filter(|message| message.full_name() != "haetae.event.v1.Event") {
        for field in message.fields().filter(|field| field.options().has_extension(label)) {
            let (name, written) = (field.name().to_owned(), written(&field.options(), label, field.full_name())?);
            writeln!(
                consts,
                "    /// Of `{name}`.\n    pub const {}: crate::words::Name = {written};",
                name.to_uppercase()
            )?;
            writeln!(all, "    ({name:?}, {written}),")?;
            if !known.insert(name) {
                return Err(format!("{} has a label, and another field of its name has one", field.full_name()).into());
            }
        }
    }
    Ok(format!(
        "/// What people call fields, by the name of the field.
pub mod label {{
{consts}}}
/// Every label of a field, by the name of the field.
pub static LABELS: &[(&str, crate::words::Name)] = &[
{all}];
"
    ))
}

/// Every method that changes something, by its name. A method of this kind without a name does not build.
fn steps(pool: &DescriptorPool, step: &ExtensionDescriptor) -> Outcome<String> {
    let mut code = "/// Every step by the method that takes it, e.g. `ClaimFix`.
pub static STEPS: &[(&str, crate::words::Name)] = &[\n"
        .to_owned();
    let services = pool.services().filter(|service| service.package_name().starts_with("haetae."));
    for method in services.flat_map(|service| service.methods().collect::<Vec<_>>()) {
        let options = method.options();
        if changes(&method.input()) || options.has_extension(step) {
            let name = written(&options, step, method.full_name())?;
            writeln!(code, "    ({:?}, {name}),", method.name())?;
        }
    }
    Ok(code + "];\n")
}

/// Whether a request, or what a stream of requests begins with, asks for a change: it has a `request_id` then.
fn changes(request: &MessageDescriptor) -> bool {
    let begins_with = request.fields().filter_map(|field| match field.kind() {
        Kind::Message(inner) if field.containing_oneof().is_some() => Some(inner),
        _ => None,
    });
    begins_with.chain([request.clone()]).any(|message| message.get_field_by_name("request_id").is_some())
}

/// What can be asked for and amended, by the path in the request.
fn request_fields(pool: &DescriptorPool, label: &ExtensionDescriptor) -> Outcome<String> {
    let mut code = "pub(crate) static REQUEST_FIELDS: &[crate::words::Field] = &[\n".to_owned();
    let asked = message(pool, "haetae.intake.v1.SubmitReviewRequest")?;
    for field in asked.fields().filter(|field| ["title", "description"].contains(&field.name())) {
        code += &request_field(field.name(), &field, label)?;
    }
    let profile = message(pool, "haetae.common.v1.ServiceProfile")?;
    code += &below("profile", &profile, label)?;
    Ok(code + "];\n")
}

fn below(path: &str, message: &MessageDescriptor, label: &ExtensionDescriptor) -> Outcome<String> {
    let mut code = String::new();
    for field in message.fields() {
        let path = format!("{path}.{}", field.name());
        code += &request_field(&path, &field, label)?;
        if let Kind::Message(inner) = field.kind() {
            code += &below(&path, &inner, label)?;
        }
    }
    Ok(code)
}

fn request_field(path: &str, field: &FieldDescriptor, label: &ExtensionDescriptor) -> Outcome<String> {
    let name = written(&field.options(), label, field.full_name())?;
    let values = match field.kind() {
        Kind::Enum(one) => {
            format!("<{} as crate::words::Named>::VALUES", rust_path(one.package_name(), one.name()))
        }
        _ => "&[]".to_owned(),
    };
    Ok(format!("    crate::words::Field {{ path: {path:?}, name: {name}, values: {values} }},\n"))
}

fn message(pool: &DescriptorPool, name: &str) -> Outcome<MessageDescriptor> {
    Ok(pool.get_message_by_name(name).ok_or_else(|| format!("no {name}"))?)
}

/// The name that an option gives, as Rust writes it.
fn written(options: &DynamicMessage, option: &ExtensionDescriptor, of: &str) -> Outcome<String> {
    let given = options.get_extension(option);
    let text = |language: &str| {
        let Value::Message(name) = given.as_ref() else { return None };
        name.get_field_by_name(language)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let missing = || format!("{of} has no name in both languages: ({})", option.full_name());
    let (ko, en) = (text("ko").ok_or_else(missing)?, text("en").ok_or_else(missing)?);
    Ok(format!("crate::words::Name {{ ko: {ko:?}, en: {en:?} }}"))
}

fn rust_path(package: &str, name: &str) -> String {
    format!("crate::{}::{name}", package.trim_start_matches("haetae.").replace('.', "::"))
}
