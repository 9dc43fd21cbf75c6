//! Compiles the contracts with a pure-Rust compiler, so that no `protoc` is needed.

mod mutations;
mod names;
mod servers;

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
    fs::write(out.join("mutations.rs"), mutations::mutations(&compiler))?;
    fs::write(out.join("servers.rs"), servers::servers(&compiler))?;
    fs::write(out.join("names.rs"), names::names(&compiler.descriptor_pool())?)?;
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
