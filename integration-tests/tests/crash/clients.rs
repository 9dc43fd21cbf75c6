//! Clients that never give up: each command is sent with the same `request_id` until it is answered, and written down.

use std::{sync::Arc, time::Duration};

use haetae_integration_tests::{
    Caller, Refusal,
    checker::ledger::{Asked, Command, CommandOutcome, Read, Who},
};
use haetae_proto::checkpoint::v1::GetChecklistResponse;
use haetae_service_kit::token;
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio::time::sleep;
use tonic::{Code, Response, Status};
use uuid::{Builder, Uuid};

use crate::{
    attempts::{insist, within},
    notebook::Notebook,
    requests,
};

/// One client: asks for reviews, amends them and fixes what is found; judges those of others, takes Fails back, and sees
/// whether things were fixed; reads what was written. Or the approver, who decides.
pub(crate) struct Client {
    pub(crate) number: usize,
    pub(crate) approves: bool,
    pub(crate) who: Who,
    pub(crate) caller: Caller,
    pub(crate) rng: StdRng,
    pub(crate) notebook: Arc<Notebook>,
}

impl Client {
    /// Works until it is stopped; a command that was begun is finished first.
    pub(crate) async fn work(mut self) -> Self {
        while !self.notebook.stopped() {
            match (self.approves, self.rng.random_range(0..21)) {
                (true, 0..2) | (false, 18) => self.verify().await,
                (true, _) => self.decide().await,
                (false, 0..6) => self.submit().await,
                (false, 6..10) => self.judge().await,
                (false, 10..13) => self.conclude().await,
                (false, 13..16) => self.amend().await,
                (false, 16..18) => self.fix().await,
                (false, 19) => self.retract().await,
                (false, _) => self.read().await,
            }
            let pause = self.rng.random_range(1..15);
            sleep(Duration::from_millis(pause)).await;
        }
        self
    }

    /// Gives every command of this client once more: nothing may happen, and the answer has to be the first one.
    pub(crate) async fn repeat(mut self) {
        let mut commands = self.notebook.ledger().commands;
        commands.retain(|asked| asked.caller == self.who);
        for asked in commands {
            let again = self.give(asked.request_id, &asked.command).await;
            if again != asked.answer {
                let (request, first) = (asked.request_id, &asked.answer);
                self.notebook.surprise(format!("request {request} was answered {first:?} and late again {again:?}"));
            }
        }
    }

    async fn submit(&mut self) {
        let request_id = self.id();
        let request = requests::submission(request_id, &mut self.rng);
        let answer = self.write_down(request_id, Command::Submit(request)).await;
        if let CommandOutcome::Acknowledged { review_id, .. } = answer {
            self.notebook.review(self.number, review_id);
        }
    }

    async fn judge(&mut self) {
        let Some(list) = self.list_of_others().await else { return };
        let request_id = self.id();
        let request = requests::verdicts(request_id, &list, &mut self.rng);
        self.write_down(request_id, Command::Judge(request)).await;
    }

    /// The checklist of another client's review on which there is something to judge.
    async fn list_of_others(&mut self) -> Option<GetChecklistResponse> {
        let others = self.notebook.reviews_of_others(self.number);
        let review_id = others.choose(&mut self.rng)?.clone();
        self.checklist(&review_id).await.filter(|list| list.checklist.as_ref().is_some_and(|list| !list.concluded))
    }

    /// A checklist, once there is one: risk or checkpoint may be dead.
    pub(crate) async fn checklist(&mut self, review_id: &str) -> Option<GetChecklistResponse> {
        let (mut checkpoint, asked) = (self.caller.checkpoint(), requests::checklist(review_id));
        self.look("CHECKLIST_NOT_FOUND", async |d| checkpoint.get_checklist(within(&asked, d)).await).await
    }

    /// Reads something that may not be there yet.
    pub(crate) async fn look<T>(
        &mut self,
        absent: &str,
        call: impl AsyncFnMut(Duration) -> Result<Response<T>, Status>,
    ) -> Option<T> {
        match insist(&self.notebook, &mut self.rng, None, call).await {
            Ok(answer) => Some(answer),
            Err(refusal) if refusal.reason == absent => None,
            Err(refusal) => {
                self.notebook.surprise(format!("a look was refused: {refusal:?}"));
                None
            }
        }
    }

    /// Judges what is left to judge, and ends the round when nothing is.
    async fn conclude(&mut self) {
        let Some(list) = self.list_of_others().await else { return };
        let request_id = self.id();
        let command = match requests::remaining(request_id, &list) {
            Some(rest) => Command::Judge(rest),
            None => Command::Conclude(requests::conclusion(request_id, &list)),
        };
        self.write_down(request_id, command).await;
    }

    /// Reads the timeline of a review with the token of a write on it.
    async fn read(&mut self) {
        let Some((review_id, position)) = self.notebook.newest() else { return };
        let (mut dashboard, asked) = (self.caller.dashboard(), requests::timeline(&review_id, position));
        let timeline = insist(&self.notebook, &mut self.rng, None, async |deadline| {
            dashboard.get_timeline(within(&asked, deadline)).await
        });
        match timeline.await {
            Ok(timeline) => {
                let shown = timeline.entries.iter().map(|entry| entry.sequence).collect();
                self.notebook.read(Read { review_id, position, shown });
            }
            Err(refusal) => self.notebook.surprise(format!("a timeline was refused: {refusal:?}")),
        }
    }

    /// Gives a command and writes down how it was answered.
    pub(crate) async fn write_down(&mut self, request_id: Uuid, command: Command) -> CommandOutcome {
        let answer = self.give(request_id, &command).await;
        let (caller, written) = (self.who.clone(), answer.clone());
        self.notebook.command(Asked { request_id, caller, command, answer: written });
        answer
    }

    /// Gives a command until it is answered.
    async fn give(&mut self, request_id: Uuid, command: &Command) -> CommandOutcome {
        let (notebook, rng, id) = (&self.notebook, &mut self.rng, Some(request_id));
        let (mut intake, mut checkpoint) = (self.caller.intake(), self.caller.checkpoint());
        let target = command.target().map(|(review_id, _)| review_id.to_owned()).unwrap_or_default();
        macro_rules! give {
            ($client:ident.$call:ident($request:ident)) => {
                insist(notebook, rng, id, async |d| $client.$call(within($request, d)).await)
                    .await
                    .map(|answer| acknowledged(target, &answer.etag, &answer.consistency_token))
            };
        }
        let answer = match command {
            Command::Submit(request) => {
                let answer = insist(notebook, rng, id, async |d| intake.submit_review(within(request, d)).await).await;
                answer.map(|answer| {
                    let review_id = answer.review.map(|review| review.review_id);
                    acknowledged(review_id.unwrap_or_default(), &answer.etag, &answer.consistency_token)
                })
            }
            Command::Amend(request) => give!(intake.amend_review(request)),
            Command::Decide(request) => give!(intake.decide_review(request)),
            Command::Judge(request) => give!(checkpoint.record_verdicts(request)),
            Command::Conclude(request) => give!(checkpoint.conclude_diagnosis(request)),
            Command::ClaimFix(request) => give!(checkpoint.claim_fix(request)),
            Command::VerifyFix(request) => give!(checkpoint.verify_fix(request)),
            Command::Retract(request) => give!(checkpoint.retract_finding(request)),
        };
        answer.unwrap_or_else(|refusal| self.refused(request_id, command, &refusal))
    }

    /// A command that another client overtook had no effect and never will. A review whose diagnosis has moved on is not
    /// approved. A review of high risk is not approved by a person who judged it, as the approver does now and then by verifying
    /// a fix. A judge may take a Fail back only in its round and while no other person acted on it. Nothing else is refused.
    fn refused(&self, request_id: Uuid, command: &Command, refusal: &Refusal) -> CommandOutcome {
        let expected: &[&str] = match command {
            Command::Decide(_) => &["FINDINGS_OPEN", "SEPARATION_OF_DUTIES"],
            Command::Retract(_) => &["SEPARATION_OF_DUTIES"],
            Command::Submit(_)
            | Command::Amend(_)
            | Command::Judge(_)
            | Command::Conclude(_)
            | Command::ClaimFix(_)
            | Command::VerifyFix(_) => &[],
        };
        if refusal.code != Code::Aborted && !expected.contains(&refusal.reason.as_str()) {
            self.notebook.surprise(format!("request {request_id} was refused: {refusal:?}"));
        }
        CommandOutcome::Refused
    }

    pub(crate) fn id(&mut self) -> Uuid {
        Builder::from_random_bytes(self.rng.random()).into_uuid()
    }
}

/// A token that cannot be read counts as sequence 0, which no commit has.
fn acknowledged(review_id: String, etag: &str, position: &str) -> CommandOutcome {
    let etag = token::parse_etag(etag).unwrap_or_default();
    let position = token::parse_consistency_token(position).ok().flatten().unwrap_or_default();
    CommandOutcome::Acknowledged { review_id, etag, position }
}
