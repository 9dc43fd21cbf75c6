//! Where what was filled in is kept until it is recorded.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::{
    failure::Failure,
    words::{Said, os},
};

/// A file of this name in the folder for what a tool keeps, which is made if there is none.
///
/// # Errors
/// When there is no such folder and none can be made.
pub(super) fn kept(name: &str) -> Result<PathBuf, Failure> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_STATE_HOME").or_else(|| set("HOME").map(|home| home.join(".local/state")));
    let folder = folder.map(|folder| folder.join("haetae")).ok_or_else(|| {
        Failure::Usage(Said {
            ko: "작성 중인 내용을 보관할 폴더가 없습니다. HOME이나 XDG_STATE_HOME을 설정하십시오.".into(),
            en: "there is no folder to keep what is filled in; set HOME or XDG_STATE_HOME".into(),
        })
    })?;
    fs::create_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
    Ok(folder.join(name))
}

/// A file of this tool cannot be used.
pub(super) fn unusable(file: &Path, error: &io::Error) -> Failure {
    let (file, Said { ko, en }) = (file.display(), os(error));
    Failure::Usage(Said {
        ko: format!("{file} 파일을 쓸 수 없습니다: {ko}"),
        en: format!("{file} cannot be used: {en}"),
    })
}
