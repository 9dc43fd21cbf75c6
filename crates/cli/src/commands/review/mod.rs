//! `haetae review`.

mod amend;
mod comments;
mod compare;
mod decide;
pub(super) mod export;
mod life;
mod list;
mod overview;
mod show;
mod submit;
mod triage;
mod watch;
mod work;

pub(super) use self::{
    list::Summary,
    show::{ask_about_decision, decided_on, is_withdrawn, title},
};
use crate::{failure::Done, session::Session};

/// Requests for security reviews and their life.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Review {
    Submit(submit::Submit),
    List(list::List),
    Summary(list::Summary),
    Show(show::Show),
    Timeline(show::Timeline),
    Overview(overview::Overview),
    Compare(compare::Compare),
    Export(export::Export),
    Watch(watch::Watch),
    Mine(work::Mine),
    Claim(work::Claim),
    Assign(work::Assign),
    Release(work::Release),
    Triage(triage::Triage),
    RequestInfo(life::RequestInfo),
    ProvideInfo(life::ProvideInfo),
    RetractQuestion(life::RetractQuestion),
    Amend(amend::Amend),
    Withdraw(life::Withdraw),
    Decide(decide::Decide),
    Reopen(life::Reopen),
    Comment(comments::Comment),
    Comments(comments::Comments),
}

impl Review {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Submit(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Summary(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::Timeline(command) => command.run(session).await,
            Self::Overview(command) => command.run(session).await,
            Self::Compare(command) => command.run(session).await,
            Self::Export(command) => command.run(session).await,
            Self::Watch(command) => command.run(session).await,
            Self::Mine(command) => command.run(session).await,
            Self::Claim(command) => command.run(session).await,
            Self::Assign(command) => command.run(session).await,
            Self::Release(command) => command.run(session).await,
            Self::Triage(command) => command.run(session).await,
            Self::RequestInfo(command) => command.run(session).await,
            Self::ProvideInfo(command) => command.run(session).await,
            Self::RetractQuestion(command) => command.run(session).await,
            Self::Amend(command) => command.run(session).await,
            Self::Withdraw(command) => command.run(session).await,
            Self::Decide(command) => command.run(session).await,
            Self::Reopen(command) => command.run(session).await,
            Self::Comment(command) => command.run(session).await,
            Self::Comments(command) => command.run(session).await,
        }
    }
}
