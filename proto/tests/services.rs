//! The list of services is that of the contracts.

use std::collections::BTreeSet;

use haetae_proto::{FILE_DESCRIPTOR_SET, PerService, Service};
use prost::Message as _;
use prost_types::FileDescriptorSet;

/// Every contract of ours belongs to a service, and every service has one.
#[test]
fn every_contract_has_a_service_and_every_service_a_contract() {
    let files = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap().file;
    let contracts =
        files.iter().flat_map(|file| file.service.iter().map(|one| format!("{}.{}", file.package(), one.name())));
    let served: BTreeSet<_> = contracts.map(|name| Service::of(&name).ok_or(name)).collect::<Result<_, _>>().unwrap();
    assert!(served.into_iter().eq(Service::ALL));
    assert_eq!([Service::of("haetae.common.v1.Text"), Service::of("intake"), Service::of("")], [None; 3]);
}

#[test]
fn each_service_has_a_value_of_its_own() {
    let mut names = PerService::new(Service::name);
    names[Service::Risk] = "changed";
    assert_eq!([Service::Intake, Service::Risk].map(|service| names[service]), ["intake", "changed"]);
    assert_eq!(names.iter_mut().count(), Service::ALL.len());
    assert_eq!(
        PerService::try_new(|service| if service == Service::Risk { Err(service) } else { Ok(()) }).unwrap_err(),
        Service::Risk
    );
}
