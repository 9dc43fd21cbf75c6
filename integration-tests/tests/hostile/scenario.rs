//! One scenario: a platform at work, a neighbour, and the ending that all scenarios share.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Person, Program, Setup, Tool, World, eventually};
use haetae_proto::dashboard::v1::{GetLogHeadRequest, ListReviewsRequest, audit_service_client::AuditServiceClient};
use haetae_service_kit::{auth::Role, token};
use serde_json::Value;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};
use uuid::Uuid;

use crate::work::{Acknowledged, Work};

/// Commands that are acknowledged before a neighbour begins, and each time a scenario goes on.
const SOME: usize = 4;

/// A line that operators are woken by: one with the field `alarm`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alarm<'a> {
    /// Whose log it is in.
    pub(crate) service: Service,
    /// What it says, in its message or in one of its fields.
    pub(crate) says: &'a str,
}

/// A platform at work. The test does harm to `world`; the work goes on beside it.
pub(crate) struct Scenario {
    /// The platform, its servers and its processes.
    pub(crate) world: World,
    /// The caller that submits, who may read everything too.
    pub(crate) caller: Caller,
    work: Work,
}

impl Scenario {
    /// Starts a platform and waits until commands are acknowledged.
    pub(crate) async fn start(setup: Setup) -> Result<Self> {
        let world = World::start(setup).await?;
        let roles = &[Role::Requester, Role::Reviewer, Role::Auditor, Role::Operator];
        let caller = world.caller(&Person { subject: "kim", name: "김", team: Some("neighbours"), roles })?;
        let work = Work::start(caller.clone());
        work.goes_on(SOME).await?;
        Ok(Self { world, caller, work })
    }

    /// What was acknowledged so far.
    pub(crate) fn acknowledged(&self) -> Vec<Acknowledged> {
        self.work.acknowledged()
    }

    /// Waits until more commands are acknowledged.
    pub(crate) async fn is_acknowledged(&self) -> Result<()> {
        self.work.goes_on(SOME).await
    }

    /// Waits until more commands are acknowledged, and the dashboard shows the last of them.
    pub(crate) async fn goes_on(&mut self) -> Result<()> {
        self.is_acknowledged().await?;
        let last = self.acknowledged().pop().context("nothing was acknowledged")?;
        eventually("a fresh read", async || Ok(self.caller.shown(&last.token).await.ok())).await.map(drop)
    }

    /// Waits until the health of a service says that it serves, or that it does not.
    pub(crate) async fn serves(&self, service: Service, wanted: bool) -> Result<()> {
        let mut health = HealthClient::new(self.world.channel(service));
        eventually(&format!("{service} to serve: {wanted}"), async || {
            let answer = health.check(HealthCheckRequest::default()).await;
            let serves = answer.is_ok_and(|answer| answer.into_inner().status() == ServingStatus::Serving);
            Ok((serves == wanted).then_some(()))
        })
        .await
    }

    /// Waits until the log of a service contains this.
    pub(crate) async fn says(&self, service: Service, what: &str) -> Result<()> {
        let log = self.world.platform.log(service).to_owned();
        eventually(what, async || Ok(fs::read_to_string(&log)?.contains(what).then_some(()))).await
    }

    /// The ending of every scenario. The work goes on and stops; then the dashboard serves, each of `alarms` was raised,
    /// an export of the log is proved by its signed heads, and no acknowledged command is lost.
    pub(crate) async fn ends_well(mut self, alarms: &[Alarm<'_>]) -> Result<()> {
        self.goes_on().await?;
        let ended = self.finish().await?;
        ended.nothing_is_lost().await?;
        ended.the_dashboard_serves().await?;
        ended.alarms_are_named(alarms).await?;
        ended.the_audit_is_clean().await.map(drop)
    }

    /// Stops the work. For [`Self::ends_well`] and its red controls.
    pub(crate) async fn finish(self) -> Result<Finished> {
        Ok(Finished { acknowledged: self.work.stop().await?, world: self.world, caller: self.caller })
    }
}

/// A scenario whose work has stopped.
pub(crate) struct Finished {
    pub(crate) world: World,
    pub(crate) caller: Caller,
    acknowledged: Vec<Acknowledged>,
}

impl Finished {
    /// What was acknowledged.
    pub(crate) fn acknowledged(&self) -> &[Acknowledged] {
        &self.acknowledged
    }

    /// Every acknowledged command is in the log, at the position that its answer named, and all that follows from it by
    /// itself was written.
    pub(crate) async fn nothing_is_lost(&self) -> Result<()> {
        self.everything_is_there(|position, entry| Some(entry) == position).await
    }

    /// The same where the log parted from the archive: what was acknowledged on the other side is at another position.
    pub(crate) async fn nothing_is_lost_in_a_fork(&self) -> Result<()> {
        self.everything_is_there(|_, _| true).await
    }

    async fn everything_is_there(&self, fits: impl Fn(Option<u64>, u64) -> bool) -> Result<()> {
        let log = self.world.log().await?;
        for Acknowledged { review_id, token } in &self.acknowledged {
            let position = token::parse_consistency_token(token).ok().flatten();
            let entries = log.of("review", review_id).await?;
            let there = entries.iter().any(|entry| fits(position, entry.sequence));
            ensure!(there, "the command acknowledged at {position:?} is not in the log: review {review_id}");
            for category in ["risk", "diagnosis"] {
                let follows = async || Ok((!log.of(category, review_id).await?.is_empty()).then_some(()));
                eventually(&format!("{category} of {review_id}"), follows).await?;
            }
        }
        Ok(())
    }

    /// Lists show every acknowledged review, as of the last position.
    pub(crate) async fn the_dashboard_serves(&self) -> Result<()> {
        let head = self.world.log().await?.head().await?;
        let (mut shown, mut page_token) = (BTreeSet::new(), String::new());
        loop {
            let consistency_token = token::consistency_token(head);
            let request = ListReviewsRequest { page_size: 200, page_token, consistency_token, ..Default::default() };
            let page = self.caller.dashboard().list_reviews(request).await?.into_inner();
            shown.extend(page.reviews.into_iter().map(|row| row.review_id));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        for Acknowledged { review_id, .. } in &self.acknowledged {
            ensure!(shown.contains(review_id), "the dashboard does not show {review_id}");
        }
        Ok(())
    }

    /// Each alarm stands in the log of its service.
    pub(crate) async fn alarms_are_named(&self, alarms: &[Alarm<'_>]) -> Result<()> {
        for Alarm { service, says } in alarms {
            let raised = is_raised(self.world.platform.log(*service), says)?;
            ensure!(raised, "{service} raised no alarm that says {says:?}");
        }
        Ok(())
    }

    /// Every read model is the same when it is rebuilt from the log.
    pub(crate) async fn rebuilds_are_equal(&self) -> Result<()> {
        for projection in ["archive", "board", "diagnosis"] {
            let rebuilt = self.dashboard(&["rebuild", projection]).await?;
            ensure!(rebuilt.code == Some(0), "rebuild {projection}: {} {}", rebuilt.errors, rebuilt.log);
        }
        Ok(())
    }

    /// An export of everything, checked offline with nothing but the signed heads and the public key: nothing is wrong. Returns
    /// the report.
    pub(crate) async fn the_audit_is_clean(&self) -> Result<Value> {
        let (code, report) = self.audited().await?;
        ensure!(code == Some(0), "audit verify: {report}");
        Ok(report)
    }

    /// The same with the exit code, whatever it says.
    pub(crate) async fn audited(&self) -> Result<(Option<i32>, Value)> {
        let head = self.world.log().await?.head().await?;
        let mut audit = AuditServiceClient::new(self.caller.called(Service::Dashboard));
        audit.get_log_head(GetLogHeadRequest { consistency_token: token::consistency_token(head) }).await?;
        let home = self.world.stack.dir.path().join("hostile-audit");
        let text = |name: &str| home.join(name).to_string_lossy().into_owned();
        // The archive may have been altered since: that is another export, which is no continuation of the last.
        if home.exists() {
            fs::remove_dir_all(&home)?;
        }
        let exported = self.dashboard(&["audit", "export", "--to", &home.to_string_lossy()]).await?;
        ensure!(exported.code == Some(0), "{} {}", exported.errors, exported.log);
        let [log, heads, key, forks] = [text("log.export"), text("heads"), text("public-key"), text("forks")];
        let files = ["audit", "verify", "--export", &log, "--heads", &heads, "--key", &key, "--forks", &forks];
        let anyone = Tool::of(&self.world, &Person { subject: "ann", name: "감사", team: None, roles: &[] })?;
        let verified = anyone.run(&[&files[..], &["-o", "json"]].concat()).await?;
        let report = serde_json::from_str(&verified.log).with_context(|| format!("audit verify: {verified:?}"))?;
        Ok((verified.code, report))
    }

    /// The same, as if this review had been acknowledged as well: a control of the checks above.
    pub(crate) fn with_a_lost_command(mut self, review_id: Uuid) -> Self {
        let token = token::consistency_token(1);
        self.acknowledged = vec![Acknowledged { review_id: review_id.to_string(), token }];
        self
    }

    async fn dashboard(&self, args: &[&str]) -> Result<haetae_integration_tests::Ended> {
        Program::of(Service::Dashboard, &self.world)?.args(args).run().await
    }
}

/// Whether the log of a service has an alarm that says this.
pub(crate) fn is_raised(log: &Path, says: &str) -> Result<bool> {
    Ok(fs::read_to_string(log)?.lines().filter(|line| line.contains(says)).any(is_alarm))
}

/// Whether a line of a service's log carries the field that alarms have.
fn is_alarm(line: &str) -> bool {
    serde_json::from_str::<Value>(line).is_ok_and(|line| line["alarm"] == Value::Bool(true))
}
