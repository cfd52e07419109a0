//! The files of a checkout: those that Git tracks, or all when the folder has no `.git`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use inbound::EstateFile;
use kernel::Lang;

use super::bytes;
use crate::folder;
use crate::say::say;

/// Deeper folders than this are a loop.
const DEEPEST: usize = 64;
/// More files than this no reader takes.
const MOST_FILES: usize = 200_001;

/// The files by their paths with `/` between.
pub fn files(dir: &Path, lang: Lang) -> Result<Vec<EstateFile<'static>>> {
    let root = fs::canonicalize(dir).with_context(|| dir.display().to_string())?;
    if !root.is_dir() {
        bail!("{}: {}", dir.display(), say(lang, "er ikke en mappe", "is no folder"));
    }
    let paths = if let Some(git) = git_folder(&root, lang)? {
        let index = bytes(&git.join("index"), lang)?;
        inbound::tracked_paths(&index).map_err(|why| anyhow!("{}: {}", dir.display(), why.get(lang)))?
    } else {
        let mut paths = Vec::new();
        walk(&root, &mut String::new(), 0, &mut paths)?;
        paths.sort();
        paths
    };
    Ok(paths.into_iter().map(|path| file(&root, path)).collect())
}

/// Where Git keeps its index: in `.git`, or in the folder that a file of that name points to (a further worktree).
fn git_folder(root: &Path, lang: Lang) -> Result<Option<PathBuf>> {
    let git = root.join(".git");
    if !git.is_file() {
        return Ok(git.is_dir().then_some(git));
    }
    let written = String::from_utf8_lossy(&bytes(&git, lang)?).into_owned();
    Ok(written.trim().strip_prefix("gitdir:").map(|to| root.join(to.trim())))
}

/// A file that is opened only where it lies inside the folder: a link may lead anywhere.
fn file(root: &Path, path: String) -> EstateFile<'static> {
    let (root, at) = (root.to_owned(), root.join(&path));
    EstateFile::new(path, move || {
        let real: PathBuf = fs::canonicalize(&at)?;
        if !real.starts_with(&root) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        folder::opened(&real)
    })
}

fn walk(dir: &Path, under: &mut String, depth: usize, paths: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let entry = entry?;
        let sort = entry.file_type()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let before = under.len();
        under.push_str(&name);
        if sort.is_file() {
            paths.push(under.clone());
        } else if sort.is_dir() && name != ".git" && depth < DEEPEST {
            under.push('/');
            walk(&entry.path(), under, depth + 1, paths)?;
        }
        under.truncate(before);
        if paths.len() >= MOST_FILES {
            break;
        }
    }
    Ok(())
}
