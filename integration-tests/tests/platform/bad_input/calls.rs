//! Any RPC of the contracts, called by its name.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Person, Refusal, Wire, World, framed};
use prost::Message as _;
use prost_types::FileDescriptorSet;

use super::cases::{Call, Case};

/// An RPC.
struct Method {
    service: Service,
    path: String,
    /// Whether its request has fields: nothing can be wrong with an empty one.
    asks: bool,
}

/// Every RPC by its package and name.
fn methods() -> Result<BTreeMap<String, Method>> {
    let files = FileDescriptorSet::decode(haetae_proto::FILE_DESCRIPTOR_SET)?.file;
    let mut methods = BTreeMap::new();
    for service in Service::ALL {
        let full_name = format!("haetae.{service}.v1");
        let files = || files.iter().filter(|file| file.package() == full_name);
        let full = |message: &str| {
            let mut messages = files().flat_map(|file| &file.message_type);
            messages.any(|known| format!(".{full_name}.{}", known.name()) == message && !known.field.is_empty())
        };
        for served in files().flat_map(|file| &file.service) {
            for method in &served.method {
                let path = format!("/{full_name}.{}/{}", served.name(), method.name());
                let asks = full(method.input_type());
                methods.insert(format!("{service}.{}", method.name()), Method { service, path, asks });
            }
        }
    }
    Ok(methods)
}

/// An RPC whose request can be wrong has a case.
pub(crate) fn all_are_tried(cases: &[Case]) -> Result<()> {
    let tried: BTreeSet<_> = cases.iter().map(|case| case.call.method.as_str()).collect();
    let methods = methods()?;
    let asking = methods.iter().filter(|(_, method)| method.asks).map(|(name, _)| name.as_str());
    let untried: Vec<_> = asking.filter(|name| !tried.contains(name)).collect();
    ensure!(untried.is_empty(), "no wrong input for {untried:?}");
    Ok(())
}

/// A caller of every method.
pub(crate) struct Calls {
    methods: BTreeMap<String, Method>,
    wires: BTreeMap<Service, Wire>,
    authorization: String,
}

impl Calls {
    pub(crate) async fn connect(world: &World, person: &Person<'_>) -> Result<Self> {
        let mut wires = BTreeMap::new();
        for service in Service::ALL {
            wires.insert(service, Wire::connect(world.platform.address(service)).await?);
        }
        let authorization = format!("Bearer {}", world.identity.token(person)?);
        Ok(Self { methods: methods()?, wires, authorization })
    }

    /// Expects a call to be refused, in these languages.
    pub(crate) async fn refused(&self, call: &Call, languages: &str) -> Result<Refusal> {
        let method = self.methods.get(&call.method).with_context(|| format!("{} is no RPC", call.method))?;
        // A stream that is not refused would never end.
        let headers =
            [("authorization", &*self.authorization), ("accept-language", languages), ("grpc-timeout", "20S")];
        let wire = &self.wires[&method.service];
        let frames: Vec<_> = call.messages.iter().map(|message| framed(message)).collect::<Result<_>>()?;
        wire.send(&method.path, &headers, frames.concat().into()).await?.refusal()
    }
}
