//! What an operator does with a read model: the forms of its page, and their calls.

use haetae_proto::{
    common::v1::ErrorReason,
    dashboard::v1::{DropGenerationRequest, RebuildProjectionRequest, RetryParkedRequest, SwitchGenerationRequest},
};

use crate::{
    api::{Api, Problem, drop_generation, rebuild, retry, switch},
    pages::sent::Sent,
    text::{Say, key},
};

/// What is done with a read model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Rebuild,
    Retry,
    Switch,
    Drop,
}

impl Step {
    /// All of them.
    const ALL: [Self; 4] = [Self::Rebuild, Self::Retry, Self::Switch, Self::Drop];

    /// As addresses name it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Rebuild => "rebuild",
            Self::Retry => "retry",
            Self::Switch => "switch",
            Self::Drop => "drop",
        }
    }

    /// The step of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// What the page says once it was done or begun.
    pub(super) fn said(self, t: Say) -> String {
        t.text(match self {
            Self::Rebuild => key("said-rebuild"),
            Self::Retry => key("said-retry"),
            Self::Switch => key("said-switch"),
            Self::Drop => key("said-drop"),
        })
    }

    /// As buttons name it.
    pub(super) fn title(self, t: Say) -> String {
        t.step(match self {
            Self::Rebuild => "RebuildProjection",
            Self::Retry => "RetryParked",
            Self::Switch => "SwitchGeneration",
            Self::Drop => "DropGeneration",
        })
    }

    /// What it does.
    pub(super) fn about(self, t: Say) -> String {
        t.text(match self {
            Self::Rebuild => key("ops-rebuild-about"),
            Self::Retry => key("ops-retry-about"),
            Self::Switch => key("ops-switch-about"),
            Self::Drop => key("ops-drop-about"),
        })
    }

    /// Whether the person types the name of the read model first: rows are gone afterwards, or others are shown.
    pub(super) const fn asks_name(self) -> bool {
        match self {
            Self::Switch | Self::Drop => true,
            Self::Rebuild | Self::Retry => false,
        }
    }

    /// Whether it was refused because it was done before: a form may be sent twice.
    pub(super) fn is_done(self, problem: &Problem) -> bool {
        self == Self::Drop && problem.is_for(ErrorReason::GenerationNotFound)
    }

    /// Calls the method of the step with what the form says.
    pub(super) async fn take(self, api: &Api, projection: &str, sent: &Sent) -> Result<(), Problem> {
        let (request_id, projection) = (sent.one("request_id").to_owned(), projection.to_owned());
        let generation = sent.one("generation").parse().unwrap_or_default();
        let drop_dependents = is_ticked(sent, "drop_dependents");
        match self {
            Self::Rebuild => {
                let replace_differing = is_ticked(sent, "replace_differing");
                rebuild(api, RebuildProjectionRequest { request_id, projection, replace_differing, drop_dependents })
                    .await
            }
            Self::Retry => retry(api, RetryParkedRequest { request_id, projection }).await,
            Self::Switch => {
                switch(api, SwitchGenerationRequest { request_id, projection, generation, drop_dependents }).await
            }
            Self::Drop => drop_generation(api, DropGenerationRequest { projection, generation }).await,
        }
    }
}

/// Whether a box of the form is ticked.
pub(super) fn is_ticked(sent: &Sent, name: &str) -> bool {
    sent.one(name) == "yes"
}
