//! A trace collector of our own.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::any_value::Value,
    trace::v1::ResourceSpans,
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

/// Keeps whatever services send.
#[derive(Debug, Clone, Default)]
pub struct Collector(Arc<Mutex<Vec<ResourceSpans>>>);

impl Collector {
    /// Listens and gives the endpoint.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn listen(&self) -> Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let server = Server::builder().add_service(TraceServiceServer::new(self.clone()));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Ok(endpoint)
    }

    /// The names of the services that sent a span of this trace, each with the names of those spans.
    pub fn spans_of(&self, trace_id: &[u8]) -> Vec<(String, String)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = Vec::new();
        for resource in kept.iter() {
            let spans = resource.scope_spans.iter().flat_map(|scope| &scope.spans);
            let ours = spans.filter(|span| span.trace_id == trace_id);
            found.extend(ours.map(|span| (service_name(resource), span.name.clone())));
        }
        found
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(request.into_inner().resource_spans);
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

fn service_name(resource: &ResourceSpans) -> String {
    let attributes = resource.resource.iter().flat_map(|resource| &resource.attributes);
    let mut named = attributes.filter(|attribute| attribute.key == "service.name");
    let value = named.find_map(|attribute| attribute.value.as_ref()?.value.as_ref());
    match value {
        Some(Value::StringValue(name)) => name.clone(),
        _ => String::new(),
    }
}
