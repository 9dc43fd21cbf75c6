//! What comes to the door: encodings, headers, methods, unfinished bodies, and what tools ask of a server.

use std::io::Write as _;

use super::support::{Frame as Raw, Frames, SUBMIT, TestServer, Wire, framed};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::Frame;
use prost::Message as _;
use tonic::Code;
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

fn titled(title: &str) -> SubmitReviewRequest {
    SubmitReviewRequest { title: title.to_owned(), ..SubmitReviewRequest::default() }
}

fn gzipped(message: &SubmitReviewRequest) -> Bytes {
    compressed(&packed(&message.encode_to_vec()))
}

/// One member of gzip.
fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// A message that says that it is compressed.
fn compressed(content: &[u8]) -> Bytes {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[1], &length[..], content].concat().into()
}

/// F8: clients may compress with gzip, within the limit of what comes out; what else they may not is said.
#[tokio::test]
async fn gzip_is_read_and_other_encodings_are_refused_with_those_that_are() {
    let server = TestServer::start().await;
    let (wire, bearer) = (server.wire().await, format!("Bearer {}", server.token()));
    let call = async |encoding: &str, body| {
        wire.call(SUBMIT, &[("authorization", &bearer), ("grpc-encoding", encoding)], body).await
    };
    let read: SubmitReviewResponse = call("gzip", gzipped(&titled("해태"))).await.message();
    assert_eq!(read.review.unwrap().description, "해태");
    let plain: SubmitReviewResponse = call("gzip", framed(&titled("plain"))).await.message();
    assert_eq!(plain.review.unwrap().description, "plain");
    let bomb = call("gzip", gzipped(&titled(&"x".repeat(10_000_000)))).await;
    assert_eq!((bomb.code(), bomb.reason().as_str()), (Code::OutOfRange, "MESSAGE_TOO_LARGE"));
    for encoding in ["deflate", "zstd", "br"] {
        let answer = call(encoding, framed(&titled("t"))).await;
        assert_eq!((answer.code(), answer.reason().as_str()), (Code::Unimplemented, "ENCODING_UNSUPPORTED"));
        assert_eq!(answer.headers["grpc-accept-encoding"], "identity,gzip");
    }
    let twice = [("authorization", bearer.as_str()), ("grpc-encoding", "gzip"), ("grpc-encoding", "zstd")];
    let answer = wire.call(SUBMIT, &twice, gzipped(&titled("t"))).await;
    assert_eq!((answer.code(), answer.reason().as_str()), (Code::Unimplemented, "ENCODING_UNSUPPORTED"));
    assert_eq!(server.handler.started(), 2);
}

/// F8: what follows the first member of a compressed message, or the first message of a call that takes one, is refused: a
/// server that read the beginning alone would answer another question. Health is asked with gzip as all else.
#[tokio::test]
async fn nothing_of_a_request_is_passed_over() {
    let server = TestServer::start().await;
    let (wire, bearer) = (server.wire().await, format!("Bearer {}", server.token()));
    let (first, second) = (titled("first").encode_to_vec(), titled("second").encode_to_vec());
    let gzip = [("authorization", bearer.as_str()), ("grpc-encoding", "gzip")];
    let members = compressed(&[packed(&first), packed(&second)].concat());
    let trailing = compressed(&[&packed(&first)[..], b"more"].concat());
    let plain = [framed(&titled("first")), framed(&titled("second"))].concat();
    let two = [gzipped(&titled("first")), gzipped(&titled("second"))].concat();
    for body in [members, trailing, plain.into(), two.into()] {
        let answer = wire.call(SUBMIT, &gzip, body).await;
        assert_eq!((answer.code(), answer.reason().as_str()), (Code::InvalidArgument, "MALFORMED_MESSAGE"));
    }
    assert_eq!(server.handler.started(), 0);
    let health = compressed(&packed(b""));
    let asked = wire.call("/grpc.health.v1.Health/Check", &[("grpc-encoding", "gzip")], health).await;
    assert_eq!(asked.code(), Code::Ok);
}

/// F13: a client reads a reason, whatever it sends.
#[tokio::test]
async fn large_headers_and_bad_health_checks_are_refused_in_words_that_clients_know() {
    let server = TestServer::start().await;
    let (wire, bearer) = (server.wire().await, format!("Bearer {}", server.token()));
    for bytes in [40_000, 60_000, 200_000, 300_000, 900_000] {
        let large = "x".repeat(bytes);
        let headers = [("authorization", bearer.as_str()), ("x-large", large.as_str())];
        let answer = wire.call(SUBMIT, &headers, framed(&titled("t"))).await;
        assert_eq!((answer.code(), answer.reason().as_str()), (Code::ResourceExhausted, "HEADERS_TOO_LARGE"));
        assert_eq!(answer.details().error_info().unwrap().metadata["limit_bytes"], "32768");
    }
    let bad = wire.call("/grpc.health.v1.Health/Check", &[], Bytes::from_static(b"\0\0\0\0\x04\x0a\x02\xc3\x28")).await;
    assert_eq!((bad.code(), bad.reason().as_str()), (Code::InvalidArgument, "MALFORMED_MESSAGE"));
    for large in [b"\0\xff\xff\xff\xff", b"\x01\x7f\xff\xff\xff"] {
        let refused = wire.call("/grpc.health.v1.Health/Check", &[], Bytes::from_static(large)).await;
        assert_eq!((refused.code(), refused.reason().as_str()), (Code::OutOfRange, "MESSAGE_TOO_LARGE"));
    }
    let unknown = wire.call("/grpc.health.v1.Health/Check", &[], Bytes::from_static(b"\0\0\0\0\x03\x0a\x01x")).await;
    assert_eq!(unknown.code(), Code::NotFound);
    let fine: SubmitReviewResponse =
        wire.call(SUBMIT, &[("authorization", &bearer)], framed(&titled("fine"))).await.message();
    assert!(fine.review.is_some());
}

/// F15: only gRPC is answered as gRPC.
#[tokio::test]
async fn other_methods_and_content_types_are_refused_by_http() {
    let server = TestServer::start().await;
    let wire = server.wire().await;
    let ask = async |method: &str, kind: &str| {
        let request =
            Request::builder().method(method).uri(format!("http://server{SUBMIT}")).header("content-type", kind);
        wire.raw(request.body(Full::new(Bytes::from(vec![0; 70_000])).boxed()).unwrap()).await
    };
    for method in ["GET", "PUT", "DELETE", "HEAD"] {
        assert_eq!(ask(method, "application/grpc").await, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    for kind in [
        "application/json",
        "text/plain",
        "application/grpcx",
        "application/grpc+json",
        "application/grpc+thrift; a=b",
        "",
    ] {
        assert_eq!(ask("POST", kind).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    for kind in ["application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8"] {
        assert_eq!(ask("POST", kind).await, StatusCode::OK, "{kind}");
    }
}

/// F15, F17: a request that is no gRPC is answered before its body has come, and the body is read to its end: a stream that is
/// reset then shows as an error of HTTP/2 in many clients, and not as the answer.
#[tokio::test]
async fn what_is_no_grpc_is_answered_though_its_body_comes_later() {
    let server = TestServer::start().await;
    let mut frames = Frames::connect(server.address).await;
    let posts =
        ["application/grpc-web", "application/grpc-web+proto", "application/json", ""].map(|kind| ("POST", kind));
    let others = ["GET", "PUT", "DELETE"].map(|method| (method, "application/grpc"));
    for (method, kind) in posts.into_iter().chain(others) {
        let stream = frames.begin(method, SUBMIT, kind).await;
        let answered = frames.until(|frame| frame.kind == Raw::HEADERS).await;
        assert!(answered.iter().all(|frame| frame.kind != Raw::RESET), "{method} {kind}: {answered:?}");
        let head = answered.last().unwrap();
        assert!(head.stream == stream && head.ends_stream(), "{method} {kind}: {head:?}");
        frames.data(stream, &[0; 5], true).await;
        frames.ping().await;
        let after = frames.until(|frame| frame.kind == Raw::PING).await;
        assert!(after.iter().all(|frame| frame.kind != Raw::RESET), "{method} {kind}: {after:?}");
    }
}

/// F17: refusals of uploads that are still coming end no connection; another call on it goes on.
#[tokio::test]
async fn a_thousand_unfinished_bodies_that_are_refused_leave_the_connection_alone() {
    let server = TestServer::start().await;
    let wire = server.wire().await;
    for _ in 0..1_500 {
        let (sender, mut frames) = tokio::sync::mpsc::channel::<Bytes>(4);
        sender.send(Bytes::from(vec![0; 1024])).await.unwrap();
        let frames = futures::stream::poll_fn(move |cx| frames.poll_recv(cx));
        let body = StreamBody::new(futures::StreamExt::map(frames, |bytes| Ok(Frame::data(bytes)))).boxed();
        let sending = tokio::spawn(async move {
            // Sends until the server's answer has ended the stream.
            while sender.send(Bytes::from(vec![0; 1024])).await.is_ok() {
                tokio::task::yield_now().await;
            }
        });
        refused(&wire, body).await;
        sending.abort();
    }
    let bearer = format!("Bearer {}", server.token());
    let fine: SubmitReviewResponse =
        wire.call(SUBMIT, &[("authorization", &bearer)], framed(&titled("fine"))).await.message();
    assert!(fine.review.is_some());
}

async fn refused(wire: &Wire, body: http_body_util::combinators::BoxBody<Bytes, std::convert::Infallible>) {
    let answer = wire.send(SUBMIT, &[], body).await;
    assert_eq!(answer.code(), Code::Unauthenticated);
}

/// F15: tools see what this server answers, and can print the details of its errors.
#[tokio::test]
async fn reflection_lists_this_server_and_knows_the_details_of_errors() {
    let server = TestServer::start().await;
    let channel = tonic::transport::Channel::from_shared(format!("http://{}", server.address)).unwrap();
    let bearer: tonic::metadata::MetadataValue<_> = format!("Bearer {}", server.token()).parse().unwrap();
    let mut client = ServerReflectionClient::with_interceptor(
        channel.connect().await.unwrap(),
        move |mut request: tonic::Request<()>| {
            request.metadata_mut().insert("authorization", bearer.clone());
            Ok(request)
        },
    );
    let mut ask = async |request| {
        let request = ServerReflectionRequest { host: String::new(), message_request: Some(request) };
        let asked = futures::stream::iter([request]);
        let mut answers = client.server_reflection_info(asked).await.unwrap().into_inner();
        answers.message().await.unwrap().unwrap().message_response.unwrap()
    };
    let MessageResponse::ListServicesResponse(listed) = ask(MessageRequest::ListServices(String::new())).await else {
        panic!("no list");
    };
    let mut names: Vec<_> = listed.service.into_iter().map(|service| service.name).collect();
    names.sort();
    assert_eq!(names[0], "grpc.health.v1.Health");
    assert!(
        names.iter().all(|name| !name.starts_with("haetae.") || name == "haetae.intake.v1.IntakeService"),
        "{names:?}"
    );
    assert!(names.contains(&"haetae.intake.v1.IntakeService".to_owned()), "{names:?}");
    for detail in ["google.rpc.ErrorInfo", "google.rpc.BadRequest", "google.rpc.RetryInfo"] {
        let answer = ask(MessageRequest::FileContainingSymbol(detail.to_owned())).await;
        assert!(matches!(answer, MessageResponse::FileDescriptorResponse(_)), "{detail}: {answer:?}");
    }
}
