//! Shared by the tests of this service: the service on an in-memory log, with callers.

use std::{path::Path, sync::Arc, time::Duration};

use haetae_domain::{
    catalog::Catalog,
    diagnosis::{self, FindingTerms, Generated, State},
    ids::{CommitId, Person},
    profile::{Impact, Profile},
    vocabulary::{Component, DataClass, Exposure, ImpactLevel, Level, ServiceType, Stage, UserScale},
};
use haetae_event_log::{
    AggregateKey, Category, EventLog, MemoryLog,
    codec::Diagnoses,
    objects::MemoryObjects,
    store::{Command, Expected, Room, Store},
};
use haetae_service_kit::{
    auth::{Principal, Role},
    people::People,
    testing::call,
    token::TokenKeys,
};
use tokio::{sync::Semaphore, time::Instant};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::{
    EvidenceConfig,
    desk::{
        Desk,
        catalogues::{Catalogues, select},
        evidence_store::EvidenceStore,
        withdrawals::Withdrawals,
    },
    grpc::{catalogs::Library, checkpoints::Checkpoints},
    load_catalogs,
    reads::activation::AT_ONCE,
};

/// The service without its server.
pub(crate) struct World {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) objects: MemoryObjects,
    pub(crate) desk: Arc<Desk>,
    pub(crate) catalogs: Library,
    pub(crate) checkpoints: Checkpoints,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::on(Arc::new(MemoryLog::new())).await
    }

    /// Another replica on a log.
    pub(crate) async fn on(log: Arc<dyn EventLog>) -> Self {
        let (objects, config) = (MemoryObjects::new(), EvidenceConfig { max_files: 3, ..EvidenceConfig::default() });
        let catalogues = Arc::new(Catalogues::open(&log, &shipped()).await.expect("catalogues"));
        let diagnoses = Arc::new(Store::<Diagnoses>::new(Arc::clone(&log), Room::mib(1)));
        let withdrawals = Arc::new(Withdrawals::default());
        let tokens = TokenKeys::random().expect("randomness");
        let desk = Arc::new(Desk {
            log: Arc::clone(&log),
            diagnoses,
            withdrawals,
            catalogues,
            experiences: Arc::default(),
            evidence_store: EvidenceStore::new(Arc::new(objects.clone()), config.kinds().expect("kinds"), &config),
            people: Arc::new(People::new(Arc::clone(&log), vec!["jo".into()], CancellationToken::new())),
            previews: Arc::new(Semaphore::new(AT_ONCE)),
            tokens,
        });
        let (catalogs, checkpoints) = (Library { desk: Arc::clone(&desk) }, Checkpoints { desk: Arc::clone(&desk) });
        Self { log, objects, desk, catalogs, checkpoints }
    }
}

pub(crate) fn shipped() -> Vec<Catalog> {
    load_catalogs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).expect("catalogues without faults")
}

/// The id of the review that [`generated`] makes.
pub(crate) const ID: Uuid = Uuid::from_u128(0x4000_8000_0000_0000_0001);

/// The profile of a device service.
pub(crate) fn profile() -> Profile {
    let none = ImpactLevel::None;
    Profile {
        service_types: [ServiceType::IotDevice].into(),
        components: [Component::Device].into(),
        stage: Stage::Operation,
        exposure: Exposure::Internal,
        data_classes: [DataClass::Internal].into(),
        user_scale: UserScale::UpTo1k,
        impact: Impact { financial: none, reputation: none, legal_privacy: none, safety: none },
    }
}

/// A review with a checklist for a critical device service, requested by kim of team `pay`.
pub(crate) async fn generated(world: &World) -> String {
    let active = world.desk.catalogues.active();
    let (catalogs, checkpoints) = select(&active, &profile(), Level::Critical);
    let requester = Person { subject: "kim".into(), name: String::new() };
    let generated = Generated {
        catalogs,
        profile: profile(),
        level: Level::Critical,
        requester: requester.clone(),
        team: "pay".into(),
        checkpoints,
        terms: FindingTerms::default(),
    };
    let key = AggregateKey::new(Category::Diagnosis, &ID.to_string()).expect("a key");
    let command = Command {
        key: &key,
        id: CommitId(ID),
        by: &requester,
        at: jiff::Timestamp::UNIX_EPOCH,
        request: None,
        cause: None,
        expected: Expected::New,
        deadline: Instant::now() + Duration::from_secs(5),
    };
    let decide = |state: &State| Ok::<_, ()>(diagnosis::generate(state, generated.clone()));
    world.desk.diagnoses.execute(&command, decide).await.expect("generated");
    ID.to_string()
}

/// A call by a person with these roles.
pub(crate) fn by<M>(roles: &[Role], message: M) -> Request<M> {
    from("u-1", roles, message)
}

/// A call by a person of team `pay`.
pub(crate) fn from<M>(subject: &str, roles: &[Role], message: M) -> Request<M> {
    let (subject, name, team) = (subject.to_owned(), String::new(), Some("pay".to_owned()));
    let caller = Principal { subject, name, team, roles: roles.iter().copied().collect(), ..Principal::default() };
    call(caller, message)
}

/// The response of a call.
pub(crate) fn ok<M>(answer: Result<tonic::Response<M>, Status>) -> M {
    answer.expect("answered").into_inner()
}

/// The code and the English text of a refusal.
pub(crate) fn refused<M: std::fmt::Debug>(answer: Result<tonic::Response<M>, Status>) -> (tonic::Code, String) {
    let status = answer.expect_err("refused");
    (status.code(), status.message().to_owned())
}

/// The fields that a refusal names.
pub(crate) fn named<M: std::fmt::Debug>(answer: Result<M, Status>) -> Vec<String> {
    let status = answer.expect_err("refused");
    assert_eq!(status.code(), tonic::Code::InvalidArgument, "{status:?}");
    let fields = status.get_details_bad_request().expect("fields").field_violations;
    fields.into_iter().map(|violation| violation.field).collect()
}
