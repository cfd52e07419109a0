//! From verified claims to somebody the house may let in.

use house::{Refusal, Vouched};
use kernel::{Instant, Text};
use serde_json::{Map, Value};

use crate::Settings;

/// Longer names and logins are cut off.
const LONGEST: usize = 200;

/// Reads the claims of a token whose signature, issuer, audience, age and nonce have been verified.
pub(crate) fn vouched(settings: &Settings, claims: &Map<String, Value>) -> Result<Vouched, Refusal> {
    let word = |name: &str| claims.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let Some((login, subject)) = word(&settings.login_claim).zip(word("sub")) else {
        return Err(missing(&settings.login_claim));
    };
    let cut = |text: &str| text.chars().filter(|char| !char.is_control()).take(LONGEST).collect::<String>();
    let proved_at = claims.get("auth_time").and_then(Value::as_i64);
    Ok(Vouched {
        subject: format!("{} {subject}", settings.issuer),
        login: cut(login),
        name: cut(word(&settings.name_claim).unwrap_or(login)),
        groups: groups(settings, claims)?,
        proved_at: proved_at.map(|seconds| Instant(0).plus_seconds(seconds)),
    })
}

/// The groups; none is an answer. A provider that says they are too many to tell is refused, not taken as none: Entra leaves
/// them out above two hundred, and points to its graph instead.
fn groups(settings: &Settings, claims: &Map<String, Value>) -> Result<Vec<String>, Refusal> {
    let name = &settings.groups_claim;
    match claims.get(name) {
        Some(Value::Array(all)) => Ok(all.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        Some(Value::String(one)) => Ok(vec![one.clone()]),
        _ => {
            let elsewhere = claims.get("_claim_names").and_then(|names| names.get(name)).is_some();
            let too_many = claims.get("hasgroups").is_some();
            if elsewhere || too_many { Err(overage()) } else { Ok(Vec::new()) }
        }
    }
}

fn overage() -> Refusal {
    Refusal::new(
        "oidc-groups-overage",
        "Du er med i flere grupper, end Entra ID sender med. It-drift skal ændre registreringen i Entra, så kun grupper, der er tildelt programmet Fundament, sendes (\"Groups assigned to the application\"), eller bruge app-roller. Log derefter ind igen.",
        "You are in more groups than Entra ID sends. IT operations must change the registration in Entra so that only groups assigned to the application are sent, or use app roles. Then sign in again.",
    )
}

fn missing(claim: &str) -> Refusal {
    Refusal {
        label: "oidc-claims",
        text: Text {
            da: format!(
                "Kommunens login sendte ikke oplysningen \"{claim}\". It-drift skal få udbyderen til at sende den, eller vælge en anden login_claim i Fundaments indstillinger."
            ),
            en: format!(
                "The municipality's sign-in did not send the claim \"{claim}\". IT operations must make the provider send it, or choose another login_claim in Fundament's settings."
            ),
        },
        details: Vec::new(),
    }
}
