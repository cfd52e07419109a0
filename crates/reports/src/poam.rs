//! Plans as OSCAL 1.1.2 plan of action and milestones (NIST): what a risk tool of somebody else's can read. One item and one risk a
//! case, one milestone a step. The same state gives the same document: names are derived, and nothing is told of the hour of export.

use decisions::{Case, Face, Stage, Standing, Step, standing};
use kernel::{Day, Hasher};
use serde_json::{Value, json};

/// The version of the format.
const OSCAL: &str = "1.1.2";
/// The space of our own properties' names.
const NAMES: &str = "urn:fundament:oscal";

/// A case to be exported, with its principle's title.
#[derive(Clone, Debug)]
pub struct PoamCase {
    /// The case.
    pub case: Case,
    /// The principle's title.
    pub principle: String,
}

/// Whether a case has a plan that is still to be carried out.
pub fn has_live_plan(face: &Face, today: Day) -> bool {
    !face.plan.is_empty() && standing(face, today) != Standing::NoLongerNeeded
}

/// The document; none when no case has a plan, since the format knows no empty one. `house` names the municipality's house for good.
pub fn poam((house, municipality): (&str, &str), today: Day, cases: &[PoamCase]) -> Option<Value> {
    let planned: Vec<&PoamCase> = cases.iter().filter(|one| !one.case.steps.is_empty()).collect();
    let modified = planned.iter().map(|one| one.case.at).max()?;
    let organisation = uuid(&[house, "organisation"]);
    let mut version = Hasher::default().field(today.to_string().as_bytes());
    for one in &planned {
        let face = &one.case.face;
        version = version.field(face.id.0.as_bytes()).field(&face.version.to_be_bytes());
    }
    let written = Written { house, organisation: &organisation, today };
    Some(json!({ "plan-of-action-and-milestones": {
        "uuid": uuid(&[house, "poam"]),
        "metadata": {
            "title": line(&format!("{municipality}: handleplaner")),
            "last-modified": modified.to_string(),
            "version": version.finish().short(),
            "oscal-version": OSCAL,
            "parties": [{ "uuid": organisation, "type": "organization", "name": line(municipality) }],
        },
        "system-id": { "identifier-type": "http://ietf.org/rfc/rfc4122", "id": uuid(&[house, "estate"]) },
        "risks": planned.iter().map(|one| written.risk(one)).collect::<Vec<_>>(),
        "poam-items": planned.iter().map(|one| written.item(one)).collect::<Vec<_>>(),
    } }))
}

struct Written<'a> {
    house: &'a str,
    organisation: &'a str,
    today: Day,
}

impl Written<'_> {
    fn uuid(&self, case: &Case, what: &str) -> String {
        uuid(&[self.house, &case.face.id.0, what])
    }

    fn origins(&self) -> Value {
        json!([{ "actors": [{ "type": "party", "actor-uuid": self.organisation }] }])
    }

    fn item(&self, PoamCase { case, principle }: &PoamCase) -> Value {
        let face = &case.face;
        let stands = standing(face, self.today);
        let mut props = vec![
            property("case", &face.id.0),
            property("principle", &format!("{}/{}", face.pack, face.principle)),
            property("standing", stands.word()),
            property("opened", &face.opened.to_string()),
        ];
        props.extend(face.keys.iter().map(|key| property("object", &format!("{}:{key}", face.kind))));
        let cause = if case.cause.is_empty() { String::new() } else { format!("\n\n{}", case.cause) };
        json!({
            "uuid": self.uuid(case, "item"),
            "title": line(&format!("{} {}", face.id, face.title)),
            "description": format!("{principle}{cause}").trim(),
            "props": props,
            "origins": self.origins(),
            "related-risks": [{ "risk-uuid": self.uuid(case, "risk") }],
        })
    }

    fn risk(&self, PoamCase { case, principle }: &PoamCase) -> Value {
        let face = &case.face;
        let told = case.round.told.as_ref().map(|told| &told.explanation);
        let describe =
            |text: &str| if text.trim().is_empty() { face.title.trim().to_owned() } else { text.trim().to_owned() };
        let mut risk = json!({
            "uuid": self.uuid(case, "risk"),
            "title": line(&format!("{principle}: {}", face.title)),
            "description": describe(told.map_or("", |told| told.departs.as_str())),
            "statement": describe(told.map_or("", |told| told.risk_text.as_str())),
            "status": status(face, self.today),
            "origins": self.origins(),
            "remediations": [self.remediation(case)],
        });
        if let Some(told) = told {
            risk["props"] = json!([property("residual-risk", told.risk.word())]);
            risk["mitigating-factors"] = json!([{
                "uuid": self.uuid(case, "instead"),
                "description": format!("{}\n\n{}", told.instead, told.purpose).trim(),
            }]);
        }
        let until = told.map(|told| told.until);
        if let Some(day) = face.in_force.as_ref().map(|in_force| in_force.until).or(face.refused).or(until) {
            risk["deadline"] = json!(instant(day));
        }
        risk
    }

    /// A plan that people have accepted is planned; one that they have not is a recommendation.
    fn remediation(&self, case: &Case) -> Value {
        let lifecycle = match standing(&case.face, self.today) {
            Standing::NoLongerNeeded => "completed",
            Standing::Explained { .. } | Standing::Overdue { .. } | Standing::Dispensed { .. } => "planned",
            _ => "recommendation",
        };
        let tasks: Vec<Value> =
            case.steps.iter().enumerate().map(|(place, step)| self.task(case, place, step)).collect();
        json!({
            "uuid": self.uuid(case, "plan"),
            "lifecycle": lifecycle,
            "title": line(&format!("Handleplan for {}", case.face.id)),
            "description": line(&case.face.title),
            "tasks": tasks,
        })
    }

    fn task(&self, case: &Case, place: usize, step: &Step) -> Value {
        let (planned, mark) = (&step.planned, &step.mark);
        let mut props = vec![
            property("step-type", planned.kind.word()),
            property("owner", &planned.owner),
            property("done", if mark.is_done() { "yes" } else { "no" }),
            property("reported-done", if mark.claimed { "yes" } else { "no" }),
        ];
        if mark.moved > 0 {
            props.push(property("first-due", &mark.first_due.to_string()));
            props.push(property("moved", &mark.moved.to_string()));
        }
        if let Some(cost) = planned.cost {
            props.push(property("cost-dkk", &format!("{}.{:02}", cost.oere() / 100, (cost.oere() % 100).abs())));
        }
        json!({
            "uuid": self.uuid(case, &format!("step {place}")),
            "type": "milestone",
            "title": line(&planned.what),
            "props": props,
            "timing": { "on-date": { "date": instant(mark.due) } },
        })
    }
}

/// What OSCAL calls it: a deviation that is asked for, one that is let stand, and what is open again.
fn status(face: &Face, today: Day) -> &'static str {
    match standing(face, today) {
        Standing::NoLongerNeeded => "closed",
        Standing::Explained { .. } | Standing::Dispensed { .. } => "deviation-approved",
        Standing::AwaitingBoard => "deviation-requested",
        Standing::InScreening if face.stage == Stage::Explained => "deviation-requested",
        _ => "open",
    }
}

/// A property of ours; the format takes no empty value and no line break.
fn property(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMES, "value": line(value) })
}

/// Noon, so that it is that day in every time zone of Europe.
fn instant(day: Day) -> String {
    format!("{day}T12:00:00Z")
}

/// A text in one line; the format takes no empty one.
fn line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.is_empty() { "-".to_owned() } else { line }
}

/// A name derived from what it names, in the shape of a version 5 UUID (by SHA-256, where RFC 9562 has SHA-1).
fn uuid(parts: &[&str]) -> String {
    let hash = parts.iter().fold(Hasher::default(), |hasher, part| hasher.field(part.as_bytes())).finish().to_string();
    let variant = match hash.as_bytes()[16] % 4 {
        0 => '8',
        1 => '9',
        2 => 'a',
        _ => 'b',
    };
    format!("{}-{}-5{}-{variant}{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..32])
}

#[cfg(test)]
mod tests {
    use super::{line, uuid};

    #[test]
    fn a_derived_name_is_the_same_again_and_has_the_shape_of_one() {
        let one = uuid(&["kommune", "2026-0042", "risk"]);
        assert_eq!(one, uuid(&["kommune", "2026-0042", "risk"]));
        assert_ne!(one, uuid(&["kommune", "2026-004", "2risk"]));
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{one}");
        assert!(one.as_bytes()[14] == b'5' && b"89ab".contains(&one.as_bytes()[19]), "{one}");
    }

    #[test]
    fn a_line_has_no_break_and_is_not_empty() {
        assert_eq!(line(" a\r\n\tb\u{7}c "), "a b c");
        assert_eq!(line(" \n"), "-");
    }
}
