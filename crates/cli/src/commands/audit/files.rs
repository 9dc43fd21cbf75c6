//! Files that are written and read.

use std::{
    fs::{self, File},
    io::{self, BufReader},
    path::Path,
};

use haetae_audit::{Kept, read_text};
use haetae_domain::text::Text;
use haetae_proof::PublicKey;

use crate::{
    failure::Failure,
    files::Fault,
    words::{Said, os},
};

/// A file that does not do.
pub(super) fn unfit(file: &Path, why: &Said) -> Failure {
    let (file, Said { ko, en }) = (file.display(), why);
    Failure::Usage(Said { ko: format!("{file}: {ko}"), en: format!("{file}: {en}") })
}

/// A file that the system does not read or write.
pub(super) fn unusable(file: &Path, error: &io::Error) -> Failure {
    unfit(file, &os(error))
}

pub(super) fn read(file: &Path) -> Result<String, Failure> {
    read_text(file).map_err(|error| unusable(file, &error))
}

pub(super) fn open(file: &Path) -> Result<BufReader<File>, Failure> {
    File::open(file).map(BufReader::new).map_err(|error| unusable(file, &error))
}

/// The public key in a file.
pub(super) fn public_key(file: &Path) -> Result<PublicKey, Failure> {
    PublicKey::parse(read(file)?.trim()).map_err(|error| {
        unfit(
            file,
            &Said {
                ko: "서명 검증용 공개 키가 아닙니다. haetae audit pubkey --raw로 저장한 파일을 지정하십시오."
                    .to_owned(),
                en: format!("{error}; give a file that haetae audit pubkey --raw wrote"),
            },
        )
    })
}

/// A folder, made if it is not there.
pub(super) fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| unusable(path, &error))
}

/// A file of an earlier export that stays as it is.
pub(super) fn stays(file: &Path, kept: &Kept) -> Failure {
    match (kept, kept.text()) {
        (_, Some(Text { ko, en })) => Fault::whole(Said { ko, en }).within(file).into(),
        (Kept::Unread(error), None) => unusable(file, error),
        (_, None) => Failure::incomplete(),
    }
}
