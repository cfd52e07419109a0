//! What stands beside the log of cases and acquisitions, held up against the log. A face is kept so that a list need not replay
//! ten years; it is never the truth. One of an earlier version's making is made anew, and one that somebody has changed is
//! found by replaying (Strategy §3: which deviations stand, and who decided).

use std::collections::{BTreeMap, BTreeSet};

use kernel::Hasher;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use store::{Actor, Filed, FiledThing, KeptFace, LogEntry, Mended, StoreError};

use crate::cases::retain::REMOVED;
use crate::cases::view;
use crate::refusal::refusal;
use crate::{House, HouseError, acquisitions};

/// So many things are replayed at a time.
const AT_ONCE: i64 = 200;

/// Something beside the log that is not what the log tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strayed {
    /// What the log calls it: `case` or `acquisition`.
    pub kind: &'static str,
    /// Its number.
    pub id: String,
    /// How.
    pub how: Stray,
}

/// How it strays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stray {
    /// Another than the log makes.
    Changed,
    /// There is none, and the log has its history.
    Missing,
    /// The log has no history of it.
    Unlogged,
    /// The log has an entry about it that this version cannot read: its number, and why.
    Unreadable(String),
    /// A file is not the one whose SHA-256 the log has.
    FileChanged(String),
    /// A file is not there, and the log does not say that it was removed.
    FileMissing(String),
}

/// What was held up against the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// How many cases were replayed.
    pub cases: usize,
    /// How many acquisitions.
    pub acquisitions: usize,
    /// How many files were read.
    pub files: usize,
    /// What strays, by kind and number.
    pub strayed: Vec<Strayed>,
}

/// A face as it is kept: its form first, so that whoever reads it sees at once whether this version would write it so.
pub(crate) fn written<T: Serialize>(form: u32, face: &T) -> Result<String, serde_json::Error> {
    let body = serde_json::to_string(face)?;
    Ok(format!("{{\"form\":{form},{}", body.strip_prefix('{').unwrap_or(&body)))
}

/// A kept face; none when it is of another form, or cannot be read: then the log is asked.
pub(crate) fn read<T: DeserializeOwned>(form: u32, kept: &str) -> Option<T> {
    kept.starts_with(&begins(form)).then(|| serde_json::from_str(kept).ok()).flatten()
}

fn begins(form: u32) -> String {
    format!("{{\"form\":{form},")
}

/// What the log makes of a thing: its row, and the names and hashes of its files, which were removed or must be there.
struct Made {
    kept: KeptFace,
    files: Vec<(String, String)>,
    removed: BTreeSet<String>,
}

/// The files that the log knows, by case and SHA-256: each one's name, and whether it was removed.
type Known = BTreeMap<(String, String), (String, bool)>;

impl House {
    /// Replays every case and acquisition, and holds what stands beside the log up against them; reads every file. Whether the log
    /// itself holds is asked of [`House::verify_log`] first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn hold_up(&self) -> Result<Beside, HouseError> {
        let mut beside = Beside::default();
        let mut known = Known::new();
        for filed in [Filed::Case, Filed::Acquisition] {
            let mut after = String::new();
            loop {
                let things = self.store.filed_after(&self.tenant, filed, (&after, AT_ONCE)).await?;
                let Some(last) = things.last() else { break };
                after.clone_from(&last.id);
                for thing in things {
                    let made = match made(filed, &thing) {
                        Ok(made) => made,
                        Err(HouseError::Store(StoreError::Unreadable(why))) => {
                            let how = Stray::Unreadable(why);
                            beside.strayed.push(Strayed { kind: filed.kind(), id: thing.id, how });
                            continue;
                        }
                        Err(error) => return Err(error),
                    };
                    if made.is_some() {
                        match filed {
                            Filed::Case => beside.cases += 1,
                            Filed::Acquisition => beside.acquisitions += 1,
                        }
                    }
                    beside.strayed.extend(strayed(filed, &thing, made.as_ref()));
                    let Some(Made { files, removed, .. }) = made else { continue };
                    known.extend(files.into_iter().map(|(name, sha256)| {
                        let gone = removed.contains(&sha256);
                        ((thing.id.clone(), sha256), (name, gone))
                    }));
                }
            }
            for id in self.store.unlogged(&self.tenant, filed).await? {
                beside.strayed.push(Strayed { kind: filed.kind(), id, how: Stray::Unlogged });
            }
        }
        self.read_files(known, &mut beside).await?;
        beside.strayed.sort();
        Ok(beside)
    }

    /// Reads the cases' files.
    async fn read_files(&self, mut known: Known, beside: &mut Beside) -> Result<(), HouseError> {
        for (id, sha256) in self.store.files(&self.tenant).await? {
            beside.files += 1;
            let name = known.remove(&(id.clone(), sha256.clone())).map(|(name, _)| name);
            // None when it was removed since it was listed.
            let Some(content) = self.store.attachment(&self.tenant, &id, &sha256).await? else { continue };
            let name = match name {
                None => self.file_of(&id, &sha256).await?.map(|(name, _)| name),
                known => known,
            };
            if name.is_none() || Hasher::of(&content).to_string() != sha256 {
                let how = Stray::FileChanged(name.unwrap_or(sha256));
                beside.strayed.push(Strayed { kind: store::CASE, id, how });
            }
        }
        for ((id, sha256), (name, removed)) in known {
            // The case may have come further since it was replayed.
            if !removed && self.file_of(&id, &sha256).await?.is_some_and(|(_, removed)| !removed) {
                beside.strayed.push(Strayed { kind: store::CASE, id, how: Stray::FileMissing(name) });
            }
        }
        Ok(())
    }

    /// What the log says of a file now: its name, and whether it was removed.
    async fn file_of(&self, id: &str, sha256: &str) -> Result<Option<(String, bool)>, HouseError> {
        let entries = self.store.case_entries(&self.tenant, id).await?;
        let made = made(Filed::Case, &FiledThing { id: id.to_owned(), entries, kept: None })?;
        Ok(made.and_then(|Made { files, removed, .. }| {
            let file = files.into_iter().find(|(_, known)| known == sha256);
            file.map(|(name, known)| (name, removed.contains(&known)))
        }))
    }

    /// Makes what strays anew from the log, as one act for each kind. Gives how many rows that were; files are not made anew.
    ///
    /// # Errors
    /// Refused when the log itself does not hold; else as [`House::hold_up`].
    pub async fn mend(&self, actor: &Actor, strayed: &[Strayed]) -> Result<u64, HouseError> {
        if self.store.verify_log(&self.tenant).await?.is_some() {
            return Err(refusal(
                "log-broken-mend",
                "Loggen selv er brudt, så intet kan rettes efter den. Gem databasen, som den er, og inddrag informationssikkerhed.",
                "The log itself does not hold, so nothing can be mended from it. Keep the database as it is, and call information security.",
            ));
        }
        let mut mended = 0;
        for filed in [Filed::Case, Filed::Acquisition] {
            let of_kind = || strayed.iter().filter(|one| one.kind == filed.kind());
            let unlogged: Vec<String> =
                of_kind().filter(|one| one.how == Stray::Unlogged).map(|one| one.id.clone()).collect();
            let mut rows = Vec::new();
            for one in of_kind().filter(|one| matches!(one.how, Stray::Changed | Stray::Missing)) {
                let entries = match filed {
                    Filed::Case => self.store.case_entries(&self.tenant, &one.id).await?,
                    Filed::Acquisition => self.store.acquisition_entries(&self.tenant, &one.id).await?,
                };
                let upto = entries.last().map_or(0, |entry| entry.seq);
                let thing = FiledThing { id: one.id.clone(), entries, kept: None };
                let Some(Made { kept, .. }) = made(filed, &thing)? else { continue };
                rows.push(Mended { id: thing.id, upto, kept });
            }
            if rows.is_empty() && unlogged.is_empty() {
                continue;
            }
            let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            let detail = json!({ "kind": filed.kind(), "mended": ids, "removed": unlogged });
            let act = self.act(actor, "mend-faces", None, detail);
            mended += self.store.mend(&self.tenant, &act, (filed, &rows, &unlogged)).await?;
        }
        Ok(mended)
    }
}

fn made(filed: Filed, thing: &FiledThing) -> Result<Option<Made>, HouseError> {
    let unreadable = |error: serde_json::Error| HouseError::Store(StoreError::Unreadable(error.to_string()));
    let kept = |events: usize, last: Option<i64>, face: String| KeptFace {
        version: i64::try_from(events).unwrap_or(i64::MAX),
        changed: last.unwrap_or_default(),
        face,
    };
    Ok(match filed {
        Filed::Case => view(&thing.id, thing.entries.clone())?
            .map(|view| {
                let removed = thing.entries.iter().filter(|entry| entry.act == REMOVED).flat_map(gone).collect();
                let files = view.case.attachments.iter();
                let files = files.map(|file| (file.name.clone(), file.sha256.clone())).collect();
                let face = written(decisions::Face::FORM, &view.case.face)?;
                Ok(Made {
                    kept: kept(view.events.len(), view.events.last().map(|event| event.seq), face),
                    files,
                    removed,
                })
            })
            .transpose()
            .map_err(unreadable)?,
        Filed::Acquisition => acquisitions::view(&thing.id, thing.entries.clone())?
            .map(|view| {
                let face = written(decisions::AcquisitionFace::FORM, &view.acquisition.face())?;
                let kept = kept(view.events.len(), view.events.last().map(|event| event.seq), face);
                Ok(Made { kept, files: Vec::new(), removed: BTreeSet::new() })
            })
            .transpose()
            .map_err(unreadable)?,
    })
}

/// The hashes of the files that an entry says were removed.
fn gone(entry: &LogEntry) -> Vec<String> {
    let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let files = detail["files"].as_array().cloned().unwrap_or_default();
    files.iter().filter_map(|file| file.as_str().map(str::to_owned)).collect()
}

fn strayed(filed: Filed, thing: &FiledThing, made: Option<&Made>) -> Option<Strayed> {
    let form = match filed {
        Filed::Case => decisions::Face::FORM,
        Filed::Acquisition => decisions::AcquisitionFace::FORM,
    };
    let how = match (made, &thing.kept) {
        (None, None) => return None,
        (None, Some(_)) => Stray::Unlogged,
        (Some(_), None) => Stray::Missing,
        // Of an earlier version's making, or torn: nobody goes by its words, and so only its numbers count.
        (Some(made), Some(kept)) if !kept.face.starts_with(&begins(form)) => {
            if (made.kept.version, made.kept.changed) == (kept.version, kept.changed) {
                return None;
            }
            Stray::Changed
        }
        (Some(made), Some(kept)) if made.kept == *kept => return None,
        (Some(_), Some(_)) => Stray::Changed,
    };
    Some(Strayed { kind: filed.kind(), id: thing.id.clone(), how })
}

#[cfg(test)]
mod tests {
    use super::{read, written};

    #[test]
    fn a_face_of_another_form_is_not_read() {
        let face = std::collections::BTreeMap::from([("id".to_owned(), "2026-0001".to_owned())]);
        let kept = written(3, &face).expect("written");
        assert_eq!(kept, r#"{"form":3,"id":"2026-0001"}"#);
        type Face = std::collections::BTreeMap<String, serde_json::Value>;
        assert_eq!(read::<Face>(3, &kept).expect("read")["id"], "2026-0001");
        assert_eq!(read::<Face>(4, &kept), None);
        assert_eq!(read::<Face>(3, r#"{"id":"2026-0001"}"#), None, "of before there were forms");
        assert_eq!(read::<Face>(3, r#"{"form":3,"id":"20"#), None, "torn");
    }
}
