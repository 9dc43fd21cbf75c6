//! What only an auditor gets.

use futures::{StreamExt as _, TryStreamExt as _};
use haetae_event_log::{EventLog as _, Recorded};
use haetae_proof::{Bundle, Checkpoint, Frontier, Hash, leaf::Leaf, verify_consistency};
use haetae_proto::dashboard::v1::{
    ExportArchiveRequest, GetConsistencyProofRequest, GetInclusionProofRequest, GetLogHeadRequest, GetPublicKeyRequest,
    GetReceiptRequest, ListLogHeadsRequest, audit_service_client::AuditServiceClient,
    get_inclusion_proof_request::Commit,
};
use haetae_service_kit::{auth::Role, token};
use sqlx::{Connection as _, PgConnection};
use tonic::{Code, Status, service::interceptor::InterceptedService, transport::Channel};
use tonic_types::StatusExt as _;

use crate::{
    history::History,
    served::{Bearer, ORIGIN, Served},
};

type Auditor = AuditServiceClient<InterceptedService<Channel, Bearer>>;

fn client(served: &Served, role: Role) -> Auditor {
    AuditServiceClient::with_interceptor(served.channel.clone(), served.bearer(&[role], Some("water")))
}

fn leaf(recorded: &Recorded) -> Vec<u8> {
    let subject = recorded.key.subject();
    Leaf { sequence: recorded.sequence, subject: &subject, payload: &recorded.payload }.encode()
}

fn reason(refused: Result<impl Sized, Status>) -> (Code, String) {
    let status = refused.err().expect("not refused");
    (status.code(), status.get_error_details().error_info().unwrap().reason.clone())
}

fn hashes(path: &[Vec<u8>]) -> Vec<Hash> {
    path.iter().map(|hash| hash.as_slice().try_into().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_commit_is_proved_with_the_key_alone() {
    let served = Served::start().await;
    let mut auditor = client(&served, Role::Auditor);
    assert_eq!(
        reason(auditor.get_log_head(GetLogHeadRequest::default()).await),
        (Code::FailedPrecondition, "HEADS_NOT_SIGNED".to_owned())
    );
    let mut history = History::new(&served.log);
    let last = history.many(120).await;
    let consistency_token = token::consistency_token(last);
    let head = auditor.get_log_head(GetLogHeadRequest { consistency_token }).await.unwrap().into_inner().head.unwrap();
    assert!(head.size >= last);
    let key = auditor.get_public_key(GetPublicKeyRequest {}).await.unwrap().into_inner();
    assert_eq!((key.public_key, key.origin.as_str()), (served.public_key.to_string(), ORIGIN));

    let log: Vec<_> = served.log.read(0).take(usize::try_from(last).unwrap()).try_collect().await.unwrap();
    for recorded in log.iter().step_by(17) {
        let hash = haetae_proof::leaf_hash(&leaf(recorded));
        let receipt = GetReceiptRequest { consistency_token: token::consistency_token(recorded.sequence) };
        let receipt = client(&served, Role::Requester).get_receipt(receipt).await.unwrap().into_inner();
        assert_eq!((receipt.sequence, receipt.leaf_hash.as_slice()), (recorded.sequence, &hash[..]));
        let wanted =
            GetInclusionProofRequest { commit: Some(Commit::Sequence(recorded.sequence)), tree_size: head.size };
        let proof = auditor.get_inclusion_proof(wanted).await.unwrap().into_inner();
        let bundle = Bundle::parse(&proof.proof).unwrap();
        assert_eq!(bundle.proof, hashes(&proof.path));
        let under = bundle.verify(&hash, &served.public_key).unwrap();
        assert_eq!((under.size, under.root.as_slice()), (head.size, head.root_hash.as_slice()));
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_only_grew_and_its_export_is_what_was_signed() {
    let served = Served::start().await;
    let mut auditor = client(&served, Role::Auditor);
    let mut history = History::new(&served.log);
    let mut last = 0;
    for round in 0..4 {
        last = history.submit(round, "검토", "team", &[]).await;
        let consistency_token = token::consistency_token(last);
        auditor.get_log_head(GetLogHeadRequest { consistency_token }).await.unwrap();
    }
    let (mut heads, mut page_token) = (Vec::new(), String::new());
    loop {
        let page = auditor.list_log_heads(ListLogHeadsRequest { page_size: 1, page_token }).await.unwrap().into_inner();
        heads.extend(page.heads.iter().map(|head| Checkpoint::open(&head.note, &served.public_key).unwrap()));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert!(heads.len() >= 4 && heads.is_sorted_by(|a, b| a.size > b.size), "{heads:?}");
    for older in &heads[1..] {
        let sizes = GetConsistencyProofRequest { first_size: older.size, second_size: heads[0].size };
        let path = hashes(&auditor.get_consistency_proof(sizes).await.unwrap().into_inner().path);
        assert!(verify_consistency((older.size, &older.root), (heads[0].size, &heads[0].root), &path));
    }

    let mut export = auditor.export_archive(ExportArchiveRequest::default()).await.unwrap().into_inner();
    let mut bytes = Vec::new();
    while let Some(chunk) = export.message().await.unwrap() {
        bytes.extend(chunk.records);
    }
    let (mut rest, mut tree) = (bytes.as_slice(), Frontier::default());
    while let Some((length, after)) = rest.split_first_chunk() {
        let (leaf, after) = after.split_at(usize::try_from(u32::from_be_bytes(*length)).unwrap());
        tree.push(haetae_proof::leaf_hash(leaf), |_, _| {});
        rest = after;
    }
    assert_eq!((tree.size(), tree.root()), (last, heads[0].root));
    served.stop().await;
}

/// An export ends where the archive has a hole, and names the commit that is missing.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_names_the_commit_that_is_missing() {
    let served = Served::start().await;
    let mut auditor = client(&served, Role::Auditor);
    let last = History::new(&served.log).many(40).await;
    served.shows(last).await;
    let consistency_token = token::consistency_token(last);
    auditor.get_log_head(GetLogHeadRequest { consistency_token }).await.unwrap();
    let mut db = PgConnection::connect(&served.database).await.unwrap();
    let deleted = sqlx::query("DELETE FROM archive.commits WHERE seq = 17").execute(&mut db).await.unwrap();
    assert_eq!(deleted.rows_affected(), 1);
    let whole = ExportArchiveRequest { from_sequence: 18, to_sequence: last };
    assert_eq!(exported(&mut auditor, whole).await.unwrap(), last, "red control: behind the hole nothing is missing");
    for from_sequence in [1, 17] {
        let request = ExportArchiveRequest { from_sequence, to_sequence: 0 };
        let refused = exported(&mut auditor, request).await.unwrap_err();
        let info = refused.get_error_details().error_info().unwrap().clone();
        assert_eq!((refused.code(), info.reason.as_str()), (Code::NotFound, "COMMIT_NOT_FOUND"));
        assert_eq!(info.metadata.get("sequence").map(String::as_str), Some("17"));
    }
    served.stop().await;
}

/// The last sequence of an export that ends well.
async fn exported(auditor: &mut Auditor, request: ExportArchiveRequest) -> Result<u64, Status> {
    let (mut export, mut last) = (auditor.export_archive(request).await?.into_inner(), 0);
    while let Some(part) = export.message().await? {
        last = part.last_sequence;
    }
    Ok(last)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_proved_is_refused_precisely() {
    let served = Served::start().await;
    let mut auditor = client(&served, Role::Auditor);
    let last = History::new(&served.log).submit(0, "검토", "team", &[]).await;
    let consistency_token = token::consistency_token(last);
    auditor.get_log_head(GetLogHeadRequest { consistency_token }).await.unwrap();
    let of = |sequence, tree_size| GetInclusionProofRequest { commit: Some(Commit::Sequence(sequence)), tree_size };
    for sequence in [0, last + 1, u64::MAX] {
        let refused = reason(auditor.get_inclusion_proof(of(sequence, 0)).await);
        assert_eq!(refused, (Code::NotFound, "COMMIT_NOT_FOUND".to_owned()), "{sequence}");
    }
    let named = |refused: Status| refused.get_error_details().bad_request().unwrap().field_violations[0].field.clone();
    for size in [last + 7, u64::MAX] {
        assert_eq!(named(auditor.get_inclusion_proof(of(last, size)).await.unwrap_err()), "tree_size");
    }
    let nothing = GetInclusionProofRequest { commit: None, tree_size: 0 };
    assert_eq!(named(auditor.get_inclusion_proof(nothing).await.unwrap_err()), "commit");
    for (first_size, second_size, field) in [(0, 1, "first_size"), (2, 1, "first_size"), (1, last + 9, "second_size")] {
        let sizes = GetConsistencyProofRequest { first_size, second_size };
        assert_eq!(named(auditor.get_consistency_proof(sizes).await.unwrap_err()), field);
    }
    for (from_sequence, to_sequence, field) in [(last + 2, 0, "from_sequence"), (1, last + 1, "to_sequence")] {
        let range = ExportArchiveRequest { from_sequence, to_sequence };
        assert_eq!(named(auditor.export_archive(range).await.map(|_| ()).unwrap_err()), field);
    }
    assert_eq!(named(auditor.get_receipt(GetReceiptRequest::default()).await.unwrap_err()), "consistency_token");
    for role in [Role::Requester, Role::Reviewer, Role::Approver, Role::ContentAdmin] {
        let refused = reason(client(&served, role).get_log_head(GetLogHeadRequest::default()).await);
        assert_eq!(refused, (Code::PermissionDenied, "PERMISSION_DENIED".to_owned()), "{role:?}");
    }
    let mut operator = client(&served, Role::Operator);
    assert!(operator.get_log_head(GetLogHeadRequest::default()).await.is_ok());
    let refused = reason(operator.export_archive(ExportArchiveRequest::default()).await.map(|_| ()));
    assert_eq!(refused.0, Code::PermissionDenied);
    served.stop().await;
}
