//! Files of a form between the try and the act: kept for a day at most, as one upload of the person who brought them.

use serde::{Deserialize, Serialize};
use store::StoreError;

use super::{Brought, BroughtFile, Form};
use crate::people::Who;
use crate::{House, HouseError};

/// The uploads' kind, where a file of objects has that of its objects.
const KEPT_FILES: &str = "files";

/// What stands before the files' bytes, on a line of its own.
#[derive(Serialize, Deserialize)]
struct Cover {
    form: String,
    about: String,
    owner: String,
    manager: String,
    /// Each file's name and length.
    files: Vec<(String, usize)>,
}

impl House {
    /// Keeps files until they are taken in, a day at most. Gives the id by which their owner finds them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_brought(&self, who: &Who, brought: &Brought) -> Result<String, HouseError> {
        let cover = Cover {
            form: brought.form.word().to_owned(),
            about: brought.about.clone(),
            owner: brought.owner.clone(),
            manager: brought.manager.clone(),
            files: brought.files.iter().map(|file| (file.name.clone(), file.content.len())).collect(),
        };
        let mut content = serde_json::to_vec(&cover).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        content.push(b'\n');
        brought.files.iter().for_each(|file| content.extend(&file.content));
        let mut upload = self.new_upload(who, KEPT_FILES, content)?;
        upload.exported = brought.exported;
        self.keep(upload).await
    }

    /// Files that they brought.
    ///
    /// # Errors
    /// When there are none, or they are somebody else's.
    pub async fn kept_brought(&self, who: &Who, id: &str) -> Result<Brought, HouseError> {
        let upload = self.store.upload(&self.tenant, &who.account.id, id).await?;
        let unknown = || StoreError::Unknown { what: "upload", key: id.to_owned() };
        if upload.kind != KEPT_FILES {
            return Err(unknown().into());
        }
        let end = upload.content.iter().position(|byte| *byte == b'\n').ok_or_else(unknown)?;
        let (cover, mut rest) = (&upload.content[..end], &upload.content[end + 1..]);
        let cover: Cover = serde_json::from_slice(cover).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        let form = Form::from_word(&cover.form).ok_or_else(unknown)?;
        let mut files = Vec::new();
        for (name, length) in cover.files {
            let (content, after) = rest.split_at_checked(length).ok_or_else(unknown)?;
            files.push(BroughtFile { name, content: content.to_vec() });
            rest = after;
        }
        let Cover { about, owner, manager, .. } = cover;
        Ok(Brought { form, about, owner, manager, exported: upload.exported, files })
    }
}
