//! Files that are there whole or not at all: written under a name of their own, given the right one at the end.

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kernel::Lang;

use crate::say::say;

/// A file under a name of its own until it is whole; dropped before that, it is removed.
pub struct Partial(PathBuf);

impl Partial {
    pub fn beside(file: &Path) -> Result<Self> {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".partial-{}", std::process::id()));
        let partial = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // All of the municipality's facts are in it: its owner's alone.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&partial).with_context(|| shown(file))?;
        Ok(Self(partial))
    }

    /// Where it is until then.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Gives it its name, once it lies safely on the disk. Gives its size.
    pub fn become_file(&self, file: &Path, replace: bool, lang: Lang) -> Result<u64> {
        let written = File::open(&self.0).with_context(|| shown(&self.0))?;
        written.sync_all().with_context(|| shown(&self.0))?;
        if replace {
            fs::rename(&self.0, file).with_context(|| shown(file))?;
        } else {
            // A link is refused where a rename would overwrite; not every file system has them.
            match fs::hard_link(&self.0, file) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(there(file, lang)),
                Err(_) if !file.exists() => fs::rename(&self.0, file).with_context(|| shown(file))?,
                linked => linked.with_context(|| shown(file))?,
            }
        }
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder).and_then(|folder| folder.sync_all()).with_context(|| shown(folder))?;
        }
        Ok(written.metadata()?.len())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        fs::remove_file(&self.0).ok();
    }
}

pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

pub fn there(file: &Path, lang: Lang) -> anyhow::Error {
    let text = say(
        lang,
        "filen findes allerede. Vælg et andet navn, eller tilføj --force.",
        "the file exists already. Choose another name, or add --force.",
    );
    anyhow::anyhow!("{}: {text}", file.display())
}
