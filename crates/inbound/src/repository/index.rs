//! Git's index (`.git/index`, versions 2 to 4): which files are in the tree. What lies beside them in the folder, untracked
//! or ignored, is nobody's habit.

use kernel::Text;

use super::{MOST_FILES, no_index};

/// The largest index that is read.
pub(super) const LARGEST: usize = 64 << 20;

/// The paths of a checkout's tracked files, in Git's order.
///
/// # Errors
/// When the index cannot be read.
pub fn tracked_paths(index: &[u8]) -> Result<Vec<String>, Text> {
    read(index).ok_or_else(no_index)
}

fn read(index: &[u8]) -> Option<Vec<String>> {
    if index.len() > LARGEST || index.get(..4)? != b"DIRC" {
        return None;
    }
    let version = number(index, 4)?;
    let count = usize::try_from(number(index, 8)?).ok()?;
    if !(2..=4).contains(&version) || count > MOST_FILES {
        return None;
    }
    let mut paths: Vec<String> = Vec::new();
    let mut at = 12;
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..count {
        let start = at;
        // Ten numbers of what the file system says, and the object's name of 20 bytes.
        let mode = number(index, at + 24)?;
        let flags = u16::from_be_bytes(index.get(at + 60..at + 62)?.try_into().ok()?);
        at += if version > 2 && flags & 0x4000 != 0 { 64 } else { 62 };
        if version == 4 {
            let kept = name.len().checked_sub(varint(index, &mut at)?)?;
            name.truncate(kept);
        } else {
            name.clear();
        }
        let rest = index.get(at..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        name.extend(&rest[..end]);
        at += end + 1;
        if version < 4 {
            // Entries are padded with one to eight zeros to a multiple of eight bytes.
            at = start + (at - start).next_multiple_of(8);
        }
        // A path longer than the system allows is none; neither is a link or another repository a file of this one.
        if name.len() > 4_096 {
            return None;
        }
        let path = String::from_utf8_lossy(&name).into_owned();
        let regular = mode >> 12 == 0b1000;
        // The same path stands up to three times while a merge is not settled.
        if regular && paths.last() != Some(&path) && is_inside(&path) {
            paths.push(path);
        }
    }
    Some(paths)
}

/// A path that stays in the folder.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains('\\')
}

fn number(index: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?))
}

/// Git's offset encoding: seven bits a byte, each further byte adding one.
fn varint(index: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0_usize;
    for place in 0..5 {
        let byte = *index.get(*at)?;
        *at += 1;
        value = (value << 7) + usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some(value);
        }
        if place < 4 {
            value += 1;
        }
    }
    None
}
