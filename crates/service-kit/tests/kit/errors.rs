//! Every error has our shape, also those that tonic makes.

use super::support::{Answer, SUBMIT, TestServer, framed};
use bytes::Bytes;
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse, intake_service_client::IntakeServiceClient};
use tonic::{Code, transport::Channel};
use tonic_types::StatusExt;

fn titled(title: &str) -> Bytes {
    framed(&SubmitReviewRequest { title: title.to_owned(), ..SubmitReviewRequest::default() })
}

struct Caller {
    server: TestServer,
    wire: super::support::Wire,
    bearer: String,
}

impl Caller {
    async fn new() -> Self {
        let server = TestServer::start().await;
        let (wire, bearer) = (server.wire().await, format!("Bearer {}", server.token()));
        Self { server, wire, bearer }
    }

    async fn call(&self, path: &str, more: &[(&str, &str)], body: Bytes) -> Answer {
        let headers = [&[("authorization", self.bearer.as_str())], more].concat();
        self.wire.call(path, &headers, body).await
    }

    async fn expect(&self, body: &[u8], code: Code, reason: &str) -> Answer {
        let answer = self.call(SUBMIT, &[], Bytes::copy_from_slice(body)).await;
        assert_eq!((answer.code(), answer.reason().as_str()), (code, reason), "{body:?}");
        answer
    }
}

#[tokio::test]
async fn bytes_that_are_no_message_are_malformed() {
    let caller = Caller::new().await;
    for body in [
        &b"\0\0\0\0\x03\x0a\xff\xff"[..], // a field longer than the message
        b"\0\0\0\0\x02\x0a\x05",          // cut inside a field
        b"\0\0\0\0\x04\x0a\x02\xc3\x28",  // no UTF-8
        b"\x07\0\0\0\0",                  // no such compression flag
        b"\x01\0\0\0\0",                  // compressed without saying how
        b"\0\0\0\0\x09abc",               // shorter than announced
        b"\0\0",                          // no whole prefix
        b"",                              // no message at all
    ] {
        caller.expect(body, Code::InvalidArgument, "MALFORMED_MESSAGE").await;
    }
    let broken = caller.call(SUBMIT, &[("grpc-encoding", "gzip")], b"\x01\0\0\0\x03abc"[..].into()).await;
    assert_eq!(broken.reason(), "MALFORMED_MESSAGE");
    assert_eq!(caller.server.handler.started(), 0);
}

#[tokio::test]
async fn a_message_over_the_limit_is_too_large_and_the_limit_is_told() {
    let caller = Caller::new().await;
    let large = titled(&"x".repeat(70_000));
    let answer = caller.expect(&large, Code::OutOfRange, "MESSAGE_TOO_LARGE").await;
    let details = answer.details();
    assert_eq!(details.error_info().unwrap().metadata["limit_bytes"], "65536");
    assert_eq!(caller.server.handler.started(), 0);
}

#[tokio::test]
async fn an_unknown_method_is_named() {
    let caller = Caller::new().await;
    for path in ["/haetae.intake.v1.IntakeService/Nothing", "/no.Service/Method", "/"] {
        let answer = caller.call(path, &[], titled("t")).await;
        assert_eq!((answer.code(), answer.reason().as_str()), (Code::Unimplemented, "UNKNOWN_METHOD"));
        assert_eq!(answer.details().error_info().unwrap().metadata["method"], path);
    }
}

#[tokio::test]
async fn a_defect_tells_nothing_of_itself() {
    let caller = Caller::new().await;
    for title in ["panic", "defect", "big"] {
        let answer = caller.expect(&titled(title), Code::Internal, "INTERNAL").await;
        assert!(!format!("{answer:?}{:?}", answer.details()).contains("hunter2"), "{title}");
    }
    let after: SubmitReviewResponse = caller.call(SUBMIT, &[], titled("fine")).await.message();
    assert_eq!(after.review.unwrap().description, "fine");
}

#[tokio::test]
async fn texts_come_in_the_callers_language() {
    let caller = Caller::new().await;
    for (header, locale, text) in [
        (Some("ko-KR, en;q=0.5"), "ko", "필수 항목입니다."),
        (Some("fr"), "en", "Is required."),
        (None, "en", "Is required."),
    ] {
        let more: Vec<_> = header.map(|value| ("accept-language", value)).into_iter().collect();
        let answer = caller.call(SUBMIT, &more, titled("")).await;
        assert_eq!((answer.code(), answer.reason().as_str()), (Code::InvalidArgument, "INVALID_FIELD"));
        let details = answer.details();
        assert_eq!(details.localized_message().unwrap().locale, locale);
        let violation = &details.bad_request().unwrap().field_violations[0];
        assert_eq!((violation.field.as_str(), violation.description.as_str()), ("title", text));
    }
    let korean = caller.call(SUBMIT, &[("accept-language", "ko")], titled("fail")).await;
    assert_eq!(korean.details().localized_message().unwrap().message, "해당 검토를 찾을 수 없습니다.");
    assert_eq!(korean.status().message(), "There is no such review.");
    let refused = caller.wire.call(SUBMIT, &[("accept-language", "ko")], titled("t")).await;
    assert_eq!(refused.details().localized_message().unwrap().locale, "ko");
}

#[tokio::test]
async fn an_ordinary_client_reads_it_all() {
    let server = TestServer::start().await;
    let channel = Channel::from_shared(format!("http://{}", server.address)).unwrap();
    let bearer: tonic::metadata::MetadataValue<_> = format!("Bearer {}", server.token()).parse().unwrap();
    let mut client = IntakeServiceClient::with_interceptor(
        channel.connect().await.unwrap(),
        move |mut request: tonic::Request<()>| {
            request.metadata_mut().insert("authorization", bearer.clone());
            Ok(request)
        },
    );
    let of = |title: &str| SubmitReviewRequest { title: title.to_owned(), ..SubmitReviewRequest::default() };
    let review = client.submit_review(of("해태")).await.unwrap().into_inner().review.unwrap();
    assert_eq!((review.description.as_str(), review.team.as_str()), ("해태", "traffic"));
    let status = client.submit_review(of("fail")).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    assert_eq!(status.get_details_error_info().unwrap().metadata["review_id"], "r-1");
}

/// F18: an error with very many facts reaches a client that takes 8 KiB of headers, with its reason and the latest fact.
#[tokio::test]
async fn the_strictest_client_learns_why() {
    let caller = Caller::new().await;
    let strict = super::support::Wire::strict(caller.server.address).await;
    for lang in ["ko", "en"] {
        let headers = [("authorization", caller.bearer.as_str()), ("accept-language", lang)];
        let answer = strict.call(SUBMIT, &headers, titled("changed")).await;
        assert_eq!((answer.code(), answer.reason().as_str()), (Code::Aborted, "CHANGED_MEANWHILE"));
        let headers = answer.trailers.as_ref().unwrap_or(&answer.headers);
        let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 32).sum();
        assert!(bytes <= 8_192, "{bytes}");
        let details = answer.details();
        let changes = &details.error_info().unwrap().metadata["changes"];
        assert!(changes.ends_with("at 899"), "{changes}");
    }
}
