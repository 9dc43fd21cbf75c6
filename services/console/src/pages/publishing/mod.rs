//! A document that a content admin publishes: chosen as a file, or typed. Both are read alike, and what is wrong is said with line
//! and path.

mod draft;
mod form;

use std::{path::Path, sync::Arc};

use axum::{Extension, response::Response};
use haetae_client::request_id;
use haetae_document::{Document, Format, Written};
use haetae_domain::encoded::text_of;
use haetae_proto::common::v1::DocumentVersion;
use haetae_service_kit::auth::Role;
use sha2::{Digest as _, Sha256};
use tokio::{sync::Semaphore, task::spawn_blocking};

pub(crate) use self::{
    draft::Draft,
    form::{PublishForm, Wrong},
};
use super::{
    download, fault,
    sent::{Sent, is_shown, next_id},
    visitor::Visitor,
};
use crate::{
    api::Problem,
    guard::{Uploaded, UploadedFile},
    text::{Say, hex},
};

/// Largest text, in bytes. The services take half as much of JSON, and say so themselves; comments and indentation are not
/// sent to them.
const LARGEST: u64 = 1 << 20;
/// Texts that are read at the same time, each with all its faults.
const AT_ONCE: usize = 2;
static READING: Semaphore = Semaphore::const_new(AT_ONCE);

/// Refuses a page to people who publish nothing.
///
/// # Errors
/// When the person is no content admin.
pub(crate) fn ensure_publishes(visitor: &Visitor) -> Result<(), Problem> {
    if visitor.caller.roles.has(Role::ContentAdmin) { Ok(()) } else { Err(Problem::not_for_roles()) }
}

/// A published version as a file, in the format of this name.
///
/// # Errors
/// When there is no such format.
pub(crate) fn file(version: &DocumentVersion, document: &[u8], format: &str) -> Result<Response, Problem> {
    let format = Format::ALL.into_iter().find(|one| one.name() == format).ok_or_else(Problem::no_page)?;
    let draft = Draft::of(document, format)?;
    let name = format!("{}-{}.{}", version.document_id, version.version, format.name());
    download::whole(&name, "text/plain; charset=utf-8", draft.text.into_bytes())
}

/// A document that was read.
#[derive(Debug, Clone)]
pub(crate) struct Given(Arc<Document>);

impl Given {
    /// As the services take it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.bytes()
    }

    /// A text in it, by the name of its field; empty without one.
    pub(crate) fn field(&self, name: &str) -> String {
        self.0.text(name).unwrap_or_default().to_owned()
    }

    /// Names the content: what was checked and what is published are the same.
    fn digest(&self) -> String {
        hex(&Sha256::digest(self.bytes()))
    }

    /// What a service finds wrong with it.
    ///
    /// # Errors
    /// When it is nothing that the form is worth showing for again.
    async fn refused(&self, t: Say, problem: &Problem) -> Result<Wrong, Problem> {
        if !is_shown(problem.kind) {
            return Err(problem.clone());
        }
        let refusal = problem.refusal.as_deref();
        // The document says which catalogue it is.
        let field = |(field, told): &(String, String)| {
            let field = if field == "catalog_id" { "document.id" } else { field };
            (field.to_owned(), told.clone())
        };
        let fields: Vec<_> = refusal.map(|refusal| refusal.fields.iter().map(field).collect()).unwrap_or_default();
        let document = Arc::clone(&self.0);
        let faults = background(move || document.faults(&fields)).await?;
        Ok(match faults {
            Some(faults) => Wrong::Faults(faults.iter().map(|fault| fault.say(t.files())).collect()),
            None => Wrong::Whole(problem.kind.status(), fault::says(t, problem)),
        })
    }
}

/// A form that was sent.
#[derive(Debug)]
pub(crate) struct Submitted {
    /// The form as it is shown again.
    pub(crate) form: PublishForm,
    /// Whether the person asked to publish.
    pub(crate) asked: bool,
    sent: Sent,
}

impl Submitted {
    /// Reads a form, and the document in it or what is wrong.
    ///
    /// # Errors
    /// When it is no form with a document, or the console has no capacity at present.
    pub(crate) async fn read(
        t: Say,
        paths: (&'static str, &'static str),
        uploaded: Option<Extension<Arc<Uploaded>>>,
    ) -> Result<(Self, Result<Given, Wrong>), Problem> {
        let Extension(uploaded) = uploaded.ok_or_else(Problem::no_form)?;
        let sent = Sent::of(&uploaded);
        let (draft, given) = read(t, &uploaded).await?;
        let id = Some(sent.one("request_id").to_owned()).filter(|id| !id.is_empty()).unwrap_or_else(request_id);
        let asked = sent.one("step") == "publish";
        Ok((Self { form: PublishForm::new(paths, draft, id), asked, sent }, given))
    }

    /// Whether the document is published: only what was checked is.
    pub(crate) fn publishes(&self, given: &Given) -> bool {
        self.asked && self.sent.one("checked") == given.digest()
    }

    /// The form again after a refusal, and what is wrong.
    ///
    /// # Errors
    /// As [`Given::refused`].
    pub(crate) async fn refused(
        mut self,
        t: Say,
        given: &Given,
        problem: &Problem,
    ) -> Result<(PublishForm, Wrong), Problem> {
        self.form.request_id = next_id(&self.sent, problem);
        Ok((self.form, given.refused(t, problem).await?))
    }

    /// The form after a check; with the content that may be published, where it may.
    pub(crate) fn checked(mut self, content: Option<&Given>) -> PublishForm {
        self.form.again = self.asked;
        self.form.checked = content.map(Given::digest).unwrap_or_default();
        self.form
    }
}

/// Reads a form: the text as the form shows it again, and the document in it or what is wrong.
///
/// # Errors
/// When the console has no capacity at present.
async fn read(t: Say, uploaded: &Uploaded) -> Result<(Draft, Result<Given, Wrong>), Problem> {
    let typed = typed(&Sent::of(uploaded));
    let draft = match uploaded.file() {
        Some(file) => match of_file(t, file) {
            Ok(draft) => draft,
            Err(wrong) => return Ok((typed, Err(Wrong::Faults(vec![wrong])))),
        },
        None => typed,
    };
    if draft.text.trim().is_empty() || draft.text.len() as u64 > LARGEST {
        let wrong = if draft.text.trim().is_empty() { t.text("publish-empty") } else { t.text("publish-too-large") };
        return Ok((draft, Err(Wrong::Faults(vec![wrong]))));
    }
    let written = Written::text(draft.text.clone(), draft.format);
    let document = background(move || Document::read(written)).await?;
    let document = document.map_err(|fault| Wrong::Faults(vec![fault.say(t.files())]));
    Ok((draft, document.map(|document| Given(Arc::new(document)))))
}

/// Parsing computes, so it runs off the threads that serve pages.
async fn background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let _reading = READING.acquire().await.map_err(|_| Problem::busy())?;
    spawn_blocking(work).await.map_err(|error| Problem::defect(&error.to_string()))
}

fn typed(sent: &Sent) -> Draft {
    let format = Format::ALL.into_iter().find(|format| format.name() == sent.one("format"));
    Draft { text: sent.one("document").replace("\r\n", "\n"), format: format.unwrap_or(Format::Toml) }
}

fn of_file(t: Say, file: &UploadedFile) -> Result<Draft, String> {
    let format = Format::of(Path::new(&file.name)).ok_or_else(|| t.text("publish-kind"))?;
    let pieces = file.pieces.as_ref().filter(|_| file.size <= LARGEST).ok_or_else(|| t.text("publish-too-large"))?;
    let text = text_of(pieces.concat()).map_err(|_| t.text("publish-no-text"))?;
    Ok(Draft { text, format })
}

#[cfg(test)]
mod tests;
