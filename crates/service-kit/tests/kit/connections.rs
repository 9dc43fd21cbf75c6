//! Connections of callers who show no token, or say nothing at all: bounded, closed, and no obstacle to other callers.

use std::{convert::Infallible, net::SocketAddr, num::NonZeroU64};

use super::support::{BOUND, SUBMIT, TestServer, Wire, framed};
use bytes::Bytes;
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use http_body_util::{BodyExt, StreamBody, combinators::BoxBody};
use hyper::body::Frame;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tonic::Code;

const CHECK: &str = "/grpc.health.v1.Health/Check";
/// The start of every HTTP/2 connection, with empty settings.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// A HEADERS frame of stream 1 without the flag END_HEADERS: `:method: POST`, the rest of the block never comes.
const HALF_HEADERS: &[u8] = b"\0\0\x01\x01\0\0\0\0\x01\x83";

const SHORT: NonZeroU64 = NonZeroU64::new(200).unwrap();

async fn connected(address: SocketAddr, says: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(says).await.unwrap();
    stream
}

/// Waits until the server has closed it.
async fn closed(mut stream: TcpStream) {
    let mut bytes = [0; 1024];
    let read = async { while matches!(stream.read(&mut bytes).await, Ok(read) if read > 0) {} };
    timeout(BOUND, read).await.expect("the connection was left open");
}

async fn submitted(server: &TestServer, wire: &Wire) {
    let bearer = format!("Bearer {}", server.token());
    let message = SubmitReviewRequest { title: "fine".to_owned(), ..SubmitReviewRequest::default() };
    let answer: SubmitReviewResponse =
        wire.call(SUBMIT, &[("authorization", &bearer)], framed(&message)).await.message();
    assert!(answer.review.is_some());
}

/// A health check whose body never ends.
fn endless() -> BoxBody<Bytes, Infallible> {
    let first = Ok(Frame::data(Bytes::from_static(b"\0\0\0")));
    let stream = tokio_stream::StreamExt::chain(tokio_stream::once(first), tokio_stream::pending());
    BodyExt::boxed(StreamBody::new(stream))
}

/// F6: a connection on which no call comes is closed, whether it says nothing, half of the preface, all of it, or half of the
/// headers of a call. One whose caller has shown a token is not.
#[tokio::test]
async fn silence_and_half_a_request_end_a_connection() {
    let server = TestServer::start_with(|config| config.unknown_silence_ms = SHORT).await;
    let known = server.wire().await;
    submitted(&server, &known).await;
    let half = [PREFACE, HALF_HEADERS].concat();
    for says in [&b""[..], &PREFACE[..10], b"GET / HTTP/1.1\r\n", PREFACE, &half] {
        closed(connected(server.address, says).await).await;
    }
    submitted(&server, &known).await;
}

/// F6: a peer that floods the server with connections uses up its own places only; probes and calls get through.
#[tokio::test]
async fn a_flood_of_silent_connections_is_bounded_and_stops_nobody() {
    let server = TestServer::start_with(|config| {
        config.max_unknown_connections = 8.try_into().unwrap();
        config.max_connections = 2.try_into().unwrap();
        config.max_connections_per_peer = 2.try_into().unwrap();
    })
    .await;
    let known = server.wire().await;
    submitted(&server, &known).await;
    let mut flood = Vec::new();
    for _ in 0..40 {
        flood.push(connected(server.address, PREFACE).await);
    }
    let probe = server.wire().await;
    assert_eq!(probe.call(CHECK, &[], Bytes::from_static(&[0; 5])).await.code(), Code::Ok);
    for stream in flood.drain(..32) {
        closed(stream).await;
    }
    submitted(&server, &known).await;
    submitted(&server, &probe).await;
    let third = server.wire().await;
    let bearer = format!("Bearer {}", server.token());
    let refused = third.call(SUBMIT, &[("authorization", &bearer)], Bytes::from_static(&[0; 5])).await;
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::ResourceExhausted, "TOO_MANY_CONNECTIONS"));
    assert!(refused.details().retry_info().is_some());
    drop(known);
    let bound = timeout(BOUND, async {
        while third.call(SUBMIT, &[("authorization", &bearer)], Bytes::from_static(&[0; 5])).await.code()
            == Code::ResourceExhausted
        {}
    });
    bound.await.expect("a place that was given back is not given away");
}

/// F6: calls without a token are bounded, end with a deadline, and none of them is a stream.
#[tokio::test]
async fn calls_without_a_token_are_bounded_and_end() {
    let server = TestServer::start_with(|config| {
        config.max_calls_without_token = 2.try_into().unwrap();
        config.default_deadline_ms = 1_500.try_into().unwrap();
    })
    .await;
    let wire = server.wire().await;
    let watch = wire.call("/grpc.health.v1.Health/Watch", &[], Bytes::from_static(&[0; 5])).await;
    assert_eq!((watch.code(), watch.reason().as_str()), (Code::Unimplemented, "UNKNOWN_METHOD"));
    let calls = (0..6).map(|_| wire.send(CHECK, &[], endless()));
    let answers = futures::future::join_all(calls).await;
    let of = |code| answers.iter().filter(|answer| answer.code() == code).count();
    assert_eq!((of(Code::DeadlineExceeded), of(Code::ResourceExhausted)), (2, 4));
    let refused = answers.iter().find(|answer| answer.code() == Code::ResourceExhausted).unwrap();
    assert_eq!(
        (refused.reason().as_str(), refused.details().error_info().unwrap().metadata["of"].as_str()),
        ("TOO_MANY_STREAMS", "connection")
    );
    assert_eq!(wire.call(CHECK, &[], Bytes::from_static(&[0; 5])).await.code(), Code::Ok);
}

/// F6: a known connection whose other end is dead, or stopped in the middle of the headers of a call, is closed.
#[tokio::test]
async fn a_peer_that_answers_no_ping_is_closed() {
    let server = TestServer::start_with(|config| {
        (config.ping_ms, config.ping_answer_ms) = (SHORT, SHORT);
        config.max_connections = 1.try_into().unwrap();
    })
    .await;
    for says in [PREFACE.to_vec(), [PREFACE, HALF_HEADERS].concat()] {
        closed(connected(server.address, &says).await).await;
    }
    let known = server.wire().await;
    submitted(&server, &known).await;
}
