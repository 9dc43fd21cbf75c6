//! Every method that changes something, and everything that acts without a person, has one name.

use std::{collections::BTreeSet, fs, path::Path};

use haetae_proto::{
    FILE_DESCRIPTOR_SET,
    common::v1::SystemPart,
    words::{Named as _, PARTS, STEPS, role, step},
};
use prost::Message as _;
use prost_types::FileDescriptorSet;

/// What methods that only read are called. `Drop` has no `request_id`: a second call finds that nothing is left.
const READS: [&str; 8] = ["Get", "List", "Preview", "Compare", "Watch", "Export", "Download", "Simulate"];

#[test]
fn every_method_that_does_not_read_is_a_step_with_both_names() {
    let files = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap().file;
    let ours = files.iter().filter(|file| file.package().starts_with("haetae."));
    let methods = ours.flat_map(|file| &file.service).flat_map(|service| &service.method);
    let (reads, steps): (BTreeSet<_>, BTreeSet<_>) =
        methods.map(|method| method.name()).partition(|name| READS.iter().any(|read| name.starts_with(read)));
    assert!(reads.len() > 30 && steps.len() > 25, "{reads:?} {steps:?}");
    let unnamed: Vec<_> = steps.iter().filter(|name| step(name).is_none()).collect();
    assert!(unnamed.is_empty(), "without (haetae.common.v1.step): {unnamed:?}");
    let named: Vec<_> = reads.iter().filter(|name| step(name).is_some()).collect();
    assert!(named.is_empty(), "these change nothing: {named:?}");
}

/// Two steps with one name could not be told apart in a menu.
#[test]
fn no_two_steps_have_one_name() {
    for pick in [|name: &haetae_proto::words::Name| name.ko, |name: &haetae_proto::words::Name| name.en] {
        let names: BTreeSet<_> = STEPS.iter().map(|(_, name)| pick(name)).collect();
        assert_eq!(names.len(), STEPS.len(), "{STEPS:?}");
    }
}

#[test]
fn roles_are_found_by_the_word_in_tokens() {
    assert_eq!(role("content_admin").unwrap().ko, "콘텐츠 관리자");
    assert_eq!([role("root"), role("unspecified"), role("")], [None; 3]);
}

#[test]
fn what_acts_without_a_person_is_called_by_what_it_does() {
    for (account, part) in [
        ("service:risk", Some(SystemPart::RiskScoring)),
        ("service:risk-residual", Some(SystemPart::ResidualRisk)),
        ("service:intake-diagnosis", Some(SystemPart::ReviewProgress)),
        ("service:another", Some(SystemPart::Unspecified)),
        ("lee", None),
    ] {
        assert_eq!(SystemPart::of(account), part, "{account}");
    }
    assert_eq!(SystemPart::Checklist.name().ko, "시스템(점검표)");
}

/// A reactor writes commits under the name of its subscription.
#[test]
fn every_reactor_is_among_the_parts() {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("services");
    let mut reactors = BTreeSet::new();
    subscriptions(&services, &mut reactors);
    assert!(reactors.len() > 5, "{reactors:?}");
    let unknown: Vec<_> = reactors.iter().filter(|name| PARTS.iter().all(|(part, _)| part != name)).collect();
    assert!(unknown.is_empty(), "add these to PARTS in words.rs: {unknown:?}");
}

/// The names in `Subscription { name: "…"`.
fn subscriptions(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            subscriptions(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let named = text.split("Subscription { name: \"").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(named.map(str::to_owned));
        }
    }
}
