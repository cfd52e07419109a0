//! Links to our pages, written in a register that allows it: the only thing that goes back to where facts come from. Off unless
//! the register's settings say otherwise, and each time an act in the log.

use inbound::LinksWritten;
use kernel::Text;
use serde_json::json;
use store::Actor;

use crate::refusal::refusal;
use crate::{House, HouseError};

/// So many refusals are named in the log.
const MOST_NAMED: usize = 50;

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// How many systems lacked a link, as far as was known before.
    pub missing: usize,
    /// The act; none when nothing was asked of the register.
    pub act: Option<i64>,
    /// What was written and refused.
    pub links: LinksWritten,
    /// Why it ended early.
    pub failure: Option<Text>,
}

impl House {
    /// How many systems lack a link in that register, without writing any.
    ///
    /// # Errors
    /// As [`House::write_links`].
    pub async fn links_missing(&self, source: &str, public_address: &str) -> Result<usize, HouseError> {
        let connected = self.connected_to(source)?;
        let mirror = self.mirror_of(source).await?;
        let links = connected.register.links(&mirror, public_address).ok_or_else(off)?;
        Ok(links.missing())
    }

    /// Writes on each system's page in that register a link to ours, where it has none.
    ///
    /// # Errors
    /// `register-unknown` when the house is not connected to it, `links-off` when its settings do not allow it; when the store
    /// fails. That the register fails midway is no error: what was written is in the log.
    pub async fn write_links(&self, actor: &Actor, source: &str, public_address: &str) -> Result<Linked, HouseError> {
        let connected = self.connected_to(source)?;
        let mirror = self.mirror_of(source).await?;
        let mut links = connected.register.links(&mirror, public_address).ok_or_else(off)?;
        let missing = links.missing();
        let failure = self.talk(&connected, &mut *links).await.err();
        let links = links.written();
        if missing == 0 {
            return Ok(Linked { missing, links, ..Linked::default() });
        }
        let refused: Vec<_> = links.refused.iter().take(MOST_NAMED).collect();
        let detail = json!({
            "register": source, "written": links.written.len(), "there": links.there,
            "refused": links.refused.len(), "refusals": refused, "failed": failure.is_some(),
        });
        let act = self.store.note(&self.tenant, &self.act(actor, "write-links", None, detail)).await?;
        Ok(Linked { missing, act: Some(act), links, failure })
    }
}

fn off() -> HouseError {
    refusal(
        "links-off",
        "Fundament må ikke skrive links i det register. Sæt write_links = true i dets afsnit, hvis det må.",
        "Fundament may not write links in that register. Set write_links = true in its section if it may.",
    )
}
