//! What the generated servers of all contracts have in common.

/// Implements `Served` for the server of every contract of ours.
pub(crate) fn servers(compiler: &protox::Compiler) -> String {
    let files = compiler.file_descriptor_set().file;
    let ours = files.iter().filter(|file| file.package().starts_with("haetae."));
    let contracts = ours.flat_map(|file| file.service.iter().map(move |contract| (file.package(), contract.name())));
    contracts.map(|(package, name)| server(package, name)).collect()
}

fn server(package: &str, name: &str) -> String {
    let module = format!("crate{}::{}_server", package.trim_start_matches("haetae").replace('.', "::"), snake(name));
    format!(
        "impl<T> crate::Served for {module}::{name}Server<T> {{
    fn within(self, largest_request: usize, largest_answer: usize) -> Self {{
        let server = self.accept_compressed(tonic::codec::CompressionEncoding::Gzip);
        server.max_decoding_message_size(largest_request).max_encoding_message_size(largest_answer)
    }}
}}
"
    )
}

/// `intake_service` for `IntakeService`.
fn snake(name: &str) -> String {
    let parts = name.char_indices().map(|(at, c)| match c.is_ascii_uppercase() && at > 0 {
        true => format!("_{}", c.to_ascii_lowercase()),
        false => c.to_ascii_lowercase().to_string(),
    });
    parts.collect()
}
