//! ListComments, read from the review's own commits: comments are stored nowhere else.

use haetae_domain::vocabulary::Visibility;
use haetae_event_log::{
    Recorded,
    codec::{Aggregate as _, CodecError, Reviews, Word as _, meta_of, person_to_wire},
    store::LoadError,
};
use haetae_proto::intake::v1::{Comment, ListCommentsRequest, ListCommentsResponse};
use haetae_service_kit::{
    auth::Principal,
    clock::timestamp,
    commands::{load_failure, read_failure},
    error::{ApiError, Violations},
    validate,
};

use crate::desk::{Desk, found::reads_internal};

/// Page size of comments: default and maximum.
const PAGE: (u32, u32) = (50, 200);

/// One page, oldest first; internal comments only for callers who may read them.
pub(crate) async fn list(
    desk: &Desk,
    caller: &Principal,
    request: &ListCommentsRequest,
) -> Result<ListCommentsResponse, ApiError> {
    let mut v = Violations::new();
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let found = desk.found(caller, id, &mut v).await?;
    let internal = reads_internal(caller, &found.folded.state)?;
    let sees = if internal { "internal" } else { "shared" };
    let scope = desk.tokens.pages(caller).scope(&["ListComments", &found.id, sees]);
    let after = v.take(scope.open_number(&request.page_token))?.flatten().map_or(0, u64::from_be_bytes);
    v.finish()?;
    let commits = desk.log.load(&found.key, after).await.map_err(|error| read_failure(&error))?;
    let size = usize::try_from(size).map_err(ApiError::internal)?;
    // Commits that no service wrote do not count.
    let counting = found.folded.sequences();
    let mut comments = vec![];
    for commit in commits.iter().filter(|commit| counting.contains(&commit.sequence)) {
        let codec = |source| load_failure(LoadError::Codec { sequence: commit.sequence, source });
        let said = said(commit, internal).map_err(codec)?;
        comments.extend(said.map(|comment| (commit.sequence, comment)));
        if comments.len() > size {
            break;
        }
    }
    let more = comments.len() > size;
    comments.truncate(size);
    let last = comments.last().filter(|_| more).map(|(sequence, _)| sequence.to_be_bytes().to_vec());
    let next_page_token = scope.seal_after(last)?;
    let comments = comments.into_iter().map(|(_, comment)| comment).collect();
    Ok(ListCommentsResponse { comments, next_page_token })
}

/// The comment in a commit; such a commit contains no other event.
fn said(recorded: &Recorded, internal: bool) -> Result<Option<Comment>, CodecError> {
    let mut commit = recorded.decode().map_err(|_| CodecError::UnknownEvent)?;
    let meta = meta_of(&mut commit)?;
    for event in commit.events {
        let event = Reviews::decode(event.event.ok_or(CodecError::UnknownEvent)?)?;
        if let Some((text, visibility)) = event.comment()
            && (internal || visibility == Visibility::Shared)
        {
            return Ok(Some(Comment {
                text: text.to_owned(),
                visibility: visibility.to_wire(),
                author: Some(person_to_wire(&meta.by)),
                commented_at: Some(timestamp(meta.at)),
            }));
        }
    }
    Ok(None)
}
