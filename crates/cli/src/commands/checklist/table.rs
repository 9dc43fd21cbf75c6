//! `haetae checklist export` and `import`.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use haetae_domain::text::counted;
use haetae_sheet::{self as sheet, Given, SheetFormat};

use super::record::{Bulk, Source};
use crate::{
    commands::{find, read, review::export},
    failure::{Done, Failure},
    files::{Fault, Incoming, Overwrite, unreadable},
    session::Session,
    words::Said,
};

/// Write the checklist of a review to a file for a spreadsheet: a row for each checkpoint
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Format of the file [default: by the ending of its name]
    #[arg(long)]
    format: Option<SheetFormat>,
    /// File to write. - writes to standard output
    #[arg(long, value_name = "FILE")]
    output_file: PathBuf,
    #[command(flatten)]
    overwrite: Overwrite,
}

impl Export {
    pub(super) async fn run(self, session: &Session) -> Done {
        let review = find::review(session, &self.review).await?;
        let format = format(self.format, &self.output_file)?;
        let (file, piped) = (&self.output_file, self.output_file == Path::new("-"));
        let incoming = if piped { None } else { Some(Incoming::export(file, self.overwrite.overwrite)?) };
        let answer = read::checklist(session, &review).await?;
        let checklist = answer.checklist.as_ref().ok_or_else(Failure::incomplete)?;
        let look = session.look();
        let bytes =
            format.write(&sheet::rows(checklist, &answer.etag, look.lang), look.lang).map_err(crate::output::broken)?;
        let Some(mut incoming) = incoming else {
            let mut out = std::io::stdout().lock();
            return out.write_all(&bytes).and_then(|()| out.flush()).map_err(|error| export::unwritable(file, &error));
        };
        incoming.write(&bytes)?;
        incoming.save()?;
        let (all, name) = (checklist.checkpoints.len(), file.display());
        let judged = checklist.checkpoints.iter().filter(|one| one.verdict.is_some()).count();
        session.note(&Said {
            ko: format!("점검 항목 {all}개(점검 완료 {judged}개)를 {name}에 썼습니다."),
            en: format!("{}, {judged} of them judged, written to {name}", counted(all, "checkpoint")),
        });
        Ok(())
    }
}

/// Record the results filled in in an exported file: shows what changes and asks
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// The file, .csv or .xlsx
    file: PathBuf,
    /// Format of the file [default: by the ending of its name]
    #[arg(long)]
    format: Option<SheetFormat>,
    #[command(flatten)]
    bulk: Bulk,
}

impl Import {
    pub(super) async fn run(self, session: &Session) -> Done {
        let review = find::review(session, &self.review).await?;
        let format = format(self.format, &self.file)?;
        let bytes = bytes(&self.file)?;
        let tables = format.parse(&bytes).map_err(|fault| Fault::from(fault).within(&self.file))?;
        let Given { mut filled, mut faults, revision } = sheet::read(&tables, &review);
        let list = read::checklist(session, &review).await?;
        if format.lacks_characters(&bytes) {
            let checkpoints = list.checklist.as_ref().map(|list| list.checkpoints.as_slice()).unwrap_or_default();
            faults.extend(sheet::restore(&mut filled, checkpoints));
        }
        if revision.is_some_and(|revision| revision != list.etag) {
            session.note(&Said {
                ko: "내보낸 뒤 진단이 바뀌었습니다. 항목별로 비교합니다.".into(),
                en: "the diagnosis has moved on since the file was written; comparing checkpoint by checkpoint".into(),
            });
        }
        let faults = faults.into_iter().map(Fault::from).collect();
        let source = Source { filled, faults, name: Some(&self.file), seed: &bytes };
        self.bulk.record(session, &list, source).await
    }
}

fn format(given: Option<SheetFormat>, file: &Path) -> Result<SheetFormat, Failure> {
    given.or_else(|| SheetFormat::of(file)).ok_or_else(|| {
        Failure::Usage(Said {
            ko: "파일 이름이 .csv나 .xlsx로 끝나지 않습니다. --format을 지정하십시오.".into(),
            en: "the name of the file ends with neither .csv nor .xlsx; give --format".into(),
        })
    })
}

fn bytes(file: &Path) -> Result<Vec<u8>, Fault> {
    let unread = |error: std::io::Error| unreadable(&error).within(file);
    if fs::metadata(file).map_err(unread)?.len() > sheet::LARGEST {
        let (ko, en) = ("16 MiB를 넘습니다.".to_owned(), "is larger than 16 MiB".to_owned());
        return Err(Fault::whole(Said { ko, en }).within(file));
    }
    fs::read(file).map_err(unread)
}
