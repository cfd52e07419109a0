//! What doctor asks of mail: how many can be told, and whether what was to be told was sent.

use store::{SchemaVersion, Store, StoreError, Tenant};

use super::Check;

pub async fn mail(store: &Store, tenant: &Tenant) -> Result<Option<Check>, StoreError> {
    // A database of an earlier version has no addresses yet.
    let SchemaVersion { found, newest } = store.schema_version().await?;
    if found < newest {
        return Ok(None);
    }
    let open: Vec<_> = store.accounts(tenant).await?.into_iter().filter(|one| one.closed_at.is_none()).collect();
    let without = open.iter().filter(|one| one.mail.is_none()).count();
    let told = (
        format!("{without} af {} brugere har ingen mailadresse", open.len()),
        format!("{without} of {} accounts have no mail address", open.len()),
    );
    let unsent: Vec<String> = store.told(tenant).await?.into_iter().filter_map(|one| one.last_error).collect();
    let Some(why) = unsent.first() else { return Ok(Some(Check::ok("mail", told.0, told.1))) };
    let count = unsent.len();
    let told = (
        format!("{}; den seneste mail til {count} kunne ikke sendes: {why}", told.0),
        format!("{}; the last mail to {count} could not be sent: {why}", told.1),
    );
    let next = (
        "Kontrollér --smtp og brugernes mailadresser; de får det hele, når det lykkes.",
        "Check --smtp and the accounts' mail addresses; they are told all of it once it succeeds.",
    );
    Ok(Some(Check::warning("mail", told, next)))
}
