//! `haetae catalog preview-activation`.

use haetae_proto::checkpoint::v1::{
    ActivationEffects, ActivationProgress, PreviewActivationRequest, preview_activation_response::Message,
};

use crate::{
    commands::find,
    failure::{Done, Failure},
    progress::Progress,
    session::Session,
    views,
    words::Lang,
};

/// Show what putting a version in use would change in the checklists of open reviews; writes nothing
#[derive(Debug, clap::Args)]
pub(crate) struct PreviewActivation {
    /// Id of the catalogue, or a prefix that only one has
    catalog: String,
    /// The version, e.g. 2 or v2
    #[arg(value_parser = find::version)]
    version: u32,
    /// Reviews to list at most
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(i32).range(1..=200))]
    max_listed: i32,
}

impl PreviewActivation {
    pub(super) async fn run(self, session: &Session) -> Done {
        let catalog_id = find::catalog(session, &self.catalog).await?;
        let request = PreviewActivationRequest { catalog_id, version: self.version, max_listed: self.max_listed };
        let result = follow(session, request).await?;
        let changed = result.effects.iter().map(|one| one.review_id.as_str());
        let reviews = find::rows_for_table(session, changed).await;
        session.show(&result, |look| views::activation(&result, &reviews, look))
    }
}

/// Shows the progress until there is a result.
async fn follow(session: &Session, request: PreviewActivationRequest) -> Result<ActivationEffects, Failure> {
    let progress = Progress::on_terminal();
    let mut messages = session.catalogs().await?.preview_activation(request).await?.into_inner();
    while let Some(message) = messages.message().await? {
        match message.message {
            Some(Message::Progress(step)) => progress.step(progress_text(&step, session.look().lang)),
            Some(Message::Result(result)) => return Ok(result),
            None => {}
        }
    }
    Err(Failure::incomplete())
}

fn progress_text(step: &ActivationProgress, lang: Lang) -> String {
    let ActivationProgress { commits_read, commits_total, checklists_read, checklists_total } = step;
    match lang {
        Lang::Ko => format!(
            "기록 {commits_read}/{commits_total}건을 읽고 점검표 {checklists_read}/{checklists_total}개를 비교했습니다"
        ),
        Lang::En => {
            format!(
                "read {commits_read} of {commits_total} commits, compared {checklists_read} of {checklists_total} checklists"
            )
        }
    }
}
