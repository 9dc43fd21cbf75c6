//! Writes the address that the system chose to a file.

use std::{fs, io, net::SocketAddr, path::PathBuf};

use haetae_domain::causes::with_causes;

/// A file with the address we serve at, there exactly as long as this value lives.
#[derive(Debug)]
pub struct ListenFile(Option<PathBuf>);

impl ListenFile {
    /// Writes a temporary file and renames it, so that readers see the whole address or no file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(path: Option<PathBuf>, address: SocketAddr) -> io::Result<Self> {
        if let Some(path) = &path {
            let mut aside = path.clone().into_os_string();
            aside.push(".new");
            fs::write(&aside, address.to_string())?;
            fs::rename(&aside, path)?;
        }
        Ok(Self(path))
    }
}

impl Drop for ListenFile {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = fs::remove_file(path)
        {
            tracing::debug!(error = with_causes(&error), "listen file already gone");
        }
    }
}
