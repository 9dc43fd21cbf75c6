//! One shape for every error: own errors in the caller's language, and tonic's errors converted to them.

use haetae_proto::common::v1::ErrorReason;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header::ALLOW};
use http_body_util::BodyExt;
use tonic::{Code, Status, body::Body};

use super::{call::Call, messages::TOO_LARGE};
use crate::error::ApiError;

const DETAILS: &str = "grpc-status-details-bin";

/// Tonic's error texts for a request that is not a valid message; tonic returns INTERNAL for all of them.
const MALFORMED: [&str; 5] = [
    "Error decompressing",
    "failed to decode Protobuf message",
    "protocol error: received message with",
    "Unexpected EOF decoding stream",
    "Missing request message",
];

/// The encodings a request may have.
const ENCODINGS: HeaderValue = HeaderValue::from_static("identity,gzip");

/// The answer to a refused call: headers only.
pub(super) fn error(error: ApiError, call: &Call) -> Response<Body> {
    let encoding = error.reason() == ErrorReason::EncodingUnsupported;
    let mut response = error.into_status(call.lang).into_http();
    if encoding {
        response.headers_mut().insert("grpc-accept-encoding", ENCODINGS);
    }
    response
}

/// The answer to a request that is not gRPC: HTTP has its own words for that.
pub(super) fn not_grpc(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    }
    response
}

/// The response of a handler, with its errors in the common shape.
pub(super) fn response(response: Response<Body>, call: &Call) -> Response<Body> {
    if let Some(failure) = failure(response.headers(), response.extensions().get(), call) {
        return error(failure, call);
    }
    let call = call.clone();
    response.map(|body| {
        Body::new(body.map_frame(move |mut frame| {
            if let Some(trailers) = frame.trailers_mut()
                && let Some(failure) = failure(trailers, None, &call)
            {
                *trailers = error(failure, &call).into_parts().0.headers;
            }
            frame
        }))
    })
}

/// The gRPC code in headers or trailers; OK when there is none yet.
pub(super) fn code(headers: &HeaderMap) -> Code {
    headers.get(Status::GRPC_STATUS).map_or(Code::Ok, |value| Code::from_bytes(value.as_bytes()))
}

/// The error for a status that is not OK.
fn failure(headers: &HeaderMap, status: Option<&Status>, call: &Call) -> Option<ApiError> {
    let code = code(headers);
    if matches!(code, Code::Ok | Code::Cancelled) {
        return None; // cancelled by the caller, who reads no answer
    }
    // Health and reflection have statuses of their own. INTERNAL is tonic's word for a bad message.
    let too_large = || Status::from_header_map(headers).is_some_and(|status| is_too_large(code, status.message()));
    if !call.is_ours() && code != Code::Internal && !too_large() {
        return None;
    }
    if let Some(ours) = status.and_then(ApiError::of_status) {
        return Some(ours.clone());
    }
    if headers.contains_key(DETAILS) {
        return None; // rendered by us, without a source to render it from again
    }
    let status = Status::from_header_map(headers)?;
    Some(translate(code, status.message(), call))
}

/// Whether tonic says that a message is too large, as it came or unpacked.
fn is_too_large(code: Code, message: &str) -> bool {
    (code == Code::ResourceExhausted && message.starts_with("Error decompressing"))
        || (code == Code::OutOfRange && message.contains(TOO_LARGE))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "whatever tonic says beyond the named cases is a defect of ours")]
fn translate(code: Code, message: &str, call: &Call) -> ApiError {
    match code {
        Code::Unimplemented if message.is_empty() => ApiError::unknown_method(&call.path),
        Code::Unimplemented if message.contains("compressed") => ApiError::encoding_unsupported(),
        _ if is_too_large(code, message) => ApiError::message_too_large(call.max_request_bytes),
        Code::DeadlineExceeded => ApiError::deadline_exceeded(),
        Code::Internal if MALFORMED.iter().any(|start| message.starts_with(start)) => ApiError::malformed_message(),
        _ => ApiError::internal(format!("{code:?}: {message}")),
    }
}
