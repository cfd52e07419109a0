//! Acting in a case: the command is decided on the ground as it is, and its event is written with the face, or the refusal with
//! its label. Whoever has not seen what others did meanwhile is told what it was.

use std::sync::Arc;

use decisions::{
    Attachment, Bearer, Case, CaseId, Command, Earlier, Event, Explanation, Face, Ground, Now, Opening, Recorded,
    Trigger,
};
use facts::{KindId, schema};
use kernel::{Hasher, one_line, turns_writing};
use serde_json::{Value as Json, json};
use store::{Actor, CaseWrite, StoreError};

use super::{Seat, action_of};
use crate::kept::written;
use crate::refusal::refusal;
use crate::rights::Action;
use crate::{House, HouseError, Refusal, Snapshot};

/// A file of a case is at most so many bytes.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;
/// So many earlier explanations are compared with.
const COMPARED: i64 = 2_000;
/// Two who open at once both ask for the next number; the one who is late asks again.
const TRIES: usize = 5;

/// A file that somebody adds.
#[derive(Clone, Debug)]
pub struct AttachedFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

impl House {
    /// Opens a case. Gives its face.
    ///
    /// # Errors
    /// When they may not, there is nothing to decide, or another case is about the same.
    pub async fn open_case(&self, seat: Seat<'_>, opening: &Opening) -> Result<Face, HouseError> {
        let opened = self.opened(seat, opening).await;
        self.logged(seat, (store::CASE, None), "open", opened).await
    }

    async fn opened(&self, seat: Seat<'_>, opening: &Opening) -> Result<Face, HouseError> {
        let snapshot = self.now();
        let kind = kind_of(&opening.kind)?;
        let own = |key: &String| snapshot.own_key(kind, key).to_owned();
        let opening = &Opening { keys: opening.keys.iter().map(own).collect(), ..opening.clone() };
        let held = seat.held(&snapshot, Action::KeepCase, (kind, &opening.keys))?;
        let worker = held.case_worker().map_err(Refusal::from)?;
        let about = (opening.pack.as_str(), opening.principle.as_str());
        let Ok(ground) = self.ground(&snapshot, about, (kind, &opening.keys)) else {
            return Err(self.not_in_force(about).await?.into());
        };
        for _ in 0..TRIES {
            self.sync_cases().await?;
            let others = self.live_about(&snapshot, kind, opening);
            let event = decisions::open(&worker, opening, &ground, &others).map_err(Refusal::from)?;
            let recorded = Recorded { by: held.hand().clone(), at: self.clock.now(), day: self.clock.today(), event };
            let id = self.next_number().await?;
            let Some(case) = Case::opened(&id, &recorded) else { break };
            match self.write(vec![(0, case.face.clone(), recorded, None)]).await {
                Err(HouseError::Store(StoreError::Taken { .. })) => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(case.face),
            }
        }
        Err(HouseError::BrokenOff)
    }

    /// The live cases that have one of the objects already.
    fn live_about(&self, snapshot: &Snapshot, kind: KindId, opening: &Opening) -> Vec<CaseId> {
        let docket = self.docket();
        let about = |key: &String| {
            let object = snapshot.slots.find(kind, key);
            let keys = object.into_iter().flat_map(|object| snapshot.slots.keys_of(kind, object));
            let of = |key: &Arc<str>| docket.about((&opening.pack, &opening.principle), (&opening.kind, key));
            keys.flat_map(of).collect::<Vec<_>>()
        };
        let today = self.clock.today();
        let live = |face: &Arc<Face>| decisions::standing(face, today).word() != "no_longer_needed";
        opening.keys.iter().flat_map(about).filter(live).map(|face| face.id.clone()).collect()
    }

    /// Why no case is opened about a principle that is not in force: it was once, or it never was. Without a pack, in any.
    ///
    /// # Errors
    /// When the store fails, or holds a pack that this version cannot read.
    pub async fn not_in_force(&self, (pack, principle): (&str, &str)) -> Result<Refusal, HouseError> {
        let versions = self.packs_of(|adopted| pack.is_empty() || adopted.pack.pack == pack).await?;
        let was = versions.iter().flat_map(|version| &version.principles).any(|one| one.id == principle);
        Ok(if was { retired() } else { no_principle((pack, principle)) })
    }

    async fn next_number(&self) -> Result<CaseId, HouseError> {
        let year = self.clock.today().year();
        let last = self.store.last_case(&self.tenant, year).await?;
        Ok(CaseId(format!("{year:04}-{:04}", last + 1)))
    }

    /// Does something with a case. `seen` is the number of its events that the person has seen. Gives the face after it.
    ///
    /// # Errors
    /// The domain's refusal, which is logged; `case-changed` with what others did meanwhile; or when the store fails.
    pub async fn act_on_case(
        &self,
        seat: Seat<'_>,
        id: &str,
        seen: u32,
        command: &Command,
    ) -> Result<Face, HouseError> {
        let acted = self.act_with_file(seat, (id, seen), command, None).await;
        self.logged(seat, (store::CASE, Some(id)), command.word(), acted).await
    }

    /// Adds a file to a case.
    ///
    /// # Errors
    /// When it is too large, of a kind that is not taken in, or in the case already; and as [`House::act_on_case`].
    pub async fn attach_to_case(
        &self,
        seat: Seat<'_>,
        (id, seen): (&str, u32),
        file: AttachedFile,
    ) -> Result<Face, HouseError> {
        let added = async {
            let attachment = attachment(&file)?;
            let bytes = (attachment.sha256.clone(), file.content);
            self.act_with_file(seat, (id, seen), &Command::Attach { attachment }, Some(bytes)).await
        };
        let added = added.await;
        self.logged(seat, (store::CASE, Some(id)), "attach", added).await
    }

    async fn act_with_file(
        &self,
        seat: Seat<'_>,
        (id, seen): (&str, u32),
        command: &Command,
        file: Option<(String, Vec<u8>)>,
    ) -> Result<Face, HouseError> {
        let snapshot = self.now();
        let view = self.case(id).await?.ok_or_else(|| unknown(id))?;
        let case = view.case;
        if case.face.version != seen {
            return Err(self.changed(id, seen).await?);
        }
        let kind = kind_of(&case.face.kind)?;
        let held = seat.held(&snapshot, action_of(command), (kind, &case.face.keys))?;
        if let Command::Explain { explanation, .. } = command {
            known_people(&snapshot, explanation)?;
            self.known_model(explanation)?;
        }
        let watching = command.watching(&case);
        let about = (case.face.pack.as_str(), case.face.principle.as_str());
        let facts = (&snapshot.slots, &snapshot.assessment, &snapshot.packs()[..]);
        let Some(ground) = Ground::of(facts, about, (kind, &case.face.keys), &watching) else {
            return Err(retired().into());
        };
        let (earlier, bearer) = match command {
            Command::Explain { explanation, .. } => {
                let seated = self.seated().await?;
                let bearer = seated.bearer(&snapshot, &explanation.risk_bearer, (kind, &case.face.keys));
                (self.earlier(&case).await?, bearer)
            }
            _ => (Vec::new(), Bearer::Unknown),
        };
        let mut command = command.clone();
        let split_into = self.numbered(&mut command).await?;
        let now = Now { day: self.clock.today(), ground: &ground, earlier: &earlier, bearer };
        let mut event = decisions::decide(&case, &command, &held, &now).map_err(Refusal::from)?;
        if let Event::Split { keys, rest, .. } = &mut event {
            let stay: Vec<String> = case.face.keys.iter().filter(|key| !keys.contains(key)).cloned().collect();
            *rest = Some(self.ground(&snapshot, about, (kind, &stay))?.mark);
        }
        let recorded = Recorded { by: held.hand().clone(), at: self.clock.now(), day: now.day, event };
        let mut after = case.clone();
        after.apply(&recorded);
        let face = after.face.clone();
        let mut writes = vec![(seen, face.clone(), recorded.clone(), file)];
        if let (Some(into), Event::Split { keys, .. }) = (split_into, &recorded.event) {
            writes.push(self.split_off(&case, &into, keys, &recorded, &snapshot)?);
        }
        match self.write(writes).await {
            Err(HouseError::Store(StoreError::Changed { .. })) => Err(self.changed(id, seen).await?),
            Err(error) => Err(error),
            Ok(()) => Ok(face),
        }
    }

    /// A case that is split is given the other one's number by the house.
    async fn numbered(&self, command: &mut Command) -> Result<Option<CaseId>, HouseError> {
        let Command::Split { into, .. } = command else { return Ok(None) };
        let id = self.next_number().await?;
        into.clone_from(&id.0);
        Ok(Some(id))
    }

    fn split_off(
        &self,
        case: &Case,
        into: &CaseId,
        keys: &[String],
        split: &Recorded,
        snapshot: &Snapshot,
    ) -> Result<Write, HouseError> {
        let face = &case.face;
        let opening = Opening {
            pack: face.pack.clone(),
            principle: face.principle.clone(),
            kind: face.kind.clone(),
            keys: keys.to_vec(),
            cause: case.cause.clone(),
            title: format!("{} (fra {})", face.title, face.id),
            phase: face.phase,
            trigger: Trigger::Split,
            split_from: Some(face.id.0.clone()),
        };
        let ground = self.ground(snapshot, (&face.pack, &face.principle), (kind_of(&face.kind)?, keys))?.mark;
        let opened = decisions::Opened { opening, carried: Some(Box::new(case.carried())), ground };
        let recorded = Recorded { event: Event::Opened(opened), ..split.clone() };
        let opened = Case::opened(into, &recorded).ok_or(HouseError::BrokenOff)?;
        Ok((0, opened.face, recorded, None))
    }

    /// The ground of a case as it is now, with all that the case watches; none when its principle is not in force.
    pub fn ground_of(&self, face: &Face) -> Option<Ground> {
        let snapshot = self.now();
        let kind = schema().kind(&face.kind)?;
        let facts = (&snapshot.slots, &snapshot.assessment, &snapshot.packs()[..]);
        Ground::of(facts, (&face.pack, &face.principle), (kind, &face.keys), &face.watching)
    }

    pub(crate) fn ground(
        &self,
        snapshot: &Snapshot,
        about: (&str, &str),
        objects: (KindId, &[String]),
    ) -> Result<Ground, HouseError> {
        let facts = (&snapshot.slots, &snapshot.assessment, &snapshot.packs()[..]);
        Ground::of(facts, about, objects, &decisions::Watching::default()).ok_or_else(|| retired().into())
    }

    async fn earlier(&self, case: &Case) -> Result<Vec<Earlier>, HouseError> {
        let about = (case.face.pack.as_str(), case.face.principle.as_str());
        let rows = self.store.explanations(&self.tenant, about, &case.face.id.0, COMPARED).await?;
        // A renewal is explained anew: what was decided on before, in this very case too, is not to be copied unseen.
        let own = case.decided.iter().filter_map(|decided| decided.told.as_ref()).chain(&case.leans_on);
        let own = own.map(|told| (case.face.id.0.clone(), told.explanation.own_words()));
        let others = self.store.latest_explanations(&self.tenant, about, COMPARED).await?;
        Ok(rows.into_iter().chain(own).chain(others).map(|(case, words)| Earlier { case, words }).collect())
    }

    /// The case that an explanation says it learned from is one that is there.
    fn known_model(&self, explanation: &Explanation) -> Result<(), HouseError> {
        match &explanation.reuses {
            Some(model) if self.docket().face(model).is_none() => Err(refusal(
                "case-reuses-unknown",
                &format!(
                    "Sag {model}, som forklaringen bygger på, findes ikke. Ret nummeret, eller lad feltet stå tomt."
                ),
                &format!(
                    "Case {model}, from which the explanation was learned, does not exist. Correct the number, or leave it out."
                ),
            )),
            _ => Ok(()),
        }
    }

    /// What others did since somebody looked.
    async fn changed(&self, id: &str, seen: u32) -> Result<HouseError, HouseError> {
        let view = self.case(id).await?.ok_or_else(|| unknown(id))?;
        let mut refusal = Refusal::new(
            "case-changed",
            "En anden har gjort noget i sagen, siden du åbnede den. Se det nye, og beslut igen.",
            "Somebody else has done something in the case since you opened it. Look at what is new, and decide again.",
        );
        refusal.details = view.events.iter().skip(seen as usize).map(|event| event.told().into()).collect();
        Ok(refusal.into())
    }

    /// Writes events in one transaction, and lets the docket know.
    pub(crate) async fn write(&self, writes: Vec<Write>) -> Result<(), HouseError> {
        let mut rows = Vec::with_capacity(writes.len());
        let mut faces = Vec::with_capacity(writes.len());
        for (seen, face, recorded, file) in writes {
            rows.push(row(seen, &face, &recorded, file)?);
            faces.push(face);
        }
        self.store.write_cases(&self.tenant, &rows).await?;
        let mut docket = self.docket_mut();
        faces.into_iter().for_each(|face| docket.put(face));
        Ok(())
    }
}

/// Whoever a plan names by key must be there.
fn known_people(snapshot: &Snapshot, explanation: &Explanation) -> Result<(), HouseError> {
    let Some(people) = schema().kind("person") else { return Ok(()) };
    for (place, step) in explanation.plan.steps().iter().enumerate() {
        let Some(key) = step.person.as_deref().filter(|key| snapshot.slots.find(people, key).is_none()) else {
            continue;
        };
        return Err(refusal(
            "case-step-person",
            &format!(
                "Trin {}: {key} findes ikke blandt kommunens medarbejdere. Vælg en på listen, eller lad feltet være tomt.",
                place + 1
            ),
            &format!(
                "Step {}: {key} is not among the municipality's people. Choose one from the list, or leave it empty.",
                place + 1
            ),
        ));
    }
    Ok(())
}

/// How many events the writer saw, the face after the event, the event, and a file.
pub(crate) type Write = (u32, Face, Recorded, Option<(String, Vec<u8>)>);

pub(crate) fn row(
    seen: u32,
    face: &Face,
    recorded: &Recorded,
    file: Option<(String, Vec<u8>)>,
) -> Result<CaseWrite, HouseError> {
    let detail = detail_of(recorded, &recorded.by)?;
    let words = match &recorded.event {
        Event::Explained { explanation, .. } => {
            Some((face.pack.clone(), face.principle.clone(), explanation.own_words()))
        }
        _ => None,
    };
    let holder = &recorded.by.holder;
    let act = store::Act {
        actor: Actor { account: holder.account.clone(), name: holder.name.clone() },
        act: recorded.event.act(),
        subject: None,
        detail,
        at: recorded.at,
        seen: None,
    };
    let face_text = written(Face::FORM, face).map_err(|error| unwritable(&error))?;
    Ok(CaseWrite { id: face.id.0.clone(), seen: i64::from(seen), act, face: face_text, words, file })
}

/// An event as its entry keeps it: who acted stands in the entry's own columns.
pub(crate) fn detail_of(recorded: &impl serde::Serialize, by: &decisions::Hand) -> Result<Json, HouseError> {
    let mut detail = serde_json::to_value(recorded).map_err(|error| unwritable(&error))?;
    if let Json::Object(fields) = &mut detail {
        fields.remove("by");
        if let Some(principal) = &by.deputy_for {
            fields.insert("deputy_for".to_owned(), json!(principal));
        }
    }
    Ok(detail)
}

pub(crate) fn unwritable(error: &serde_json::Error) -> HouseError {
    HouseError::Store(StoreError::Unreadable(error.to_string()))
}

pub(crate) fn kind_of(name: &str) -> Result<KindId, HouseError> {
    schema().kind(name).ok_or_else(|| HouseError::Store(StoreError::Unknown { what: "kind", key: name.to_owned() }))
}

pub(crate) fn unknown(id: &str) -> HouseError {
    HouseError::Store(StoreError::Unknown { what: store::CASE, key: id.to_owned() })
}

fn no_principle((pack, principle): (&str, &str)) -> Refusal {
    let (da, en) = match pack {
        "" => ("nogen strategi".to_owned(), "any strategy".to_owned()),
        pack => (format!("strategien {pack}"), format!("the strategy {pack}")),
    };
    Refusal::new(
        "case-no-such-principle",
        &format!("Princippet {principle} findes ikke i {da}. Vælg et af dem, der står under Strategi."),
        &format!("There is no principle {principle} in {en}. Choose one of those under Strategy."),
    )
}

fn retired() -> Refusal {
    Refusal::new(
        "case-principle-retired",
        "Princippet er ikke længere i kraft. Der er ikke mere at afgøre i sagen; se under Strategi, hvilke principper der gælder.",
        "The principle is no longer in force. There is nothing more to decide in the case; see under Strategy which principles are in force.",
    )
}

/// That a file is empty, or larger than [`LARGEST_FILE`].
pub fn wrong_size() -> Refusal {
    Refusal::new(
        "case-file-size",
        "Filen er tom eller større end 10 MB. Del den op i flere filer, eller henvis til den.",
        "The file is empty or larger than 10 MB. Split it, or refer to it.",
    )
}

/// What a file is, judged by its first bytes and its name: documents and pictures that people put on cases, nothing that runs.
fn attachment(file: &AttachedFile) -> Result<Attachment, HouseError> {
    if file.content.is_empty() || file.content.len() > LARGEST_FILE {
        return Err(wrong_size().into());
    }
    // Only the name: whatever path a browser sends along is its own. It reads as it ends: nothing in it turns the writing.
    let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = one_line(&name.chars().filter(|sign| !turns_writing(*sign)).collect::<String>());
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let zip = file.content.starts_with(b"PK\x03\x04");
    let text = std::str::from_utf8(&file.content).is_ok();
    let media_type = match ending.as_str() {
        "pdf" if file.content.starts_with(b"%PDF-") => "application/pdf",
        "png" if file.content.starts_with(b"\x89PNG\r\n\x1a\n") => "image/png",
        "jpg" | "jpeg" if file.content.starts_with(b"\xff\xd8\xff") => "image/jpeg",
        "docx" if zip => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" if zip => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "odt" if zip => "application/vnd.oasis.opendocument.text",
        "txt" | "csv" | "md" if text => "text/plain",
        _ => {
            return Err(refusal(
                "case-file-kind",
                "Kun pdf, png, jpg, docx, xlsx, odt, txt, csv og md kan lægges på en sag, og indholdet skal passe til navnet. Gem filen i et af de formater, eller ret navnet.",
                "Only pdf, png, jpg, docx, xlsx, odt, txt, csv and md can be added to a case, and the content must fit the name. Save the file in one of those formats, or correct the name.",
            ));
        }
    };
    Ok(Attachment {
        name,
        media_type: media_type.to_owned(),
        size: file.content.len() as u64,
        sha256: Hasher::of(&file.content).to_string(),
    })
}
