//! Every RPC has its action, and every action its RPC.

use std::collections::BTreeSet;

use haetae_access::{Access, Role, shipped};
use haetae_proto::words::Named;
use prost::Message as _;
use prost_types::FileDescriptorSet;

/// Actions whose RPC is not in the contracts yet. A row is taken out with the commit that adds its RPC.
const ANNOUNCED: [&str; 0] = [];

/// Every RPC: package, service, method.
fn methods() -> Vec<(String, String, String)> {
    let files = FileDescriptorSet::decode(haetae_proto::FILE_DESCRIPTOR_SET).expect("descriptors").file;
    let mut methods = vec![];
    for file in files.iter().filter(|file| file.package().starts_with("haetae.")) {
        for service in &file.service {
            let named = |method: &str| (file.package().to_owned(), service.name().to_owned(), method.to_owned());
            methods.extend(service.method.iter().map(|method| named(method.name())));
        }
    }
    methods
}

fn access() -> &'static Access {
    shipped().expect("the policies fit their schema")
}

#[test]
fn every_rpc_has_its_action() {
    let methods = methods();
    assert!(methods.len() >= 26, "not the contracts");
    for (package, service, method) in methods {
        let path = format!("/{package}.{service}/{method}");
        assert!(access().action(&path).is_some(), "{path} has no action in access.cedarschema");
        assert!(!ANNOUNCED.contains(&method.as_str()), "{path} is no longer announced, it is there");
    }
    assert!(access().action("/haetae.intake.v1.IntakeService/Nothing").is_none());
}

/// The roles are those of the contract, which has their names for people.
#[test]
fn every_role_is_one_of_the_contract() {
    let named: Vec<_> = <haetae_proto::common::v1::Role as Named>::VALUES.iter().skip(1).collect();
    assert_eq!(named.len(), Role::ALL.len());
    assert!(named.iter().zip(Role::ALL).all(|(value, role)| value.is(role.name())), "{named:?}");
}

#[test]
fn every_action_has_its_rpc_or_is_announced() {
    let methods: BTreeSet<_> = methods().into_iter().map(|(_, _, method)| method).collect();
    let expected: BTreeSet<_> = methods.iter().map(String::as_str).chain(ANNOUNCED).collect();
    assert_eq!(access().actions().collect::<BTreeSet<_>>(), expected);
}

/// Method names shared by two services (one per review, one across reviews). Both require the same permission.
const SHARED: [&str; 1] = ["ListFindings"];

#[test]
fn a_method_name_means_one_rpc() {
    let mut seen = BTreeSet::new();
    for (package, service, method) in methods() {
        let new = seen.insert(method.clone()) || SHARED.contains(&method.as_str());
        assert!(new, "{package}.{service}/{method}: another service has a method of this name");
    }
}

#[test]
fn every_action_is_permitted_to_somebody() {
    for name in access().actions() {
        let action = access().action(name).expect("an action");
        assert!(!access().roles(action).is_empty(), "no role may call {name}");
    }
}
