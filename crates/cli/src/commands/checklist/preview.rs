//! `haetae checklist preview`.

use std::path::PathBuf;

use haetae_proto::{checkpoint::v1::PreviewChecklistRequest, common::v1::RiskLevel};

use crate::{
    failure::{Done, Failure},
    files::{self, RequestFile},
    session::Session,
    views, words,
};

/// Show the checklist that a request would get; records nothing
#[derive(Debug, clap::Args)]
pub(crate) struct Preview {
    /// The request, as for haetae review submit
    file: PathBuf,
    /// The risk level of the checklist
    #[arg(long, value_parser = words::Words::<RiskLevel>::new())]
    level: RiskLevel,
}

impl Preview {
    pub(super) async fn run(self, session: &Session) -> Done {
        let file: RequestFile = files::read_whole(&self.file)?;
        let request = PreviewChecklistRequest { profile: Some(file.profile()), level: self.level.into() };
        let answer = session.checkpoint().await?.preview_checklist(request).await?.into_inner();
        let checklist = answer.checklist.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::checklist(checklist, &file.title, look))
    }
}
