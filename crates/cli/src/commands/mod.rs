//! The commands: what each takes, which calls it makes, and how the answer is shown. One file per subject.

mod account;
mod ask;
mod audit;
mod catalog;
mod checklist;
mod dashboard;
mod evidence;
mod exit_codes;
mod filter;
mod find;
mod finding;
mod fresh;
mod pages;
mod people;
mod policy;
mod projection;
mod read;
mod review;
mod risk;
mod time;
mod wait;
mod write;

use crate::{failure::Done, output::Output, session::Session, views::Look};

pub(crate) use self::{account::Sign, exit_codes::exit_codes, time::now};

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Requests for security reviews and their life
    #[command(subcommand)]
    Review(review::Review),
    /// What is checked in a review, and the results
    #[command(subcommand)]
    Checklist(checklist::Checklist),
    /// Evidence files
    #[command(subcommand)]
    Evidence(evidence::Evidence),
    /// Findings: fixes, their verification, and accepted risks
    #[command(subcommand)]
    Finding(finding::Finding),
    /// Hand over the work of a person
    #[command(subcommand)]
    People(people::People),
    /// Figures over all reviews
    #[command(subcommand)]
    Dashboard(dashboard::Dashboard),
    /// Scores and where they come from
    #[command(subcommand)]
    Risk(risk::Risk),
    /// What can be checked: catalogues, controls, threats, and what to look at first
    #[command(subcommand)]
    Catalog(catalog::Catalog),
    /// The scoring policy and its versions
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Read models: their state, rebuilding them, and parked commits
    #[command(subcommand)]
    Projection(projection::Projection),
    /// Proof that the history is unaltered: heads, receipts, proofs, exports, and checking them offline
    #[command(subcommand)]
    Audit(audit::Audit),
    Whoami(account::Whoami),
}

impl Command {
    /// Does what needs no service and no token; none for every other command.
    pub(crate) fn offline(&self, output: Output, look: &Look) -> Option<Done> {
        if let Self::Audit(audit) = self { audit.offline(output, look) } else { None }
    }

    /// Does it.
    ///
    /// # Errors
    /// The failure that ended the command before its output.
    pub(crate) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Review(command) => command.run(session).await,
            Self::Checklist(command) => command.run(session).await,
            Self::Evidence(command) => command.run(session).await,
            Self::Finding(command) => command.run(session).await,
            Self::People(command) => command.run(session).await,
            Self::Dashboard(command) => command.run(session).await,
            Self::Risk(command) => command.run(session).await,
            Self::Catalog(command) => command.run(session).await,
            Self::Policy(command) => command.run(session).await,
            Self::Projection(command) => command.run(session).await,
            Self::Audit(command) => command.run(session).await,
            Self::Whoami(command) => command.run(session).await,
        }
    }
}
