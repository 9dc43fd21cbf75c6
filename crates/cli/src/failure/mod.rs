//! The failures that end a run, for people and scripts.

mod exit;
mod facts;
mod fields;
mod hints;
mod names;
mod oidc;
mod refusal;

use haetae_client::Unreachable;
use tonic::Status;

pub(crate) use self::{exit::Exit, refusal::Refusal};
use crate::{
    files::Fault,
    words::{Lang, Said, network},
};

/// The outcome of a command that has shown its answer.
pub(crate) type Done = Result<(), Failure>;

/// A failure that ended a run.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A service refused.
    Refused(Box<Refusal>),
    /// The service cannot be reached.
    Unreachable(Unreachable),
    /// A file cannot be used: everything that is wrong with it.
    File(Vec<Fault>),
    /// The resource does not exist or is not visible to the caller.
    Absent(Said),
    /// The current state does not allow the step, as the tool found out without the service.
    Unfit(Said),
    /// The command line or the configuration does not do.
    Usage(Said),
    /// There is no usable token.
    NoToken(Said),
    /// The awaited event did not happen in time.
    NotYet(Said),
    /// A history or a proof does not match the signatures.
    Altered(Said),
    /// The signed heads do not reach to the end of the history.
    NotCovered(Said),
    /// A response violates the contracts, or cannot be written.
    Broken(Said),
    /// The caller declined.
    Declined,
    /// Interrupted by Ctrl-C: nothing is wrong, and there is nothing to add.
    Interrupted,
}

impl Failure {
    /// Its kind.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::Refused(refusal) => refusal.exit(),
            Self::Unreachable(_) | Self::NotYet(_) => Exit::Unavailable,
            Self::File(_) => Exit::Invalid,
            Self::Absent(_) => Exit::NotFound,
            Self::Unfit(_) => Exit::Refused,
            Self::Usage(_) => Exit::Usage,
            Self::NoToken(_) => Exit::Unauthenticated,
            Self::Altered(_) => Exit::Altered,
            Self::NotCovered(_) => Exit::NotCovered,
            Self::Broken(_) => Exit::Failed,
            Self::Declined => Exit::Declined,
            Self::Interrupted => Exit::Interrupted,
        }
    }

    /// Whether a command may have taken effect all the same.
    pub(crate) fn unknown_outcome(&self) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.unknown_outcome())
    }

    /// Returns what happened and what to do, one per line.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        match self {
            Self::Refused(refusal) => refusal.lines(lang),
            Self::Unreachable(Unreachable { url, cause }) => match (lang, network(cause).say(lang)) {
                (Lang::Ko, cause) => vec![
                    format!("{url}에서 응답이 없습니다: {cause}"),
                    "→ 주소 설정(--endpoint 등)과 서비스 상태를 확인하십시오.".to_owned(),
                ],
                (Lang::En, cause) => vec![
                    format!("cannot reach {url}: {cause}"),
                    "→ Check the address (--endpoint and similar options) and whether the service runs.".to_owned(),
                ],
            },
            Self::File(faults) => faults.iter().map(|fault| fault.say(lang)).collect(),
            Self::Absent(said) => {
                let hint = lang.pick(
                    "→ haetae review list로 번호를, 토큰의 소속 부서를 확인하십시오. 방금 접수했다면 잠시 뒤 다시 조회하십시오.",
                    "→ Check the number with haetae review list and the team in your token. If the review was just submitted, try again in a few seconds.",
                );
                vec![said.say(lang).to_owned(), hint.to_owned()]
            }
            Self::Unfit(said)
            | Self::Usage(said)
            | Self::NoToken(said)
            | Self::NotYet(said)
            | Self::Altered(said)
            | Self::NotCovered(said)
            | Self::Broken(said) => vec![said.say(lang).to_owned()],
            Self::Declined => {
                vec![lang.pick("실행하지 않았습니다. 바뀐 것은 없습니다.", "not done; nothing was changed").to_owned()]
            }
            Self::Interrupted => Vec::new(),
        }
    }

    /// Returns the failure for programs: kind and exit code, the lines for people, and the parts of a service's error.
    pub(crate) fn value(&self, lines: &[String]) -> serde_json::Value {
        let exit = self.exit();
        let mut value = serde_json::json!({
            "exit": exit.word().name,
            "exitCode": exit.code(),
            "message": lines.first().cloned().unwrap_or_default(),
            "details": lines.get(1..).unwrap_or_default(),
        });
        if let (Self::Refused(refusal), Some(fields)) = (self, value.as_object_mut()) {
            fields.extend(refusal.parts());
        }
        // A review that is looked for by its number is refused as one that is asked for by its id.
        if let (Self::Absent(_), Some(fields)) = (self, value.as_object_mut()) {
            fields.insert("code".to_owned(), "NotFound".into());
            fields.insert("reason".to_owned(), "REVIEW_NOT_FOUND".into());
            fields.insert("fields".to_owned(), serde_json::json!([]));
            fields.insert("metadata".to_owned(), serde_json::json!({}));
        }
        value
    }

    /// The failure for a response without a required part.
    pub(crate) fn incomplete() -> Self {
        Self::Broken(Said {
            ko: "서비스의 응답에 필수 내용이 없습니다. 도구와 서비스의 버전이 맞는지 확인하십시오.".into(),
            en: "the answer of the service lacks a required field; check that the versions of tool and service match"
                .into(),
        })
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::Refused(Box::new(Refusal::of(&status)))
    }
}

impl From<Unreachable> for Failure {
    fn from(unreachable: Unreachable) -> Self {
        Self::Unreachable(unreachable)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::File(vec![fault])
    }
}

impl From<Vec<Fault>> for Failure {
    fn from(faults: Vec<Fault>) -> Self {
        Self::File(faults)
    }
}
