//! Whoever comes to a case or an acquisition with an act that none of their roles, or not their token, is for is refused by the gate, before the
//! house hears of it. The log has it all the same: a refusal is part of the story of a case, whoever refused.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use house::{Refusal, Who};
use store::{ACQUISITION, CASE};

use crate::app::App;

/// What a request wants to do in a case or an acquisition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    kind: &'static str,
    /// The number of the case or acquisition; none when one is to be opened.
    id: Option<String>,
    command: String,
}

impl Wanted {
    /// What it wants; none for what only reads, and for what is about something else.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        if request.method() != Method::POST {
            return None;
        }
        let route = request.extensions().get::<MatchedPath>()?.as_str();
        let (kind, command) = act_of(route)?;
        let is_number = |(pattern, _): &(&str, &str)| matches!(*pattern, "{id}" | "{number}");
        let id = route.split('/').zip(request.uri().path().split('/')).find(is_number).map(|(_, id)| id.to_owned());
        // A meeting's number is no case's.
        let id = id.filter(|_| !route.starts_with("/direktion/"));
        Some(Self { kind, id, command })
    }
}

/// Logs the refusal. That it cannot be written makes it no less one.
pub(crate) async fn log(app: &App, who: &Who, wanted: &Wanted, refusal: &Refusal) {
    let about = (wanted.kind, wanted.id.as_deref());
    if let Err(error) = app.house.refused_at_gate(who, about, &wanted.command, refusal).await {
        tracing::error!(label = error.label(), %error, "a refusal was not logged");
    }
}

/// The kind and the command of a route that acts in a case or an acquisition.
pub(crate) fn act_of(route: &str) -> Option<(&'static str, String)> {
    for (begin, kind) in [("/api/v1/cases", CASE), ("/api/v1/acquisitions", ACQUISITION)] {
        if let Some(rest) = route.strip_prefix(begin) {
            let command = match rest.rsplit('/').next().unwrap_or_default() {
                "" => "open",
                "files" => "attach",
                "answers" | "sbom" => "state",
                verb => verb,
            };
            return Some((kind, command.to_owned()));
        }
    }
    let (kind, command) = match route {
        "/direktion/moeder/{id}/beslut" => (CASE, "decide"),
        _ => match route.strip_prefix("/sager/") {
            Some(rest) => (CASE, of_case(rest.trim_start_matches("{id}/"))?),
            None => (ACQUISITION, of_acquisition(route.strip_prefix("/anskaffelser/")?.trim_start_matches("{id}/"))?),
        },
    };
    Some((kind, command.to_owned()))
}

fn of_case(page: &str) -> Option<&'static str> {
    Some(match page {
        "ny" => "open",
        "screening" => "screen",
        "afslut" => "conclude",
        "godkend" => "accept",
        "luk" => "cancel",
        "tilbage" => "send-back",
        "forklaring" => "explain",
        "vilkaar" => "meet-condition",
        "trin" => "claim-step",
        "flyt" => "redate-step",
        "indstilling" => "submit",
        "afgoerelse" => "decide",
        "tilbagekald" => "revoke",
        "noed" => "grant-emergency",
        "gennemsyn" => "review",
        "notat" => "note",
        "fase" => "reach-phase",
        "del" => "split",
        "inhabil" => "declare-conflict",
        "bilag" => "attach",
        _ => return None,
    })
}

fn of_acquisition(page: &str) -> Option<&'static str> {
    Some(match page {
        "ny" => "open",
        "plan" => "revise",
        "egne" => "state-own",
        "kravark" => "make-sheet",
        "genbrug" => "explain-no-reuse",
        "tjekliste" => "check",
        "tilbud" => "add-candidate",
        "tilbud/{candidate}/oplys" | "tilbud/{candidate}/svar" => "state",
        "tilbud/{candidate}/screening" => "screen",
        "tilbud/{candidate}/traek" => "withdraw",
        "komponent" => "assess-part",
        "fase" => "pass-gate",
        "vinder" => "choose",
        "afslaa" => "refuse",
        "tilbage" => "reopen-offers",
        "inhabil" => "declare-conflict",
        "svar-direktionen" => "answer-board",
        "godkend" => "approve",
        "system" => "become-system",
        "opgiv" => "cancel",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::*;
    use crate::routes::{api_routes, routes};

    #[test]
    fn every_act_in_a_case_or_an_acquisition_is_known_by_its_route_and_told_in_words() {
        let all: Vec<_> =
            routes().into_iter().chain(api_routes()).filter(|route| route.method == Method::POST).collect();
        let begins = ["/sager/", "/anskaffelser/", "/api/v1/cases", "/api/v1/acquisitions"];
        let acts = all.iter().filter(|route| begins.iter().any(|begin| route.path.starts_with(begin)));
        let mut met = 0;
        for route in acts {
            let (kind, command) = act_of(route.path).unwrap_or_else(|| panic!("{}", route.path));
            assert!(house::wanted(&format!("{kind}-{command}")).is_some(), "{}: {kind}-{command}", route.path);
            met += 1;
        }
        assert!(met > 70, "{met}");
        for other in ["/log", "/direktion/moeder", "/import/{id}/gem", "/api/v1/deputies"] {
            assert_eq!(act_of(other), None, "{other}");
        }
    }
}
