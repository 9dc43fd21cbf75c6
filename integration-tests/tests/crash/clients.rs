//! Clients that never give up: each command is sent with the same `request_id` until it is answered, and written down.

use std::{sync::Arc, time::Duration};

use haetae_integration_tests::{
    Caller, Refusal,
    checker::ledger::{Answer, Asked, Caller as Who, Command, Read},
};
use haetae_service_kit::token;
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio::time::sleep;
use tonic::Code;
use uuid::{Builder, Uuid};

use crate::{
    attempts::{insist, within},
    notebook::Notebook,
    requests,
};

/// One client: asks for reviews, judges those of others, reads what was written.
pub(crate) struct Client {
    pub(crate) number: usize,
    pub(crate) who: Who,
    pub(crate) caller: Caller,
    pub(crate) rng: StdRng,
    pub(crate) notebook: Arc<Notebook>,
}

impl Client {
    /// Works until told to stop; a command that was begun is finished first.
    pub(crate) async fn work(mut self) -> Self {
        while !self.notebook.stopped() {
            match self.rng.random_range(0..10) {
                0..4 => self.submit().await,
                4..9 => self.judge().await,
                _ => self.read().await,
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
        if let Answer::Acknowledged { review_id, .. } = answer {
            self.notebook.review(self.number, review_id);
        }
    }

    async fn judge(&mut self) {
        let others = self.notebook.reviews_of_others(self.number);
        let Some(review_id) = others.choose(&mut self.rng) else { return };
        let (mut checkpoint, asked) = (self.caller.checkpoint(), requests::checklist(review_id));
        let list = insist(&self.notebook, &mut self.rng, None, async |deadline| {
            checkpoint.get_checklist(within(&asked, deadline)).await
        });
        let list = match list.await {
            Ok(list) => list,
            // Not generated yet: risk or checkpoint may be dead.
            Err(refusal) if refusal.reason == "CHECKLIST_NOT_FOUND" => return,
            Err(refusal) => return self.notebook.surprise(format!("a checklist was refused: {refusal:?}")),
        };
        let request_id = self.id();
        let request = requests::verdicts(request_id, &list, &mut self.rng);
        self.write_down(request_id, Command::Judge(request)).await;
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
    async fn write_down(&mut self, request_id: Uuid, command: Command) -> Answer {
        let answer = self.give(request_id, &command).await;
        let (caller, written) = (self.who.clone(), answer.clone());
        self.notebook.command(Asked { request_id, caller, command, answer: written });
        answer
    }

    /// Gives a command until it is answered.
    async fn give(&mut self, request_id: Uuid, command: &Command) -> Answer {
        let (notebook, rng, id) = (&self.notebook, &mut self.rng, Some(request_id));
        match command {
            Command::Submit(request) => {
                let mut intake = self.caller.intake();
                let answer = insist(notebook, rng, id, async |d| intake.submit_review(within(request, d)).await).await;
                let answer = answer.map(|answer| {
                    let review_id = answer.review.map(|review| review.review_id);
                    acknowledged(review_id.unwrap_or_default(), &answer.etag, &answer.consistency_token)
                });
                answer.unwrap_or_else(|refusal| self.refused(request_id, &refusal))
            }
            Command::Judge(request) => {
                let mut checkpoint = self.caller.checkpoint();
                let answer =
                    insist(notebook, rng, id, async |d| checkpoint.record_verdicts(within(request, d)).await).await;
                let answer = answer
                    .map(|answer| acknowledged(request.review_id.clone(), &answer.etag, &answer.consistency_token));
                answer.unwrap_or_else(|refusal| self.refused(request_id, &refusal))
            }
        }
    }

    /// When somebody else judged meanwhile the command had no effect and never will; nothing else is refused.
    fn refused(&self, request_id: Uuid, refusal: &Refusal) -> Answer {
        if refusal.code != Code::Aborted {
            self.notebook.surprise(format!("request {request_id} was refused: {refusal:?}"));
        }
        Answer::Refused
    }

    fn id(&mut self) -> Uuid {
        Builder::from_random_bytes(self.rng.random()).into_uuid()
    }
}

/// A token that cannot be read counts as sequence 0, which no commit has.
fn acknowledged(review_id: String, etag: &str, position: &str) -> Answer {
    let etag = token::parse_etag(etag).unwrap_or_default();
    let position = token::parse_consistency_token(position).ok().flatten().unwrap_or_default();
    Answer::Acknowledged { review_id, etag, position }
}
