//! Whoever comes to a case, an acquisition, a meeting or a deputy with an act that none of their roles, or not their token, is for is refused
//! by the gate, and what cannot be read by who reads it, before the house hears of it. The log has it all the same: a refusal is part of
//! the story of a case, whoever refused.

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use house::cases::{MOST_DECISIONS, is_acquisition};
use house::rights::Action;
use house::{DEPUTY, MEETING, Refusal, Who};
use serde_json::Value;
use store::{ACQUISITION, CASE};

use crate::api::{acquisitions, cases};
use crate::app::App;
use crate::problem::{Problem, Refuser};
use crate::routes::LARGEST_TEXT;

/// Where a meeting of the board decides: which cases and acquisitions is said in the body.
const MEETINGS: [&str; 2] = ["/direktion/moeder/{id}/beslut", MEETING_API];
const MEETING_API: &str = "/api/v1/meetings/{id}/decisions";

/// What a request wants to do in a case or an acquisition, at a meeting or with a deputy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    kind: &'static str,
    /// The number of the case or acquisition, or the meeting's id; none when one is to be opened, or nobody said which.
    id: Option<String>,
    command: String,
}

impl Act {
    /// What its address wants; nothing for what only reads, and for what is about something else.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        if matches!(*request.method(), Method::GET | Method::HEAD) {
            return None;
        }
        let route = request.extensions().get::<MatchedPath>()?.as_str();
        let (kind, command) = act_of(route)?;
        let is_number = |(pattern, _): &(&str, &str)| matches!(*pattern, "{id}" | "{number}");
        let id = route.split('/').zip(request.uri().path().split('/')).find(is_number).map(|(_, id)| decoded(id));
        Some(Self { kind, id: id.filter(|_| kind != DEPUTY), command })
    }

    /// A decision about a case or an acquisition at a meeting.
    pub(crate) fn at_meeting(number: &str) -> Self {
        let kind = if is_acquisition(number) { ACQUISITION } else { CASE };
        Self { kind, id: Some(number.to_owned()), command: "decide".to_owned() }
    }
}

/// A part of an address as the handler reads it.
fn decoded(part: &str) -> String {
    form_urlencoded::parse(part.as_bytes()).next().map(|(part, _)| part.into_owned()).unwrap_or_default()
}

/// What a request wants, of a meeting that decides each of what its body names.
async fn wanted(request: Request) -> Vec<Act> {
    let Some(act) = Act::of(&request) else { return Vec::new() };
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    if MEETINGS.contains(&route.as_str()) {
        let body = axum::body::to_bytes(request.into_body(), LARGEST_TEXT).await.unwrap_or_default();
        let numbers = if route == MEETING_API { numbers_in_json(&body) } else { numbers_in_form(&body) };
        if !numbers.is_empty() {
            return numbers.iter().map(|number| Act::at_meeting(number)).collect();
        }
    }
    vec![act]
}

/// The numbers that a meeting's form has a decision of.
fn numbers_in_form(body: &[u8]) -> Vec<String> {
    let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let is_decided = |number: &str| {
        let name = format!("beslutning-{number}");
        fields.iter().any(|(field, value)| *field == name && !value.is_empty())
    };
    once(
        fields.iter().filter(|(field, number)| field == "sag" && is_decided(number)).map(|(_, number)| number.as_str()),
    )
}

fn numbers_in_json(body: &[u8]) -> Vec<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let decisions = body["decisions"].as_array().map_or(&[][..], Vec::as_slice);
    once(decisions.iter().filter_map(|one| one["number"].as_str()))
}

/// Each once, and no more than a meeting decides.
fn once<'n>(numbers: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for number in numbers {
        if all.len() < MOST_DECISIONS && !all.iter().any(|one| one == number) {
            all.push(number.to_owned());
        }
    }
    all
}

/// Logs the refusal of what a request wanted.
pub(crate) async fn log(app: &App, who: &Who, request: Request, refusal: &Refusal) {
    for act in wanted(request).await {
        note(app, who, &act, refusal).await;
    }
}

/// Logs what was refused before the house was asked: a body that cannot be read or is too large, a version that is not named. What the
/// house refused it has logged.
pub(crate) async fn log_of_door(app: &App, who: &Who, act: Option<Act>, told: Option<Problem>) {
    if let Some((act, problem)) = act.zip(told) {
        log_of(app, who, &act, &problem).await;
    }
}

/// The same of a problem that is told with others.
pub(crate) async fn log_of(app: &App, who: &Who, act: &Act, problem: &Problem) {
    // What belongs to no session of theirs is nobody's wish, and where there is nothing, nothing was refused.
    let is_theirs = problem.label != "form-foreign" && problem.status != StatusCode::NOT_FOUND;
    if problem.by == Refuser::Door && problem.status.is_client_error() && is_theirs {
        let (label, text, details) = (problem.label, problem.text.clone(), problem.details.clone());
        note(app, who, act, &Refusal { label, text, details }).await;
    }
}

/// That it cannot be written makes it no less a refusal.
async fn note(app: &App, who: &Who, act: &Act, refusal: &Refusal) {
    let about = (act.kind, act.id.as_deref());
    if let Err(error) = app.house.refused_at_gate(who, about, &act.command, refusal).await {
        tracing::error!(label = error.label(), %error, "a refusal was not logged");
    }
}

/// The kind and the command of a route that acts in a case or an acquisition, at a meeting or with a deputy.
pub(crate) fn act_of(route: &str) -> Option<(&'static str, String)> {
    if let Some((kind, command)) = beside_cases(route) {
        return Some((kind, command.to_owned()));
    }
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
    let (kind, command) = match route.strip_prefix("/sager/") {
        Some(rest) => (CASE, of_case(rest.trim_start_matches("{id}/"))?),
        None => (ACQUISITION, of_acquisition(route.strip_prefix("/anskaffelser/")?.trim_start_matches("{id}/"))?),
    };
    Some((kind, command.to_owned()))
}

fn beside_cases(route: &str) -> Option<(&'static str, &'static str)> {
    Some(match route {
        "/direktion/moeder" | "/api/v1/meetings" => (MEETING, "plan"),
        "/direktion/moeder/{id}/dagsorden" => (MEETING, "set-agenda"),
        "/direktion/moeder/{id}/referat" => (MEETING, "close"),
        "/api/v1/meetings/{id}" => (MEETING, "change"),
        route if MEETINGS.contains(&route) => (MEETING, "decide"),
        "/mig/stedfortraeder" | "/api/v1/deputies" => (DEPUTY, "appoint"),
        "/mig/stedfortraeder/{id}/slut" | "/api/v1/deputies/{id}" => (DEPUTY, "end"),
        _ => return None,
    })
}

/// The right that a form's route takes, as the API's operation of the same command has it.
pub(crate) fn right_of(route: &str) -> Option<Action> {
    let (kind, command) = act_of(route)?;
    let verbs: &[(&str, Action)] = match kind {
        CASE => &cases::act::VERBS,
        ACQUISITION => &acquisitions::act::VERBS,
        _ => return None,
    };
    verbs.iter().find(|(path, _)| cases::act::verb(path) == command).map(|(_, action)| *action)
}

fn of_case(page: &str) -> Option<&'static str> {
    Some(match page {
        "ny" => "open",
        "screening" => "screen",
        "afslut" => "conclude",
        "godkend" => "accept",
        "luk" => "cancel",
        "tilbage" => "send-back",
        "traek" => "withdraw",
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
    use crate::gate::Need;
    use crate::routes::{api_routes, routes};

    #[test]
    fn every_act_is_known_by_its_route_and_told_in_words() {
        let all: Vec<_> =
            routes().into_iter().chain(api_routes()).filter(|route| route.method != Method::GET).collect();
        let begins = [
            "/sager/",
            "/anskaffelser/",
            "/direktion/",
            "/mig/stedfortraeder",
            "/api/v1/cases",
            "/api/v1/acquisitions",
            "/api/v1/meetings",
            "/api/v1/deputies",
        ];
        let is_act = |path: &str| begins.iter().any(|begin| path.starts_with(begin));
        let acts = all.iter().filter(|route| is_act(route.path));
        let mut met = 0;
        for route in acts {
            let (kind, command) = act_of(route.path).unwrap_or_else(|| panic!("{}", route.path));
            assert!(house::wanted(&format!("{kind}-{command}")).is_some(), "{}: {kind}-{command}", route.path);
            // A form is begun in the seat that has the right of its route.
            let is_form = matches!(kind, CASE | ACQUISITION);
            if is_form && !matches!(command.as_str(), "open" | "attach" | "decide") {
                assert_eq!(right_of(route.path).map(Need::May), Some(route.need), "{}", route.path);
            }
            met += 1;
        }
        assert!(met > 80, "{met}");
        for meeting in MEETINGS {
            assert!(all.iter().any(|route| route.path == meeting), "{meeting}");
        }
        for other in ["/log", "/direktion", "/import/{id}/gem", "/mig/mail", "/api/v1/me/mail"] {
            assert_eq!(act_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_meeting_is_refused_under_the_numbers_that_it_wanted_to_decide() {
        let form = b"sag=2026-0001&beslutning-2026-0001=&sag=A2026-0002&beslutning-A2026-0002=giv&sag=A2026-0002";
        assert_eq!(numbers_in_form(form), ["A2026-0002"]);
        let json = br#"{"decisions":[{"number":"2026-0001"},{"number":7},{},{"number":"A2026-0002"}]}"#;
        let all = numbers_in_json(json);
        assert_eq!(all, ["2026-0001", "A2026-0002"]);
        assert_eq!(all.iter().map(|one| Act::at_meeting(one).kind).collect::<Vec<_>>(), [CASE, ACQUISITION]);
        let many: Vec<String> = (0..MOST_DECISIONS + 9).map(|number| format!("{{\"number\":\"{number}\"}}")).collect();
        let many = format!("{{\"decisions\":[{}]}}", many.join(","));
        assert_eq!(numbers_in_json(many.as_bytes()).len(), MOST_DECISIONS);
        for nonsense in [&b"\xff"[..], b"[]", b""] {
            assert!(numbers_in_json(nonsense).is_empty() && numbers_in_form(nonsense).is_empty());
        }
    }
}
