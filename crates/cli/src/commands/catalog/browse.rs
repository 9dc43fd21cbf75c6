//! `haetae catalog controls`, `control`, `threats`, `solutions` and `focus`.

use haetae_proto::{
    checkpoint::v1::{
        GetControlRequest, GetFocusGuideRequest, ListControlsRequest, ListControlsResponse, ListSolutionsRequest,
        ListSolutionsResponse, ListThreatsRequest, ListThreatsResponse,
    },
    common::v1::{Component, DataClass, FlowLayer, ServiceType},
};

use tonic::Code;

use crate::{
    commands::{
        find,
        pages::{Page, Pages},
    },
    failure::{Done, Failure},
    session::Session,
    views,
    words::{self, Vocabulary},
};

/// Largest page of controls, threats and solutions.
const PAGE: u32 = 200;

/// Which version of which catalogue.
#[derive(Debug, clap::Args)]
struct WhichVersion {
    /// Id of the catalogue, e.g. web-service, or a prefix that only one has
    catalog: String,
    /// A published version [default: the one in use]
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = find::version)]
    version: u32,
}

/// List controls
#[derive(Debug, clap::Args)]
pub(crate) struct Controls {
    #[command(flatten)]
    which: WhichVersion,
    /// Only controls of this layer, e.g. gateway
    #[arg(long, value_parser = words::Words::<FlowLayer>::new())]
    layer: Option<FlowLayer>,
    /// Only controls selected for this service type, e.g. payment
    #[arg(long, value_parser = words::Words::<ServiceType>::new())]
    service_type: Option<ServiceType>,
    #[command(flatten)]
    pages: Pages,
}

impl Controls {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which.catalog = find::catalog(session, &self.which.catalog).await?;
        let (mut catalogs, mut version) = (session.catalogs().await?, None);
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListControlsRequest {
                catalog_id: self.which.catalog.clone(),
                version: self.which.version,
                layer: number(self.layer),
                service_type: number(self.service_type),
                page_size,
                page_token,
            };
            let answer = catalogs.list_controls(request).await?.into_inner();
            version = answer.version;
            Ok(Page { entries: answer.controls, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListControlsResponse { version, controls: page.entries, next_page_token: page.next };
        session.show(&answer, |look| {
            views::controls(&answer, look) + views::more(!answer.next_page_token.is_empty(), look)
        })
    }
}

/// Show a control: its requirement, how to check it, and how to fix it
#[derive(Debug, clap::Args)]
pub(crate) struct Control {
    #[command(flatten)]
    which: WhichVersion,
    /// Id of the control, e.g. APP-01, or a prefix that only one has
    control: String,
}

impl Control {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which.catalog = find::catalog(session, &self.which.catalog).await?;
        let request =
            GetControlRequest { catalog_id: self.which.catalog, version: self.which.version, control_id: self.control };
        let answer = match session.catalogs().await?.get_control(request.clone()).await {
            Err(absent) if absent.code() == Code::NotFound => {
                let control_id = named(session, &request).await?;
                let request = GetControlRequest { control_id, ..request };
                session.catalogs().await?.get_control(request).await?.into_inner()
            }
            answer => answer?.into_inner(),
        };
        let control = answer.control.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::control(control, look) + &views::rules(&answer.selected_by, look))
    }
}

/// The id of the only control that begins so.
async fn named(session: &Session, request: &GetControlRequest) -> Result<String, Failure> {
    let (mut catalogs, mut page_token, mut ids) = (session.catalogs().await?, String::new(), Vec::new());
    loop {
        let request = ListControlsRequest {
            catalog_id: request.catalog_id.clone(),
            version: request.version,
            page_size: 200,
            page_token,
            ..ListControlsRequest::default()
        };
        let page = catalogs.list_controls(request).await?.into_inner();
        ids.extend(page.controls.into_iter().map(|control| control.control_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    find::control(&ids, &request.control_id)
}

/// List threats
#[derive(Debug, clap::Args)]
pub(crate) struct Threats {
    #[command(flatten)]
    which: WhichVersion,
    /// Only threats to this component, e.g. device
    #[arg(long, value_parser = words::Words::<Component>::new())]
    component: Option<Component>,
    #[command(flatten)]
    pages: Pages,
}

impl Threats {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which.catalog = find::catalog(session, &self.which.catalog).await?;
        let (mut catalogs, mut version) = (session.catalogs().await?, None);
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListThreatsRequest {
                catalog_id: self.which.catalog.clone(),
                version: self.which.version,
                component: number(self.component),
                page_size,
                page_token,
            };
            let answer = catalogs.list_threats(request).await?.into_inner();
            version = answer.version;
            Ok(Page { entries: answer.threats, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListThreatsResponse { version, threats: page.entries, next_page_token: page.next };
        session
            .show(&answer, |look| views::threats(&answer, look) + views::more(!answer.next_page_token.is_empty(), look))
    }
}

/// List solutions and what they manage
#[derive(Debug, clap::Args)]
pub(crate) struct Solutions {
    #[command(flatten)]
    which: WhichVersion,
    /// Only solutions that manage this threat
    #[arg(long, default_value = "", hide_default_value = true)]
    threat: String,
    #[command(flatten)]
    pages: Pages,
}

impl Solutions {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which.catalog = find::catalog(session, &self.which.catalog).await?;
        let (mut catalogs, mut version) = (session.catalogs().await?, None);
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListSolutionsRequest {
                catalog_id: self.which.catalog.clone(),
                version: self.which.version,
                threat_id: self.threat.clone(),
                page_size,
                page_token,
            };
            let answer = catalogs.list_solutions(request).await?.into_inner();
            version = answer.version;
            Ok(Page { entries: answer.solutions, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListSolutionsResponse { version, solutions: page.entries, next_page_token: page.next };
        session.show(&answer, |look| {
            views::solutions(&answer, look) + views::more(!answer.next_page_token.is_empty(), look)
        })
    }
}

/// Show what to look at first for a kind of service
#[derive(Debug, clap::Args)]
pub(crate) struct Focus {
    /// What the service does, e.g. payment,mobile_app
    #[arg(long, required = true, value_delimiter = ',', value_parser = words::Words::<ServiceType>::new())]
    service_types: Vec<ServiceType>,
    /// Smart-city parts it touches, e.g. device
    #[arg(long, value_delimiter = ',', value_parser = words::Words::<Component>::new())]
    components: Vec<Component>,
    /// Data it handles, e.g. personal
    #[arg(long, value_delimiter = ',', value_parser = words::Words::<DataClass>::new())]
    data_classes: Vec<DataClass>,
}

impl Focus {
    pub(super) async fn run(self, session: &Session) -> Done {
        let request = GetFocusGuideRequest {
            service_types: self.service_types.iter().map(|one| (*one).into()).collect(),
            components: self.components.iter().map(|one| (*one).into()).collect(),
            data_classes: self.data_classes.iter().map(|one| (*one).into()).collect(),
        };
        let asked = request.service_types.clone();
        let answer = session.catalogs().await?.get_focus_guide(request).await?.into_inner();
        session.show(&answer, |look| views::focus(&answer.items, &words::list::<ServiceType>(&asked, look.lang), look))
    }
}

/// The contract's number; that of UNSPECIFIED for none.
fn number<E: Vocabulary>(given: Option<E>) -> i32 {
    given.map_or(0, Into::into)
}
