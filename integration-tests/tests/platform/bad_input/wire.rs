//! Bytes that are no request of ours.

use anyhow::{Context as _, Result};
use haetae_devstack::Service;
use haetae_integration_tests::{Person, Wire, World, framed, samples};
use haetae_proto::intake::v1::SubmitReviewRequest;
use prost::{Message as _, bytes::Bytes};
use tonic::Code;

/// Larger than any service takes.
const TOO_LARGE: usize = 1024 * 1024 + 1;

/// A method of each service.
const fn method(service: Service) -> &'static str {
    match service {
        Service::Intake => "/haetae.intake.v1.IntakeService/SubmitReview",
        Service::Risk => "/haetae.risk.v1.RiskService/PreviewRisk",
        Service::Checkpoint => "/haetae.checkpoint.v1.CheckpointService/RecordVerdicts",
        Service::Dashboard => "/haetae.dashboard.v1.DashboardService/ListReviews",
    }
}

pub(crate) async fn malformed(world: &World, person: &Person<'_>) -> Result<()> {
    let authorization = format!("Bearer {}", world.identity.token(person)?);
    let plain = [("authorization", authorization.as_str())];
    for service in Service::ALL {
        let path = method(service);
        let wire = Wire::connect(world.platform.address(service)).await?;
        for (what, code, reason, body) in bodies()? {
            let refusal =
                wire.send(path, &plain, body).await?.refusal().with_context(|| format!("{what} to {path}"))?;
            assert_eq!((refusal.code, refusal.reason.as_str()), (code, reason), "{what} to {path}");
        }
        for timeout in ["soon", "1", "S", "-1S", "123456789S", "1.5S", "1s"] {
            let headers = [plain[0], ("grpc-timeout", timeout)];
            let refusal = wire.send(path, &headers, framed(&[])?).await?.refusal()?;
            assert_eq!((refusal.code, refusal.named()), (Code::InvalidArgument, vec!["grpc-timeout"]), "{timeout}");
        }
        for unknown in ["Nothing", "", "submitreview", "SubmitReview/Extra"] {
            let (start, _) = path.rsplit_once('/').context("a path")?;
            let refusal = wire.send(&format!("{start}/{unknown}"), &plain, framed(&[])?).await?.refusal()?;
            assert_eq!((refusal.code, refusal.reason.as_str()), (Code::Unimplemented, "UNKNOWN_METHOD"), "{unknown}");
        }
    }
    Ok(())
}

/// Bodies by what is wrong with them.
fn bodies() -> Result<Vec<(&'static str, Code, &'static str, Bytes)>> {
    let malformed = (Code::InvalidArgument, "MALFORMED_MESSAGE");
    let large = (Code::OutOfRange, "MESSAGE_TOO_LARGE");
    let good = samples::ordinary().encode_to_vec();
    let oversized = SubmitReviewRequest { description: "a".repeat(TOO_LARGE), ..samples::ordinary() }.encode_to_vec();
    let mut compressed = framed(&good)?.to_vec();
    compressed[0] = 1;
    let mut reserved = framed(&good)?.to_vec();
    reserved[0] = 7;
    let mut beyond = framed(&good)?.to_vec();
    beyond[1..5].copy_from_slice(&u32::MAX.to_be_bytes());
    // Field 1 as a string that is no UTF-8, as a number, and cut off within its length.
    let bodies: [(&str, (Code, &'static str), Bytes); 10] = [
        ("no message", malformed, Bytes::new()),
        ("half a prefix", malformed, Bytes::from_static(&[0, 0])),
        ("half a message", malformed, framed(&good)?.slice(..20)),
        ("no UTF-8", malformed, framed(&[0x0a, 2, 0xc3, 0x28])?),
        ("garbage", malformed, framed(&[0xff; 40])?),
        ("a length beyond the end", malformed, framed(&[0x0a, 0x7f, b'a'])?),
        ("a compressed message", malformed, compressed.into()),
        ("an unknown compression", malformed, reserved.into()),
        ("a message over the limit", large, framed(&oversized)?),
        ("a length over the limit", large, beyond.into()),
    ];
    Ok(bodies.into_iter().map(|(what, (code, reason), body)| (what, code, reason, body)).collect())
}
