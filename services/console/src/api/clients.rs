//! Clients of the services that carry the person's token and language.

use std::{sync::Arc, time::Duration};

use haetae_client::{Authorized, Bearer, Channels};
use haetae_proto::{
    checkpoint::v1::{
        catalog_service_client::CatalogServiceClient, checkpoint_service_client::CheckpointServiceClient,
    },
    dashboard::v1::{
        audit_service_client::AuditServiceClient, dashboard_service_client::DashboardServiceClient,
        projection_service_client::ProjectionServiceClient,
    },
    intake::v1::intake_service_client::IntakeServiceClient,
    risk::v1::risk_service_client::RiskServiceClient,
};

use super::Problem;
use crate::{session::Session, text::Say};

/// Time limit of a call, because a person waits for it.
const WITHIN: Duration = Duration::from_secs(10);
/// Time limit of transferring a file.
const FILE_WITHIN: Duration = Duration::from_secs(300);

/// The services, as one person calls them.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    channels: Arc<Channels>,
    bearer: Bearer,
}

impl Api {
    /// Clients for the person of a session, in their language.
    ///
    /// # Errors
    /// When the token contains characters that cannot be sent.
    pub(crate) fn of(channels: &Arc<Channels>, session: &Session, say: Say) -> Result<Self, Problem> {
        let bearer = Bearer::new(session.access_token(), say.lang().locale());
        let bearer = bearer.map_err(|_| Problem::signed_out())?.within(WITHIN);
        Ok(Self { channels: Arc::clone(channels), bearer })
    }

    /// Intake.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub(crate) async fn intake(&self) -> Result<IntakeServiceClient<Authorized>, Problem> {
        Ok(self.channels.intake(&self.bearer).await?)
    }

    /// Risk.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub(crate) async fn risk(&self) -> Result<RiskServiceClient<Authorized>, Problem> {
        Ok(self.channels.risk(&self.bearer).await?)
    }

    /// The same services, with the time that a file takes.
    pub(crate) fn for_files(&self) -> Self {
        Self { bearer: self.bearer.clone().within(FILE_WITHIN), ..self.clone() }
    }

    /// The dashboard.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub(crate) async fn dashboard(&self) -> Result<DashboardServiceClient<Authorized>, Problem> {
        Ok(self.channels.dashboard(&self.bearer).await?)
    }

    /// The read models.
    ///
    /// # Errors
    /// When they cannot be reached.
    pub(crate) async fn projections(&self) -> Result<ProjectionServiceClient<Authorized>, Problem> {
        Ok(self.channels.projections(&self.bearer).await?)
    }

    /// The proofs.
    ///
    /// # Errors
    /// When they cannot be reached.
    pub(crate) async fn audit(&self) -> Result<AuditServiceClient<Authorized>, Problem> {
        Ok(self.channels.audit(&self.bearer).await?)
    }

    /// The catalogues.
    ///
    /// # Errors
    /// When they cannot be reached.
    pub(crate) async fn catalogs(&self) -> Result<CatalogServiceClient<Authorized>, Problem> {
        Ok(self.channels.catalogs(&self.bearer).await?)
    }

    /// The checkpoints.
    ///
    /// # Errors
    /// When they cannot be reached.
    pub(crate) async fn checkpoint(&self) -> Result<CheckpointServiceClient<Authorized>, Problem> {
        Ok(self.channels.checkpoint(&self.bearer).await?)
    }
}
