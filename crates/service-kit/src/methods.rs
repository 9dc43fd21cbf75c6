//! The methods of a contract.

use prost::Message as _;
use prost_types::FileDescriptorSet;

/// One method of a service.
pub(crate) struct Method {
    /// Its path, e.g. `/haetae.intake.v1.IntakeService/SubmitReview`.
    pub(crate) path: String,
    /// Whether the client sends a stream.
    pub(crate) uploads: bool,
}

/// Every method in encoded descriptors.
pub(crate) fn methods(contract: &[u8]) -> Vec<Method> {
    let contract = FileDescriptorSet::decode(contract).unwrap_or_default();
    let services = contract.file.iter().flat_map(|file| file.service.iter().map(move |service| (file, service)));
    let methods = services.flat_map(|(file, service)| {
        let path = |name| format!("/{}.{}/{name}", file.package(), service.name());
        service.method.iter().map(move |one| Method { path: path(one.name()), uploads: one.client_streaming() })
    });
    methods.collect()
}
