//! Requests in which everything is wrong: one answer names all of it.

use std::{collections::BTreeSet, sync::LazyLock};

use haetae_proto::FILE_DESCRIPTOR_SET;
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use tonic::Code;

use super::cases::{Call, Case};

static CONTRACTS: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap_or_default());

/// Longer than any text may be.
const LONG: usize = 10_001;
/// Is looked up, and refused by a reason of its own.
const LOOKED_UP: [&str; 1] = ["projection"];
/// No value of any enumeration.
const UNKNOWN_ENUM: i32 = 99;

/// For every RPC that changes something, a request whose every field is wrong.
pub(crate) fn changes() -> Vec<Case> {
    let ours = |service: &prost_reflect::ServiceDescriptor| service.full_name().starts_with("haetae.");
    let methods = CONTRACTS.services().filter(ours).flat_map(|service| service.methods().collect::<Vec<_>>());
    methods
        .filter_map(|method| {
            let input = method.input();
            let package = input.full_name().split('.').nth(1)?.to_owned();
            let (message, fields) = wrong(&input)?;
            let call = Call { method: format!("{package}.{}", method.name()), messages: vec![message.encode_to_vec()] };
            let field = fields.into_iter().collect();
            Some(Case {
                what: "everything wrong".to_owned(),
                call,
                code: Code::InvalidArgument,
                reason: "INVALID_FIELD",
                field,
            })
        })
        .collect()
}

/// A request in which everything is wrong, with the fields that have to be named; none for a request that changes nothing.
fn wrong(input: &MessageDescriptor) -> Option<(DynamicMessage, BTreeSet<String>)> {
    let mut fields = BTreeSet::new();
    if input.get_field_by_name("request_id").is_some() {
        return Some((spoiled(input, "", &mut fields), fields));
    }
    // A stream that changes something begins with what it is about.
    let part = input.fields().find_map(|field| {
        let of = field.kind().as_message().filter(|of| of.get_field_by_name("request_id").is_some())?.clone();
        Some((field, of))
    });
    let (field, of) = part?;
    let mut message = DynamicMessage::new(input.clone());
    message.set_field(&field, Value::Message(spoiled(&of, "", &mut fields)));
    Some((message, fields))
}

fn spoiled(of: &MessageDescriptor, at: &str, fields: &mut BTreeSet<String>) -> DynamicMessage {
    let mut message = DynamicMessage::new(of.clone());
    for field in of.fields().filter(|field| !LOOKED_UP.contains(&field.name())) {
        let at = if at.is_empty() { field.name().to_owned() } else { format!("{at}.{}", field.name()) };
        let at = if field.is_list() { format!("{at}[0]") } else { at };
        let Some(value) = value(&field, &at, fields) else { continue };
        message.set_field(&field, if field.is_list() { Value::List(vec![value]) } else { value });
    }
    message
}

/// A wrong value; none where it is wrong to leave it out, or where nothing is wrong.
fn value(field: &FieldDescriptor, at: &str, fields: &mut BTreeSet<String>) -> Option<Value> {
    let kind = field.kind();
    if let Some(of) = kind.as_message().filter(|of| !of.full_name().starts_with("google.")) {
        return Some(Value::Message(spoiled(of, at, fields)));
    }
    if kind == Kind::Bool {
        return None;
    }
    let word = kind.as_enum().map(|_| Value::EnumNumber(UNKNOWN_ENUM));
    // Without a time, a number and bytes.
    let value = word.or_else(|| (kind == Kind::String).then(|| Value::String("x".repeat(LONG))));
    fields.insert(at.to_owned());
    value
}
