//! What tells a retry from a reuse of its `request_id`, for every request that changes something.

use std::collections::BTreeSet;

use haetae_event_log::codec::RequestMark;
use haetae_proto::{FILE_DESCRIPTOR_SET, checkpoint, intake, risk};
use haetae_service_kit::commands::request_mark;
use prost::{Message as _, Name as _};
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;

const ID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
/// A text as it is stored.
const STORED: &str = "결제 개편\n\n둘째 줄: é";

/// How to mark a request of one type, from its bytes.
type Marked = (String, fn(&[u8]) -> RequestMark);

macro_rules! requests {
    ($($package:ident: $($name:ident)+;)+) => {
        vec![$($((
            $package::v1::$name::full_name(),
            (|bytes| request_mark(Uuid::nil(), &$package::v1::$name::decode(bytes).unwrap())) as fn(&[u8]) -> RequestMark,
        )),+),+]
    };
}

fn requests() -> Vec<Marked> {
    requests! {
        intake: SubmitReviewRequest AmendReviewRequest WithdrawReviewRequest RequestInfoRequest ProvideInfoRequest
            RetractQuestionRequest TriageReviewRequest ClaimReviewRequest AssignReviewRequest ReleaseReviewRequest DecideReviewRequest
            ReopenReviewRequest AddCommentRequest;
        risk: PublishPolicyRequest ActivatePolicyRequest;
        checkpoint: RecordVerdictsRequest EvidenceUpload PublishCatalogRequest ActivateCatalogRequest
            UpgradeDiagnosisRequest ConcludeDiagnosisRequest ReopenDiagnosisRequest AssignFindingRequest ClaimFixRequest
            VerifyFixRequest RejectFixRequest RequestAcceptanceRequest DecideAcceptanceRequest RevokeAcceptanceRequest
            RetractFindingRequest;
    }
}

/// The message with this text in each of its strings, and these digits in its ids.
fn filled(message: MessageDescriptor, text: &str, id: &str) -> DynamicMessage {
    let mut filled = DynamicMessage::new(message.clone());
    for field in message.fields() {
        if let Some(value) = value(&field, text, id) {
            let value = if field.is_list() { Value::List(vec![value.clone(), value]) } else { value };
            filled.set_field(&field, value);
        }
    }
    filled
}

fn value(field: &FieldDescriptor, text: &str, id: &str) -> Option<Value> {
    let is_id = ["request_id", "review_id", "duplicate_of"].contains(&field.name());
    let kind = field.kind();
    if let Some(inner) = kind.as_message() {
        return Some(Value::Message(filled(inner.clone(), text, id)));
    }
    let text = if is_id { id } else { text };
    (kind == Kind::String).then(|| Value::String(text.to_owned()))
}

/// F12: a caller that sends the same texts in another form of Unicode, with other line breaks, with blanks at their ends or with
/// characters that show nothing asks for the same; with another text for something else.
#[test]
fn every_request_with_the_same_texts_asks_for_the_same() {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let has = |message: &MessageDescriptor, name| message.get_field_by_name(name).is_some();
    let mutations: BTreeSet<String> = pool
        .all_messages()
        .filter(|message| has(message, "request_id") && has(message, "validate_only"))
        .map(|message| message.full_name().to_owned())
        .collect();
    let requests = requests();
    assert_eq!(requests.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>(), mutations);
    let same = [
        STORED.nfd().collect(),
        STORED.replace('\n', "\r\n"),
        format!("  {STORED}\n \u{3000}"),
        STORED.replace(' ', "\u{200b} \u{ad}"),
        format!("\u{feff}{}\u{2060}\r\n", STORED.nfd().collect::<String>()),
    ];
    for (name, mark) in requests {
        let of =
            |text: &str, id: &str| mark(&filled(pool.get_message_by_name(&name).unwrap(), text, id).encode_to_vec());
        let first = of(STORED, ID);
        assert_eq!(first.verbatim, None, "{name}: what is stored has the normal form");
        for text in &same {
            let retry = of(text, &ID.to_uppercase());
            assert_eq!(retry.hash, first.hash, "{name}: {text:?}");
            assert!(retry.verbatim.is_some_and(|sent| retry.asks_for(sent)), "{name}: {text:?}");
        }
        let others = ["결제 개선", &STORED.replace('\n', " "), &STORED.replace("é", "e")].map(|text| of(text, ID));
        let holds_text = filled(pool.get_message_by_name(&name).unwrap(), STORED, ID)
            != filled(pool.get_message_by_name(&name).unwrap(), "", ID);
        assert!(others.iter().all(|other| other.asks_for(first.hash) != holds_text), "{name}");
    }
}
