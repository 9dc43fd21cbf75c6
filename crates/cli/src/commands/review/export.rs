//! `haetae review export`.

use haetae_domain::text::counted;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use haetae_proto::dashboard::v1::{
    ExportFormat, ExportManifest, ExportReviewsRequest, ExportReviewsResponse, export_reviews_response::Part,
};
use tonic::Streaming;

use crate::{
    commands::{find, fresh::Fresh},
    failure::{Done, Failure},
    session::Session,
    views,
    words::{Lang, Said, os},
};

/// Write reviews to a file, and show what it holds
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// Format of the file
    #[arg(long)]
    format: ExportedAs,
    /// File to write; an existing file is replaced only by a complete one. - writes to standard output, complete unless an error is reported
    #[arg(long, value_name = "FILE")]
    output_file: PathBuf,
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

/// How the file is written.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ExportedAs {
    /// For spreadsheets
    Csv,
    /// One JSON object a line
    Ndjson,
    /// One review as OSCAL assessment results
    Oscal,
}

impl Export {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        if !self.review.is_empty() {
            self.review = find::review(session, &self.review).await?;
        }
        let format = match self.format {
            ExportedAs::Csv => ExportFormat::Csv,
            ExportedAs::Ndjson => ExportFormat::Ndjson,
            ExportedAs::Oscal => ExportFormat::Oscal,
        };
        // Readers of Korean open the file in a spreadsheet. A pipe and structured output are for programs.
        let program = self.machine || session.is_structured() || self.output_file == Path::new("-");
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
        if self.output_file == Path::new("-") {
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
        }
        let unfinished = beside(&self.output_file);
        let manifest = match written(parts, &unfinished).await {
            Ok(manifest) => manifest,
            Err(failure) => {
                // What is not whole is of no use; that it cannot be removed is no news.
                let _ = fs::remove_file(&unfinished);
                return Err(failure);
            }
        };
        fs::rename(&unfinished, &self.output_file).map_err(|error| unwritable(&self.output_file, &error))?;
        session.show(&manifest, |look| views::manifest(&manifest, &self.output_file.display().to_string(), look))
    }
}

/// A name beside a file's for what is not whole yet.
pub(in crate::commands) fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    file.with_file_name(name)
}

/// Writes the parts to a file.
async fn written(parts: Streaming<ExportReviewsResponse>, file: &Path) -> Result<ExportManifest, Failure> {
    let failed = |error: io::Error| unwritable(file, &error);
    let mut out = BufWriter::new(File::create(file).map_err(failed)?);
    let manifest = copied(parts, &mut out, file).await?;
    out.into_inner().map_err(|error| failed(error.into_error()))?.sync_all().map_err(failed)?;
    Ok(manifest)
}

/// Writes the parts to standard output.
async fn piped(parts: Streaming<ExportReviewsResponse>) -> Result<ExportManifest, Failure> {
    let mut out = BufWriter::new(io::stdout());
    let manifest = copied(parts, &mut out, Path::new("<stdout>")).await?;
    out.flush().map_err(|error| unwritable(Path::new("<stdout>"), &error))?;
    Ok(manifest)
}

/// Writes the parts, up to the manifest, which has to agree with what was written.
async fn copied(
    mut parts: Streaming<ExportReviewsResponse>,
    out: &mut impl Write,
    file: &Path,
) -> Result<ExportManifest, Failure> {
    let mut bytes = 0;
    while let Some(part) = parts.message().await? {
        match part.part {
            Some(Part::Chunk(chunk)) => {
                out.write_all(&chunk).map_err(|error| unwritable(file, &error))?;
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
