//! One trace from the caller through the handler to the collector, whatever else runs meanwhile.

use std::sync::{Arc, Mutex};

use super::support::{SUBMIT, TestServer, framed};
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use haetae_service_kit::{config::TelemetryConfig, telemetry};
use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    trace::v1::Span,
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Code, Request, Response, Status, transport::Server};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Span>>>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let resources = request.into_inner().resource_spans.into_iter();
        let spans = resources.flat_map(|r| r.scope_spans).flat_map(|s| s.spans);
        self.0.lock().unwrap().extend(spans);
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let service = TraceServiceServer::new(self.clone());
        let incoming = TcpListenerStream::new(listener);
        tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
        endpoint
    }
}

fn titled(title: &str) -> SubmitReviewRequest {
    SubmitReviewRequest { title: title.to_owned(), ..SubmitReviewRequest::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_callers_trace_goes_through_the_handler_to_the_collector() {
    let collector = Collector::default();
    let config = TelemetryConfig {
        otlp_endpoint: Some(collector.start().await),
        log: "off".to_owned(),
        ..TelemetryConfig::default()
    };
    let guard = telemetry::init("haetae-test", &config).unwrap();
    let server = TestServer::start().await;
    let wire = server.wire().await;
    let bearer = format!("Bearer {}", server.token());
    let headers = [("authorization", bearer.as_str()), ("traceparent", CALLER)];

    let seen: SubmitReviewResponse = wire.call(SUBMIT, &headers, framed(&titled("trace"))).await.message();
    let traceparent = seen.review.unwrap().description;
    assert_eq!(&traceparent[3..35], TRACE);

    for title in ["panic", "defect"] {
        let failed = wire.call(SUBMIT, &headers, framed(&titled(title))).await;
        assert_eq!(failed.code(), Code::Internal);
        assert_eq!(failed.details().error_info().unwrap().metadata["trace_id"], TRACE);
    }

    server.stop().await.unwrap();
    guard.shutdown().await;
    let spans = collector.0.lock().unwrap().clone();
    let span_id = &traceparent[36..52];
    let span = spans.iter().find(|span| hex(&span.span_id) == span_id).expect("span not exported");
    assert_eq!(span.name, &SUBMIT[1..]);
    assert_eq!((hex(&span.trace_id), hex(&span.parent_span_id)), (TRACE.to_owned(), "b7ad6b7169203331".to_owned()));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
