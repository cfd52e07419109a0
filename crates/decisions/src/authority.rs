//! Authority as a value: who acts, in which seat. A seat is made only from what the gate found somebody to hold, so whoever
//! has none cannot call the verb that asks for it (strategy §3: IT, the business area and the executive board).

use std::fmt;

use kernel::Role;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::case::Case;

/// A person with an account, and the name as it was on the day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holder {
    /// The account's id.
    pub account: String,
    /// The name.
    pub name: String,
}

/// Who acted, and for whom when they stood in for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hand {
    /// Who acted.
    #[serde(flatten)]
    pub holder: Holder,
    /// Whose deputy they were in this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy_for: Option<Holder>,
}

/// The name, and for whom: `Vera Vik for Iben Holm`, in both languages.
impl fmt::Display for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.holder.name)?;
        self.deputy_for.as_ref().map_or(Ok(()), |principal| write!(f, " for {}", principal.name))
    }
}

impl Hand {
    /// Whether it is that person's: acting, or acted for.
    pub fn is_of(&self, person: &Holder) -> bool {
        self.holder.account == person.account
            || self.deputy_for.as_ref().is_some_and(|principal| principal.account == person.account)
    }

    /// Whether one person has a part in both: acting, or acted for.
    pub fn shares(&self, other: &Self) -> bool {
        let accounts = |hand: &Self| {
            [Some(hand.holder.account.clone()), hand.deputy_for.as_ref().map(|holder| holder.account.clone())]
        };
        accounts(self).iter().flatten().any(|one| accounts(other).iter().flatten().any(|another| one == another))
    }
}

/// What the gate found: the roles that somebody holds over every object of the case, today.
///
/// Only the house's gate makes one (`cargo xtask tidy` sees to that).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    hand: Hand,
    roles: Vec<Role>,
    /// Answers for the objects by name: owner, manager, leader.
    responsible: bool,
    /// Who they are in the municipality's facts: every key that leads to them.
    person: Vec<String>,
}

impl Held {
    /// What somebody holds. `responsible` when the facts name them as the one who answers for the objects.
    pub fn by(hand: Hand, roles: Vec<Role>, responsible: Responsible) -> Self {
        Self { hand, roles, responsible: responsible == Responsible::Named, person: Vec::new() }
    }

    /// The same, known in the municipality's facts by these keys.
    #[must_use]
    pub fn known_as(mut self, keys: Vec<String>) -> Self {
        self.person = keys;
        self
    }

    /// Whether the municipality's facts know them by that key.
    pub fn is_person(&self, key: &str) -> bool {
        self.person.iter().any(|known| known == key)
    }

    /// Who it is.
    pub fn hand(&self) -> &Hand {
        &self.hand
    }

    /// The house itself, which only observes.
    pub fn house() -> Self {
        let holder = Holder { account: "system".to_owned(), name: "Fundament".to_owned() };
        Self { hand: Hand { holder, deputy_for: None }, roles: Vec::new(), responsible: false, person: Vec::new() }
    }

    fn any(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }

    /// Whether they could screen for IT.
    pub fn is_it(&self) -> bool {
        self.any(&[Role::ItArchitect, Role::ItManager])
    }

    /// Whether they could screen for the business area.
    pub fn is_area(&self) -> bool {
        self.any(&AREA)
    }

    /// Whether they hold that role over the objects.
    pub fn holds(&self, role: Role) -> bool {
        self.any(&[role])
    }

    /// Whether the facts name them as the one who answers for the objects.
    pub fn is_named(&self) -> bool {
        self.responsible
    }

    /// Whether they could explain: they answer for the objects, or lead or look after them.
    pub fn may_explain(&self) -> bool {
        self.responsible || self.any(&AREA) || self.any(&EXPLAINING)
    }

    /// Whether they look after information security.
    pub fn is_security(&self) -> bool {
        self.any(&[Role::Security])
    }

    /// Whether they sit on the board.
    pub fn is_board(&self) -> bool {
        self.any(&[Role::ExecutiveBoard])
    }
}

/// Whether the facts name somebody as the one who answers for an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Responsible {
    /// They do.
    Named,
    /// They do not.
    NotNamed,
}

const AREA: [Role; 3] = [Role::BusinessAreaLead, Role::UnitLead, Role::SystemOwner];
/// They explain as well as the area does.
const EXPLAINING: [Role; 3] = [Role::AssetManager, Role::ItOperations, Role::Security];
const WORKERS: [Role; 6] = [
    Role::ItArchitect,
    Role::ItManager,
    Role::Security,
    Role::ItOperations,
    Role::AssetManager,
    Role::BusinessAreaLead,
];

/// Screens for IT.
#[derive(Clone, Debug)]
pub struct ItScreener(Hand);
/// Screens for the business area.
#[derive(Clone, Debug)]
pub struct AreaScreener(Hand);
/// Explains a deviation: answers for the object, or leads those who do.
#[derive(Clone, Debug)]
pub struct Explainer(Hand);
/// Reports a step done: explains, or is named by the plan as the one who does it.
#[derive(Clone, Debug)]
pub struct StepKeeper(Hand);
/// Opens, splits, cancels and keeps cases.
#[derive(Clone, Debug)]
pub struct CaseWorker(Hand);
/// Sits on the executive board; with the keys that lead to them in the municipality's facts.
#[derive(Clone, Debug)]
pub struct BoardSeat(Hand, Vec<String>);
/// The IT manager, who may grant for a fortnight when there is no time.
#[derive(Clone, Debug)]
pub struct EmergencySeat(Hand);

impl BoardSeat {
    /// Whether the municipality's facts know them by that key.
    pub fn is_person(&self, key: &str) -> bool {
        self.1.iter().any(|known| known == key)
    }
}

macro_rules! seats {
    ($($seat:ident),+) => {$(
        impl $seat {
            /// Whose seat it is.
            pub fn hand(&self) -> &Hand {
                &self.0
            }
        }
    )+};
}
seats!(ItScreener, AreaScreener, Explainer, StepKeeper, CaseWorker, BoardSeat, EmergencySeat);

impl Held {
    /// The seat that screens for IT.
    ///
    /// # Errors
    /// When they are not IT's architect or manager, or have declared a conflict of interest in the case.
    pub fn it_screener(&self, case: &Case) -> Result<ItScreener, Refusal> {
        self.free_of_conflict(case)?;
        let refusal = || {
            no_seat(
                "Kun en it-arkitekt eller it-chefen kan gøre det på vegne af it",
                "Only an IT architect or the IT manager does that for IT",
            )
        };
        self.is_it().then(|| ItScreener(self.hand.clone())).ok_or_else(refusal)
    }

    /// The seat that screens for the business area.
    ///
    /// # Errors
    /// When they lead or own nothing there, or have declared a conflict of interest in the case.
    pub fn area_screener(&self, case: &Case) -> Result<AreaScreener, Refusal> {
        self.free_of_conflict(case)?;
        let refusal = || {
            no_seat(
                "Kun fagområdets leder eller systemejer kan gøre det på vegne af fagområdet",
                "Only the business area's lead or system owner does that for the area",
            )
        };
        self.is_area().then(|| AreaScreener(self.hand.clone())).ok_or_else(refusal)
    }

    /// The seat that explains.
    ///
    /// # Errors
    /// When they neither answer for the objects nor lead those who do, or have declared a conflict of interest in the case.
    pub fn explainer(&self, case: &Case) -> Result<Explainer, Refusal> {
        self.free_of_conflict(case)?;
        let refusal = || {
            no_seat(
                "Kun den, der er ansvarlig for systemet eller udstyret, kan forklare afvigelsen",
                "Only whoever answers for the system or equipment explains the deviation",
            )
        };
        self.may_explain().then(|| Explainer(self.hand.clone())).ok_or_else(refusal)
    }

    /// The seat that reports a step of the plan done.
    ///
    /// # Errors
    /// When they neither explain nor are the one whose step it is, or have declared a conflict of interest in the case.
    pub fn step_keeper(&self, case: &Case, step: usize) -> Result<StepKeeper, Refusal> {
        self.free_of_conflict(case)?;
        let named = case.steps.get(step).and_then(|step| step.mark.person.as_deref());
        if named.is_some_and(|person| self.is_person(person)) {
            return Ok(StepKeeper(self.hand.clone()));
        }
        self.explainer(case).map(|seat| StepKeeper(seat.0))
    }

    /// The seat that opens and keeps cases.
    ///
    /// # Errors
    /// When their role has no part in cases.
    pub fn case_worker(&self) -> Result<CaseWorker, Refusal> {
        let may = self.responsible || self.any(&WORKERS) || self.any(&AREA);
        let refusal = || no_seat("Sagen skal behandles af en anden rolle end din", "Your role cannot work on the case");
        may.then(|| CaseWorker(self.hand.clone())).ok_or_else(refusal)
    }

    /// The same in a case that is there.
    ///
    /// # Errors
    /// As [`Held::case_worker`], and when they have declared a conflict of interest in the case.
    pub fn case_worker_of(&self, case: &Case) -> Result<CaseWorker, Refusal> {
        self.free_of_conflict(case)?;
        self.case_worker()
    }

    /// The seat on the executive board.
    ///
    /// # Errors
    /// When they have none, or have declared a conflict of interest in the case.
    pub fn board_seat(&self, case: &Case) -> Result<BoardSeat, Refusal> {
        self.free_of_conflict(case)?;
        let refusal = || no_seat("Kun direktionen kan afgøre sagen", "Only the executive board decides the case");
        self.is_board().then(|| BoardSeat(self.hand.clone(), self.person.clone())).ok_or_else(refusal)
    }

    /// The seat that grants in an emergency.
    ///
    /// # Errors
    /// When they are not the IT manager, or have declared a conflict of interest in the case.
    pub fn emergency_seat(&self, case: &Case) -> Result<EmergencySeat, Refusal> {
        self.free_of_conflict(case)?;
        let refusal = || {
            no_seat("Kun it-chefen kan give nøddispensation", "Only the IT manager can grant an emergency dispensation")
        };
        self.any(&[Role::ItManager]).then(|| EmergencySeat(self.hand.clone())).ok_or_else(refusal)
    }

    fn free_of_conflict(&self, case: &Case) -> Result<(), Refusal> {
        // It is their own: whoever they stood in for when they said so has none by that.
        if case.conflicted.iter().any(|(hand, _)| self.hand.is_of(&hand.holder)) {
            return Err(Refusal::new(
                "case-conflict-of-interest",
                "Du har meldt dig inhabil i sagen. Lad en anden med samme rolle tage den.",
                "You have declared a conflict of interest in the case. Let somebody else with the same role take it.",
            ));
        }
        Ok(())
    }
}

fn no_seat(da: &str, en: &str) -> Refusal {
    Refusal::new(
        "case-no-seat",
        format!("{da}. Bed en med den rolle om at gøre det."),
        format!("{en}. Ask somebody with that role to do it."),
    )
}
