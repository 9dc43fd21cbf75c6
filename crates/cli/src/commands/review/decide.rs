//! `haetae review decide`.

use std::path::PathBuf;

use haetae_client::request_id;
use haetae_proto::{
    checkpoint::v1::{Finding, GetChecklistResponse, ListFindingsRequest},
    common::v1::{DecisionOutcome, FindingStatus},
    dashboard::v1::{GetTimelineRequest, TimelineEntry},
    intake::v1::{DecideReviewRequest, GetReviewResponse},
    risk::v1::GetAssessmentResponse,
};
use serde::Deserialize;

use super::show;
use crate::{
    commands::{
        ask::Sure,
        find, read,
        write::{ChangeOptions, version},
    },
    failure::{Done, Failure},
    files::{self, Checked, Faults, Tree},
    session::Session,
    views,
    words::{self, Said},
};

/// Findings and events that are shown before deciding.
const PAGE: i32 = 200;

/// Decide on the review, the assessment and the diagnosis that you have seen
///
/// Shows the results by layer, the open findings, the latest events and the versions that the decision applies to, and
/// asks for confirmation. A script passes what was seen with --seen or the three etags, or --yes to decide on the
/// latest.
#[derive(Debug, clap::Args)]
pub(crate) struct Decide {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// approved, approved_with_conditions or rejected
    #[arg(long, value_parser = words::Words::<DecisionOutcome>::new())]
    outcome: DecisionOutcome,
    /// Reason
    #[arg(long)]
    reason: String,
    /// A condition of an approval with conditions; may be given several times
    #[arg(long)]
    condition: Vec<String>,
    /// File with the output of haetae review show -o json that you have seen; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["etag", "assessment_etag", "diagnosis_etag"])]
    seen: Option<PathBuf>,
    /// Version of the assessment, as haetae risk explain prints it
    #[arg(long, value_name = "ETAG")]
    assessment_etag: Option<String>,
    /// Version of the diagnosis, as haetae checklist show prints it
    #[arg(long, value_name = "ETAG")]
    diagnosis_etag: Option<String>,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

/// The versions in an answer of `haetae review show`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    etag: String,
    assessment_etag: String,
    diagnosis_etag: String,
    review: SeenReview,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SeenReview {
    review_id: String,
}

impl Checked for Seen {
    fn check(tree: &Tree, faults: &mut Faults) {
        let fields = ["etag", "assessmentEtag", "diagnosisEtag", "review"];
        faults.at_least(tree, &fields, |faults, name, value| match name {
            "review" => faults.at_least(value, &["reviewId"], |faults, _, value| faults.text(value)),
            _ => faults.text(value),
        });
    }
}

/// The current basis of a decision. Every part has its version.
struct SeenGround {
    review: GetReviewResponse,
    assessment: GetAssessmentResponse,
    checklist: GetChecklistResponse,
    open: Vec<Finding>,
    happened: Vec<TimelineEntry>,
}

impl Decide {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        self.take_seen()?;
        let named = self.assessment_etag.is_some() && self.diagnosis_etag.is_some() && self.change.is_named();
        if !named && !self.change.only_checks() {
            self.look_first(session).await?;
        }
        let latest = async { Ok(read::assessment(session, &self.review).await?.etag) };
        let assessment_etag = version(session, "--assessment-etag", self.assessment_etag, latest).await?;
        let latest = async { Ok(read::checklist(session, &self.review).await?.etag) };
        let diagnosis_etag = version(session, "--diagnosis-etag", self.diagnosis_etag, latest).await?;
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = DecideReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            assessment_etag,
            diagnosis_etag,
            outcome: self.outcome.into(),
            reason: self.reason,
            conditions: self.condition,
            validate_only: decided.validate_only,
        };
        let mut answer = session.intake().await?.decide_review(request).await?.into_inner();
        if let Some(decision) = answer.review.as_mut().and_then(|review| review.decision.as_mut())
            && decided.validate_only
        {
            // A decision that is only checked has no time.
            decision.decided_at = None;
        }
        let versions = (&*answer.etag, &*answer.consistency_token);
        show::changed(session, &answer, answer.review.as_ref(), versions).await
    }

    /// Reads the versions from an earlier output.
    fn take_seen(&mut self) -> Result<(), Failure> {
        let Some(file) = &self.seen else { return Ok(()) };
        let seen: Seen = files::read_whole(file)?;
        if seen.review.review_id != self.review {
            let (other, this) = (seen.review.review_id, &self.review);
            return Err(Failure::Usage(Said {
                ko: format!("--seen 파일은 다른 검토({other})의 것입니다. 최종 판정할 검토: {this}"),
                en: format!("--seen names another review, {other}; this one is {this}"),
            }));
        }
        (self.assessment_etag, self.diagnosis_etag) = (Some(seen.assessment_etag), Some(seen.diagnosis_etag));
        self.change = std::mem::take(&mut self.change).on(Some(seen.etag));
        Ok(())
    }

    /// Shows the basis of the decision and asks for confirmation. The decision then applies to exactly these versions.
    async fn look_first(&mut self, session: &Session) -> Result<(), Failure> {
        let hint = Said {
            ko: ". 또는 본 버전을 --seen FILE(haetae review show -o json의 출력)이나 --etag, --assessment-etag, --diagnosis-etag로 지정하십시오.".to_owned(),
            en: ", or name what you have seen by --seen FILE (the output of haetae review show -o json) or by --etag, --assessment-etag and --diagnosis-etag".to_owned(),
        };
        let ground = SeenGround::read(session, &self.review).await?;
        let wanted = views::Wanted { outcome: self.outcome, reason: &self.reason, conditions: &self.condition };
        let caller = session.subject();
        let shown = ground.shown(caller.as_deref())?;
        if !self.sure.is_given() {
            // Permission and validity are checked before the confirmation prompt.
            let tried = DecideReviewRequest {
                request_id: request_id(),
                review_id: self.review.clone(),
                etag: self.change.etag().unwrap_or(&ground.review.etag).to_owned(),
                assessment_etag: self.assessment_etag.clone().unwrap_or_else(|| ground.assessment.etag.clone()),
                diagnosis_etag: self.diagnosis_etag.clone().unwrap_or_else(|| ground.checklist.etag.clone()),
                outcome: self.outcome.into(),
                reason: self.reason.clone(),
                conditions: self.condition.clone(),
                validate_only: true,
            };
            session.intake().await?.decide_review(tried).await?;
        }
        self.sure.confirm(session, false, &hint, |look| views::ground(shown, wanted, look))?;
        for (option, given, etag) in [
            ("--assessment-etag", &mut self.assessment_etag, ground.assessment.etag),
            ("--diagnosis-etag", &mut self.diagnosis_etag, ground.checklist.etag),
        ] {
            if given.is_none() {
                session.note(&on(option, &etag));
                *given = Some(etag);
            }
        }
        if !self.change.is_named() {
            session.note(&on("--etag", &ground.review.etag));
        }
        self.change = std::mem::take(&mut self.change).on(Some(ground.review.etag));
        Ok(())
    }
}

/// Says which version a step is taken on.
fn on(option: &str, etag: &str) -> Said {
    Said {
        ko: format!("확인한 버전을 기준으로 실행합니다: {option} {etag}"),
        en: format!("acting on the version: {option} {etag}"),
    }
}

impl SeenGround {
    async fn read(session: &Session, review_id: &str) -> Result<Self, Failure> {
        let review = read::review(session, review_id).await?;
        let assessment = read::assessment(session, review_id).await?;
        let checklist = read::checklist(session, review_id).await?;
        let request = ListFindingsRequest {
            review_id: review_id.to_owned(),
            statuses: vec![
                FindingStatus::Open.into(),
                FindingStatus::FixClaimed.into(),
                FindingStatus::Accepted.into(),
            ],
            page_size: PAGE,
            ..Default::default()
        };
        let found = session.checkpoint().await?.list_findings(request).await?.into_inner();
        // Findings of a later version would not match the basis of the decision, so both are read again.
        if found.etag != checklist.etag {
            return Err(Failure::NotYet(Said {
                ko: "읽는 사이에 진단이 변경되었습니다. 다시 실행하십시오.".to_owned(),
                en: "the diagnosis changed while it was read; run it again".to_owned(),
            }));
        }
        let happened = happened(session, review_id, &review.consistency_token).await.unwrap_or_default();
        Ok(Self { review, assessment, checklist, open: found.findings, happened })
    }

    /// The basis as shown to the caller.
    fn shown<'a>(&'a self, caller: Option<&'a str>) -> Result<views::Ground<'a>, Failure> {
        Ok(views::Ground {
            review: self.review.review.as_ref().ok_or_else(Failure::incomplete)?,
            assessment: self.assessment.assessment.as_ref().ok_or_else(Failure::incomplete)?,
            checklist: self.checklist.checklist.as_ref().ok_or_else(Failure::incomplete)?,
            open: &self.open,
            happened: &self.happened,
            caller,
        })
    }
}

/// Returns all events, oldest first. A decision is possible even if the dashboard is unavailable.
async fn happened(session: &Session, review_id: &str, token: &str) -> Result<Vec<TimelineEntry>, Failure> {
    let (mut dashboard, mut page_token, mut entries) = (session.dashboard().await?, String::new(), Vec::new());
    loop {
        let request = GetTimelineRequest {
            review_id: review_id.to_owned(),
            page_size: PAGE,
            page_token,
            consistency_token: token.to_owned(),
            as_of: None,
        };
        let page = dashboard.get_timeline(request).await?.into_inner();
        entries.extend(page.entries);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(entries);
        }
    }
}
