//! `cargo xtask call`: one unary call with JSON in and out, for those who have no grpcurl.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use haetae_proto::FILE_DESCRIPTOR_SET;
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor};
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
    service::interceptor::InterceptedService,
};

use crate::clients::{self, Bearer};

/// Calls one method of a running service.
#[derive(Debug, clap::Args)]
pub(crate) struct CallArgs {
    /// Where the service listens, e.g. `http://127.0.0.1:50051`.
    url: String,
    /// The method, e.g. `haetae.dashboard.v1.DashboardService/GetSummary`.
    method: String,
    /// The request as JSON.
    #[arg(default_value = "{}")]
    body: String,
    /// File with the bearer token.
    #[arg(long)]
    token_file: PathBuf,
    /// Language of error texts.
    #[arg(long, default_value = "en")]
    lang: String,
}

/// Prints the answer as JSON, or fails with the service's status.
pub(crate) async fn run(args: CallArgs) -> Result<()> {
    let method = find(&args.method)?;
    let mut json = serde_json::Deserializer::from_str(&args.body);
    let request = DynamicMessage::deserialize(method.input(), &mut json).context("the request is not of that type")?;
    json.end().context("the request is not one JSON value")?;
    let token = fs::read_to_string(&args.token_file).with_context(|| args.token_file.display().to_string())?;
    let bearer = Bearer::new(token.trim(), &args.lang)?;
    let channel = clients::connect(&args.url).await?;
    let mut client = Grpc::new(InterceptedService::new(channel, bearer));
    client.ready().await?;
    let path: PathAndQuery = format!("/{}/{}", method.parent_service().full_name(), method.name()).parse()?;
    match client.unary(Request::new(request), path, Json(method.output())).await {
        Ok(answer) => println!("{}", serde_json::to_string_pretty(answer.get_ref())?),
        Err(status) => bail!("{:?}: {}", status.code(), status.message()),
    }
    Ok(())
}

fn find(name: &str) -> Result<MethodDescriptor> {
    let contracts = DescriptorPool::decode(FILE_DESCRIPTOR_SET)?;
    let (service, method) = name.rsplit_once('/').context("a method is <package>.<Service>/<Method>")?;
    let service = contracts.get_service_by_name(service).with_context(|| format!("there is no service {service}"))?;
    let found = service.methods().find(|known| known.name() == method);
    found.with_context(|| format!("{} has no method {method}", service.full_name()))
}

/// Messages of a type known only at run time.
struct Json(MessageDescriptor);

impl Codec for Json {
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

impl Encoder for Json {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, message: DynamicMessage, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        message.encode(into).map_err(|error| Status::internal(error.to_string()))
    }
}

impl Decoder for Json {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let message = DynamicMessage::decode(self.0.clone(), from);
        message.map(Some).map_err(|error| Status::internal(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_found_by_their_full_name_only() {
        assert!(find("haetae.dashboard.v1.DashboardService/ListReviews").is_ok());
        for wrong in ["ListReviews", "haetae.dashboard.v1.DashboardService/List", "haetae.no.v1.Service/ListReviews"] {
            assert!(find(wrong).is_err(), "{wrong}");
        }
    }
}
