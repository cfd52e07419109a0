//! A case's files, given out to those who may see the case, and only as they were added.

use decisions::{Attachment, Face};
use facts::schema;

use super::CaseView;
use crate::people::Who;
use crate::refusal::refusal;
use crate::rights::{self, Action};
use crate::{House, HouseError, Refusal, Snapshot};

impl Who {
    /// Whether they may see a case: what is about single members of staff is for those who look after them.
    pub fn may_see_case(&self, snapshot: &Snapshot, face: &Face) -> bool {
        let Some(kind) = schema().kind(&face.kind) else { return true };
        let (grants, person) = (&self.grants, self.account.person.as_deref());
        let sees = |key: &String| {
            let object = snapshot.slots.find(kind, key);
            object.is_some_and(|object| rights::may_see(grants, person, snapshot, (kind, object)))
        };
        !rights::is_personal(kind) || face.keys.iter().all(sees)
    }

    /// The same, or the refusal.
    ///
    /// # Errors
    /// `not-allowed`, with who may.
    pub fn sees_case(&self, snapshot: &Snapshot, face: &Face) -> Result<(), Refusal> {
        if self.may_see_case(snapshot, face) { Ok(()) } else { Err(crate::refused(Action::ReadPeople)) }
    }
}

impl House {
    /// What is in a file that a case lists; none when it is not there.
    ///
    /// # Errors
    /// Refused to those who may not see the case, when the file was removed, and when it is another than the one that was added.
    pub async fn case_file(
        &self,
        who: &Who,
        view: &CaseView,
        file: &Attachment,
    ) -> Result<Option<Vec<u8>>, HouseError> {
        who.may(Action::ReadEstate)?;
        who.sees_case(&self.now(), &view.case.face)?;
        let content = self.store.attachment(&self.tenant, &view.case.face.id.0, &file.sha256).await?;
        let Some(content) = content else {
            return match view.files_removed {
                None => Ok(None),
                Some(_) => Err(refusal(
                    "case-file-removed",
                    "Bilaget er slettet, fordi sagen har været lukket længe nok. Dets navn og aftryk står i loggen; find det i ESDH, eller bed den, der lagde det på, om det.",
                    "The file was removed, since the case has been closed long enough. Its name and hash stand in the log; find it in the records system, or ask whoever added it.",
                )),
            };
        };
        // What people are given must be what they are told it is.
        if kernel::Hasher::of(&content).to_string() != file.sha256 {
            return Err(refusal(
                "case-file-changed",
                "Filen er ikke den, der blev lagt på sagen. Kontakt it-drift.",
                "The file is not the one that was added to the case. Contact IT operations.",
            ));
        }
        Ok(Some(content))
    }
}
