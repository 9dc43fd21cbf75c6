//! The dictionary: the names that the contracts give their values, fields and events, as Rust tables.

use std::{error::Error, fmt::Write as _};

use protox::prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor,
    Value,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The numbers of errors are no words: their texts are written where they arise.
const UNNAMED: &str = "haetae.common.v1.ErrorReason";

/// Implementations of `Named` for every enum, and the tables `VOCABULARIES`, `EVENTS`, `STEPS` and `REQUEST_FIELDS`.
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
    code += &events(pool, &label)?;
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
fn events(pool: &DescriptorPool, label: &ExtensionDescriptor) -> Outcome<String> {
    let (mut names, mut standings, mut tallies) = (String::new(), String::new(), String::new());
    let (mut variants, mut spellings) = (String::new(), String::new());
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
}}
"
    );
    Ok(code + &methods)
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
