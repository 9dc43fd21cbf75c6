//! Random calls, each in the form for either platform.

use haetae_integration_tests::samples;
use haetae_proto::{common::v1::ServiceProfile, dashboard::v1::ExportFormat};
use haetae_service_kit::token;
use prost::{Message as _, Name as _};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{pools::Pools, wire, words};

/// A request for the platform without team B, and the same for the one with it.
pub(crate) type Both = [Value; 2];

/// A page token in the right form that no key sealed.
const MADE_UP: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc";

/// Reads of reviews, from which there is most to learn.
const TELLING: [&str; 16] = [
    "CompareReview",
    "ExportReviews",
    "GetAssessment",
    "GetChecklist",
    "GetCoverage",
    "GetFinding",
    "GetReview",
    "GetReviewOverview",
    "GetSummary",
    "GetTimeline",
    "GetTrends",
    "GetWeakAreas",
    "ListComments",
    "ListFindings",
    "ListMyWork",
    "ListReviews",
];
/// The part of the calls that is drawn so that nothing in their form is wrong.
const WELL_FORMED: f64 = 0.95;

/// What one call is drawn with.
struct Draw<'a> {
    rng: &'a mut StdRng,
    pools: &'a Pools,
    /// Whether its form is to be right: words and values that its fields take.
    formed: bool,
    /// Whether it lists findings.
    findings: bool,
}

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
    let telling = rng.random_bool(0.9);
    loop {
        let Some(method) = methods.choose(rng) else { continue };
        if !telling || TELLING.contains(&method.name()) {
            return (method, request(rng, method, pools));
        }
    }
}

fn request(rng: &mut StdRng, method: &MethodDescriptor, pools: &Pools) -> Both {
    let formed = rng.random_bool(WELL_FORMED);
    let findings = method.name() == "ListFindings";
    let mut request = Draw { rng, pools, formed, findings }.message(&method.input());
    if formed && method.name() == "ExportReviews" {
        request.iter_mut().for_each(as_export);
    }
    if method.name() == "CompareReview" {
        in_order(&mut request);
    }
    request
}

/// Two positions that are one moment without team B are one with it, too: which of two numbers is the larger one is what the
/// caller says, not what it learns.
fn in_order([alone, with]: &mut Both) {
    if alone["from"] == alone["to"] {
        with["to"] = with["from"].clone();
    }
}

/// Of one review in the OSCAL model, and of a list otherwise.
fn as_export(request: &mut Value) {
    let oscal = request["format"] == json!(ExportFormat::Oscal as i32);
    let out: &[&str] = if oscal { &["filter", "orderBy", "byteOrderMark"] } else { &["reviewId"] };
    if let Some(fields) = request.as_object_mut() {
        fields.retain(|name, _| !out.contains(&name.as_str()));
    }
}

/// The next page, sometimes of another list than it is of.
fn turned(rng: &mut StdRng, method: &MethodDescriptor, mut next: Both, pools: &Pools) -> Both {
    if rng.random_bool(0.1) {
        for (next, mut other) in next.iter_mut().zip(request(rng, method, pools)) {
            other["pageToken"] = next["pageToken"].take();
            *next = other;
        }
    }
    next
}

impl Draw<'_> {
    fn message(&mut self, of: &MessageDescriptor) -> Both {
        if of.full_name() == ServiceProfile::full_name() && self.rng.random_bool(0.8) {
            return both(profile(self.rng, of));
        }
        let mut fields = [Map::new(), Map::new()];
        let chosen: Vec<_> =
            of.oneofs().filter_map(|one| one.fields().collect::<Vec<_>>().choose(self.rng).cloned()).collect();
        for field in of.fields() {
            let in_oneof = field.containing_oneof().is_some();
            if in_oneof && !chosen.contains(&field) {
                continue;
            }
            if let Some(values) = self.value(&field) {
                for (fields, value) in fields.iter_mut().zip(values) {
                    fields.insert(field.json_name().to_owned(), value);
                }
            }
        }
        harmless(&mut fields, self.pools);
        fields.map(Value::Object)
    }

    fn value(&mut self, field: &FieldDescriptor) -> Option<Both> {
        if field.is_list() {
            let count = self.rng.random_range(0..3);
            let values = (0..count).map(|_| self.one(field)).collect::<Option<Vec<_>>>()?;
            let [alone, with] = [0, 1].map(|n| values.iter().map(|value| value[n].clone()).collect::<Vec<_>>());
            return Some([json!(alone), json!(with)]);
        }
        self.one(field)
    }

    fn one(&mut self, field: &FieldDescriptor) -> Option<Both> {
        let named = match field.name() {
            "review_id" | "duplicate_of" => both(self.review()),
            "finding_id" => both(json!(["F-1", "F-2", "F-3", "F-9"].choose(self.rng)?)),
            "request_id" => both(json!(Uuid::from_u128(self.rng.random::<u128>() | 1 << 79 | 1 << 63).to_string())),
            "filter" => both(json!(self.word(&words::REVIEW_FILTERS, &words::FINDING_FILTERS)?)),
            "order_by" => both(json!(self.word(&words::REVIEW_ORDERS, &words::FINDING_ORDERS)?)),
            "page_size" => both(json!(self.rng.random_range(if self.formed { 0..5 } else { -1..3 }))),
            "page_token" => self.page_token(),
            "consistency_token" if self.rng.random_bool(0.6) => both(json!("")),
            "consistency_token" => self.moment().map(|position| json!(token::consistency_token(position))),
            "etag" | "assessment_etag" | "diagnosis_etag" => self.etag(),
            "position" | "sequence" | "tree_size" => self.moment().map(|position| json!(position.to_string())),
            "first_day" => both(json!(["2026-01-01", if self.formed { "2026-11-01" } else { "" }].choose(self.rng)?)),
            "last_day" => both(json!(["2027-01-01", if self.formed { "2026-11-29" } else { "x" }].choose(self.rng)?)),
            "validate_only" => both(json!(false)),
            "as_of" if self.rng.random_bool(0.6) => return None,
            _ => return self.any(field),
        };
        Some(named)
    }

    /// A word that the list takes; in a call of wrong form one of the other list's, or of none.
    fn word(&mut self, reviews: &[&'static str], findings: &[&'static str]) -> Option<&'static str> {
        let (own, other) = if self.findings { (findings, reviews) } else { (reviews, findings) };
        let from = match self.formed {
            true => own,
            false if self.rng.random_bool(0.5) => other,
            false => &words::WRONG,
        };
        from.choose(self.rng).copied()
    }

    fn any(&mut self, field: &FieldDescriptor) -> Option<Both> {
        Some(both(match field.kind() {
            Kind::Message(of) if of.full_name() == "google.protobuf.Timestamp" => {
                json!(self.pools.quiet.choose(self.rng)?)
            }
            Kind::Message(of) if of.full_name().starts_with("google.") => return None,
            Kind::Message(of) => return Some(self.message(&of)),
            Kind::Enum(of) => {
                let numbers = of.values().map(|value| value.number());
                json!(numbers.filter(|number| !self.formed || *number != 0).collect::<Vec<_>>().choose(self.rng)?)
            }
            Kind::String if !self.formed && self.rng.random_bool(0.3) => json!(""),
            Kind::String => json!(words::TEXTS.choose(self.rng)?),
            Kind::Bool => json!(self.rng.random_bool(0.3)),
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
            | Kind::Sfixed64 => json!(self.rng.random_range(0..4)),
        }))
    }

    fn review(&mut self) -> Value {
        let random = Uuid::from_u128(self.rng.random::<u128>()).to_string();
        let from = match self.rng.random_range(0..40) {
            0..34 => self.pools.of_a.choose(self.rng),
            34..38 => self.pools.of_b.choose(self.rng),
            38 if !self.formed => return json!("x"),
            _ => return json!(random),
        };
        json!(from)
    }

    /// Mostly none; at times one that the other team got, which is of no more use than one that is made up.
    fn page_token(&mut self) -> Both {
        match self.rng.random_range(0..20) {
            0 => match self.pools.pages_of_b.choose(self.rng) {
                Some(token) => [json!(MADE_UP), json!(token)],
                None => both(json!(MADE_UP)),
            },
            1 if !self.formed => both(json!(MADE_UP)),
            _ => both(json!("")),
        }
    }

    /// Any position of the log with both teams, and how much of team A's log it covers.
    fn moment(&mut self) -> [u64; 2] {
        let with = self.rng.random_range(0..=self.pools.head);
        [self.pools.covered(with), with]
    }

    /// The etag of any commit. That of a commit hidden from team A stands for the commit before it, unless a change would be
    /// allowed by it.
    fn etag(&mut self) -> Both {
        let own = self.pools.etags.choose(self.rng).copied().filter(|_| self.rng.random_bool(0.7));
        let pair = own.unwrap_or_else(|| {
            let [alone, with] = self.moment();
            if self.pools.etags.iter().any(|[current, _]| *current == alone) { [0, 0] } else { [alone, with] }
        });
        pair.map(|position| json!(token::etag(position)))
    }
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
