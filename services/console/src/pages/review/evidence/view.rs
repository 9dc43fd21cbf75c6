//! View model of `/r/{number}/evidence`.

use askama::Template;
use jiff::Timestamp;

use super::adding::Form;
use crate::{
    api::{File, Found},
    pages::{
        frame::Frame,
        review::{head::Head, overview::short_key},
        visitor::Visitor,
    },
    text::{Say, day_of, hex, moment, stamp},
};

/// The page.
#[derive(Template)]
#[template(path = "review/evidence.html")]
pub(super) struct EvidencePage {
    frame: Frame,
    t: Say,
    head: Head,
    rows: Vec<FileLine>,
    /// The form to add a file, if this person may.
    form: Option<Form>,
}

struct FileLine {
    number: String,
    name: String,
    path: String,
    size: String,
    checkpoint: String,
    checkpoint_path: String,
    title: String,
    by: String,
    when: String,
    whole: String,
    collected: String,
    hash: String,
}

impl EvidencePage {
    /// The files of a review.
    pub(super) fn new(visitor: &Visitor, found: &Found, files: &[File], form: Option<Form>, now: Timestamp) -> Self {
        let t = visitor.say();
        let head = Head::new(visitor, found, "evidence", now);
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {}", found.overview.number, t.text("tab-evidence")))
                .with_live(&visitor.visit, Some(head.live(t))),
            form: form.filter(|form| !form.places.is_empty()),
            rows: files.iter().map(|file| row(t, &head, file, now)).collect(),
            head,
            t,
        }
    }
}

fn row(t: Say, head: &Head, file: &File, now: Timestamp) -> FileLine {
    let File { evidence, title } = file;
    let checkpoint = short_key(&evidence.checkpoint);
    FileLine {
        number: evidence.evidence_id.clone(),
        name: evidence.name.clone(),
        path: format!("{}/evidence/{}", head.path, evidence.evidence_id),
        size: size(evidence.size),
        checkpoint_path: format!("{}/c/{checkpoint}", head.path),
        checkpoint: checkpoint.to_owned(),
        title: t.of(Some(title)),
        by: evidence.uploaded_by.as_ref().map(|person| t.person(person)).unwrap_or_default(),
        when: stamp(t, evidence.uploaded_at.as_ref(), now),
        whole: moment(t, evidence.uploaded_at.as_ref()),
        collected: day_of(t, evidence.collected_at.as_ref()),
        hash: hex(&evidence.sha256),
    }
}

/// A number of bytes in readable units.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_short() {
        assert_eq!([999, 1_000, 1_001, 32_460_000].map(size), ["999 B", "1 kB", "2 kB", "32.4 MB"]);
    }
}
