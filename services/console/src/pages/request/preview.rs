//! The preview of a request: level, score and its reasons, and the size of the checklist.

use haetae_proto::{
    checkpoint::v1::Checklist,
    common::v1::{Exposure, FlowLayer, ReviewDepth, ServiceProfile},
};

use super::fields::Section;
use crate::{
    api::{Api, Outlook, Problem, outlook},
    pages::{
        fault::says,
        parts::{Level, Reason, bar},
        sent::is_shown,
    },
    text::Say,
};

/// Reasons that are shown.
const REASONS: usize = 5;

/// The preview of a request, or the questions that are open until it can be computed.
#[derive(Debug)]
pub(super) enum Preview {
    /// No preview was requested.
    Unasked,
    /// Unanswered questions: their number, fields and labels.
    Open(String, Vec<(&'static str, String)>),
    /// No preview is possible at present.
    Unknown(String),
    /// It would get this.
    Known(Box<Known>),
}

/// What it would get.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) level: Level,
    pub(super) depth: String,
    pub(super) days: String,
    pub(super) reasons: Vec<Reason>,
    /// Rules that lift the level whatever the score is.
    pub(super) lifted: Vec<String>,
    pub(super) checks: String,
    pub(super) layers: Vec<Layer>,
    /// The effect of a different answer.
    pub(super) otherwise: Option<String>,
}

/// Checkpoints of a layer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) count: u32,
    pub(super) width: String,
}

/// The outlook of a profile, and that of the same profile with a narrower exposure.
#[derive(Debug)]
pub(super) struct Outlooks {
    pub(super) here: Outlook,
    pub(super) otherwise: Option<(Exposure, Outlook)>,
}

/// The outlook of a profile. Calls PreviewRisk and PreviewChecklist, and both once more for a narrower exposure.
///
/// # Errors
/// When the profile is incomplete, or a service does not answer.
pub(super) async fn outlooks(api: &Api, profile: &ServiceProfile) -> Result<Outlooks, Problem> {
    let here = outlook(api, profile).await?;
    let narrower = match profile.exposure() {
        Exposure::Internet | Exposure::Partner => Some(Exposure::Internal),
        Exposure::Internal | Exposure::Unspecified => None,
    };
    let otherwise = match narrower {
        Some(exposure) => {
            let other = ServiceProfile { exposure: exposure.into(), ..profile.clone() };
            Some((exposure, outlook(api, &other).await?))
        }
        None => None,
    };
    Ok(Outlooks { here, otherwise })
}

impl Preview {
    /// The preview of the answers so far; unanswered fields are found in `sections`.
    pub(super) fn of(say: Say, asked: Result<Outlooks, Problem>, sections: &[Section]) -> Result<Self, Problem> {
        let problem = match asked {
            Ok(outlooks) => return Ok(Self::Known(Box::new(Known::of(say, &outlooks)))),
            Err(problem) => problem,
        };
        if !is_shown(problem.kind) {
            return Err(problem);
        }
        let faults = problem.refusal.as_deref().map(|refusal| refusal.fields.as_slice()).unwrap_or_default();
        let inputs = sections.iter().flat_map(|section| &section.inputs);
        let open = inputs.filter(|input| faults.iter().any(|(field, _)| input.is_meant(field)));
        let open: Vec<_> = open.map(|input| (input.name, input.label.clone())).collect();
        Ok(match open.len() {
            0 => Self::Unknown(says(say, &problem)),
            count => Self::Open(say.count("preview-open", count as u64), open),
        })
    }
}

impl Known {
    fn of(say: Say, outlooks: &Outlooks) -> Self {
        let Outlook { assessment, checklist } = &outlooks.here;
        let mandatory = checklist.checkpoints.iter().filter(|line| line.mandatory).count().to_string();
        let total = checklist.checkpoints.len().to_string();
        let reasons = assessment.contributions.iter().filter(|one| one.points > 0).take(REASONS);
        let reasons = Reason::all(reasons.map(|one| (one.points, say.of(one.explanation.as_ref()))).collect());
        Self {
            level: Level::scored(say, assessment.level, Some(assessment.score)),
            depth: say.word::<ReviewDepth>(assessment.depth),
            days: say.count("preview-days", assessment.target_days.into()),
            reasons,
            lifted: assessment.escalators.iter().map(|one| say.of(one.explanation.as_ref())).collect(),
            checks: say.with("preview-checks", &[("total", &total), ("mandatory", &mandatory)]),
            layers: layers(say, checklist),
            otherwise: outlooks.otherwise.as_ref().map(|(exposure, other)| otherwise(say, *exposure, other)),
        }
    }
}

fn otherwise(say: Say, exposure: Exposure, other: &Outlook) -> String {
    let level = Level::scored(say, other.assessment.level, Some(other.assessment.score));
    let values = [
        ("exposure", say.word::<Exposure>(exposure.into())),
        ("score", level.score),
        ("level", level.word),
        ("total", other.checklist.checkpoints.len().to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say.with("preview-otherwise", &values)
}

/// Checkpoints by layer, in the order of the list.
fn layers(say: Say, checklist: &Checklist) -> Vec<Layer> {
    let mut counts: Vec<(i32, u32)> = Vec::new();
    for line in &checklist.checkpoints {
        match counts.last_mut() {
            Some((layer, count)) if *layer == line.layer => *count += 1,
            _ => counts.push((line.layer, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let layer = |(layer, count): (i32, u32)| {
        let name = say.word::<FlowLayer>(layer);
        Layer { name, count, width: bar(count, most, Reason::WIDTH) }
    };
    counts.into_iter().map(layer).collect()
}
