//! Opening one case for many objects: from a rule, a principle or a list, with everything that deviates and that no open case is
//! about.

use findings::Verdict;
use house::Snapshot;
use house::cases::seats;
use house::rights::{Action, may};
use kernel::Day;
use maud::{Markup, html};
use principles::{Pack, Principle, Strength};

use crate::app::App;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::pages::list::Asked;

/// So many objects at most are proposed for one case: as many as a person can look through.
const MOST: usize = 1_000;

/// What is proposed for one case, and what is left out of it.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) keys: Vec<String>,
    /// So many deviate and are in an open case already.
    pub(super) in_cases: usize,
    /// So many deviate where the reader cannot open a case.
    pub(super) elsewhere: usize,
    /// So many are more than one case is proposed for.
    pub(super) beyond: usize,
}

impl Batch {
    /// What an address asks for, in the words of a list's address.
    pub(super) fn of(
        app: &App,
        signed: &Signed,
        snapshot: &Snapshot,
        (pack, principle): (&str, &str),
        asked: &Asked,
    ) -> Self {
        let (kind, today) = (asked.kind, app.clock.today());
        let facts = (&snapshot.slots, &snapshot.assessment, &snapshot.packs()[..]);
        let mut batch = Self::default();
        for object in snapshot.listing.matching(kind, facts, &asked.query) {
            let key = snapshot.slots.keys(kind)[object as usize].to_string();
            let keys = [key.clone()];
            let opens = || {
                let held = seats(&signed.0, snapshot, Action::KeepCase, (kind, &keys));
                held.iter().any(|one| one.case_worker().is_ok())
                    && crate::pages::may_see(snapshot, signed, (kind, object))
            };
            if has_case(app, snapshot, (pack, principle), (kind, object), today) {
                batch.in_cases += 1;
            } else if !opens() {
                batch.elsewhere += 1;
            } else if batch.keys.len() == MOST {
                batch.beyond += 1;
            } else {
                batch.keys.push(key);
            }
        }
        batch
    }

    /// How many are in it, and why others that deviate are not.
    pub(super) fn told(&self, say: Say) -> Markup {
        let line = |count: usize, da: [&str; 2], en: [&str; 2]| {
            html! { @if count > 0 { " " (say.count(count, da, en)) } }
        };
        html! {
            p {
                (say.count(self.keys.len(), ["objekt afviger og er ikke i en åben sag.", "objekter afviger og er ikke i en åben sag."], ["object deviates and is in no open case.", "objects deviate and are in no open case."]))
                (line(self.in_cases, ["er udeladt, fordi en åben sag handler om det.", "er udeladt, fordi en åben sag handler om dem."], ["is left out because an open case is about it.", "are left out because an open case is about them."]))
                (line(self.elsewhere, ["er udeladt, fordi det ligger uden for dit område.", "er udeladt, fordi de ligger uden for dit område."], ["is left out because it is outside your area.", "are left out because they are outside your area."]))
                (line(self.beyond, ["er udeladt; opret en sag mere om det.", "er udeladt; opret en sag mere om dem."], ["is left out; open another case for it.", "are left out; open another case for them."]))
            }
        }
    }
}

fn has_case(
    app: &App,
    snapshot: &Snapshot,
    about: (&str, &str),
    (kind, object): (facts::KindId, u32),
    today: Day,
) -> bool {
    let (docket, name) = (app.house.docket(), facts::schema().def(kind).name);
    let is_live = |face: &std::sync::Arc<decisions::Face>| {
        decisions::standing(face, today) != decisions::Standing::NoLongerNeeded
    };
    snapshot.slots.keys_of(kind, object).into_iter().any(|key| docket.about(about, (name, key)).iter().any(is_live))
}

/// A link to one case for all that deviate; nothing where no case is kept, or for those who open none. `rest` is what else the list's
/// address says.
pub(crate) fn link(signed: &Signed, (pack, principle): (&Pack, &Principle), kind: facts::KindId, rest: &str) -> Markup {
    let say = signed.say();
    let opens = may(&signed.0.grants, Action::KeepCase);
    if principle.strength == Strength::Aspiration || !opens {
        return html! {};
    }
    let name = facts::schema().def(kind).name;
    let href = format!(
        "/sager/ny?strategi={}&princip={}&slags={name}&dom={}{rest}",
        encoded(&pack.id),
        encoded(&principle.id),
        Verdict::Deviates.word()
    );
    html! { p { a .button .button-secondary href=(href) { (say.t("Opret én sag om dem, der afviger", "Open one case for those that deviate")) } } }
}
