//! `haetae review export`.

use haetae_domain::text::counted;
use std::{
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use haetae_proto::dashboard::v1::{
    ExportFormat, ExportManifest, ExportReviewsRequest, ExportReviewsResponse, export_reviews_response::Part,
};
use tonic::Streaming;

use crate::{
    commands::{find, fresh::Fresh},
    failure::{Done, Failure},
    files::{Incoming, Overwrite},
    session::Session,
    views,
    words::{Lang, Said, os},
};

/// Export reviews to a file, and show its content
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// Format of the file
    #[arg(long)]
    format: ExportedAs,
    /// File to write. - writes to standard output, complete unless an error is reported
    #[arg(long, value_name = "FILE")]
    output_file: PathBuf,
    #[command(flatten)]
    overwrite: Overwrite,
    /// The review, for oscal only
    #[arg(long, value_name = "ID", default_value = "", required_if_eq("format", "oscal"))]
    review: String,
    /// Which reviews, in the API's own words, e.g. "level = HIGH AND status = RECEIVED"
    #[arg(long, default_value = "", allow_hyphen_values = true)]
    filter: String,
    /// The API's own words, e.g. "score desc"
    #[arg(long, value_name = "FIELD [desc]", default_value = "")]
    order_by: String,
    /// Begin a CSV file with a byte order mark, by which spreadsheets know UTF-8 [default: where it is in Korean]
    #[arg(long)]
    byte_order_mark: bool,
    /// Write a CSV file with the names of the contract whatever the language, for programs
    #[arg(long)]
    machine: bool,
    #[command(flatten)]
    fresh: Fresh,
}

/// The format of the file.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ExportedAs {
    /// For spreadsheets
    Csv,
    /// One JSON object per line
    Ndjson,
    /// One review as OSCAL assessment results
    Oscal,
}

impl Export {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        let to_stdout = self.output_file == Path::new("-");
        let incoming =
            if to_stdout { None } else { Some(Incoming::export(&self.output_file, self.overwrite.overwrite)?) };
        if !self.review.is_empty() {
            self.review = find::review(session, &self.review).await?;
        }
        let format = match self.format {
            ExportedAs::Csv => ExportFormat::Csv,
            ExportedAs::Ndjson => ExportFormat::Ndjson,
            ExportedAs::Oscal => ExportFormat::Oscal,
        };
        // Readers of Korean open the file in a spreadsheet. A pipe and structured output are for programs.
        let program = self.machine || session.is_structured() || to_stdout;
        let korean = format == ExportFormat::Csv && session.look().lang == Lang::Ko && !program;
        let request = ExportReviewsRequest {
            format: format.into(),
            byte_order_mark: self.byte_order_mark || korean,
            language: if korean { Lang::Ko.tag().to_owned() } else { String::new() },
            filter: self.filter,
            order_by: self.order_by,
            consistency_token: self.fresh.consistency_token,
            as_of: self.fresh.as_of,
            review_id: self.review,
        };
        let parts = session.dashboard().await?.export_reviews(request).await?.into_inner();
        let Some(incoming) = incoming else {
            let manifest = piped(parts).await?;
            session.note(&Said {
                ko: format!("{}건, {}바이트, SHA-256 {}", manifest.rows, manifest.bytes, manifest.sha256),
                en: format!(
                    "{}, {}, SHA-256 {}",
                    counted(manifest.rows, "row"),
                    counted(manifest.bytes, "byte"),
                    manifest.sha256
                ),
            });
            return Ok(());
        };
        let manifest = written(parts, incoming).await?;
        session.show(&manifest, |look| views::manifest(&manifest, &self.output_file.display().to_string(), look))
    }
}

/// Writes the parts to a file.
async fn written(parts: Streaming<ExportReviewsResponse>, mut file: Incoming) -> Result<ExportManifest, Failure> {
    let manifest = copied(parts, |chunk| Ok(file.write(chunk)?)).await?;
    file.save()?;
    Ok(manifest)
}

/// Writes the parts to standard output.
async fn piped(parts: Streaming<ExportReviewsResponse>) -> Result<ExportManifest, Failure> {
    let failed = |error: io::Error| unwritable(Path::new("<stdout>"), &error);
    let mut out = BufWriter::new(io::stdout());
    let manifest = copied(parts, |chunk| out.write_all(chunk).map_err(failed)).await?;
    out.flush().map_err(failed)?;
    Ok(manifest)
}

/// Writes the parts up to the manifest, and checks the manifest against the written content.
async fn copied(
    mut parts: Streaming<ExportReviewsResponse>,
    mut write: impl FnMut(&[u8]) -> Done,
) -> Result<ExportManifest, Failure> {
    let mut bytes = 0;
    while let Some(part) = parts.message().await? {
        match part.part {
            Some(Part::Chunk(chunk)) => {
                write(&chunk)?;
                bytes += chunk.len() as u64;
            }
            Some(Part::Manifest(manifest)) if manifest.bytes == bytes => return Ok(manifest),
            Some(Part::Manifest(_)) | None => return Err(Failure::incomplete()),
        }
    }
    Err(Failure::incomplete())
}

pub(in crate::commands) fn unwritable(file: &Path, error: &io::Error) -> Failure {
    let (file, Said { ko, en }) = (file.display(), os(error));
    Failure::Usage(Said {
        ko: format!("{file} 파일을 쓸 수 없습니다: {ko}"),
        en: format!("{file} cannot be written: {en}"),
    })
}
