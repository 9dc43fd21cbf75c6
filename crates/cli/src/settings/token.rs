//! The caller's token: from a file or the environment, never from the command line, where others see it.

use std::{env, path::Path};

use haetae_audit::read_text;

use crate::{failure::Failure, words::Said};

/// The token: of the file that was named, else of `HAETAE_TOKEN`, else of the file named by `HAETAE_TOKEN_FILE`, else of
/// the file the settings name.
///
/// # Errors
/// When there is none, or its file cannot be read.
pub(crate) fn token(named: Option<&Path>, settings: Option<&Path>) -> Result<String, Failure> {
    if let Some(file) = named {
        return of_file(file);
    }
    let set = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    if let Some(token) = set("HAETAE_TOKEN") {
        return Ok(token.trim().to_owned());
    }
    if let Some(file) = set("HAETAE_TOKEN_FILE") {
        return of_file(Path::new(&file));
    }
    settings.map_or_else(|| Err(none()), of_file)
}

fn of_file(file: &Path) -> Result<String, Failure> {
    let shown = file.display();
    let text = read_text(file).map_err(|error| {
        Failure::NoToken(Said {
            ko: format!("토큰 파일 {shown}을(를) 읽을 수 없습니다: {error}"),
            en: format!("the token file {shown} cannot be read: {error}"),
        })
    })?;
    match text.trim() {
        "" => Err(Failure::NoToken(Said {
            ko: format!("토큰 파일 {shown}이(가) 비어 있습니다."),
            en: format!("the token file {shown} is empty"),
        })),
        token => Ok(token.to_owned()),
    }
}

fn none() -> Failure {
    Failure::NoToken(Said {
        ko: "토큰이 없습니다. --token-file로 파일을 지정하거나 환경 변수 HAETAE_TOKEN에 넣으십시오.".into(),
        en: "there is no token; name its file by --token-file, or put it into HAETAE_TOKEN".into(),
    })
}
