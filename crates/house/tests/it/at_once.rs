//! Two people decide at once, each in a process of their own: one wins, and the other is told who did what. In both databases.

use std::fmt::Debug;
use std::sync::Arc;

use decisions::{Acquisition, AcquisitionCommand, Command, Explanation, Face, Opening};
use facts::schema;
use findings::{Finding, Verdict};
use house::cases::Seat;
use house::{House, HouseError, Who};
use kernel::Role;
use tokio::sync::Barrier;

use super::Town;
use super::acquisitions::for_board;
use super::cases::{Cast, act, dispense, explained_in, explanation, named, opening, submission};

/// How often they meet: which of the two comes first differs.
const ROUNDS: usize = 4;

/// One who decides: in which process, who, what, and what the log calls it in both languages.
struct Decides<C> {
    house: Arc<House>,
    who: Who,
    command: C,
    told: (&'static str, &'static str),
}

/// Both do it at the same moment, as tasks of their own. What the winner got; whoever was late was refused with that label and told in
/// one line what the winner did.
async fn one_wins<C, T, F>(both: [Decides<C>; 2], label: &str, act: impl Fn(Arc<House>, Who, C) -> F) -> T
where
    T: Debug + Send + 'static,
    F: Future<Output = Result<T, HouseError>> + Send + 'static,
{
    let start = Arc::new(Barrier::new(2));
    let lines = both.each_ref().map(|one| (one.who.account.name.clone(), one.told));
    let tasks = both.map(|one| {
        let (start, does) = (Arc::clone(&start), act(one.house, one.who, one.command));
        tokio::spawn(async move {
            start.wait().await;
            does.await
        })
    });
    let [one, two] = tasks;
    let (won, late, (name, (da, en))) = match (one.await.expect("done"), two.await.expect("done")) {
        (Ok(won), Err(late)) => (won, late, &lines[0]),
        (Err(late), Ok(won)) => (won, late, &lines[1]),
        (one, two) => panic!("one wins and one is late: {one:?} {two:?}"),
    };
    let HouseError::Refused(refusal) = late else { panic!("{late:?}") };
    assert_eq!((refusal.label, refusal.details.len()), (label, 1), "{refusal:?}");
    let line = &refusal.details[0];
    assert!(
        line.text.da.ends_with(&format!("{name} {da}")) && line.text.en.ends_with(&format!("{name} {en}")),
        "{line:?}"
    );
    won
}

/// As many cases as they meet, each about a system of its own.
fn openings(house: &House) -> Vec<Opening> {
    let (rule, now) = ("rights-concept-missing", house.now());
    let (packs, one) = (now.packs(), opening(house, rule));
    let deviates = |finding: &Finding<'_>| finding.verdict == Verdict::Deviates && finding.rule(&packs).code == rule;
    let deviates = now.assessment.findings().filter(deviates);
    let system = schema().kind(&one.kind).expect("systems");
    let keys = deviates.map(|finding| now.slots.keys(system)[finding.object as usize].to_string()).take(ROUNDS);
    let openings: Vec<Opening> = keys.map(|key| Opening { keys: vec![key], ..one.clone() }).collect();
    assert_eq!(openings.len(), ROUNDS);
    openings
}

async fn two_decide_a_case(town: &Town) {
    let (house, other) = (Arc::new(town.lived_in().await), Arc::new(town.house().await));
    let cast = Cast::of(&house).await;
    let bo = named(&house, "bo", Role::ExecutiveBoard).await;
    let until = house.now().today.plus_days(60);
    for opening in openings(&house) {
        let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
        let reason = format!("Leverandøren af {} kan først levere det i næste udgave.", opening.keys[0]);
        let explanation = Explanation { reason, ..explanation(house.now().today) };
        let face = explained_in(&house, &cast, face, explanation).await;
        let shown = face.seen.hash.clone();
        let submit = Command::Submit { submission: submission(until), shown: shown.clone() };
        let face = act(&house, &cast.architect, &face, &submit).await;
        let reason = "Der kan skiftes allerede i år.".to_owned();
        let refuse = Command::Refuse { reason, plan_by: until, meeting: None, shown: shown.clone() };
        let both = [
            (&house, &cast.board, dispense(until, &shown), ("gav dispensation", "gave a dispensation")),
            (&other, &bo, refuse, ("gav afslag", "refused")),
        ]
        .map(|(house, who, command, told)| Decides {
            house: Arc::clone(house),
            who: who.clone(),
            command,
            told,
        });
        let (number, seen) = (face.id.0.clone(), face.version);
        let won: Face = one_wins(both, "case-changed", |house, who, command| {
            let number = number.clone();
            async move { house.act_on_case(Seat::of(&who), &number, seen, &command).await }
        })
        .await;
        assert_eq!(won.version, seen + 1);
        for house in [&house, &other] {
            let view = house.case(&number).await.expect("read").expect("there");
            assert_eq!(view.case.face, won, "both see what the winner decided");
            let late = view.refused.last().expect("logged");
            assert_eq!((late.label.as_str(), late.details.len()), ("case-changed", 1));
        }
    }
    assert_eq!(house.store().verify_log(house.tenant()).await.expect("read"), None);
}

async fn two_decide_a_choice(town: &Town) {
    let (house, other) = (Arc::new(town.lived_in().await), Arc::new(town.house().await));
    let (it, area) =
        (named(&house, "it", Role::ItArchitect).await, named(&house, "area", Role::BusinessAreaLead).await);
    let board = [named(&house, "ida", Role::ExecutiveBoard).await, named(&house, "bo", Role::ExecutiveBoard).await];
    let (mut acquisition, offer) = for_board(&house, &it, &area).await;
    for _ in 0..ROUNDS {
        let approve = AcquisitionCommand::Approve {
            reason: "Ingen leverandør kan andet i år.".to_owned(),
            meeting: None,
            shown: offer.hash.clone(),
        };
        let refuse = AcquisitionCommand::Refuse {
            reason: "Der er tilbud uden den afvigelse.".to_owned(),
            different: "Fælles login fra første dag.".to_owned(),
            meeting: None,
            shown: offer.hash.clone(),
        };
        let [ida, bo] = &board;
        let both = [
            (&house, ida, approve, ("godkendte valget", "approved the choice")),
            (&other, bo, refuse, ("afslog valget", "refused the choice")),
        ]
        .map(|(house, who, command, told)| Decides {
            house: Arc::clone(house),
            who: who.clone(),
            command,
            told,
        });
        let (number, seen) = (acquisition.id.0.clone(), acquisition.version);
        let won: Acquisition = one_wins(both, "acquisition-changed", |house, who, command| {
            let number = number.clone();
            async move { house.act_on_acquisition(Seat::of(&who), (&number, seen), &command).await }
        })
        .await;
        let view = other.acquisition(&number).await.expect("read").expect("there");
        assert_eq!((view.acquisition.version, &view.acquisition), (seen + 1, &won), "both see what the winner decided");
        acquisition = won;
        if acquisition.turned.is_some() {
            let answer = "Leverandøren har lovet det i kontrakten.".to_owned();
            let at = (number.as_str(), acquisition.version);
            let answered = AcquisitionCommand::AnswerBoard { answer };
            acquisition = house.act_on_acquisition(Seat::of(&area), at, &answered).await.expect("answered");
        }
    }
    assert_eq!(house.store().verify_log(house.tenant()).await.expect("read"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_decide_a_case_at_once_become_one_decision_and_one_who_is_told_in_sqlite() {
    two_decide_a_case(&Town::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_decide_a_case_at_once_become_one_decision_and_one_who_is_told_in_postgres() {
    two_decide_a_case(&Town::in_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_decide_a_choice_at_once_become_one_decision_and_one_who_is_told_in_sqlite() {
    two_decide_a_choice(&Town::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_decide_a_choice_at_once_become_one_decision_and_one_who_is_told_in_postgres() {
    two_decide_a_choice(&Town::in_postgres().await).await;
}
