//! Earlier cases like one at hand: to learn from when a deviation is explained, and to be held against when the board decides
//! (strategy §3).

use std::cmp::Reverse;
use std::sync::Arc;

use decisions::Face;
use facts::{AttrId, Field, NamedFact, schema};
use kernel::{Day, Lang, Text};

use crate::{House, HouseError, Snapshot};

/// The latest so many cases under the principle are looked at; older ones teach little.
const LOOKED_AT: usize = 500;
/// So many of the most alike are looked through for decisions of the board.
const SEARCHED: usize = 50;
/// What objects are alike by.
const TRAITS: [&str; 3] = ["supplier", "product", "model"];

/// A case that is like another: about the same kind of object, under the same principle.
#[derive(Clone, Debug)]
pub struct CaseAlike {
    /// The case.
    pub face: Arc<Face>,
    /// What their objects have in common besides: supplier, product, model.
    pub shares: Vec<AttrId>,
}

impl CaseAlike {
    /// What they have in common, by the attributes' names.
    pub fn names(&self) -> Vec<&'static str> {
        let Some(kind) = schema().kind(&self.face.kind) else { return Vec::new() };
        self.shares.iter().map(|attribute| schema().attribute(kind, *attribute).name).collect()
    }

    /// The same for people: `samme leverandør, produkt`; none when it is the principle alone.
    pub fn told(&self) -> Option<Text> {
        let kind = schema().kind(&self.face.kind)?;
        let labels = |lang: Lang| {
            let label = |attribute: &AttrId| schema().attribute(kind, *attribute).label.pick(lang).to_lowercase();
            self.shares.iter().map(label).collect::<Vec<_>>().join(", ")
        };
        let line = |same: &str, lang: Lang| format!("{same} {}", labels(lang));
        (!self.shares.is_empty()).then(|| Text { da: line("samme", Lang::Da), en: line("same", Lang::En) })
    }
}

/// What the board last decided in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precedent {
    /// When.
    pub day: Day,
    /// Until when it dispensed; none for a refusal.
    pub until: Option<Day>,
    /// Why.
    pub reason: String,
}

impl House {
    /// The cases most like one, of those that the reader may see: those that share most, then the latest.
    pub fn cases_alike(&self, snapshot: &Snapshot, own: &Face, sees: impl Fn(&Face) -> bool) -> Vec<CaseAlike> {
        let mine = traits(snapshot, own);
        let docket = self.docket();
        let alike = docket.faces().rev().filter(|face| {
            face.id != own.id
                && face.pack == own.pack
                && face.principle == own.principle
                && face.kind == own.kind
                && sees(face)
        });
        let shared = |face: &Face| {
            let theirs = traits(snapshot, face);
            theirs.into_iter().filter(|one| mine.contains(one)).map(|(attribute, _)| attribute).collect()
        };
        let mut found: Vec<CaseAlike> =
            alike.take(LOOKED_AT).map(|face| CaseAlike { face: Arc::clone(face), shares: shared(face) }).collect();
        found.sort_by_key(|one| Reverse(one.shares.len()));
        found
    }

    /// What the board last decided in at most so many of the cases most like one.
    ///
    /// # Errors
    /// As [`House::case`].
    pub async fn precedents(
        &self,
        snapshot: &Snapshot,
        (own, most): (&Face, usize),
        sees: impl Fn(&Face) -> bool,
    ) -> Result<Vec<(CaseAlike, Precedent)>, HouseError> {
        let mut found = Vec::new();
        for alike in self.cases_alike(snapshot, own, sees).into_iter().take(SEARCHED) {
            if found.len() == most {
                break;
            }
            if let Some(precedent) = self.precedent(&alike.face).await? {
                found.push((alike, precedent));
            }
        }
        Ok(found)
    }

    /// What the board last decided in a case; none when it has not decided it.
    ///
    /// # Errors
    /// As [`House::case`].
    pub async fn precedent(&self, face: &Face) -> Result<Option<Precedent>, HouseError> {
        if face.dispensations == 0 && face.refused.is_none() {
            return Ok(None);
        }
        let view = self.case(&face.id.0).await?;
        Ok(view.and_then(|view| view.case.decided.last().cloned()).map(|last| match last.dispensation {
            Some(given) => Precedent { day: last.day, until: Some(given.until), reason: given.reason },
            None => Precedent { day: last.day, until: None, reason: last.refusal.unwrap_or_default() },
        }))
    }
}

/// What the first object of a case is known by.
fn traits(snapshot: &Snapshot, face: &Face) -> Vec<(AttrId, String)> {
    let Some(kind) = schema().kind(&face.kind) else { return Vec::new() };
    let told = |name: &str| {
        let attribute = schema().attribute_id(kind, name)?;
        let object = snapshot.slots.find(kind, face.keys.first()?)?;
        let field = Field::Attribute(attribute);
        Some((attribute, snapshot.slots.show(NamedFact { kind, object, field }, Lang::Da)))
    };
    TRAITS.into_iter().filter_map(told).filter(|(_, text)| !text.is_empty()).collect()
}
