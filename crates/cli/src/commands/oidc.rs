//! The identity provider of `fundament serve --oidc FILE`: the settings, and the secret that lies in a file beside them.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use kernel::Lang;
use outbound::{OpenId, Settings};
use web::App;

use crate::folder;

/// The server, with the identity provider of that file beside the local accounts.
pub fn beside(app: App, file: &Path) -> Result<App> {
    let shown = file.display();
    let text = folder::read_settings(file, Lang::Da)
        .with_context(|| format!("{shown} kan ikke læses; giv --oidc en TOML-fil (se docs/drift/oidc.md)"))?;
    let settings = Settings::parse(&text).with_context(|| format!("{shown}: ret filen (se docs/drift/oidc.md)"))?;
    let roles = settings.roles().with_context(|| shown.to_string())?;
    let secret_file = file.parent().unwrap_or(Path::new(".")).join(&settings.client_secret_file);
    let secret = folder::read_text(&secret_file, Lang::Da).with_context(|| {
        format!(
            "{shown}: client_secret_file: {} kan ikke læses; læg hemmeligheden fra udbyderen der",
            secret_file.display()
        )
    })?;
    let secret = secret.trim().to_owned();
    if secret.is_empty() {
        bail!("{}: filen er tom; læg hemmeligheden fra udbyderen i den", secret_file.display());
    }
    let label = settings.label.clone();
    let provider = OpenId::new(settings, secret).with_context(|| shown.to_string())?;
    Ok(app.with_provider(Arc::new(provider), label, roles))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Clock;
    use std::fs;

    /// What is said of a settings file with that text, where the secret's file holds that.
    fn told(text: &str, secret: Option<&str>) -> String {
        let dir = tempfile::TempDir::new().expect("a folder");
        let file = dir.path().join("oidc.toml");
        fs::write(&file, text).expect("written");
        if let Some(secret) = secret {
            fs::write(dir.path().join("secret"), secret).expect("written");
        }
        said_of(&file)
    }

    fn said_of(file: &Path) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let dir = tempfile::TempDir::new().expect("a folder");
            let place = store::Place::File(dir.path().join("f.db"));
            let store = store::Store::open(&place).await.expect("opened");
            let clock = Arc::new(testkit::StillClock::at_nine());
            let tenant = store::Tenant("eksempel".to_owned());
            store.found(&tenant, "Eksempel", clock.now()).await.expect("founded");
            let house = Arc::new(house::House::new(store, tenant, clock.clone()));
            let app = App::new(house, web::Settings::default(), clock);
            beside(app, file).map_or_else(|error| format!("{error:#}"), |_| "good".to_owned())
        })
    }

    const GOOD: &str = "issuer = \"https://login.example\"\nclient_id = \"f\"\nclient_secret_file = \"secret\"\n\
        public_address = \"https://f.example\"\n[[role]]\ngroup = \"G\"\nrole = \"auditor\"\n";

    #[test]
    fn a_file_that_will_not_do_is_told_with_where_and_what_next() {
        assert_eq!(told(GOOD, Some("hemmelig\n")), "good");
        for (text, secret, says) in [
            (GOOD.to_owned(), None, "læg hemmeligheden fra udbyderen der"),
            (GOOD.to_owned(), Some(" \n"), "filen er tom"),
            (GOOD.replace("auditor", "chef"), Some("h"), "rollen \"chef\" findes ikke"),
            (
                GOOD.replace("client_id", "klient"),
                Some("h"),
                "oidc.toml: ret filen (se docs/drift/oidc.md): linje 2 (klient): unknown field `klient`",
            ),
        ] {
            let told = told(&text, secret);
            assert_eq!(told.matches(says).count(), 1, "told once: {told}");
        }
        assert!(said_of(Path::new("findes-ikke.toml")).contains("kan ikke læses"));
    }
}
