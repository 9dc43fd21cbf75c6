//! Facts about a request, its amendments and comments, and their sentences.

use haetae_domain::ids::Person;
use haetae_domain::review;
use haetae_domain::text::Text;
use haetae_domain::vocabulary::{Component, ServiceType, Status, Visibility};
use haetae_event_log::codec::{CodecError, person_from_wire};
use haetae_proto::event::v1 as pb;
use serde::{Deserialize, Serialize};

use super::{
    inputs::Inputs,
    told::{both, joined},
    wire::{field, words},
};
use crate::{
    text::{clean, clean_person},
    words::{field_name, value_name},
};

/// The request from now on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(in crate::board) title: String,
    #[serde(skip)]
    pub(in crate::board) description: String,
    #[serde(skip)]
    pub(in crate::board) service_types: Vec<ServiceType>,
    #[serde(skip)]
    pub(in crate::board) components: Vec<Component>,
    #[serde(skip)]
    pub(in crate::board) inputs: Inputs,
}

/// The request, without a `kind`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Submitted {
    #[serde(flatten)]
    pub(in crate::board) asked: Asked,
    #[serde(skip)]
    pub(in crate::board) team: String,
    #[serde(skip)]
    pub(in crate::board) requester: Person,
}

impl TryFrom<pb::ReviewSubmitted> for Submitted {
    type Error = CodecError;

    fn try_from(e: pb::ReviewSubmitted) -> Result<Self, CodecError> {
        let profile = e.profile.ok_or_else(|| field("profile"))?;
        let asked = Asked {
            title: clean(e.title),
            description: e.description,
            service_types: words(&profile.service_types, "profile.service_types")?,
            components: words(&profile.components, "profile.components")?,
            inputs: Inputs::from(&profile),
        };
        Ok(Self { asked, team: clean(e.team), requester: clean_person(person_from_wire(e.requester)) })
    }
}

impl Submitted {
    pub(super) fn sentence(&self) -> Text {
        both("보안성 검토를 요청했습니다: ", "Requested the review: ", &self.asked.title)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "amended")]
pub(crate) struct Amended {
    /// Field, before, after; a description is named without its texts.
    pub(super) changes: Vec<(String, String, String)>,
    material: bool,
    #[serde(skip)]
    pub(in crate::board) asked: Asked,
}

impl From<review::Amended> for Amended {
    fn from(event: review::Amended) -> Self {
        let changes = event.changes.into_iter().map(|change| match change.field.as_str() {
            "description" => (change.field, String::new(), String::new()),
            _ => (clean(change.field), clean(change.before), clean(change.after)),
        });
        let changes = changes.collect();
        let asked = Asked {
            title: clean(event.title),
            description: event.description,
            inputs: Inputs::from(&event.profile),
            service_types: event.profile.service_types.into_iter().collect(),
            components: event.profile.components.into_iter().collect(),
        };
        Self { changes, material: event.material, asked }
    }
}

impl Amended {
    pub(super) fn sentence(&self) -> Text {
        let changes = self.changes.iter().map(|(field, before, after)| {
            let name = field_name(field);
            if field == "description" {
                return name;
            }
            let (before, after) = (value_name(field, before), value_name(field, after));
            Text::new(
                format!("{} {} → {}", name.ko, before.ko, after.ko),
                format!("{} {} → {}", name.en, before.en, after.en),
            )
        });
        let changes = joined(changes, "; ");
        let (ko, en) = if self.material {
            (". 위험도를 다시 평가합니다.", ". The risk is assessed again.")
        } else {
            (".", ".")
        };
        Text::new(
            format!("요청 내용을 수정했습니다: {}{ko}", changes.ko),
            format!("Amended the request: {}{en}", changes.en),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "withdrawn")]
pub(crate) struct Withdrawn {
    pub(super) reason: String,
}

impl Withdrawn {
    pub(super) fn sentence(&self) -> Text {
        both("검토 요청을 철회했습니다. 사유: ", "Withdrew the request. Reason: ", &self.reason)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "info_requested")]
pub(crate) struct InfoRequested {
    pub(super) question: String,
}

impl InfoRequested {
    pub(super) fn sentence(&self) -> Text {
        both("보완을 요청했습니다: ", "Asked for information: ", &self.question)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "info_provided")]
pub(crate) struct InfoProvided {
    pub(super) answer: String,
    pub(super) status: Status,
}

impl InfoProvided {
    pub(super) fn sentence(&self) -> Text {
        both("보완 요청에 답변했습니다: ", "Provided the information: ", &self.answer)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "question_retracted")]
pub(crate) struct QuestionRetracted {
    pub(super) reason: String,
    pub(super) status: Status,
}

impl QuestionRetracted {
    pub(super) fn sentence(&self) -> Text {
        both("보완 요청을 취소했습니다. 사유: ", "Took the question back. Reason: ", &self.reason)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "commented")]
pub(crate) struct Commented {
    pub(super) text: String,
    pub(super) visibility: Visibility,
}

impl Commented {
    pub(super) fn sentence(&self) -> Text {
        match self.visibility {
            Visibility::Shared => both("의견: ", "Comment: ", &self.text),
            Visibility::Internal => both("내부 의견: ", "Internal comment: ", &self.text),
        }
    }
}
