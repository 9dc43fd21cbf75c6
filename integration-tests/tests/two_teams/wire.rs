//! Calls of any method of the contracts, as JSON both ways.

use std::{collections::BTreeMap, net::SocketAddr, sync::LazyLock};

use anyhow::{Context as _, Result};
use bytes::Buf as _;
use haetae_devstack::Service;
use haetae_integration_tests::{Wire, World};
use haetae_proto::FILE_DESCRIPTOR_SET;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};
use serde_json::{Map, Value, json};
use tonic::Code;
use tonic_types::StatusExt as _;

static CONTRACTS: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap_or_default());

/// What a caller without rights on files, keys and streams is asked with: a watched list is followed by itself, a key and
/// the export of the archive are of the platform, who calls is in the token, and files are not part of the story.
const LEFT_OUT: [&str; 8] = [
    "WatchReviews",
    "GetCaller",
    "GetPublicKey",
    "ExportArchive",
    "UploadEvidence",
    "DownloadEvidence",
    "SimulatePolicy",
    "PreviewActivation",
];

/// Every method there is.
pub(crate) fn methods() -> Vec<MethodDescriptor> {
    let ours = |service: &prost_reflect::ServiceDescriptor| service.full_name().starts_with("haetae.");
    let methods = CONTRACTS.services().filter(ours).flat_map(|service| service.methods().collect::<Vec<_>>());
    methods.filter(|method| !LEFT_OUT.contains(&method.name())).collect()
}

/// A caller's connections to one platform.
pub(crate) struct Line {
    wires: BTreeMap<Service, Wire>,
    bearer: String,
}

impl Line {
    pub(crate) async fn open(world: &World, token: &str) -> Result<Self> {
        let mut wires = BTreeMap::new();
        for service in Service::ALL {
            let address: SocketAddr = world.platform.address(service);
            wires.insert(service, Wire::connect(address).await?);
        }
        Ok(Self { wires, bearer: format!("Bearer {token}") })
    }

    /// The whole answer: messages, refusal and the platform's own headers.
    pub(crate) async fn call(&self, method: &MethodDescriptor, request: &Value) -> Result<Value> {
        let message = DynamicMessage::deserialize(method.input(), request).with_context(|| format!("{request}"))?;
        let service = method.parent_service().full_name().to_owned();
        let path = format!("/{service}/{}", method.name());
        let headers = [("authorization", self.bearer.as_str()), ("grpc-timeout", "20S"), ("accept-language", "ko")];
        let wire = Service::of(&service).and_then(|service| self.wires.get(&service));
        let answer = wire.with_context(|| format!("nothing serves {service}"))?.call(&path, &headers, &message).await?;
        let (head, mut body, trailers) = answer.visible();
        let mut messages = Vec::new();
        while body.remaining() > 5 {
            body.advance(1);
            let length = usize::try_from(body.get_u32())?;
            let message = DynamicMessage::decode(method.output(), body.copy_to_bytes(length))?;
            messages.push(serde_json::to_value(message)?);
        }
        let ours = head.iter().chain(trailers.iter().flatten()).filter(|(name, _)| name.as_str().starts_with("haetae"));
        let headers: Map<_, _> =
            ours.map(|(name, value)| (name.to_string(), json!(String::from_utf8_lossy(value.as_bytes())))).collect();
        Ok(json!({ "messages": messages, "headers": headers, "refusal": refusal(&answer.status()?)? }))
    }
}

fn refusal(status: &tonic::Status) -> Result<Value> {
    if status.code() == Code::Ok {
        return Ok(Value::Null);
    }
    let details = status.get_error_details();
    let info = details.error_info().with_context(|| format!("{status:?} has no details"))?;
    let fields = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
    let fields: Vec<_> = fields.iter().map(|field| json!([field.field, field.description])).collect();
    let metadata: Map<_, _> = info.metadata.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    Ok(json!({
        "code": format!("{:?}", status.code()),
        "reason": info.reason,
        "metadata": metadata,
        "fields": fields,
        "message": status.message(),
        "localized": details.localized_message().map(|text| text.message.clone()),
        "retry": details.retry_info().and_then(|retry| retry.retry_delay).map(|delay| delay.as_millis().to_string()),
    }))
}
