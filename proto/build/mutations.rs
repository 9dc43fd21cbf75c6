//! What all requests that change something have in common.

/// Implements `Mutation` for every message that has `request_id` and `validate_only`.
pub(crate) fn mutations(compiler: &protox::Compiler) -> String {
    let mut code = String::new();
    for file in compiler.file_descriptor_set().file {
        let module = file.package().strip_prefix("haetae.").unwrap_or_default().replace('.', "::");
        for message in &file.message_type {
            let has = |name: &str| message.field.iter().any(|field| field.name() == name);
            if !has("request_id") || !has("validate_only") {
                continue;
            }
            let given = |name: &str| if has(name) { format!("Some(&self.{name})") } else { "None".to_owned() };
            let (is_normal, normalize) = match has("profile") {
                true => (
                    " && self.profile.as_ref().is_none_or(|profile| profile.is_normal())",
                    "\n        if let Some(profile) = &mut normal.profile { profile.normalize(); }",
                ),
                false => ("", ""),
            };
            let [etag, review, finding] = ["etag", "review_id", "finding_id"].map(given);
            code += &format!(
                "impl crate::Mutation for crate::{module}::{} {{
    fn request_id(&self) -> &str {{ &self.request_id }}
    fn etag(&self) -> Option<&str> {{ {etag} }}
    fn review_id(&self) -> Option<&str> {{ {review} }}
    fn finding_id(&self) -> Option<&str> {{ {finding} }}
    fn take_validate_only(&mut self) -> bool {{ std::mem::take(&mut self.validate_only) }}
    fn normalized(&self) -> Option<Self> {{
        if !self.request_id.bytes().any(|byte| byte.is_ascii_uppercase()){is_normal} {{
            return None;
        }}
        let mut normal = self.clone();
        normal.request_id.make_ascii_lowercase();{normalize}
        Some(normal)
    }}
}}
",
                message.name()
            );
        }
    }
    code
}
