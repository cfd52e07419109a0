//! Who may do what: roles, given on an org unit and counting for its subtree. The whole matrix is printed by [`matrix`]
//! and lies as `docs/rights.txt`, held by a test.

use facts::{KindId, schema};
use kernel::{Role, Text};
use store::Grant;

use crate::Snapshot;
use crate::scope;

/// Something that not everybody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See the estate, the strategy and the findings.
    ReadEstate,
    /// See people's courses and personal registers.
    ReadPeople,
    /// Supply a fact in one's own name.
    SupplyFact,
    /// Answer the question of a rule.
    AnswerQuestion,
    /// Take files in.
    Import,
    /// Undo an import.
    UndoImport,
    /// Say which register owns an attribute.
    SetPrecedence,
    /// Say which objects are the same.
    JudgeIdentity,
    /// Try a changed strategy on the estate.
    TryStrategy,
    /// Put a strategy in force.
    AdoptStrategy,
    /// Read the log.
    ReadLog,
    /// Make and close accounts, and give roles.
    ManageAccounts,
    /// Make tokens for the API, with at most one's own rights.
    MakeTokens,
    /// Open cases, and keep them: notes, files, phases, splitting.
    KeepCase,
    /// Take no part in a case.
    DeclareConflict,
    /// Screen, conclude, accept an explanation, cancel.
    ScreenCase,
    /// Explain a deviation, and follow its plan and conditions.
    ExplainCase,
    /// Report a step of a plan done: whoever explains, or whose step it is.
    ClaimStep,
    /// Send an explanation or a submission back.
    SendCaseBack,
    /// Put a case to the board.
    SubmitCase,
    /// Dispense, refuse, revoke.
    DecideCase,
    /// Grant for a fortnight when there is no time.
    GrantEmergency,
    /// Look at a decision again.
    ReviewCase,
    /// Plan the board's meetings.
    PlanMeetings,
    /// Appoint somebody to stand in for oneself.
    AppointDeputy,
    /// Keep acquisitions: candidates, their facts, the requirement sheet, screening.
    KeepAcquisition,
    /// Note the security assessment of a component that is new to the portfolio.
    AssessComponent,
    /// Take an acquisition through a gate, choose, make the winner a system, give up.
    PassGate,
    /// Approve a choice with material deviations.
    ApproveAcquisition,
    /// See what people who left still answer for.
    HandOver,
}

/// How wide a role must be held for an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On any unit.
    Anywhere,
    /// On the object's unit, or one above it.
    OverObject,
    /// On the whole municipality.
    Whole,
}

impl Action {
    /// Every action, in the order people read them.
    pub const ALL: [Self; 30] = [
        Self::ReadEstate,
        Self::ReadPeople,
        Self::SupplyFact,
        Self::AnswerQuestion,
        Self::Import,
        Self::UndoImport,
        Self::SetPrecedence,
        Self::JudgeIdentity,
        Self::TryStrategy,
        Self::AdoptStrategy,
        Self::ReadLog,
        Self::ManageAccounts,
        Self::MakeTokens,
        Self::KeepCase,
        Self::DeclareConflict,
        Self::ScreenCase,
        Self::ExplainCase,
        Self::ClaimStep,
        Self::SendCaseBack,
        Self::SubmitCase,
        Self::DecideCase,
        Self::GrantEmergency,
        Self::ReviewCase,
        Self::PlanMeetings,
        Self::AppointDeputy,
        Self::KeepAcquisition,
        Self::AssessComponent,
        Self::PassGate,
        Self::ApproveAcquisition,
        Self::HandOver,
    ];

    /// The word in the matrix.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ReadEstate => "read-estate",
            Self::ReadPeople => "read-people",
            Self::SupplyFact => "supply-fact",
            Self::AnswerQuestion => "answer-question",
            Self::Import => "import",
            Self::UndoImport => "undo-import",
            Self::SetPrecedence => "set-precedence",
            Self::JudgeIdentity => "judge-identity",
            Self::TryStrategy => "try-strategy",
            Self::AdoptStrategy => "adopt-strategy",
            Self::ReadLog => "read-log",
            Self::ManageAccounts => "manage-accounts",
            Self::MakeTokens => "make-tokens",
            Self::KeepCase => "keep-case",
            Self::DeclareConflict => "declare-conflict",
            Self::ScreenCase => "screen-case",
            Self::ExplainCase => "explain-case",
            Self::ClaimStep => "claim-step",
            Self::SendCaseBack => "send-case-back",
            Self::SubmitCase => "submit-case",
            Self::DecideCase => "decide-case",
            Self::GrantEmergency => "grant-emergency",
            Self::ReviewCase => "review-case",
            Self::PlanMeetings => "plan-meetings",
            Self::AppointDeputy => "appoint-deputy",
            Self::KeepAcquisition => "keep-acquisition",
            Self::AssessComponent => "assess-component",
            Self::PassGate => "pass-gate",
            Self::ApproveAcquisition => "approve-acquisition",
            Self::HandOver => "hand-over",
        }
    }

    /// What a refusal calls it.
    pub const fn label(self) -> Text<&'static str> {
        let (da, en) = match self {
            Self::ReadEstate => ("se kommunens it", "see the municipality's IT"),
            Self::ReadPeople => ("se oplysninger om medarbejdere", "see facts about staff"),
            Self::SupplyFact => ("oplyse om dette", "supply facts about this"),
            Self::AnswerQuestion => ("besvare dette spørgsmål", "answer this question"),
            Self::Import => ("importere", "import"),
            Self::UndoImport => ("fortryde en import", "undo an import"),
            Self::SetPrecedence => ("vælge, hvilket register der gælder", "choose which register counts"),
            Self::JudgeIdentity => ("afgøre, hvad der er samme objekt", "say which objects are the same"),
            Self::TryStrategy => ("prøve en ændret strategi", "try a changed strategy"),
            Self::AdoptStrategy => ("tage en strategi i brug", "adopt a strategy"),
            Self::ReadLog => ("læse loggen", "read the log"),
            Self::ManageAccounts => ("administrere brugere", "manage accounts"),
            Self::MakeTokens => ("lave adgangsnøgler", "make tokens"),
            Self::KeepCase => ("oprette og behandle sager", "open and keep cases"),
            Self::DeclareConflict => ("melde dig inhabil", "declare a conflict of interest"),
            Self::ScreenCase => ("screene, godkende og lukke sager", "screen, accept and close cases"),
            Self::ExplainCase => ("forklare afvigelser", "explain deviations"),
            Self::ClaimStep => ("melde et trin udført", "report a step done"),
            Self::SendCaseBack => (
                "sende sager tilbage eller trække noget i dem tilbage",
                "send cases back or withdraw what was done in them",
            ),
            Self::SubmitCase => ("indstille sager til direktionen", "submit cases to the board"),
            Self::DecideCase => ("afgøre sager", "decide cases"),
            Self::GrantEmergency => ("give nøddispensation", "grant an emergency dispensation"),
            Self::ReviewCase => ("gennemgå afgørelser", "review decisions"),
            Self::PlanMeetings => ("planlægge direktionens møder", "plan the board's meetings"),
            Self::AppointDeputy => ("udpege en stedfortræder", "appoint a deputy"),
            Self::KeepAcquisition => ("behandle anskaffelser", "keep acquisitions"),
            Self::AssessComponent => ("sikkerhedsvurdere komponenter", "assess components"),
            Self::PassGate => ("føre anskaffelser gennem en faseovergang", "take acquisitions through a gate"),
            Self::ApproveAcquisition => ("godkende et valg", "approve a choice"),
            Self::HandOver => ("se, hvad der skal overdrages", "see what is to be handed over"),
        };
        Text { da, en }
    }

    /// How wide the role must be held.
    pub const fn reach(self) -> Reach {
        match self {
            Self::ReadEstate | Self::TryStrategy | Self::MakeTokens => Reach::Anywhere,
            Self::AppointDeputy => Reach::Anywhere,
            Self::ReadPeople
            | Self::SupplyFact
            | Self::AnswerQuestion
            | Self::KeepCase
            | Self::DeclareConflict
            | Self::ScreenCase
            | Self::ExplainCase
            | Self::ClaimStep
            | Self::SendCaseBack
            | Self::SubmitCase
            | Self::GrantEmergency
            | Self::ReviewCase
            | Self::KeepAcquisition
            | Self::AssessComponent
            | Self::PassGate
            | Self::HandOver => Reach::OverObject,
            Self::Import
            | Self::UndoImport
            | Self::SetPrecedence
            | Self::JudgeIdentity
            | Self::AdoptStrategy
            | Self::ReadLog
            | Self::ManageAccounts
            | Self::DecideCase
            | Self::PlanMeetings
            | Self::ApproveAcquisition => Reach::Whole,
        }
    }

    /// Whether the person must have proved who they are within the last minutes.
    pub const fn is_grave(self) -> bool {
        matches!(
            self,
            Self::UndoImport
                | Self::AdoptStrategy
                | Self::ManageAccounts
                | Self::MakeTokens
                | Self::DecideCase
                | Self::GrantEmergency
                | Self::ApproveAcquisition
        )
    }

    /// Whether a deputy does it by the roles of whom they stand in for: work on cases, never the keeping of the house.
    pub const fn is_lent(self) -> bool {
        matches!(
            self,
            Self::KeepCase
                | Self::ScreenCase
                | Self::ExplainCase
                | Self::ClaimStep
                | Self::SendCaseBack
                | Self::SubmitCase
                | Self::DecideCase
                | Self::GrantEmergency
                | Self::ReviewCase
                | Self::KeepAcquisition
                | Self::AssessComponent
                | Self::PassGate
                | Self::ApproveAcquisition
        )
    }

    /// Whether a role may at all.
    pub const fn allows(self, role: Role) -> bool {
        use Role as R;
        match self {
            Self::ReadEstate | Self::MakeTokens => true,
            Self::ReadPeople => matches!(role, R::UnitLead | R::Security | R::Auditor | R::Admin),
            Self::SupplyFact | Self::AnswerQuestion => !matches!(role, R::Auditor | R::Admin),
            Self::Import | Self::UndoImport => {
                matches!(
                    role,
                    R::ItArchitect | R::ItManager | R::ItOperations | R::Security | R::AssetManager | R::Admin
                )
            }
            Self::SetPrecedence | Self::JudgeIdentity => matches!(role, R::ItArchitect | R::ItManager | R::Admin),
            Self::TryStrategy => {
                matches!(
                    role,
                    R::ItArchitect
                        | R::ItManager
                        | R::BusinessAreaLead
                        | R::ExecutiveBoard
                        | R::Security
                        | R::Auditor
                        | R::Admin
                )
            }
            Self::AdoptStrategy => matches!(role, R::ItArchitect | R::ItManager | R::ExecutiveBoard | R::Admin),
            Self::ReadLog => matches!(role, R::ItArchitect | R::ItManager | R::Security | R::Auditor | R::Admin),
            Self::ManageAccounts => matches!(role, R::Admin),
            Self::KeepCase => !matches!(role, R::ExecutiveBoard | R::Auditor | R::Admin),
            Self::DeclareConflict => !matches!(role, R::Auditor | R::Admin),
            Self::ScreenCase => {
                matches!(role, R::ItArchitect | R::ItManager | R::BusinessAreaLead | R::UnitLead | R::SystemOwner)
            }
            Self::ExplainCase => matches!(
                role,
                R::SystemOwner | R::BusinessAreaLead | R::UnitLead | R::AssetManager | R::ItOperations | R::Security
            ),
            Self::ClaimStep => !matches!(role, R::Auditor | R::Admin),
            Self::SendCaseBack => Self::ScreenCase.allows(role) || matches!(role, R::ExecutiveBoard),
            Self::SubmitCase => matches!(role, R::ItArchitect | R::ItManager),
            Self::DecideCase => matches!(role, R::ExecutiveBoard),
            Self::GrantEmergency => matches!(role, R::ItManager),
            Self::ReviewCase | Self::PlanMeetings => {
                matches!(role, R::ItArchitect | R::ItManager | R::ExecutiveBoard)
            }
            Self::AppointDeputy => !matches!(role, R::Auditor | R::Admin),
            Self::KeepAcquisition => Self::ScreenCase.allows(role),
            Self::AssessComponent => matches!(role, R::ItArchitect | R::ItManager | R::Security),
            Self::PassGate => matches!(role, R::ItArchitect | R::ItManager),
            Self::ApproveAcquisition => matches!(role, R::ExecutiveBoard),
            Self::HandOver => matches!(
                role,
                R::ItArchitect | R::ItManager | R::BusinessAreaLead | R::UnitLead | R::Security | R::Auditor | R::Admin
            ),
        }
    }
}

/// Whether somebody with these roles may do something that concerns no single object.
pub fn may(grants: &[Grant], action: Action) -> bool {
    grants.iter().any(|grant| action.allows(grant.role) && (action.reach() != Reach::Whole || grant.unit.is_empty()))
}

/// What is to be said of an object: it decides which roles may say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// A fact: for the role that keeps its kind.
    Fact,
    /// The answer to a question that the rule puts to this role.
    Answer(Role),
}

/// Whether somebody may say something of an object: the role that it is asked of, or one that may stand in for it, held on
/// the object's unit or above; or as the very person who answers for it.
pub fn may_say(
    grants: &[Grant],
    person: Option<&str>,
    snapshot: &Snapshot,
    (kind, object): (KindId, u32),
    saying: Saying,
) -> bool {
    let asked = match saying {
        Saying::Fact => schema().def(kind).steward,
        Saying::Answer(role) => role,
    };
    let own = person.is_some_and(|person| is_responsible(person, snapshot, (kind, object)));
    grants
        .iter()
        .any(|grant| stands_in(grant.role, asked) && (own || scope::covers(snapshot, &grant.unit, (kind, object))))
}

/// Whether a role may speak where another is asked. IT's architects and manager keep the register; a business area's leader speaks for
/// its system owners. A board is never stood in for.
const fn stands_in(role: Role, asked: Role) -> bool {
    use Role as R;
    match (role, asked) {
        (R::Auditor | R::Admin, _) => false,
        (_, R::Auditor | R::Admin) | (R::ItArchitect | R::ItManager, R::ExecutiveBoard) => false,
        (R::ItArchitect | R::ItManager, _) | (R::BusinessAreaLead, R::SystemOwner) => true,
        _ => role as u8 == asked as u8,
    }
}

fn is_responsible(person: &str, snapshot: &Snapshot, (kind, object): (KindId, u32)) -> bool {
    let Some(people) = schema().kind("person") else { return false };
    // As it was then, somebody may have gone by another key.
    snapshot.slots.find(people, person).is_some_and(|place| snapshot.slots.responsible(kind, object) == Some(place))
}

/// Whether somebody may see an object of a kind: people's own registers are for those who lead or look after them.
pub fn may_see(grants: &[Grant], person: Option<&str>, snapshot: &Snapshot, (kind, object): (KindId, u32)) -> bool {
    if !is_personal(kind) {
        return may(grants, Action::ReadEstate);
    }
    let own = person.is_some_and(|person| is_responsible(person, snapshot, (kind, object)));
    own || grants
        .iter()
        .any(|grant| Action::ReadPeople.allows(grant.role) && scope::covers(snapshot, &grant.unit, (kind, object)))
}

/// Whether somebody may see what a person who left still answers for: over the person's unit; whoever has none, only over the whole
/// municipality.
pub fn may_hand_over(grants: &[Grant], snapshot: &Snapshot, person: Option<u32>) -> bool {
    let object = schema().kind("person").zip(person);
    let over =
        |grant: &Grant| grant.unit.is_empty() || object.is_some_and(|at| scope::covers(snapshot, &grant.unit, at));
    grants.iter().any(|grant| Action::HandOver.allows(grant.role) && over(grant))
}

/// Whether somebody may see facts about everybody who works here.
pub fn may_see_everybody(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| Action::ReadPeople.allows(grant.role) && grant.unit.is_empty())
}

/// Whether a kind's objects are about single members of staff.
pub fn is_personal(kind: KindId) -> bool {
    matches!(schema().def(kind).name, "person" | "assignment")
}

/// The matrix as text: a line an action, a column a role, and how wide the role must be held; then how each kind finds its
/// unit.
pub fn matrix() -> String {
    let mut text = String::from(
        "Who may do what. Generated by `cargo xtask generate`; the rules are in crates/house/src/rights.rs.\n\
         Reach: anywhere = the role on any unit; object = on the object's unit or above it; whole = on the whole municipality.\n\
         grave = the password is asked for again. supply-fact and answer-question are for the role that is asked, see below.\n\n",
    );
    let width = Role::ALL.iter().map(|role| role.word().len()).max().unwrap_or(0) + 1;
    text.push_str(&format!("{:<20}{:<10}{:<7}", "action", "reach", "grave"));
    Role::ALL.iter().for_each(|role| text.push_str(&format!("{:<width$}", role.word())));
    text.push('\n');
    for action in Action::ALL {
        let reach = match action.reach() {
            Reach::Anywhere => "anywhere",
            Reach::OverObject => "object",
            Reach::Whole => "whole",
        };
        let grave = if action.is_grave() { "grave" } else { "" };
        text.push_str(&format!("{:<20}{reach:<10}{grave:<7}", action.word()));
        for role in Role::ALL {
            text.push_str(&format!("{:<width$}", if action.allows(role) { "yes" } else { "-" }));
        }
        text.push('\n');
    }
    text.push_str("\nWho may speak where a role is asked:\n");
    for asked in Role::ALL {
        let speakers: Vec<&str> =
            Role::ALL.iter().filter(|role| stands_in(**role, asked)).map(|role| role.word()).collect();
        text.push_str(&format!("{:<width$} {}\n", asked.word(), speakers.join(", ")));
    }
    text.push_str(
        "\nWho is asked about each kind, and how it finds its unit (nothing: only the whole municipality covers it):\n",
    );
    for kind in schema().kinds() {
        let def = schema().def(kind);
        let path = scope::path_names(kind);
        text.push_str(&format!("{:<21}{:<width$} {}\n", def.name, def.steward.word(), path.join(" -> ")));
    }
    text.lines().map(str::trim_end).fold(String::new(), |all, line| all + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(role: Role, unit: &str) -> Grant {
        Grant { role, unit: unit.to_owned() }
    }

    #[test]
    fn what_concerns_the_whole_municipality_takes_the_role_on_all_of_it() {
        assert!(may(&[grant(Role::Admin, "")], Action::ManageAccounts));
        assert!(!may(&[grant(Role::Admin, "U1")], Action::ManageAccounts));
        assert!(!may(&[grant(Role::Auditor, "")], Action::ManageAccounts));
        assert!(may(&[grant(Role::SystemOwner, "U1")], Action::ReadEstate));
        assert!(!may(&[], Action::ReadEstate));
    }

    #[test]
    fn who_only_reads_says_nothing_and_nobody_stands_in_for_the_board() {
        for asked in Role::ALL {
            assert!(!stands_in(Role::Auditor, asked) && !stands_in(Role::Admin, asked), "{asked:?}");
            assert_eq!(stands_in(asked, asked), !matches!(asked, Role::Auditor | Role::Admin));
        }
        assert!(!stands_in(Role::ItArchitect, Role::ExecutiveBoard));
        assert!(!stands_in(Role::SystemOwner, Role::BusinessAreaLead));
    }
}
