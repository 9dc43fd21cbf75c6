//! View model of `/r/{number}/comments`.

use askama::Template;
use haetae_domain::review::Command;
use haetae_proto::{
    common::v1::CommentVisibility,
    intake::v1::{Comment, ListCommentsResponse},
};
use jiff::Timestamp;
use url::form_urlencoded::byte_serialize;

use crate::{
    api::{Found, Problem},
    pages::{
        fault,
        frame::Frame,
        review::{head::Head, steps::permitted},
        visitor::Visitor,
    },
    text::{Say, moment, stamp},
};

/// A comment that is being written.
#[derive(Default)]
pub(super) struct Draft<'a> {
    pub(super) text: String,
    pub(super) internal: bool,
    /// Why it was refused.
    pub(super) problem: Option<&'a Problem>,
    pub(super) request_id: String,
}

/// The page.
#[derive(Template)]
#[template(path = "review/comments.html")]
pub(super) struct CommentsPage {
    frame: Frame,
    t: Say,
    head: Head,
    thread: Vec<Said>,
    next: Option<String>,
    /// Whether the person may write.
    writes: bool,
    /// Whether the person may write comments that the requester's team does not see.
    writes_internal: bool,
    shared: String,
    internal: String,
    problem: Option<(String, String)>,
    wrong: String,
    text: String,
    is_internal: bool,
    request_id: String,
}

struct Said {
    who: String,
    when: String,
    whole: String,
    text: String,
    /// The label of a comment that the requester's team does not see; none for others.
    internal: Option<String>,
}

impl CommentsPage {
    /// The thread of a review.
    pub(super) fn new(
        visitor: &Visitor,
        found: &Found,
        thread: &ListCommentsResponse,
        draft: Draft<'_>,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let may = |internal| permitted(found, &visitor.caller, Command::Comment, internal).is_ok();
        let next: String = byte_serialize(thread.next_page_token.as_bytes()).collect();
        let head = Head::new(visitor, found, "comments", now);
        let refusal = draft.problem.and_then(|problem| problem.refusal.as_deref());
        let wrong = refusal.and_then(|refusal| refusal.fields.iter().find(|(field, _)| field == "text"));
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {}", found.overview.number, t.text("tab-comments")))
                .with_live(&visitor.visit, Some(head.live(t))),
            thread: thread.comments.iter().map(|one| said(t, one, now)).collect(),
            next: (!next.is_empty()).then(|| format!("{}/comments?page={next}", head.path)),
            writes: may(false),
            writes_internal: may(true),
            shared: t.word::<CommentVisibility>(CommentVisibility::Shared.into()),
            internal: t.word::<CommentVisibility>(CommentVisibility::Internal.into()),
            wrong: wrong.map(|(_, what)| what.clone()).unwrap_or_default(),
            problem: draft.problem.map(|problem| fault::what_and_detail(t, problem)),
            text: draft.text,
            is_internal: draft.internal,
            request_id: draft.request_id,
            head,
            t,
        }
    }
}

fn said(t: Say, one: &Comment, now: Timestamp) -> Said {
    let internal = one.visibility() == CommentVisibility::Internal;
    Said {
        who: one.author.as_ref().map(|person| t.person(person)).unwrap_or_default(),
        when: stamp(t, one.commented_at.as_ref(), now),
        whole: moment(t, one.commented_at.as_ref()),
        text: one.text.clone(),
        internal: internal.then(|| t.word::<CommentVisibility>(one.visibility)),
    }
}
