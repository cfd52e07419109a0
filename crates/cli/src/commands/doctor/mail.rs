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
    let told = addresses(without, open.len());
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

/// How many open accounts are told nothing by mail.
fn addresses(without: usize, all: usize) -> (String, String) {
    let (da, en) = match (without, all) {
        (_, 0) => ("der er ingen brugere endnu".to_owned(), "there are no accounts yet".to_owned()),
        (0, 1) => ("den ene bruger har en mailadresse".to_owned(), "the one account has a mail address".to_owned()),
        (0, all) => {
            (format!("alle {all} brugere har en mailadresse"), format!("all {all} accounts have a mail address"))
        }
        (_, 1) => ("den ene bruger har ingen mailadresse".to_owned(), "the one account has no mail address".to_owned()),
        (1, all) => {
            (format!("1 af {all} brugere har ingen mailadresse"), format!("1 of {all} accounts has no mail address"))
        }
        (without, all) if without == all => (
            format!("ingen af de {all} brugere har en mailadresse"),
            format!("none of the {all} accounts has a mail address"),
        ),
        (without, all) => (
            format!("{without} af {all} brugere har ingen mailadresse"),
            format!("{without} of {all} accounts have no mail address"),
        ),
    };
    (da, en)
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn who_has_an_address_is_told_in_whole_sentences() {
        for (without, all, da) in [
            (0, 0, "der er ingen brugere endnu"),
            (0, 12, "alle 12 brugere har en mailadresse"),
            (1, 1, "den ene bruger har ingen mailadresse"),
            (3, 12, "3 af 12 brugere har ingen mailadresse"),
            (12, 12, "ingen af de 12 brugere har en mailadresse"),
        ] {
            assert_eq!(addresses(without, all).0, da);
        }
    }
}
