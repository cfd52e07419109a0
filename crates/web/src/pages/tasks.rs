//! What waits for a reader of facts and answers that they may give, what settles most first; and who has something to be handed over.
//! Overblik shows the first of it, Mine opgaver all.

use facts::{Field, KindId, NamedFact, schema};
use findings::{Lacking, WorkItem};
use house::Snapshot;
use house::rights::{Saying, may_hand_over, may_say};
use maud::{Markup, html};
use principles::Body;

use super::{capital, object_href};
use crate::gate::{Signed, encoded};
use crate::locale::Say;

/// How many who left the municipality hold something that this reader may hand over.
pub(crate) fn to_hand_over(snapshot: &Snapshot, signed: &Signed) -> usize {
    let left = snapshot.leavers().iter().filter(|one| one.person.is_some() && !one.holds.is_empty());
    left.filter(|one| may_hand_over(&signed.0.grants, snapshot, one.person)).count()
}

/// The line that says so; nothing when there are none.
pub(crate) fn hand_over(left: usize, say: Say) -> Markup {
    html! {
        @if left > 0 {
            p { a href="/overdragelse" { (say.count(left, ["fratrådt medarbejder har noget, der skal overdrages", "fratrådte medarbejdere har noget, der skal overdrages"], ["person who left has something to be handed over", "people who left have something to be handed over"])) } }
        }
    }
}

/// That no facts or answers are asked for: that nothing waits is said only when no other task does.
pub(crate) fn nothing_to_answer(other_tasks: usize, say: Say) -> &'static str {
    if other_tasks == 0 {
        return say.t("Der er ikke noget, der venter på dig lige nu.", "Nothing waits for you right now.");
    }
    say.t(
        "Ingen spørgsmål eller manglende oplysninger venter på dit svar.",
        "No questions or missing facts await your answer.",
    )
}

/// What this reader is asked for: by name, or by the role they hold on the object's unit.
pub(crate) fn mine<'s>(snapshot: &'s Snapshot, signed: &Signed) -> Vec<&'s WorkItem> {
    let (grants, person) = (&signed.0.grants, signed.0.account.person.as_deref());
    let held = |item: &WorkItem| grants.iter().any(|grant| grant.role == item.whom.role);
    let is_mine = |item: &&WorkItem| {
        let named = item.whom.person.as_deref();
        // What has a person's name on it is that person's; the rest is for the role, over its units.
        if named.is_some() && person.is_some() && named != person {
            return false;
        }
        let (object, saying) = match &item.lacking {
            Lacking::Fact(fact) => {
                let named = snapshot.slots.named(*fact);
                if !is_stated(named) {
                    return false;
                }
                ((named.kind, named.object), Saying::Fact)
            }
            Lacking::Answer(_, kind, object) => ((*kind, *object), Saying::Answer(item.whom.role)),
        };
        held(item) && may_say(grants, person, snapshot, object, saying)
    };
    snapshot.worklist().iter().filter(is_mine).collect()
}

/// Whether people can supply a fact: it is stated, not computed and no relation.
fn is_stated(fact: NamedFact) -> bool {
    matches!(fact.field, Field::Attribute(attribute) if !schema().attribute(fact.kind, attribute).is_derived())
}

/// Tasks as a table.
pub(crate) fn list(snapshot: &Snapshot, items: &[&WorkItem], say: Say) -> Markup {
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Opgaver", "Tasks")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" { (say.t("Hvad", "What")) }
                    th scope="col" { (say.t("Om", "About")) }
                    th scope="col" { (say.t("Hvorfor", "Why")) }
                    th scope="col" .fu-num { (say.t("Vurderinger, det afgør", "Verdicts it settles")) }
                } }
                tbody { @for item in items { (row(snapshot, item, say)) } }
            }
        }
    }
}

/// What is asked of an object, and where it is answered.
pub(super) struct Question {
    pub(super) object: (KindId, u32),
    /// The object's page.
    pub(super) href: String,
    /// Where it is answered.
    pub(super) link: String,
    pub(super) what: String,
}

/// The object of which it is asked.
pub(super) fn asked_of(snapshot: &Snapshot, item: &WorkItem) -> (KindId, u32) {
    match &item.lacking {
        Lacking::Fact(fact) => {
            let named = snapshot.slots.named(*fact);
            (named.kind, named.object)
        }
        Lacking::Answer(_, kind, object) => (*kind, *object),
    }
}

pub(super) fn question(snapshot: &Snapshot, item: &WorkItem, say: Say) -> Question {
    let (kind, object) = asked_of(snapshot, item);
    let href = object_href(kind, &snapshot.slots.keys(kind)[object as usize]);
    let (link, what) = match &item.lacking {
        Lacking::Fact(fact) => match snapshot.slots.named(*fact).field {
            Field::Attribute(attribute) => {
                let attribute = schema().attribute(kind, attribute);
                (format!("{href}/oplys/{}", attribute.name), attribute.label.pick(say.0).to_owned())
            }
            _ => (href.clone(), String::new()),
        },
        Lacking::Answer(code, ..) => {
            let rule = snapshot.packs.iter().find_map(|pack| pack.rule(code));
            let question = match rule.map(|rule| &rule.body) {
                Some(Body::Ask(question)) => say.text(&question.text).to_owned(),
                _ => code.clone(),
            };
            (format!("{href}/svar/{}", encoded(code)), question)
        }
    };
    Question { object: (kind, object), href, link, what }
}

fn row(snapshot: &Snapshot, item: &WorkItem, say: Say) -> Markup {
    let Question { object: (kind, object), href, link, what } = question(snapshot, item, say);
    html! {
        tr {
            td { a href=(link) { (what) } }
            td { a href=(href) { (snapshot.slots.title(kind, object)) } br; span .fu-quiet { (capital(schema().def(kind).one.pick(say.0))) } }
            td { (capital(item.cause.label().pick(say.0))) }
            td .fu-num { (say.number(u64::from(item.settles))) }
        }
    }
}
