//! Receivers of `fundament serve --webhooks FILE`: the settings, and the secrets that lie in files beside them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use house::{House, HouseError};
use kernel::Lang;
use outbound::{Webhook, WebhookSettings, Webhooks};
use store::Actor;

use crate::folder;

/// How often the server looks whether somebody is to be told.
const LOOK: Duration = Duration::from_secs(1);
/// What the receivers of the file are called in the house, before their own name.
const PREFIX: &str = "webhook ";

/// A receiver with its settings.
pub struct Receiver {
    settings: WebhookSettings,
    courier: Webhook,
}

/// The receivers of that file that are told anything.
pub fn read(file: Option<&Path>) -> Result<Vec<Receiver>> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let shown = file.display();
    let text = folder::read_settings(file, Lang::Da)
        .with_context(|| format!("{shown} kan ikke læses; giv --webhooks en TOML-fil (se docs/drift/webhooks.md)"))?;
    let next = || format!("{shown}: ret filen (se docs/drift/webhooks.md)");
    let mut receivers = Vec::new();
    for settings in Webhooks::parse(&text).with_context(next)?.webhook {
        if settings.disabled {
            continue;
        }
        if let Some(act) = settings.acts.iter().find(|act| web::known_act(act).is_none()) {
            let name = &settings.name;
            return Err(anyhow!("{name}: der er ingen handling ved navn {act:?}; skriv den, som den hedder i loggen, fx import, undo eller supply-fact"))
                .with_context(next);
        }
        let secret = super::registers::secret(file, &settings.secret_file)?;
        let courier = Webhook::new(&settings, &secret).with_context(next)?;
        receivers.push(Receiver { settings, courier });
    }
    Ok(receivers)
}

/// Says in the house who is told from now on; who is no longer in the file is told nothing more.
pub async fn set(house: &House, receivers: &[Receiver]) -> Result<(), HouseError> {
    let actor = Actor::system();
    for receiver in receivers {
        let origin = receiver.settings.origin();
        house.set_receiver(&actor, &name_of(&receiver.settings), Some(&origin)).await?;
    }
    for name in house.store().receivers(house.tenant()).await? {
        let known = receivers.iter().any(|receiver| name_of(&receiver.settings) == name);
        if name.starts_with(PREFIX) && !known {
            house.set_receiver(&actor, &name, None).await?;
        }
    }
    Ok(())
}

fn name_of(settings: &WebhookSettings) -> String {
    format!("{PREFIX}{}", settings.name)
}

/// Tells one receiver of every act, for as long as the server runs. Each has a task of its own: a slow one delays nobody.
pub async fn keep_told(house: Arc<House>, receiver: Receiver) {
    let name = name_of(&receiver.settings);
    loop {
        if let Err(error) = house.forward(&name, &receiver.courier).await {
            tracing::error!(name, label = error.label(), %error, "the outbox cannot be read");
        }
        tokio::time::sleep(LOOK).await;
    }
}
