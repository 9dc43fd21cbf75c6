//! `haetae checklist judge` without a file: a checkpoint on each screen, judged by single keys.

mod desk;
mod draft;
mod key;
mod screen;
mod terminal;
#[cfg(test)]
mod tests;

use haetae_domain::text::counted;
use std::io;

use haetae_proto::checkpoint::v1::{GetChecklistResponse, RecordVerdictsResponse, VerdictInput};
use tonic::Code;

use self::{
    desk::Desk,
    draft::Draft,
    key::Effect,
    terminal::{Input, Terminal},
};
use super::{record, state::Owner};
use crate::{
    commands::{ask, read, review},
    failure::{Done, Failure},
    session::Session,
    views::{self, Look},
    words::{Said, os},
};

/// The seed of request ids, besides the results and the version.
const SEED: &[u8] = b"keys";

/// Judges the checkpoints of a review by keys, until the person ends it.
pub(super) async fn judge(session: &Session, review_id: &str) -> Done {
    if !Terminal::is_there() {
        return Err(no_terminal());
    }
    let title = review::title(session, review_id).await?;
    let list = read::checklist(session, review_id).await?;
    let owner = Owner::of(session)?;
    let draft = Draft::of(&owner, review_id)?;
    let mut work = Work::new(session, list, draft, &owner)?;
    let ended = work.run(&title).await;
    // The terminal is restored, so that the summary stays visible.
    let left = work.desk.pending.len();
    if left > 0 {
        let file = work.draft.path().display();
        session.note(&Said {
            ko: format!("기록하지 않은 결과 {left}건을 보관했습니다. 다음에 이어서 합니다: {file}"),
            en: format!("results not recorded: {left}; they are kept and offered the next time: {file}"),
        });
    }
    ended?;
    let Work { answer, desk, .. } = work;
    session.show(&answer, |look| views::judged_now(&answer, look) + &views::version(&answer.etag, look))?;
    not_recorded(&desk, session.look()).map_or(Ok(()), Err)
}

/// Lists the results that conflict or were refused, one per line.
fn not_recorded(desk: &Desk, look: &Look) -> Option<Failure> {
    let conflicts = desk.conflicts();
    let mut lines = views::overtaken(&conflicts, look.pick("내 결과", "yours"), look);
    let stands = |key: &str| conflicts.iter().any(|row| row.input.checkpoint == key);
    let refused = desk.pending.values().filter(|one| !stands(&one.input.checkpoint));
    for (key, why) in refused.filter_map(|one| Some((&one.input.checkpoint, one.refused.as_ref()?))) {
        lines.push(format!("  {key}: {}", why.say(look.lang)));
    }
    let lines = lines.join("\n");
    (!lines.is_empty()).then(|| {
        Failure::Unfit(Said {
            ko: format!(
                "기록하지 못한 결과가 있습니다. 다른 사람이 먼저 점검한 항목은 그 결과가 남습니다. haetae checklist judge를 다시 실행해 정하십시오.\n{lines}"
            ),
            en: format!(
                "some results were not recorded; where another reviewer was first, that result stands. Run haetae \
                 checklist judge again to decide on them\n{lines}"
            ),
        })
    })
}

/// The state of one run.
struct Work<'a> {
    session: &'a Session,
    review_id: String,
    etag: String,
    desk: Desk,
    draft: Draft,
    /// All that was recorded.
    answer: RecordVerdictsResponse,
}

impl<'a> Work<'a> {
    fn new(session: &'a Session, list: GetChecklistResponse, draft: Draft, owner: &Owner) -> Result<Self, Failure> {
        let checklist = list.checklist.ok_or_else(Failure::incomplete)?;
        if checklist.concluded {
            return Err(Failure::Unfit(Said {
                ko: "진단이 종료되었습니다. 다시 점검하려면 haetae checklist reopen으로 다음 진단을 시작하십시오."
                    .into(),
                en: "the round is concluded; begin another with haetae checklist reopen".into(),
            }));
        }
        let mut kept = draft.read()?;
        if !kept.is_empty() && !ask::agreed(session, &kept_before(kept.len(), owner.name())) {
            kept.clear();
            draft.keep(kept.iter())?;
        }
        let answer = RecordVerdictsResponse { tally: checklist.tally, etag: list.etag.clone(), ..Default::default() };
        let desk = Desk::new(checklist.checkpoints, kept);
        Ok(Self { session, review_id: checklist.review_id, etag: list.etag, desk, draft, answer })
    }

    async fn run(&mut self, title: &str) -> Done {
        let mut terminal = Terminal::open().map_err(|error| broken(&error))?;
        let mut ends = Ends::new().map_err(|error| broken(&error))?;
        loop {
            let lines = screen::screen(&self.desk, title, self.session.look(), Terminal::size());
            Terminal::show(&lines).map_err(|error| broken(&error))?;
            let input = tokio::select! {
                input = terminal.next() => input,
                () = ends.next() => None,
            };
            let effect = match input {
                Some(Input::Key(key)) => self.desk.take(key),
                Some(Input::Resized) => continue,
                Some(Input::Stop) | None => return Err(Failure::Interrupted),
            };
            match effect {
                Effect::Nothing => {}
                Effect::Keep => {
                    self.draft.keep(self.desk.pending.values())?;
                    self.save(false).await?;
                }
                Effect::Quit => {
                    self.save(true).await?;
                    if self.desk.due(true).is_empty() {
                        return Ok(());
                    }
                    self.desk.message = Some(not_saved(self.desk.message.take()));
                }
            }
        }
    }

    /// Records the due results. Results that cannot be recorded now are kept and reported.
    async fn save(&mut self, all: bool) -> Done {
        // Once more after another reviewer was faster.
        for _ in 0..2 {
            let due = self.desk.due(all);
            if due.is_empty() {
                break;
            }
            match record::send(self.session, &self.review_id, &self.etag, &due, SEED).await {
                Ok(answer) => self.recorded(answer),
                Err(failure) => {
                    if !self.failed(&failure, &due).await {
                        break;
                    }
                }
            }
        }
        self.draft.keep(self.desk.pending.values())
    }

    fn recorded(&mut self, answer: RecordVerdictsResponse) {
        self.etag.clone_from(&answer.etag);
        self.desk.recorded(answer.judged.clone());
        let so_far = &mut self.answer;
        so_far.judged.extend(answer.judged);
        so_far.opened_findings.extend(answer.opened_findings);
        (so_far.tally, so_far.etag, so_far.consistency_token) = (answer.tally, answer.etag, answer.consistency_token);
    }

    /// Whether trying again is worth it.
    async fn failed(&mut self, failure: &Failure, due: &[VerdictInput]) -> bool {
        let lang = self.session.look().lang;
        let told = failure.lines(lang).first().cloned().unwrap_or_default();
        self.desk.message = Some(Said { ko: told.clone(), en: told });
        let Failure::Refused(refusal) = failure else { return false };
        if refusal.code() == Code::Aborted {
            let Ok(list) = read::checklist(self.session, &self.review_id).await else { return false };
            self.etag = list.etag;
            self.desk.message = None;
            self.desk.renew(list.checklist.unwrap_or_default().checkpoints);
            return true;
        }
        let mut placed = false;
        for (field, why) in refusal.fields() {
            let index = field.strip_prefix("verdicts[").and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
            if let Some(input) = index.and_then(|index| due.get(index)) {
                self.desk.refused(&input.checkpoint, Said { ko: why.clone(), en: why });
                placed = true;
            }
        }
        // The other results are not affected.
        placed
    }
}

/// Signals that end the tool.
struct Ends {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 3],
}

impl Ends {
    fn new() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let signals =
                [signal(SignalKind::terminate())?, signal(SignalKind::hangup())?, signal(SignalKind::interrupt())?];
            Ok(Self { signals })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        {
            let [terminate, hangup, interrupt] = &mut self.signals;
            tokio::select! {
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    }
}

fn kept_before(count: usize, account: &str) -> Said {
    Said {
        ko: format!("{account} 계정으로 점검하고 기록하지 않은 결과 {count}건이 있습니다. 이어서 하시겠습니까?"),
        en: format!("{} of {account} kept and not recorded. Go on with them?", counted(count, "result")),
    }
}

fn not_saved(told: Option<Said>) -> Said {
    let why = told.unwrap_or(Said { ko: String::new(), en: String::new() });
    Said {
        ko: format!("{} 기록하지 못해 보관했습니다. q로 다시 시도하거나 Ctrl-C로 끝내십시오.", why.ko),
        en: format!("{} Not recorded, and kept: q tries again, Ctrl-C ends.", why.en),
    }
}

fn no_terminal() -> Failure {
    Failure::Usage(Said {
        ko: "터미널이 없습니다. --file이나 --checkpoint로 점검 결과를 지정하거나 haetae checklist import를 쓰십시오."
            .into(),
        en: "there is no terminal: give the results by --file or --checkpoint, or use haetae checklist import".into(),
    })
}

fn broken(error: &io::Error) -> Failure {
    let Said { ko, en } = os(error);
    Failure::Broken(Said {
        ko: format!("터미널을 쓸 수 없습니다: {ko}"),
        en: format!("the terminal cannot be used: {en}"),
    })
}
