//! Random calls, each in the form for either platform.

use haetae_integration_tests::samples;
use haetae_proto::common::v1::ServiceProfile;
use haetae_service_kit::token;
use prost::{Message as _, Name as _};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{pools::Pools, wire};

/// A request for the platform without team B, and the same for the one with it.
pub(crate) type Both = [Value; 2];

/// A page token in the right form that no key sealed.
const MADE_UP: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc";

const FILTERS: [&str; 22] = [
    "",
    "",
    "",
    "score < 50",
    "score = 0",
    "score:*",
    "NOT score > 10",
    "level >= HIGH",
    "level:*",
    "-level:*",
    "status = IN_DIAGNOSIS",
    "team = team-b",
    "team != team-a",
    "가 OR 나",
    "title:결제",
    "fail > 0",
    "open_findings >= 1",
    "updated_at >= 2026-01-01",
    "overdue = false",
    "severity >= MEDIUM",
    "(",
    "requester = choi",
];
const ORDERS: [&str; 12] = [
    "",
    "",
    "title",
    "title desc",
    "score",
    "score desc, title",
    "updated_at desc",
    "submitted_at",
    "team",
    "due_at",
    "severity desc",
    "x",
];
const TEXTS: [&str; 8] = ["", "결제", "team-a", "team-b", "choi", "scoring", "web-service", "x"];

/// A call of any method.
pub(crate) fn draw<'a>(
    rng: &mut StdRng,
    methods: &'a [MethodDescriptor],
    pools: &Pools,
) -> (&'a MethodDescriptor, Both) {
    if rng.random_bool(0.15)
        && let Some((name, request)) = pools.pages.choose(rng)
        && let Some(method) = methods.iter().find(|method| method.full_name() == name)
    {
        return (method, turned(rng, method, request.clone(), pools));
    }
    // Lists and reads of reviews are what there is most to learn from.
    let dashboard = rng.random_bool(0.5);
    loop {
        let Some(method) = methods.choose(rng) else { continue };
        if !dashboard || method.parent_service().name() == "DashboardService" {
            return (method, message(rng, &method.input(), pools));
        }
    }
}

/// The next page, sometimes of another list than it is of.
fn turned(rng: &mut StdRng, method: &MethodDescriptor, mut request: Both, pools: &Pools) -> Both {
    if rng.random_bool(0.2) {
        let other = message(rng, &method.input(), pools);
        for (request, mut other) in request.iter_mut().zip(other) {
            other["pageToken"] = request["pageToken"].take();
            *request = other;
        }
    }
    request
}

fn message(rng: &mut StdRng, of: &MessageDescriptor, pools: &Pools) -> Both {
    if of.full_name() == ServiceProfile::full_name() && rng.random_bool(0.8) {
        return both(profile(rng, of));
    }
    let mut fields = [Map::new(), Map::new()];
    let chosen: Vec<_> = of.oneofs().filter_map(|one| one.fields().collect::<Vec<_>>().choose(rng).cloned()).collect();
    for field in of.fields() {
        let in_oneof = field.containing_oneof().is_some();
        if in_oneof && !chosen.contains(&field) {
            continue;
        }
        if let Some(values) = value(rng, &field, pools) {
            for (fields, value) in fields.iter_mut().zip(values) {
                fields.insert(field.json_name().to_owned(), value);
            }
        }
    }
    harmless(&mut fields, pools);
    fields.map(Value::Object)
}

/// A change is only rehearsed, unless it is of a review that is not the caller's.
fn harmless(fields: &mut [Map<String, Value>; 2], pools: &Pools) {
    let foreign = fields[1].get("reviewId").is_some_and(|id| pools.of_b.iter().any(|other| json!(other) == *id));
    if !foreign {
        for fields in fields.iter_mut().filter(|fields| fields.contains_key("validateOnly")) {
            fields.insert("validateOnly".to_owned(), json!(true));
        }
    }
}

fn value(rng: &mut StdRng, field: &FieldDescriptor, pools: &Pools) -> Option<Both> {
    if field.is_list() {
        let count = rng.random_range(0..3);
        let values = (0..count).map(|_| one(rng, field, pools)).collect::<Option<Vec<_>>>()?;
        let [alone, with] = [0, 1].map(|n| values.iter().map(|value| value[n].clone()).collect::<Vec<_>>());
        return Some([json!(alone), json!(with)]);
    }
    one(rng, field, pools)
}

fn one(rng: &mut StdRng, field: &FieldDescriptor, pools: &Pools) -> Option<Both> {
    let named = match field.name() {
        "review_id" | "duplicate_of" => both(review(rng, pools)),
        "finding_id" => both(json!(["F-1", "F-2", "F-3", "F-9", "x"].choose(rng)?)),
        "request_id" => both(json!(Uuid::from_u128(rng.random::<u128>() | 1 << 79 | 1 << 63).to_string())),
        "filter" => both(json!(FILTERS.choose(rng)?)),
        "order_by" => both(json!(ORDERS.choose(rng)?)),
        "page_size" => both(json!(rng.random_range(-1..5))),
        "page_token" => page_token(rng, pools),
        "consistency_token" if rng.random_bool(0.6) => both(json!("")),
        "consistency_token" => moment(rng, pools).map(|position| json!(token::consistency_token(position))),
        "etag" | "assessment_etag" | "diagnosis_etag" => etag(rng, pools),
        "position" | "sequence" | "tree_size" => moment(rng, pools).map(|position| json!(position.to_string())),
        "first_day" | "last_day" => both(json!(["", "2026-01-01", "2026-11-29", "2027-01-01", "x"].choose(rng)?)),
        "validate_only" => both(json!(false)),
        "as_of" if rng.random_bool(0.5) => return None,
        _ => return any(rng, field, pools),
    };
    Some(named)
}

fn any(rng: &mut StdRng, field: &FieldDescriptor, pools: &Pools) -> Option<Both> {
    Some(both(match field.kind() {
        Kind::Message(of) if of.full_name() == "google.protobuf.Timestamp" => json!(pools.quiet.choose(rng)?),
        Kind::Message(of) if of.full_name().starts_with("google.") => return None,
        Kind::Message(of) => return Some(message(rng, &of, pools)),
        Kind::Enum(of) => json!(of.values().collect::<Vec<_>>().choose(rng)?.number()),
        Kind::String => json!(TEXTS.choose(rng)?),
        Kind::Bool => json!(rng.random_bool(0.3)),
        Kind::Bytes => json!(""),
        Kind::Float | Kind::Double => json!(0.5),
        Kind::Int32
        | Kind::Int64
        | Kind::Uint32
        | Kind::Uint64
        | Kind::Sint32
        | Kind::Sint64
        | Kind::Fixed32
        | Kind::Fixed64
        | Kind::Sfixed32
        | Kind::Sfixed64 => json!(rng.random_range(0..4)),
    }))
}

fn review(rng: &mut StdRng, pools: &Pools) -> Value {
    let random = Uuid::from_u128(rng.random::<u128>()).to_string();
    let from = match rng.random_range(0..20) {
        0..11 => pools.of_a.choose(rng),
        11..17 => pools.of_b.choose(rng),
        17 => return json!("x"),
        _ => return json!(random),
    };
    json!(from)
}

/// Mostly none; at times one that somebody else got, which is of no more use than one that is made up.
fn page_token(rng: &mut StdRng, pools: &Pools) -> Both {
    match rng.random_range(0..10) {
        0 => match pools.pages_of_b.choose(rng) {
            Some(token) => [json!(MADE_UP), json!(token)],
            None => both(json!(MADE_UP)),
        },
        1 => both(json!(MADE_UP)),
        _ => both(json!("")),
    }
}

/// Any position of the log with both teams, and how much of team A's log it covers.
fn moment(rng: &mut StdRng, pools: &Pools) -> [u64; 2] {
    let with = rng.random_range(0..=pools.head);
    [pools.covered(with), with]
}

/// The etag of any commit. The one of a commit that team A is not told of stands for the one before it, as long as that is
/// not one by which a change would be allowed.
fn etag(rng: &mut StdRng, pools: &Pools) -> Both {
    let own = pools.etags.choose(rng).copied().filter(|_| rng.random_bool(0.7));
    let pair = own.unwrap_or_else(|| {
        let [alone, with] = moment(rng, pools);
        if pools.etags.iter().any(|[current, _]| *current == alone) { [0, 0] } else { [alone, with] }
    });
    pair.map(|position| json!(token::etag(position)))
}

fn profile(rng: &mut StdRng, of: &MessageDescriptor) -> Value {
    let sample = [samples::ordinary(), samples::smart_city(), samples::harmless()].choose(rng).cloned();
    let profile = sample.and_then(|sample| sample.profile).unwrap_or_default();
    let message = DynamicMessage::decode(of.clone(), profile.encode_to_vec().as_slice());
    message.ok().and_then(|message| serde_json::to_value(message).ok()).unwrap_or_default()
}

fn both(value: Value) -> Both {
    [value.clone(), value]
}

/// Methods that may be called.
pub(crate) fn methods() -> Vec<MethodDescriptor> {
    wire::methods()
}
