//! One trace from the caller through the log to the row and to the collector.

use std::collections::BTreeSet;

use anyhow::Result;
use haetae_integration_tests::{Collector, Setup, World, eventually, fresh_id, run, samples};
use haetae_proto::dashboard::v1::GetTimelineRequest;

#[test]
fn one_trace_id_from_the_call_to_the_projected_rows() -> Result<()> {
    run(async {
        let collector = Collector::default();
        let setup = Setup { otlp_endpoint: Some(collector.listen().await?), ..Setup::default() };
        let world = World::start(setup).await?;
        let trace = fresh_id();
        let hex = trace.simple().to_string();
        let kim = world.requester("kim", "traced")?;
        let traced = kim.clone().with("traceparent", &format!("00-{hex}-b7ad6b7169203331-01"));
        let id = traced.submit(samples::ordinary()).await?.id;
        let other = kim.submit(samples::ordinary()).await?.id;
        let consistency_token = kim.checklist(&id).await?.consistency_token;

        let log = world.log().await?;
        for category in ["review", "risk", "diagnosis"] {
            let entries = log.of(category, &id).await?;
            assert!(!entries.is_empty(), "nothing in {category}");
            for entry in entries {
                assert_eq!(hex::encode(&entry.commit.trace_id), hex, "{category}");
                let header = entry.traceparent.clone().unwrap_or_default();
                assert!(header.starts_with(&format!("00-{hex}-")), "{category}: {header:?}");
            }
        }
        let request = GetTimelineRequest { review_id: id, consistency_token, ..Default::default() };
        let timeline = kim.dashboard().get_timeline(request).await?.into_inner().entries;
        let told: Vec<_> = timeline.iter().map(|entry| entry.trace_id.as_str()).collect();
        assert!(told.len() >= 3 && told.iter().all(|told| *told == hex), "{told:?}");

        let everyone = ["haetae-checkpoint", "haetae-dashboard", "haetae-intake", "haetae-risk"];
        let sent = eventually("a span of every service in the trace", async || {
            let sent: BTreeSet<_> = collector.spans_of(trace.as_bytes()).into_iter().map(|(name, _)| name).collect();
            Ok((sent.len() >= everyone.len()).then_some(sent))
        })
        .await?;
        assert_eq!(sent, everyone.map(str::to_owned).into());

        // Another call is another trace.
        for entry in log.of("review", &other).await? {
            assert!(entry.commit.trace_id.len() == 16 && *entry.commit.trace_id != *trace.as_bytes());
        }
        Ok(())
    })
}
