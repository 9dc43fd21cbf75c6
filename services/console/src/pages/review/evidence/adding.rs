//! Adds files: converts the form's input to the contract's form, and builds the form.

use std::path::Path;

use haetae_client::{instead_of, media_type};
use haetae_domain::calendar::{day_in_seoul, start_in_seoul};
use haetae_proto::{checkpoint::v1::EvidenceUpload, common::v1::Text};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    api::{Api, Found, Problem, upload},
    guard::{Uploaded, UploadedFile},
    pages::{fault::what_and_detail, review::overview::short_key, sent::Sent},
    site::local_path,
    text::Say,
};

/// Why a file was not added.
#[derive(Debug)]
pub(super) enum Refused {
    /// The service refuses, or does not answer.
    By(Problem),
    /// No file was chosen.
    NoFile,
    /// Such files are not accepted; the text offers an alternative.
    File(String),
}

/// What became of a file: added, or why not.
#[derive(Debug)]
pub(super) struct Outcome {
    name: String,
    pub(super) result: Result<(), Refused>,
}

/// Adds the files of a form, one after the other; one that is refused leaves the others as they are. Calls UploadEvidence for
/// each that can be evidence. Without a file, the one outcome says so.
pub(super) async fn add(api: &Api, say: Say, found: &Found, (uploaded, most): (&Uploaded, u64)) -> Vec<Outcome> {
    let sent = Sent::of(uploaded);
    let mut outcomes = Vec::new();
    for file in &uploaded.files {
        let result = add_file(api, say, (found, &sent), (file, most)).await;
        outcomes.push(Outcome { name: file.name.clone(), result });
    }
    if outcomes.is_empty() {
        outcomes.push(Outcome { name: String::new(), result: Err(Refused::NoFile) });
    }
    outcomes
}

async fn add_file(
    api: &Api,
    say: Say,
    (found, sent): (&Found, &Sent),
    (file, most): (&UploadedFile, u64),
) -> Result<(), Refused> {
    let kind = media_type(&ending(&file.name));
    let (Some(kind), Some(pieces), 1..) = (kind, &file.pieces, file.size) else {
        return Err(Refused::File(unfit(say, file, kind.is_some(), most)));
    };
    upload(api, described(sent, found, file, kind), pieces.clone()).await.map_err(Refused::By)
}

/// Why a file cannot be evidence, and the alternative. `most` is the size limit in bytes.
fn unfit(say: Say, file: &UploadedFile, is_kind: bool, most: u64) -> String {
    let ending = ending(&file.name);
    if let Some((ko, en)) = instead_of(&ending) {
        return say.with("evidence-kind", &[("ending", &ending), ("instead", say.lang().pick(ko, en))]);
    }
    match (is_kind, file.size) {
        (false, _) => say.text("evidence-unknown"),
        (true, 0) => say.text("evidence-empty"),
        (true, size) if size <= most => say.count("evidence-together", most >> 20),
        (true, size) => {
            let (size, most) = (size.div_ceil(1 << 20).to_string(), (most >> 20).to_string());
            say.with("evidence-large", &[("name", file.name.as_str()), ("size", &size), ("most", &most)])
        }
    }
}

/// The id of the request that adds a file: the form's id, made that of this file and its place. A form that is sent again, in
/// whole or with the files that were refused, adds no file twice.
fn file_id(sent: &Sent, file: &UploadedFile) -> String {
    let form = sent.one("request_id");
    let parts =
        [file.name.as_bytes(), &file.sha256, sent.one("checkpoint").as_bytes(), sent.one("collected").as_bytes()];
    // An id that is none is refused by the service.
    Uuid::parse_str(form).map_or_else(|_| form.to_owned(), |id| Uuid::new_v5(&id, &parts.join(&0)).to_string())
}

/// The file as the contract describes it.
fn described(sent: &Sent, found: &Found, file: &UploadedFile, media_type: &str) -> EvidenceUpload {
    let collected: Option<Date> = sent.one("collected").parse().ok();
    let collected = collected.map(start_in_seoul);
    EvidenceUpload {
        request_id: file_id(sent, file),
        review_id: found.review.review_id.clone(),
        checkpoint: sent.one("checkpoint").to_owned(),
        name: file.name.clone(),
        media_type: media_type.to_owned(),
        collected_at: collected.map(|at| prost_types::Timestamp { seconds: at.as_second(), nanos: 0 }),
        size: file.size,
        sha256: file.sha256.to_vec(),
        validate_only: false,
    }
}

/// The ending of a name, in small letters.
fn ending(name: &str) -> String {
    Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase()
}

/// The form.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) request_id: String,
    /// The checkpoints: key, name, and whether the file belongs to it.
    pub(super) places: Vec<(String, String, bool)>,
    /// The day it was collected.
    pub(super) collected: String,
    /// The last day that can be.
    pub(super) today: String,
    pub(super) about: String,
    /// Where the person came from.
    pub(super) back: String,
    /// The problem, and the service's explanation.
    pub(super) problem: Option<(String, String)>,
    pub(super) wrong_place: String,
    pub(super) wrong_file: String,
    pub(super) wrong_day: String,
    /// How many of several files were added, and each with why it was not; that is empty for one that was.
    pub(super) several: Option<(String, Vec<(String, String)>)>,
}

impl Form {
    /// A form for files of a review; `chosen` is the selected checkpoint, `most` the size limit in bytes.
    pub(super) fn new(say: Say, checkpoints: &[(String, Text)], chosen: &str, most: u64, now: Timestamp) -> Self {
        let place = |(key, title): &(String, Text)| {
            (key.clone(), format!("{} {}", short_key(key), say.of(Some(title))), key == chosen)
        };
        let today = day_in_seoul(now).to_string();
        Self {
            places: checkpoints.iter().map(place).collect(),
            collected: today.clone(),
            today,
            about: say.count("evidence-file-about", most >> 20),
            ..Self::default()
        }
    }

    /// The same with the submitted input and what became of the files. A browser does not keep the selected ones.
    pub(super) fn again(self, say: Say, sent: &Sent, outcomes: &[Outcome]) -> Self {
        let (collected, back) = (sent.one("collected").to_owned(), way_back(sent.one("back")).to_owned());
        let form = Self { collected, back, ..self };
        match outcomes {
            [Outcome { result: Err(refused), .. }] => form.refused(say, refused),
            _ => form.several(say, outcomes),
        }
    }

    fn several(self, say: Say, outcomes: &[Outcome]) -> Self {
        let why = |refused: &Refused| match refused {
            Refused::By(problem) => why(say, problem),
            Refused::NoFile => say.text("evidence-no-file"),
            Refused::File(what) => what.clone(),
        };
        let row = |one: &Outcome| (one.name.clone(), one.result.as_ref().err().map(why).unwrap_or_default());
        let added = outcomes.iter().filter(|one| one.result.is_ok()).count();
        let counts = [("added", added.to_string()), ("total", outcomes.len().to_string())];
        let told = say.with("evidence-some", &counts.each_ref().map(|(name, count)| (*name, count.as_str())));
        let several = Some((told, outcomes.iter().map(row).collect()));
        Self { several, wrong_file: say.text("evidence-again"), ..self }
    }

    fn refused(self, say: Say, refused: &Refused) -> Self {
        let mut form = self;
        let problem = match refused {
            Refused::By(problem) => problem,
            Refused::NoFile => return Self { wrong_file: say.text("evidence-no-file"), ..form },
            Refused::File(what) => return Self { wrong_file: what.clone(), ..form },
        };
        let mut left = Vec::new();
        for (field, what) in problem.refusal.as_deref().map(|refusal| refusal.fields.as_slice()).unwrap_or_default() {
            match field.as_str() {
                "checkpoint" => form.wrong_place.clone_from(what),
                "collected_at" => form.wrong_day.clone_from(what),
                "name" | "media_type" | "size" | "sha256" if form.wrong_file.is_empty() => {
                    form.wrong_file.clone_from(what);
                }
                "name" | "media_type" | "size" | "sha256" => {}
                _ => left.push(what.clone()),
            }
        }
        let (what, detail) = what_and_detail(say, problem);
        let at_fields = [&form.wrong_place, &form.wrong_file, &form.wrong_day].iter().any(|wrong| !wrong.is_empty());
        form.problem = Some((what, if at_fields { left.join(" ") } else { detail }));
        form
    }
}

/// Why a file of several was refused, in one text.
fn why(say: Say, problem: &Problem) -> String {
    let fields = problem.refusal.as_deref().map(|refusal| refusal.fields.as_slice()).unwrap_or_default();
    if fields.is_empty() {
        let (what, detail) = what_and_detail(say, problem);
        return format!("{what} {detail}").trim_end().to_owned();
    }
    fields.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>().join(" ")
}

/// Where to go back to: a page of a review.
pub(super) fn way_back(path: &str) -> &str {
    local_path(path).filter(|path| path.starts_with("/r/") && !path.contains(['?', '#'])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_form_sent_again_adds_no_file_twice_and_another_file_is_another_request() {
        let sent = |place: &str| {
            let fields = [("request_id", "018f3c1e-0000-7000-8000-000000000001"), ("checkpoint", place)];
            let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            Sent::of(&Uploaded::with(fields, None))
        };
        let file = |name: &str, byte: u8| UploadedFile { name: name.into(), size: 1, sha256: [byte; 32], pieces: None };
        let id = |place: &str, name: &str, byte: u8| file_id(&sent(place), &file(name, byte));
        assert_eq!(id("a:1:1", "a.txt", 1), id("a:1:1", "a.txt", 1));
        let ids = [id("a:1:1", "a.txt", 1), id("a:1:2", "a.txt", 1), id("a:1:1", "b.txt", 1), id("a:1:1", "a.txt", 2)];
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 4, "{ids:?}");
        assert!(ids.iter().all(|id| Uuid::parse_str(id).is_ok()), "{ids:?}");
    }

    #[test]
    fn each_of_several_files_says_what_became_of_it() {
        let say = Say::in_language(Lang::En);
        let outcomes = [("a.txt", Ok(())), ("b.html", Err(Refused::File("No HTML.".into())))];
        let outcomes = outcomes.map(|(name, result)| Outcome { name: name.into(), result });
        let form = Form::default().again(say, &Sent::default(), &outcomes);
        let (told, rows) = form.several.unwrap();
        assert_eq!(told, "1 of 2 files uploaded.");
        assert_eq!(rows, [("a.txt".into(), String::new()), ("b.html".into(), "No HTML.".into())]);
        let one = Form::default().again(say, &Sent::default(), &outcomes[1..]);
        assert_eq!((one.several, one.wrong_file.as_str()), (None, "No HTML."));
    }

    #[test]
    fn a_file_that_is_not_taken_is_told_what_to_do() {
        let file = |name: &str, size: u64| UploadedFile { name: name.into(), size, sha256: [0; 32], pieces: None };
        let told = |name: &str, size: u64| {
            let file = file(name, size);
            unfit(Say::in_language(Lang::Ko), &file, media_type(&ending(name)).is_some(), 32 << 20)
        };
        assert_eq!(told("점검.html", 1), ".html 파일은 증적으로 받지 않습니다. PDF로 인쇄해 올리세요.");
        assert_eq!(told("점검.exe", 1), "이 종류의 파일은 증적으로 받지 않습니다. PDF나 ZIP으로 만들어 올리세요.");
        assert_eq!(
            told("점검.txt", 5),
            "함께 고른 파일이 32 MB를 넘어 이 파일은 올리지 않았습니다. 이 파일만 다시 고르세요."
        );
        assert_eq!(told("점검.txt", 0), "빈 파일입니다. 내용이 있는 파일을 고르세요.");
        assert_eq!(told("점검.zip", (48 << 20) - 7), "‘점검.zip’ 파일은 48 MB입니다. 32 MB까지 올릴 수 있습니다.");
    }
}
