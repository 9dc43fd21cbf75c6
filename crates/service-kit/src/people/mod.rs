//! The people known to this platform: every account that wrote to reviews and diagnoses, and those named in the
//! configuration. Only they can be assigned to anything, and only if the log contains nothing against it.

mod known;

pub use known::Charge;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, Once, PoisonError},
    time::Duration,
};

use futures::StreamExt as _;
use haetae_access::{Role, Scope};
use haetae_domain::ids::Person;
use haetae_event_log::{Category, EventLog, Recorded, codec::person_from_wire, read_in_turn};
use haetae_proto::common::v1 as wire;
use tokio::{sync::watch, time::timeout_at};
use tokio_util::sync::CancellationToken;

use crate::{
    auth::Principal,
    commands::read_failure,
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use self::known::{Known, fixes_nothing_of};

/// The categories that people write.
const FOLLOWED: [Category; 2] = [Category::Review, Category::Diagnosis];
/// Retry delay for callers while the log is still being read.
const PAUSE: Duration = Duration::from_millis(200);
/// Accounts a refusal suggests.
const SUGGESTED: usize = 3;
/// Maximum number of letters by which a suggested account may differ.
const NEAR: usize = 2;

/// Accounts with the names they last wrote under, kept in memory while the log grows.
pub struct People {
    log: Arc<dyn EventLog>,
    known: Mutex<BTreeMap<String, Known>>,
    read: watch::Sender<u64>,
    begun: Once,
    shutdown: CancellationToken,
}

impl People {
    /// The people in a log, and the accounts `named` in the configuration, which need not have written anything yet.
    pub fn new(log: Arc<dyn EventLog>, named: Vec<String>, shutdown: CancellationToken) -> Self {
        let known = Mutex::new(named.into_iter().map(|subject| (subject, Known::named())).collect());
        Self { log, known, read: watch::Sender::new(0), begun: Once::new(), shutdown }
    }

    /// Begins to read the log in the background. Without this, the first lookup of an unknown account begins it.
    pub fn begin(self: &Arc<Self>) {
        self.begun.call_once(|| {
            let people = Arc::clone(self);
            tokio::spawn(async move { people.shutdown.run_until_cancelled(people.follow()).await });
        });
    }

    /// The person whom a request assigns, under the name with which they last wrote. A known and suitable account
    /// needs no read. Any other account is recorded as a violation only after everything in the log has been read.
    ///
    /// # Errors
    /// `PROJECTION_LAGGING` when reading the log takes longer than the caller waits, and the error that ended the
    /// reading. Violations of `assignee.subject` and `assignee.name` are recorded in `v`.
    pub async fn assignee(
        self: &Arc<Self>,
        v: &mut Violations,
        caller: &Principal,
        (wanted, charge): (Option<wire::Person>, Charge<'_>),
        deadline: Deadline,
    ) -> Result<Person, ApiError> {
        let wanted = validate::message(v, "assignee", wanted);
        if v.has("assignee") {
            return Ok(Person::default());
        }
        let person = Person {
            subject: validate::text(v, "assignee.subject", &wanted.subject, 1..=200),
            name: validate::text(v, "assignee.name", &wanted.name, 0..=200),
        };
        if v.has("assignee.subject") {
            return Ok(person);
        }
        let own = person.subject == caller.subject;
        if own && can(caller, charge) {
            return Ok(called(person, &caller.name));
        }
        // The token says what the caller can do now; only an operator can answer for more.
        if let (true, Charge::Finding { team }) = (own, charge)
            && !self.is_named(&person.subject)
        {
            let (ko, en) = fixes_nothing_of(team);
            v.add("assignee.subject", ko, en);
            return Ok(called(person, &caller.name));
        }
        let mut found = self.of(&person.subject, charge);
        if !matches!(found, Some((_, None))) {
            self.reach(deadline).await?;
            found = self.of(&person.subject, charge);
        }
        // The caller is there, whatever the log shows.
        match found.or_else(|| own.then(|| (caller.name.clone(), Known::default().unfit(charge)))) {
            Some((name, unfit)) => {
                if let Some((ko, en)) = unfit {
                    v.add("assignee.subject", ko, en);
                }
                Ok(called(person, &name))
            }
            None => {
                // A suggestion would reveal who works on reviews that the caller may not see.
                let all = matches!(caller.scope()?, Scope::All);
                unknown(v, &if all { near(&self.known(), &person.subject) } else { vec![] });
                Ok(person)
            }
        }
    }

    /// The name of an account, empty if it has none, and the reason why it cannot be assigned; none for an unknown
    /// account.
    fn of(&self, subject: &str, charge: Charge<'_>) -> Option<(String, Option<(String, String)>)> {
        self.known().get(subject).map(|known| (known.name.clone(), known.unfit(charge)))
    }

    /// Whether the configuration names an account.
    fn is_named(&self, subject: &str) -> bool {
        self.known().get(subject).is_some_and(|known| known.named)
    }

    /// Waits until everything is read that was in the log when this was asked.
    async fn reach(self: &Arc<Self>, deadline: Deadline) -> Result<(), ApiError> {
        self.begin();
        let head = self.log.head_of(&FOLLOWED).await.map_err(|error| read_failure(&error))?;
        let mut read = self.read.subscribe();
        let reached = timeout_at(deadline.kept_back().at(), read.wait_for(|read| *read >= head)).await;
        reached.map(|_| ()).map_err(|_| ApiError::projection_lagging(PAUSE))
    }

    async fn follow(&self) {
        let mut commits = read_in_turn(Arc::clone(&self.log), &FOLLOWED);
        while let Some(commit) = commits.next().await {
            self.take(&commit);
        }
    }

    /// Records the writer of a commit, and what the commit reveals about the writer. A commit that this build cannot
    /// read is skipped.
    fn take(&self, recorded: &Recorded) {
        let commit = recorded.decode_lean().or_else(|_| recorded.decode_envelope()).unwrap_or_default();
        let person = person_from_wire(commit.actor);
        if !person.is_service() && !person.subject.is_empty() {
            let mut known = self.known();
            let account = known.entry(person.subject.clone()).or_default();
            account.did(recorded.key.category(), commit.events, &person);
            if !person.name.is_empty() {
                account.name = person.name;
            }
        }
        self.read.send_replace(recorded.sequence);
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the caller can do the step, by the token. A review without a team has nothing to be in charge of: the call itself
/// is refused.
fn can(caller: &Principal, charge: Charge<'_>) -> bool {
    match charge {
        Charge::Review => caller.roles.has(Role::Reviewer),
        Charge::Finding { team: "" } => true,
        Charge::Finding { team } => caller.roles.has(Role::Requester) && caller.team.as_deref() == Some(team),
    }
}

/// The person under their own name, if they have one.
fn called(person: Person, name: &str) -> Person {
    if name.is_empty() { person } else { Person { name: name.to_owned(), ..person } }
}

/// Accounts that may have been meant: by the person's name, by another spelling, or by a typing error.
fn near(known: &BTreeMap<String, Known>, wanted: &str) -> Vec<String> {
    let lower = wanted.to_lowercase();
    let most = NEAR.min(lower.chars().count() / 2);
    let distance = |subject: &str, name: &str| {
        if name == wanted {
            return Some(0);
        }
        let subject = subject.to_lowercase();
        let possible = subject.chars().count().abs_diff(lower.chars().count()) <= most;
        possible.then(|| strsim::osa_distance(&subject, &lower)).filter(|distance| *distance <= most)
    };
    let found =
        known.iter().filter_map(|(subject, known)| Some((distance(subject, &known.name)?, subject, &known.name)));
    let mut found: Vec<_> = found.collect();
    found.sort_unstable();
    if found.first().is_some_and(|(distance, ..)| *distance == 0) {
        found.retain(|(distance, ..)| *distance == 0); // the same but for capital letters, or the very name
    }
    let shown = found.into_iter().take(SUGGESTED);
    shown
        .map(|(_, subject, name)| if name.is_empty() { subject.clone() } else { format!("{subject} ({name})") })
        .collect()
}

fn unknown(v: &mut Violations, near: &[String]) {
    let near = near.join(", ");
    let (ko, en) = if near.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(" 비슷한 계정: {near}"), format!(" Similar accounts: {near}"))
    };
    v.add(
        "assignee.subject",
        format!("이 플랫폼에서 아직 한 일이 없는 계정입니다. 계정을 확인하십시오. 새 직원이라면 본인이 먼저 검토를 \
             담당하거나 운영자가 설정 people.known에 등록해야 합니다.{ko}"),
        format!("This account has not acted on this platform yet. Check it; a newcomer claims a review first, or an operator adds \
             the account to people.known.{en}"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> BTreeMap<String, Known> {
        let people = [("hong", "홍길동"), ("hwang", "황검토"), ("lee", ""), ("robot-7", "")];
        let known = |name: &str| Known { name: name.to_owned(), ..Known::default() };
        people.map(|(subject, name)| (subject.to_owned(), known(name))).into()
    }

    /// C3: a refusal names the accounts that may have been meant, nearest first.
    #[test]
    fn a_slip_another_spelling_and_a_name_lead_to_the_account() {
        assert_eq!(near(&known(), "홍길동"), ["hong (홍길동)"]);
        assert_eq!(near(&known(), "Hong"), ["hong (홍길동)"]);
        assert_eq!(near(&known(), "hang"), ["hong (홍길동)", "hwang (황검토)"]);
        assert_eq!(near(&known(), "nobody-at-all"), Vec::<String>::new());
    }
}
