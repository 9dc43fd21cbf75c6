//! Messages of any type of the contracts, as JSON, and calls of any method.

use std::sync::LazyLock;

use haetae_client::Authorized;
use haetae_proto::FILE_DESCRIPTOR_SET;
use prost::{Message, Name};
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor};
use thiserror::Error;
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::{StdError, http::uri::PathAndQuery},
};

/// The descriptors are compiled in and can always be read; an empty pool would report each type as unknown.
pub(crate) static CONTRACTS: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap_or_default());

/// The error of a call.
#[derive(Debug, Error)]
pub enum Error {
    /// The contracts have no such `<package>.<Service>/<Method>`.
    #[error("{0} is not a method of the contracts; a method is <package>.<Service>/<Method>")]
    Method(String),
    /// The contracts have no such type.
    #[error("{0} is not a type of the contracts")]
    Type(String),
    /// The JSON does not fit the type.
    #[error("the request is not of that type: {0}")]
    Json(#[from] serde_json::Error),
    /// The bytes are not a message of the type.
    #[error("the answer is not of that type: {0}")]
    Bytes(#[from] prost::DecodeError),
    /// The service cannot be called.
    #[error("the service cannot be called: {0}")]
    Transport(#[from] StdError),
    /// The service's refusal.
    #[error("{:?}: {}", .0.code(), .0.message())]
    Refused(#[from] Status),
}

/// A message as its JSON: field names in camelCase, enums by name, 64-bit numbers as text.
///
/// # Errors
/// [`Error::Type`] if the compiled-in contracts do not have the type.
pub fn json<M: Message + Name>(message: &M) -> Result<DynamicMessage, Error> {
    let name = M::full_name();
    let known = CONTRACTS.get_message_by_name(&name).ok_or(Error::Type(name))?;
    Ok(DynamicMessage::decode(known, message.encode_to_vec().as_slice())?)
}

/// Calls a unary method with a JSON request.
///
/// # Errors
/// An error if there is no such method, if the request does not fit its type, or if the service refuses.
pub async fn call(service: Authorized, method: &str, body: &str) -> Result<DynamicMessage, Error> {
    let method = find(method).ok_or_else(|| Error::Method(method.to_owned()))?;
    let mut json = serde_json::Deserializer::from_str(body);
    let request = DynamicMessage::deserialize(method.input(), &mut json)?;
    json.end()?;
    let mut client = Grpc::new(service);
    client.ready().await?;
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let path = PathAndQuery::try_from(path).map_err(|_| Error::Method(method.full_name().to_owned()))?;
    Ok(client.unary(Request::new(request), path, Any(method.output())).await?.into_inner())
}

fn find(name: &str) -> Option<MethodDescriptor> {
    let (service, method) = name.rsplit_once('/')?;
    CONTRACTS.get_service_by_name(service)?.methods().find(|known| known.name() == method)
}

/// Messages of a type known only at run time.
struct Any(MessageDescriptor);

impl Codec for Any {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self(self.0.clone())
    }

    fn decoder(&mut self) -> Self {
        Self(self.0.clone())
    }
}

impl Encoder for Any {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, message: DynamicMessage, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        message.encode(into).map_err(|error| Status::internal(error.to_string()))
    }
}

impl Decoder for Any {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let message = DynamicMessage::decode(self.0.clone(), from);
        message.map(Some).map_err(|error| Status::internal(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{common::v1::RiskLevel, dashboard::v1::ReviewRow};
    use serde_json::json;

    use super::*;

    #[test]
    fn methods_are_found_by_their_full_name_only() {
        assert!(find("haetae.dashboard.v1.DashboardService/ListReviews").is_some());
        for wrong in ["ListReviews", "haetae.dashboard.v1.DashboardService/List", "haetae.no.v1.Service/ListReviews"] {
            assert!(find(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_message_is_shown_as_the_json_of_its_contract() {
        let row = ReviewRow { review_id: "r".into(), level: RiskLevel::High.into(), score: 71, ..Default::default() };
        let shown = serde_json::to_value(super::json(&row).unwrap()).unwrap();
        assert_eq!(shown, json!({"reviewId": "r", "level": "RISK_LEVEL_HIGH", "score": 71}));
    }
}
