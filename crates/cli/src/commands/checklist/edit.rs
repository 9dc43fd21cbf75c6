//! `haetae checklist edit`.

mod marks;

use std::{
    env, fs,
    io::{IsTerminal as _, stderr, stdin},
    path::Path,
    process::Command,
};

use haetae_proto::{
    checkpoint::v1::{Checkpoint, GetChecklistResponse},
    common::v1::{CheckMethod, FlowLayer},
    words::label,
};
use haetae_sheet::{At, Filled, mark};

use self::marks::{beside_others, is_marked, marked};
use super::{
    record::{Bulk, Halted, Source, overtaken},
    state::{Owner, unusable},
};
use crate::{
    commands::{find, read},
    failure::{Done, Failure},
    files::{self, Drafted, Fault},
    session::Session,
    views::Look,
    words::{Said, Vocabulary as _, all, os},
};

/// Without a terminal the text is opened this often at most: a program may leave the same kind of fault for ever.
const UNATTENDED: usize = 5;

/// Fill in the open checkpoints in $VISUAL or $EDITOR: shows what changes and asks
#[derive(Debug, clap::Args)]
pub(crate) struct Edit {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    #[command(flatten)]
    bulk: Bulk,
}

impl Edit {
    pub(super) async fn run(self, session: &Session) -> Done {
        let editor = editor()?;
        let review = find::review(session, &self.review).await?;
        let mut list = read::checklist(session, &review).await?;
        let owner = Owner::of(session)?;
        let file = owner.file("edit", &review, "toml")?;
        if file.exists() {
            let (account, file) = (owner.name(), file.display());
            session.note(&Said {
                ko: format!("{account} 계정으로 작성하고 기록하지 않은 내용이 있어 이어서 엽니다: {file}"),
                en: format!("going on with what {account} filled in before and did not record: {file}"),
            });
        } else {
            write(&file, &text(&list, session.look()))?;
        }
        for round in 1.. {
            let before = contents(&file)?;
            open(&editor, &file)?;
            let filled_in = contents(&file)?;
            let look = session.look();
            let (marked, failure) = match self.take(session, &list, &filled_in).await {
                Ok(()) if self.bulk.only_checks() => return Ok(()),
                Ok(()) => return fs::remove_file(&file).map_err(|error| unusable(&file, &error)),
                Err(Halted::Failed(Failure::File(faults))) => {
                    faults.iter().for_each(|fault| eprintln!("{}", fault.say(look.lang)));
                    (marked(&filled_in, &faults, look), Failure::File(faults))
                }
                Err(Halted::Overtaken(conflicts)) => {
                    (beside_others(&filled_in, &conflicts, look), overtaken(&conflicts, session))
                }
                // Unrecorded text stays in its file and is offered the next time.
                Err(Halted::Failed(failure)) => return Err(failure),
            };
            write(&file, &marked)?;
            if marked == before || (round >= UNATTENDED && !is_attended()) {
                // The editor changed nothing, or no person sees the faults; opening it again would loop forever.
                return Err(failure);
            }
            list = read::checklist(session, &review).await?;
        }
        Ok(())
    }

    async fn take(&self, session: &Session, list: &GetChecklistResponse, text: &str) -> Result<(), Halted> {
        let filled = filled(text).map_err(Failure::File)?;
        let source = Source { filled, faults: Vec::new(), name: None, seed: text.as_bytes() };
        self.bulk.attempt(session, list, source).await
    }
}

/// Reads the filled-in results, each with the result that it was based on.
fn filled(text: &str) -> Result<Vec<Filled>, Vec<Fault>> {
    let filled = |Drafted { line, input, base }| {
        // While its mark is above the line, the person has not decided about the other reviewer's result.
        let is_decided = input.result != 0 && !is_marked(text, line);
        let base = base.filter(|_| is_decided).unwrap_or_else(|| mark(None));
        Filled { at: At::Line(line), input, base: Some(base) }
    };
    Ok(files::draft(text)?.into_iter().map(filled).collect())
}

/// The caller's editor and its options.
fn editor() -> Result<Vec<String>, Failure> {
    let set = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let named = set("VISUAL").or_else(|| set("EDITOR"));
    if named.is_none() && !is_attended() {
        return Err(Failure::Usage(Said {
            ko: "터미널이 없어 편집기를 열 수 없습니다. haetae checklist export와 import를 쓰십시오.".into(),
            en: "no editor without a terminal; use haetae checklist export and import".into(),
        }));
    }
    split(&named.unwrap_or_else(|| "vi".to_owned()))
}

fn is_attended() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// A command line as a shell splits it: blanks in quotes belong to a word.
fn split(command: &str) -> Result<Vec<String>, Failure> {
    shlex::split(command).filter(|words| !words.is_empty()).ok_or_else(|| {
        Failure::Usage(Said {
            ko: format!("VISUAL이나 EDITOR의 따옴표가 닫히지 않았습니다: {command}"),
            en: format!("a quote in VISUAL or EDITOR is not closed: {command}"),
        })
    })
}

fn open(editor: &[String], file: &Path) -> Done {
    let (program, options) = editor.split_first().map_or(("vi", &[][..]), |(program, rest)| (program.as_str(), rest));
    let ended = Command::new(program).args(options).arg(file).status();
    let told = match ended {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => match status.code() {
            Some(code) => Said { ko: format!("종료 코드 {code}"), en: format!("exit code {code}") },
            None => Said { ko: "신호로 중단됨".to_owned(), en: "ended by a signal".to_owned() },
        },
        Err(error) => os(&error),
    };
    Err(Failure::Usage(Said {
        ko: format!(
            "편집기 {program}을(를) 실행하지 못했습니다: {}. 작성한 내용은 {}에 있습니다.",
            told.ko,
            file.display()
        ),
        en: format!("the editor {program} could not be used: {}; what was filled in is in {}", told.en, file.display()),
    }))
}

/// Writes the open checkpoints with their questions and instructions.
fn text(list: &GetChecklistResponse, look: &Look) -> String {
    let words = all::<haetae_proto::common::v1::VerdictResult>();
    let words: Vec<String> = words.map(|one| format!("{} ({})", one.word().written(), one.say(look.lang))).collect();
    let mut out = match look.lang {
        crate::words::Lang::Ko => format!(
            "# 점검 결과를 result에 적고 저장한 뒤 편집기를 닫으십시오. 비워 둔 항목은 기록하지 않습니다.\n# result: {}\n# method: {}\n# reason: 양호가 아니면 필수. compensating_control: 부분 이행일 때만.\n",
            words.join(", "),
            methods(look),
        ),
        crate::words::Lang::En => format!(
            "# Fill in result, save, and close the editor. What is left empty is not recorded.\n# result: {}\n# method: {}\n# reason: required unless it passes. compensating_control: for partial only.\n",
            words.join(", "),
            methods(look),
        ),
    };
    let checklist = list.checklist.clone().unwrap_or_default();
    for one in checklist.checkpoints.iter().filter(|one| one.verdict.is_none()) {
        out.push_str(&block(one, look));
    }
    out
}

fn methods(look: &Look) -> String {
    let methods = all::<CheckMethod>().map(|one| format!("{} ({})", one.word().written(), one.say(look.lang)));
    methods.collect::<Vec<_>>().join(", ")
}

fn block(one: &Checkpoint, look: &Look) -> String {
    let need = if one.mandatory { look.name(label::MANDATORY) } else { look.pick("권고", "recommended") };
    let head = format!("{} · {} · {need}", look.word::<FlowLayer>(one.layer), look.text(one.title.as_ref()));
    let parts = [
        head,
        look.text(one.requirement.as_ref()).to_owned(),
        format!("{} {}", look.pick("점검:", "check:"), look.text(one.check.as_ref())),
    ];
    // Texts of the catalogue always stay comments.
    let comments: String = parts.iter().flat_map(|part| part.lines()).map(|line| format!("# {line}\n")).collect();
    let method = CheckMethod::try_from(one.method).unwrap_or_default().word().written();
    let (key, method) = (toml::Value::from(one.checkpoint.as_str()), toml::Value::from(method));
    format!(
        "\n{comments}[[verdicts]]\ncheckpoint = {key}\nresult = \"\"\nmethod = {method}\nreason = \"\"\nevidence = []\nevidence_ids = []\ncompensating_control = \"\"\n"
    )
}

fn contents(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| unusable(file, &error))
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    fs::write(file, text).map_err(|error| unusable(file, &error))
}

#[cfg(test)]
mod tests;
