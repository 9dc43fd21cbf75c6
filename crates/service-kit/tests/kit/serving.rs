//! Deadlines, callers who leave, health, reflection and the end.

use std::{convert::Infallible, sync::Arc, time::Duration};

use super::support::{SUBMIT, TestServer, Wire, framed, until};
use bytes::Bytes;
use futures_body::never_ending;
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use haetae_service_kit::server::ServeError;
use tokio::net::TcpStream;
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

fn titled(title: &str) -> Bytes {
    framed(&SubmitReviewRequest { title: title.to_owned(), ..SubmitReviewRequest::default() })
}

mod futures_body {
    use super::{Bytes, Infallible};
    use http_body_util::{BodyExt, StreamBody, combinators::BoxBody};

    /// The start of a message whose rest never comes.
    pub(super) fn never_ending() -> BoxBody<Bytes, Infallible> {
        let first = Ok(http_body::Frame::data(Bytes::from_static(b"\0\0\0\0\x09a")));
        let stream = tokio_stream::StreamExt::chain(tokio_stream::once(first), tokio_stream::pending());
        BodyExt::boxed(StreamBody::new(stream))
    }
}

async fn health(wire: &Wire, service: &str) -> i32 {
    let request = HealthCheckRequest { service: service.to_owned() };
    let answer = wire.call("/grpc.health.v1.Health/Check", &[], framed(&request)).await;
    answer.message::<HealthCheckResponse>().status
}

async fn health_becomes(wire: &Wire, service: &str, status: i32) {
    let reached = async {
        while health(wire, service).await != status {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(super::support::BOUND, reached).await.expect("health never changed");
}

const SERVING: i32 = 1;
const NOT_SERVING: i32 = 2;

#[tokio::test]
async fn a_deadline_that_has_passed_starts_nothing() {
    let server = TestServer::start().await;
    let bearer = format!("Bearer {}", server.token());
    let wire = server.wire().await;
    for timeout in ["1n", "0S", "1u"] {
        let headers = [("authorization", bearer.as_str()), ("grpc-timeout", timeout)];
        let answer = wire.call(SUBMIT, &headers, titled("t")).await;
        assert_eq!((answer.code(), answer.reason().as_str()), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"));
    }
    assert_eq!(server.handler.started(), 0);
    let headers = [("authorization", bearer.as_str()), ("grpc-timeout", "soon")];
    let answer = wire.call(SUBMIT, &headers, titled("t")).await;
    assert_eq!(answer.details().bad_request().unwrap().field_violations[0].field, "grpc-timeout");
}

#[tokio::test]
async fn a_deadline_on_the_way_ends_the_wait_but_not_the_work() {
    let server = TestServer::start_with(|config| config.default_deadline_ms = 50.try_into().unwrap()).await;
    let bearer = format!("Bearer {}", server.token());
    let wire = server.wire().await;
    let asked = [("authorization", bearer.as_str()), ("grpc-timeout", "30m")];
    let unasked = [("authorization", bearer.as_str())];
    for (headers, begun) in [(&asked[..], 1), (&unasked, 2)] {
        while server.handler.started() < begun {
            let answer = wire.call(SUBMIT, headers, titled("wait")).await;
            assert_eq!(answer.code(), Code::DeadlineExceeded);
            assert_eq!(answer.reason(), "DEADLINE_EXCEEDED");
        }
    }
    assert_eq!(server.handler.finished(), 0);
    (0..server.handler.started()).for_each(|_| server.handler.release());
    until(|| (server.handler.finished() == server.handler.started()).then_some(())).await;
}

#[tokio::test]
async fn a_caller_who_never_finishes_sending_holds_nothing() {
    let server = TestServer::start().await;
    let bearer = format!("Bearer {}", server.token());
    let wire = server.wire().await;
    let headers = [("authorization", bearer.as_str()), ("grpc-timeout", "50m")];
    let answer = wire.send(SUBMIT, &headers, never_ending()).await;
    assert_eq!((answer.code(), answer.reason().as_str()), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"));
    assert_eq!(server.handler.started(), 0);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn work_goes_on_when_the_caller_leaves_and_a_stop_waits_for_it() {
    let server = TestServer::start().await;
    let bearer = format!("Bearer {}", server.token());
    let wire = Arc::new(server.wire().await);
    let call = tokio::spawn({
        let wire = Arc::clone(&wire);
        async move { wire.call(SUBMIT, &[("authorization", &bearer)], titled("wait")).await }
    });
    until(|| (server.handler.started() == 1).then_some(())).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    // Calls on one connection arrive in order: once these are answered, the server knows that the caller left.
    for _ in 0..3 {
        assert_eq!(health(&wire, "").await, SERVING);
    }
    drop(wire);
    let handler = server.handler.clone();
    let stopping = tokio::spawn(server.stop());
    assert_eq!(handler.finished(), 0);
    handler.release();
    stopping.await.unwrap().unwrap();
    assert_eq!(handler.finished(), 1);
}

#[tokio::test]
async fn a_stop_lets_the_call_in_flight_finish_and_takes_no_new_one() {
    let server = TestServer::start().await;
    let (address, handler) = (server.address, server.handler.clone());
    let listen_file = server.dir.path().join("address");
    let (bearer, wire, probe) = (format!("Bearer {}", server.token()), server.wire().await, server.wire().await);
    let call = tokio::spawn(async move { wire.call(SUBMIT, &[("authorization", &bearer)], titled("wait")).await });
    until(|| (handler.started() == 1).then_some(())).await;
    assert_eq!(health(&probe, "").await, SERVING);
    server.shutdown.cancel();
    until(|| (!listen_file.exists()).then_some(())).await;
    let refused = async { while TcpStream::connect(address).await.is_ok() {} };
    tokio::time::timeout(super::support::BOUND, refused).await.expect("still accepting");
    handler.release();
    let answer: SubmitReviewResponse = call.await.unwrap().message();
    assert_eq!(answer.review.unwrap().description, "waited");
    tokio::time::timeout(super::support::BOUND, server.serving).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_stop_ends_in_time_and_says_what_it_left() {
    let server = TestServer::start_with(|config| config.drain_ms = 50).await;
    let (bearer, wire) = (format!("Bearer {}", server.token()), Arc::new(server.wire().await));
    let _call = tokio::spawn(async move { wire.call(SUBMIT, &[("authorization", &bearer)], titled("wait")).await });
    until(|| (server.handler.started() == 1).then_some(())).await;
    let left = server.stop().await.unwrap_err();
    assert!(matches!(left, ServeError::Drain(1)), "{left}");
}

#[tokio::test]
async fn health_follows_readiness_and_needs_no_token() {
    let server = TestServer::start().await;
    let wire = server.wire().await;
    for name in ["", "haetae.intake.v1.IntakeService"] {
        health_becomes(&wire, name, SERVING).await;
        server.readiness.set("event log", false);
        health_becomes(&wire, name, NOT_SERVING).await;
        server.readiness.set("event log", true);
        health_becomes(&wire, name, SERVING).await;
    }
}

#[tokio::test]
async fn reflection_tells_authenticated_callers_what_there_is() {
    let server = TestServer::start().await;
    let wire = server.wire().await;
    let bearer = format!("Bearer {}", server.token());
    for version in ["v1", "v1alpha"] {
        let path = format!("/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        let list = Bytes::from_static(b"\0\0\0\0\x02\x3a\0"); // list_services: ""
        let answer = wire.call(&path, &[("authorization", &bearer)], list.clone()).await;
        assert_eq!(answer.code(), Code::Ok);
        let found = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(found.contains("haetae.intake.v1.IntakeService"), "{found:?}");
        assert_eq!(wire.call(&path, &[], list).await.code(), Code::Unauthenticated);
    }
}
