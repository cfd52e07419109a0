//! Registers for the hunt: a good conversation is written down once, answer by answer, and then answered from the harmed notes.

use inbound::kitos::KitosRegister;
use inbound::organisation::{EntraRegister, MoRegister, SofdRegister};
use inbound::{Answer, Mirror, Next, Register, Request, Run};
use kernel::Instant;
use serde_json::{Map, Value, json};
use testkit::kitos::{FakeKitos, Generation, rows, settings};

use super::harm::{BETWEEN, split};

/// So many questions and waits are no end.
const MOST_TURNS: usize = 10_000;
const FULL: Run = Run::Full { much_may_be_gone: true };

/// A register and how it answers.
type Answers = Box<dyn Fn() -> Box<dyn FnMut(&Request) -> Answer>>;

/// A register to be hunted in.
pub struct Hunted {
    pub name: &'static str,
    pub register: Box<dyn Register>,
    answers: Vec<Answers>,
}

/// All four.
pub fn all() -> Vec<Hunted> {
    let kitos = |generation| -> Answers {
        Box::new(move || {
            let mut fake = FakeKitos::of(rows(generation));
            Box::new(move |request| match fake.answer(request) {
                Some((status, retry_after, body)) => Answer::Got { status, retry_after, body },
                None => Answer::Nothing("timeout".to_owned()),
            })
        })
    };
    let told = |by: fn(&Request) -> Value| -> Answers { Box::new(move || Box::new(move |request| ok(&by(request)))) };
    vec![
        Hunted {
            name: "kitos",
            register: Box::new(KitosRegister::new(settings("https://kitos.example", 2), "hemmelig".to_owned())),
            answers: vec![kitos(Generation::Y2025), kitos(Generation::Y2026)],
        },
        Hunted {
            name: "sofd",
            register: Box::new(SofdRegister::new(
                toml::from_str("url = \"https://r.example\"\nkey_file = \"x\"\nsubstitute_context = 7")
                    .expect("settings"),
                "x".to_owned(),
            )),
            answers: vec![told(sofd)],
        },
        Hunted {
            name: "mo",
            register: Box::new(MoRegister::new(
                toml::from_str("url = \"https://r.example\"\ntoken_url = \"https://r.example/token\"\nclient_id = \"x\"\nsecret_file = \"x\"")
                    .expect("settings"),
                "x".to_owned(),
            )),
            answers: vec![told(mo)],
        },
        Hunted {
            name: "entra",
            register: Box::new(EntraRegister::new(
                toml::from_str("tenant = \"t\"\nclient_id = \"x\"\nsecret_file = \"x\"\ntell_units = true\nleave_dates = true\n[groups.g1]\nunit = \"U1\"")
                    .expect("settings"),
                "x".to_owned(),
            )),
            answers: vec![told(entra)],
        },
    ]
}

impl Hunted {
    /// Good conversations as notes: an answer a part, its status on the first line.
    pub fn notes(&self) -> Vec<Vec<u8>> {
        let noted = self.answers.iter().map(|answers| {
            let (mut answers, mut notes) = (answers(), Vec::new());
            self.talk(|request| {
                let answer = answers(request);
                if let Answer::Got { status, body, .. } = &answer {
                    notes.push([status.to_string().as_bytes(), b"\n", body].concat());
                }
                answer
            });
            notes.join(BETWEEN)
        });
        noted.collect()
    }

    /// The rows of good conversations, as JSON by list and identity.
    pub fn mirrors(&self) -> Vec<Vec<u8>> {
        let kept = self.answers.iter().filter_map(|answers| self.talk(answers()));
        let lists = kept.map(|mirror| {
            let list = |(name, rows): (&str, &inbound::MirrorRows)| {
                (name.to_owned(), Value::Object(rows.iter().map(|(id, row)| (id.clone(), row.clone())).collect()))
            };
            Value::Object(mirror.lists().map(list).collect::<Map<_, _>>()).to_string().into_bytes()
        });
        lists.collect()
    }

    /// A run answered from notes; when they come to their end, nothing is found any more. Gives the facts that it told.
    pub fn converse(&self, notes: &[u8]) -> usize {
        let mut parts = split(notes).into_iter();
        let mirror = self.talk(|_| {
            let part = parts.next().unwrap_or_else(|| b"404\n".to_vec());
            let head = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
            let status = std::str::from_utf8(&part[..head]).ok().and_then(|status| status.parse().ok()).unwrap_or(200);
            Answer::Got { status, retry_after: None, body: part[(head + 1).min(part.len())..].to_vec() }
        });
        mirror.map_or(0, |mirror| self.facts(&mirror))
    }

    /// Rows read as they are. Gives the facts that they tell.
    pub fn read(&self, rows: &[u8]) -> usize {
        let Ok(Value::Object(lists)) = serde_json::from_slice(rows) else { return 0 };
        let mut mirror = Mirror::default();
        for (list, rows) in lists {
            let Value::Object(rows) = rows else { continue };
            mirror.rows_mut(&list).extend(rows);
        }
        self.facts(&mirror)
    }

    fn facts(&self, mirror: &Mirror) -> usize {
        self.register.read(mirror, testkit::today()).import.estate.fact_count()
    }

    /// A full run; its rows if it came to its end.
    fn talk(&self, mut answer: impl FnMut(&Request) -> Answer) -> Option<Mirror> {
        let mut talk = self.register.begin(FULL, Mirror::default());
        let mut now = Instant(i64::from(testkit::today().days()) * 86_400_000_000);
        for _ in 0..MOST_TURNS {
            match talk.next(now) {
                Next::Ask(request) => talk.hear(answer(&request)),
                Next::Wait(seconds) => now = now.plus_seconds(i64::try_from(seconds).unwrap_or(i64::MAX)),
                Next::Done => return Some(talk.gathered()?.mirror),
                Next::Failed(_) => return None,
            }
            now = now.plus_seconds(1);
        }
        panic!("the run has no end")
    }
}

fn ok(body: &Value) -> Answer {
    Answer::Got { status: 200, retry_after: None, body: body.to_string().into_bytes() }
}

fn sofd(request: &Request) -> Value {
    let unit = |uuid: &str, parent: Option<&str>| {
        json!({"uuid": uuid, "name": format!("Afdeling {uuid}"), "parentUuid": parent, "ean": 5_790_001_000_011_u64,
        "deleted": false, "lastChanged": "2026-10-01T08:00:00", "tags": [], "manager": {"uuid": "p1", "name": "x", "inherited": false}})
    };
    let person = |uuid: &str, stop: Option<&str>| {
        json!({"uuid": uuid, "firstname": "Ane", "surname": "Eksempel", "chosenName": null, "deleted": false,
        "firstEmploymentDate": "2020-02-01", "lastChanged": "2026-10-01T08:00:00",
        "affiliations": [{"uuid": "a", "orgUnitUuid": "u2", "startDate": "2020-02-01", "stopDate": stop, "deleted": false, "prime": true}],
        "users": [{"userType": "ACTIVE_DIRECTORY", "userId": "ane", "prime": true, "disabled": false},
            {"userType": "EXCHANGE", "userId": "ane@eksempel.example", "prime": true, "disabled": false}]})
    };
    let place = request.place();
    if place.ends_with("/head") {
        json!(0)
    } else if place.ends_with("/orgUnits") {
        let rest = !request.url.contains("offset=u");
        json!({"orgUnits": if rest { vec![unit("u1", None), unit("u2", Some("u1"))] } else { vec![] }, "page": 0, "nextOffset": rest.then_some("u2")})
    } else if place.ends_with("/persons") && place.contains("v2") {
        let rest = !request.url.contains("offset=p");
        json!({"persons": if rest { vec![person("p1", None), person("p2", Some("2026-10-31"))] } else { vec![] }, "page": 0, "nextOffset": rest.then_some("p2")})
    } else if place.contains("substitutes") {
        json!([{"id": 1, "substituteContextId": 7, "manager": {"uuid": "p1"}, "substitute": {"uuid": "p2"}, "constraintOrgUnits": [{"uuid": "u2"}]}])
    } else {
        json!({"offset": 0, "uuids": []})
    }
}

fn mo(request: &Request) -> Value {
    let asked = request.body.as_deref().unwrap_or_default();
    if request.url.ends_with("/token") {
        return json!({"access_token": "bevis", "expires_in": 3_600, "token_type": "Bearer"});
    }
    let row = |uuid: &str, mut fields: Value| {
        fields["validity"] = json!({"from": "2012-01-01T00:00:00+01:00", "to": null});
        json!({"uuid": uuid, "validities": [fields]})
    };
    let (u, p) = (json!({"uuid": "u1"}), json!({"uuid": "p1"}));
    let (list, rows) = [
        ("org_units", vec![row("u1", json!({"name": "Eksempel", "parent_response": null})), row("u2", json!({"name": "Kultur", "parent_response": u}))]),
        ("employees", vec![row("p1", json!({"name": "Ane Eksempel"}))]),
        ("engagements", vec![row("e1", json!({"person_response": p, "org_unit_response": u, "is_primary": true}))]),
        ("managers", vec![row("m1", json!({"person_response": p, "org_unit_response": u, "manager_type_response": {"uuid": "leder"}}))]),
        (
            "addresses",
            vec![row("a1", json!({"value": "ane@eksempel.example", "address_type": {"scope": "EMAIL"}, "address_type_response": {"uuid": "a"}, "person_response": p, "org_unit_response": null}))],
        ),
        ("itusers", vec![row("i1", json!({"user_key": "ane", "person_response": p, "itsystem_response": {"uuid": "ad"}}))]),
    ]
    .into_iter()
    .find(|(list, _)| asked.contains(&format!("{{ {list}(")))
    .unwrap_or_default();
    json!({"data": {list: {"objects": rows, "page_info": {"next_cursor": null}}}})
}

fn entra(request: &Request) -> Value {
    let user = |id: &str| {
        json!({"id": id, "displayName": "Ane Eksempel", "mail": format!("{id}@eksempel.example"), "userPrincipalName": format!("{id}@eksempel.example"),
        "onPremisesSamAccountName": id, "accountEnabled": true, "userType": "Member", "employeeHireDate": "2020-02-01T00:00:00Z",
        "manager@delta": [{"@odata.type": "#microsoft.graph.user", "id": "p1"}]})
    };
    let member = json!({"@odata.type": "#microsoft.graph.user", "id": "p1"});
    if request.url.contains("/users/delta") {
        json!({"value": [user("p1"), user("p2")], "@odata.deltaLink": "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=1"})
    } else if request.url.contains("/groups/delta") {
        json!({"value": [{"id": "g1", "displayName": "Alle", "members@delta": [member]}], "@odata.deltaLink": "https://graph.microsoft.com/v1.0/groups/delta?$deltatoken=1"})
    } else {
        json!({"access_token": "bevis", "expires_in": 3_600, "token_type": "Bearer", "value": []})
    }
}
