//! Compiles the contracts with a pure-Rust compiler, so that no `protoc` is needed.
use std::{env, error::Error, fs, path::PathBuf};

const ROOT: &str = "haetae";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={ROOT}");
    let mut files = Vec::new();
    collect(PathBuf::from(ROOT), &mut files)?;
    files.sort();
    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(&files)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("mutations.rs"), mutations(&compiler))?;
    let descriptors = out.join("haetae.bin");
    fs::write(&descriptors, compiler.encode_file_descriptor_set())?;
    let mut config = tonic_prost_build::Config::new();
    config.enable_type_names();
    tonic_prost_build::configure()
        .file_descriptor_set_path(&descriptors)
        .skip_protoc_run()
        .bytes(".haetae.event.v1")
        .compile_with_config(config, &files, &[PathBuf::from(".")])?;
    Ok(())
}

fn collect(dir: PathBuf, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(path, files)?;
        } else if path.extension().is_some_and(|e| e == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

/// Implements `Mutation` for every message that has `request_id` and `validate_only`.
fn mutations(compiler: &protox::Compiler) -> String {
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
