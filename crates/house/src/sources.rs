//! Which register a source counts as, when people bring a file and write where it comes from. What a register owns goes before what
//! others say, so a name that is no known register owns nothing until the municipality says so (docs/decisions/0026).

use std::collections::HashSet;
use std::sync::Arc;

use facts::schema::{REGISTERS, register_named};
use facts::{KindId, Rank, Source, schema};
use kernel::Text;
use store::{Delivery, Intake};

use crate::refusal::refusal;
use crate::{House, HouseError};

/// What somebody writes when a source is none of the known registers.
pub const OWN_REGISTER: &str = "none";

impl House {
    /// The register that a source counts as: the one that is `chosen`; when nobody chooses, the one it has counted as for the kind, else the
    /// known one of its name, else one of its own, by its name.
    ///
    /// # Errors
    /// `import-register` when no register of the chosen name is known; when the store fails.
    pub async fn register_of(&self, source: &str, kind: KindId, chosen: &str) -> Result<String, HouseError> {
        match chosen {
            "" => {}
            OWN_REGISTER => return Ok(source.to_owned()),
            chosen if self.is_register(chosen) => return Ok(chosen.to_owned()),
            chosen => return Err(unknown(chosen)),
        }
        let last = self.store.speaks_as(&self.tenant, source, schema().def(kind).name).await?;
        let by_name = register_named(source).map_or(source, |register| register.word);
        Ok(last.unwrap_or_else(|| by_name.to_owned()))
    }

    fn is_register(&self, word: &str) -> bool {
        let told = |source: &Source| source.rank == Rank::Register && *source.register == *word;
        REGISTERS.iter().any(|register| register.word == word) || self.now().slots.sources().any(told)
    }

    /// Where a source counts as another register than before, lets what it said as that end: of all objects when it brings all that it
    /// has, else of those it brings.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_former_registers(&self, intake: &mut Intake) -> Result<(), HouseError> {
        let mut ending = Vec::new();
        for delivery in intake.deliveries.iter().filter(|delivery| delivery.source.rank == Rank::Register) {
            let kind = schema().def(delivery.kind).name;
            let spoken = self.store.spoken_as(&self.tenant, &delivery.source.name, kind).await?;
            let brought: HashSet<&str> = delivery.rows.iter().map(|row| &*row.key).collect();
            let is_brought_too = |register: &str| {
                let same = |other: &&Delivery| other.kind == delivery.kind && other.source.name == delivery.source.name;
                intake.deliveries.iter().filter(same).any(|other| &*other.source.register == register)
            };
            for (register, mut keys) in spoken.into_iter().filter(|(register, _)| !is_brought_too(register)) {
                let all = keys.len();
                keys.retain(|key| !delivery.complete && !brought.contains(&**key));
                if keys.len() < all {
                    ending.push(Delivery {
                        source: Source { register: Arc::from(register), ..delivery.source.clone() },
                        complete: true,
                        spared: keys,
                        rows: Vec::new(),
                        ..delivery.clone()
                    });
                }
            }
        }
        intake.deliveries.extend(ending);
        Ok(())
    }
}

/// What people call a register.
pub fn register_label(word: &str) -> Text {
    REGISTERS
        .iter()
        .find(|register| register.word == word)
        .map_or_else(|| Text { da: word.to_owned(), en: word.to_owned() }, |register| register.label.to_text())
}

/// Which sources of an intake have counted as another register, in a sentence each.
pub(crate) fn formerly(intake: &Intake) -> Vec<Text> {
    let is_new = |ended: &Delivery| {
        let same = |other: &&Delivery| other.kind == ended.kind && other.source.name == ended.source.name;
        intake.deliveries.iter().filter(same).find(|other| other.source.register != ended.source.register)
    };
    let empty = intake.deliveries.iter().filter(|delivery| delivery.complete && delivery.rows.is_empty());
    empty.filter_map(|ended| is_new(ended).map(|new| sentence(ended, new))).collect()
}

fn sentence(ended: &Delivery, new: &Delivery) -> Text {
    let [before, now] = [ended, new].map(|delivery| register_label(&delivery.source.register));
    let name = &new.source.name;
    Text {
        da: format!(
            "'{name}' har før talt som registret {}. Det, den sagde om objekterne som det, slutter, når den taler som {}.",
            before.da, now.da
        ),
        en: format!(
            "'{name}' has counted as the register {} before. What it said of the objects as that ends when it counts as {}.",
            before.en, now.en
        ),
    }
}

fn unknown(chosen: &str) -> HouseError {
    let words: Vec<&str> = REGISTERS.iter().map(|register| register.word).collect();
    let (chosen, words) = (inbound::shown(chosen), words.join(", "));
    refusal(
        "import-register",
        &format!(
            "Intet register hedder '{chosen}'. Lad det være, skriv none, eller vælg et af dem, Fundament kender: {words}."
        ),
        &format!(
            "No register is called '{chosen}'. Leave it out, write none, or choose one that Fundament knows: {words}."
        ),
    )
}
