//! `haetae people hand-over`.

use std::fmt::Write as _;

use haetae_client::request_id;
use haetae_proto::{
    checkpoint::v1::{AssignFindingRequest, GetFindingRequest},
    common::v1::Person,
    intake::v1::{AssignReviewRequest, GetReviewRequest},
};
use uuid::Uuid;

use super::work::{self, Item};
use crate::{
    commands::{
        ask::{self, Sure},
        write::Write,
    },
    failure::{Done, Failure},
    session::Session,
    views::Look,
    words::{Lang, Said},
};

/// Hand over all work of a person: the open reviews and the findings that are assigned to them
#[derive(Debug, clap::Args)]
pub(crate) struct HandOver {
    /// The person who hands over: the subject of their token
    from: String,
    /// The new assignee: the subject of their token
    #[arg(long)]
    to: String,
    /// Reason; recorded with each review and finding
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    write: Write,
}

/// The outcome for one item.
enum Outcome {
    /// Assigned, with the token of the change.
    HandedOver(String),
    /// The item is no longer assigned to the person.
    NotTheirs,
    Failed(Failure),
}

impl HandOver {
    pub(super) async fn run(self, session: &Session) -> Done {
        let id = self.write.request_id(session);
        let base = Uuid::parse_str(&id).map_err(|_| no_uuid())?;
        self.check()?;
        let mut items = work::of(session, &self.from, "").await?;
        if items.is_empty() {
            session.note(&self.nothing());
        }
        if !items.is_empty() {
            if !self.sure.is_given() && !self.write.validate_only {
                self.may(session, &items).await?;
            }
            self.sure.confirm(session, self.write.validate_only, &ask::by_nothing_else(), |look| {
                let lines = items.iter().map(|item| item.say(look) + "\n").collect::<String>();
                lines + look.pick("담당자가 다음 계정으로 바뀝니다: ", "Their assignee becomes: ") + &self.to
            })?;
        }
        let mut done: Vec<(Item, Outcome)> = Vec::new();
        while !items.is_empty() {
            let mut token = String::new();
            for item in items {
                let outcome = self.take(session, (base, self.write.validate_only), &item).await;
                if let Outcome::HandedOver(at) = &outcome {
                    token.clone_from(at);
                }
                done.push((item, outcome));
            }
            if token.is_empty() {
                break; // nothing changed, so there is nothing to look for again
            }
            // Items that were assigned to the person in the meantime.
            items = work::of(session, &self.from, &token).await?;
            items.retain(|item| done.iter().all(|(known, _)| known.key() != item.key()));
        }
        self.show(session, &done)?;
        let failed = done.into_iter().find_map(|(_, outcome)| match outcome {
            Outcome::Failed(failure) => Some(failure),
            Outcome::HandedOver(_) | Outcome::NotTheirs => None,
        });
        failed.map_or(Ok(()), Err)
    }

    /// Checks the arguments independently of the assignments.
    fn check(&self) -> Result<(), Failure> {
        let (ko, en) = if self.from.trim().is_empty() || self.to.trim().is_empty() {
            ("넘기는 사람과 받는 사람의 계정을 모두 쓰십시오.", "give the accounts of both people")
        } else if self.from.trim() == self.to.trim() {
            ("같은 계정에는 넘길 수 없습니다.", "the account that takes has to be another one")
        } else if self.reason.trim().is_empty() {
            ("--reason에 사유를 쓰십시오.", "--reason has to say why")
        } else {
            return Ok(());
        };
        Err(Failure::Usage(Said { ko: ko.to_owned(), en: en.to_owned() }))
    }

    fn nothing(&self) -> Said {
        let from = &self.from;
        Said {
            ko: format!("`{from}` 계정이 담당하는 미완료 건이 없습니다. 계정을 확인하십시오."),
            en: format!("nothing open is assigned to `{from}`; check the account"),
        }
    }

    /// Reports a missing permission before the question.
    async fn may(&self, session: &Session, items: &[Item]) -> Result<(), Failure> {
        for item in items {
            match self.take(session, (Uuid::new_v5(&Uuid::nil(), request_id().as_bytes()), true), item).await {
                Outcome::HandedOver(_) => return Ok(()),
                Outcome::Failed(Failure::Refused(refusal)) if refusal.is_of_the_caller() => {
                    return Err(Failure::Refused(refusal));
                }
                // A failure of one item does not affect the others.
                Outcome::Failed(_) | Outcome::NotTheirs => {}
            }
        }
        Ok(())
    }

    /// Assigns one; the id of the request follows from the base, and nothing is changed where it only checks.
    async fn take(&self, session: &Session, request: (Uuid, bool), item: &Item) -> Outcome {
        let taken = if item.is_review() {
            self.take_review(session, request, item).await
        } else {
            self.take_finding(session, request, item).await
        };
        match taken {
            Ok(Some(token)) => Outcome::HandedOver(token),
            Ok(None) => Outcome::NotTheirs,
            Err(failure) => Outcome::Failed(failure),
        }
    }

    async fn take_review(
        &self,
        session: &Session,
        (base, validate_only): (Uuid, bool),
        item: &Item,
    ) -> Result<Option<String>, Failure> {
        let mut intake = session.intake().await?;
        let review_id = item.review_id.clone();
        let read = intake.get_review(GetReviewRequest { review_id: review_id.clone() }).await?.into_inner();
        if !self.is_theirs(read.review.and_then(|review| review.assignee)) {
            return Ok(None);
        }
        let request = AssignReviewRequest {
            request_id: of_item(base, item),
            review_id,
            etag: read.etag,
            assignee: self.assignee(),
            validate_only,
            reason: self.reason.clone(),
        };
        Ok(Some(intake.assign_review(request).await?.into_inner().consistency_token))
    }

    async fn take_finding(
        &self,
        session: &Session,
        (base, validate_only): (Uuid, bool),
        item: &Item,
    ) -> Result<Option<String>, Failure> {
        let mut checkpoint = session.checkpoint().await?;
        let (review_id, finding_id) = (item.review_id.clone(), item.finding_id.clone());
        let asked = GetFindingRequest { review_id: review_id.clone(), finding_id: finding_id.clone() };
        let read = checkpoint.get_finding(asked).await?.into_inner();
        if !self.is_theirs(read.finding.and_then(|finding| finding.assignee)) {
            return Ok(None);
        }
        let request = AssignFindingRequest {
            request_id: of_item(base, item),
            review_id,
            finding_id,
            etag: read.etag,
            assignee: self.assignee(),
            validate_only,
            reason: self.reason.clone(),
        };
        Ok(Some(checkpoint.assign_finding(request).await?.into_inner().consistency_token))
    }

    fn assignee(&self) -> Option<Person> {
        Some(Person { subject: self.to.clone(), name: String::new() })
    }

    fn is_theirs(&self, assignee: Option<Person>) -> bool {
        assignee.is_some_and(|assignee| assignee.subject == self.from)
    }

    fn show(&self, session: &Session, done: &[(Item, Outcome)]) -> Result<(), Failure> {
        let lang = session.look().lang;
        if !session.is_structured() {
            return session.output().write_text(&self.report(session.look(), done));
        }
        let named = |is: fn(&Outcome) -> bool| {
            let items = done.iter().filter(|(_, outcome)| is(outcome));
            items.map(|(item, _)| item.value()).collect::<Vec<_>>()
        };
        let failed = done.iter().filter_map(|(item, outcome)| {
            let Outcome::Failed(failure) = outcome else { return None };
            let mut value = item.value();
            value["error"] = failure.value(&failure.lines(lang));
            Some(value)
        });
        session.output().write_value(&serde_json::json!({
            "handedOver": named(|outcome| matches!(outcome, Outcome::HandedOver(_))),
            "notTheirs": named(|outcome| matches!(outcome, Outcome::NotTheirs)),
            "failed": failed.collect::<Vec<_>>(),
            "validateOnly": self.write.validate_only,
        }))
    }

    fn report(&self, look: &Look, done: &[(Item, Outcome)]) -> String {
        let mut told = String::new();
        let (mut taken, mut failed) = (0_usize, 0_usize);
        for (item, outcome) in done {
            let item = item.say(look);
            let line = match outcome {
                Outcome::HandedOver(_) => {
                    taken += 1;
                    let said = match self.write.validate_only {
                        true => look.pick("인계 가능", "would be handed over"),
                        false => look.pick("인계함", "handed over"),
                    };
                    format!("{said}  {item}")
                }
                Outcome::NotTheirs => format!("{}  {item}", look.pick("담당자가 이미 바뀜", "no longer theirs")),
                Outcome::Failed(failure) => {
                    failed += 1;
                    format!("{}  {item}: {}", look.pick("실패", "failed"), failure.lines(look.lang).join(" "))
                }
            };
            let _ = writeln!(told, "{line}");
        }
        let (from, to) = (&self.from, &self.to);
        let sum = match (look.lang, self.write.validate_only) {
            (Lang::Ko, false) => format!("{from} → {to}: {taken}건 인계, {failed}건 실패"),
            (Lang::En, false) => format!("{from} → {to}: {taken} handed over, {failed} failed"),
            (Lang::Ko, true) => format!("{from} → {to}: {taken}건 인계 가능, {failed}건 불가 (바뀐 것은 없습니다)"),
            (Lang::En, true) => {
                format!("{from} → {to}: {taken} would be handed over, {failed} would fail (nothing was changed)")
            }
        };
        told + &sum + "\n"
    }
}

/// Each item is a request of its own; the same command with the same id asks for the same.
fn of_item(base: Uuid, item: &Item) -> String {
    Uuid::new_v5(&base, item.key().as_bytes()).to_string()
}

fn no_uuid() -> Failure {
    Failure::Usage(Said {
        ko: "--request-id는 UUID여야 합니다.".to_owned(),
        en: "--request-id has to be a UUID".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Handing over (F22): the same account, and an empty account or reason, are refused before anything is looked for.
    #[test]
    fn what_can_be_no_hand_over_is_refused_at_once() {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            command: HandOver,
        }
        let checked = |from: &str, to: &str, reason: &str| {
            let line = ["people", from, "--to", to, "--reason", reason];
            <Line as clap::Parser>::try_parse_from(line).unwrap().command.check()
        };
        assert!(checked("leaver", "seo", "left").is_ok());
        for (from, to, reason) in
            [("seo", "seo", "x"), ("seo ", "seo", "x"), ("", "seo", "x"), ("seo", "", "x"), ("leaver", "seo", " ")]
        {
            assert!(matches!(checked(from, to, reason), Err(Failure::Usage(_))), "{from} {to} {reason}");
        }
    }
}
