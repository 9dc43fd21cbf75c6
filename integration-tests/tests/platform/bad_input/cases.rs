//! A wrong request and the refusal it must get.

use haetae_proto::common::v1::ServiceProfile;
use prost::Message;
use tonic::Code;

/// Fits into a request, barely; the limit is 1 MiB.
pub(crate) const HUGE: usize = 1_000_000;

/// A page token in the right form that no key sealed.
pub(crate) const SEALED: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc";

/// Any request there is, for the RPC its type is named after.
#[derive(Clone)]
pub(crate) struct Call {
    /// With its package, as in `risk.PreviewRisk`.
    pub(crate) method: String,
    /// One, or those of a stream.
    pub(crate) messages: Vec<Vec<u8>>,
}

impl<M: Message> From<M> for Call {
    fn from(request: M) -> Self {
        Messages(vec![request]).into()
    }
}

/// The request of an RPC that takes a stream.
pub(crate) struct Messages<M>(pub(crate) Vec<M>);

impl<M: Message> From<Messages<M>> for Call {
    fn from(Messages(messages): Messages<M>) -> Self {
        let mut path = std::any::type_name::<M>().rsplit("::");
        let (name, _version, package) = (path.next(), path.next(), path.next());
        let name = name.and_then(|name| name.strip_suffix("Request")).unwrap_or_default();
        let method = format!("{}.{name}", package.unwrap_or_default());
        Self { method, messages: messages.iter().map(M::encode_to_vec).collect() }
    }
}

/// A wrong request and the refusal it must get.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) what: String,
    pub(crate) call: Call,
    pub(crate) code: Code,
    pub(crate) reason: &'static str,
    /// Every field that must be named; of an empty request several.
    pub(crate) field: Vec<String>,
}

impl Case {
    /// A request with one wrong field.
    pub(crate) fn invalid(what: impl Into<String>, field: &str, call: impl Into<Call>) -> Self {
        Self::all_invalid(what, &[field], call)
    }

    /// A request with these wrong fields and no others.
    pub(crate) fn all_invalid(what: impl Into<String>, fields: &[&str], call: impl Into<Call>) -> Self {
        let field: Vec<_> = fields.iter().map(|&field| field.to_owned()).collect();
        let what = format!("{} in {}", what.into(), field.join(", "));
        Self { what, call: call.into(), code: Code::InvalidArgument, reason: "INVALID_FIELD", field }
    }

    /// A request refused for another reason than a field.
    pub(crate) fn refused(what: &str, code: Code, reason: &'static str, call: impl Into<Call>) -> Self {
        Self { what: what.to_owned(), call: call.into(), code, reason, field: vec![] }
    }

    /// Whether each of them is named once. All faults are named together, so the fields that the request of the case leaves empty
    /// may be named too; where no field is wrong, none is named.
    pub(crate) fn named_rightly(&self, named: &[&str]) -> bool {
        let once = |field: &String| named.iter().filter(|&&one| one == field).count() == 1;
        self.field.iter().all(once) && (!self.field.is_empty() || named.is_empty())
    }
}

/// Texts that are no UUID, by what is wrong with them; some would steer a subject if they reached one.
pub(crate) fn not_uuids() -> Vec<(String, String)> {
    const GOOD: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let named = [
        ("nothing", String::new()),
        ("a word", "review".to_owned()),
        ("the nil UUID", "00000000-0000-0000-0000-000000000000".to_owned()),
        ("no hyphens", GOOD.replace('-', "")),
        ("braces", format!("{{{GOOD}}}")),
        ("a URN", format!("urn:uuid:{GOOD}")),
        ("a letter too many", format!("{GOOD}0")),
        ("a space before", format!(" {}", &GOOD[1..])),
        ("a space within", GOOD.replacen('e', " ", 1)),
        ("dots", GOOD.replace('-', ".")),
        ("a dot within", GOOD.replacen('e', ".", 1)),
        ("an asterisk", "*".to_owned()),
        ("an asterisk within", GOOD.replacen('e', "*", 1)),
        ("a greater-than sign", ">".to_owned()),
        ("a wildcard at the end", format!("{}>", &GOOD[..35])),
        ("a line break", GOOD.replacen('e', "\n", 1)),
        ("a zero", GOOD.replacen('e', "\0", 1)),
        ("Hangul", "보안성".to_owned()),
        ("wide digits", GOOD.replacen('6', "６", 1)),
        ("a megabyte", "6".repeat(HUGE)),
    ];
    named.map(|(what, text)| (what.to_owned(), text)).to_vec()
}

/// Texts that hold what no text may hold.
pub(crate) fn control_characters() -> Vec<(&'static str, &'static str)> {
    vec![
        ("a zero", "검토\0요청"),
        ("an escape sequence", "검토\u{1b}[2J요청"),
        ("a carriage return", "검토\r요청"),
        ("a delete", "검토\u{7f}"),
        ("a C1 control", "검토\u{9b}31m"),
        ("a right-to-left override", "검토\u{202e}요청"),
        ("an isolate", "검토\u{2066}요청"),
        ("a line separator", "검토\u{2028}요청"),
    ]
}

/// Wrong changes to a good profile, by the field each of them spoils.
pub(crate) fn profiles(good: &ServiceProfile) -> Vec<(String, &'static str, Option<ServiceProfile>)> {
    let mut cases: Vec<(String, &'static str, Option<ServiceProfile>)> = vec![("no profile".into(), "profile", None)];
    let mut add = |what: &str, field, change: &dyn Fn(&mut ServiceProfile)| {
        let mut profile = good.clone();
        change(&mut profile);
        cases.push((what.to_owned(), field, Some(profile)));
    };
    add("none", "profile.service_types", &|p| p.service_types.clear());
    add("none", "profile.data_classes", &|p| p.data_classes.clear());
    add("none", "profile.impact", &|p| p.impact = None);
    for number in [0, 99, -1, i32::MAX, i32::MIN] {
        let what = number.to_string();
        add(&what, "profile.service_types[0]", &|p| p.service_types[0] = number);
        add(&what, "profile.components[1]", &|p| p.components = vec![1, number]);
        add(&what, "profile.stage", &|p| p.stage = number);
        add(&what, "profile.exposure", &|p| p.exposure = number);
        add(&what, "profile.data_classes[0]", &|p| p.data_classes = vec![number, 1]);
        add(&what, "profile.user_scale", &|p| p.user_scale = number);
        add(&what, "profile.impact.financial", &|p| p.impact.get_or_insert_default().financial = number);
        add(&what, "profile.impact.reputation", &|p| p.impact.get_or_insert_default().reputation = number);
        add(&what, "profile.impact.legal_privacy", &|p| p.impact.get_or_insert_default().legal_privacy = number);
        add(&what, "profile.impact.safety", &|p| p.impact.get_or_insert_default().safety = number);
    }
    cases
}
