//! What the tests of this service share: the service on a log in memory, with callers.

use std::{path::Path, sync::Arc};

use haetae_domain::catalog::Catalog;
use haetae_event_log::{
    EventLog, MemoryLog,
    codec::Diagnoses,
    objects::MemoryObjects,
    store::{Room, Store},
};
use haetae_service_kit::{
    auth::{Principal, Role},
    people::People,
    token::TokenKeys,
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Status};

use crate::{
    EvidenceConfig, catalog::Library, catalogs::Shelf, evidence::Cabinet, grpc::Checkpoints, load_catalogs,
    withdrawals::Withdrawals,
};

/// The service without its server.
pub(crate) struct World {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) objects: MemoryObjects,
    pub(crate) library: Library,
    pub(crate) checkpoints: Checkpoints,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::on(Arc::new(MemoryLog::new())).await
    }

    /// Another replica on a log.
    pub(crate) async fn on(log: Arc<dyn EventLog>) -> Self {
        let (objects, config) = (MemoryObjects::new(), EvidenceConfig { max_files: 3, ..EvidenceConfig::default() });
        let shelf = Arc::new(Shelf::open(&log, &shipped()).await.expect("catalogues"));
        let diagnoses = Arc::new(Store::<Diagnoses>::new(Arc::clone(&log), Room::mib(1)));
        let withdrawals = Arc::new(Withdrawals::default());
        let tokens = TokenKeys::random().expect("randomness");
        let checkpoints = Checkpoints {
            diagnoses: Arc::clone(&diagnoses),
            withdrawals: Arc::clone(&withdrawals),
            shelf: Arc::clone(&shelf),
            cabinet: Cabinet::new(Arc::new(objects.clone()), config.kinds().expect("kinds"), &config),
            people: Arc::new(People::new(Arc::clone(&log), vec!["jo".into()], CancellationToken::new())),
            tokens: tokens.clone(),
        };
        let library = Library { diagnoses, withdrawals, shelf, experiences: Arc::default(), tokens };
        Self { log, objects, library, checkpoints }
    }
}

pub(crate) fn shipped() -> Vec<Catalog> {
    load_catalogs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).expect("catalogues without faults")
}

/// A call by somebody with these roles.
pub(crate) fn by<M>(roles: &[Role], message: M) -> Request<M> {
    from("u-1", roles, message)
}

/// A call by somebody of team `pay`.
pub(crate) fn from<M>(subject: &str, roles: &[Role], message: M) -> Request<M> {
    let mut request = Request::new(message);
    let (subject, name, team) = (subject.to_owned(), String::new(), Some("pay".to_owned()));
    let caller = Principal { subject, name, team, roles: roles.iter().copied().collect(), ..Principal::default() };
    request.extensions_mut().insert(caller.calling(method::<M>()).expect("a call"));
    request
}

/// The method a request is for, by its type.
fn method<M>() -> &'static str {
    let name = std::any::type_name::<M>().rsplit("::").next();
    name.and_then(|name| name.strip_suffix("Request")).expect("a request")
}

/// What a call answered.
pub(crate) fn ok<M>(answer: Result<tonic::Response<M>, Status>) -> M {
    answer.expect("answered").into_inner()
}

/// The code and the English text of a refusal.
pub(crate) fn refused<M: std::fmt::Debug>(answer: Result<tonic::Response<M>, Status>) -> (tonic::Code, String) {
    let status = answer.expect_err("refused");
    (status.code(), status.message().to_owned())
}
