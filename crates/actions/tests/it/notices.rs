//! What happened since somebody was told: done by people, by the calendar and by the facts.

use actions::{Happening, Seen, notices, took_part};
use decisions::{Event, Face, Hand, Holder, Means, Recorded, Stage, Stale};
use kernel::Instant;

use crate::{first, hand, opened, standing_by};

fn happened(before: (&Face, i32), after: (&Face, i32), events: &[Recorded]) -> Vec<Happening> {
    let seen = |(face, days): (&'_ Face, i32)| (face.clone(), first().plus_days(days));
    let ((face, day), (later, today)) = (seen(before), seen(after));
    let told = notices(Some(Seen { face: &face, day }), Seen { face: &later, day: today }, events);
    told.into_iter().map(|notice| notice.what).collect()
}

fn recorded(account: &str, event: Event) -> Recorded {
    Recorded { by: hand(account), at: Instant(0), day: first(), event }
}

fn revoked() -> Recorded {
    recorded("itchef", Event::Revoked { reason: "Forudsætningen faldt bort.".to_owned() })
}

#[test]
fn the_calendar_alone_lapses_a_dispensation_and_makes_a_plan_late() {
    let dispensed = standing_by(Means::Dispensation);
    assert_eq!(happened((&dispensed, 119), (&dispensed, 120), &[]), []);
    assert_eq!(happened((&dispensed, 120), (&dispensed, 121), &[]), [Happening::Lapsed(first().plus_days(121))]);
    assert_eq!(happened((&dispensed, 121), (&dispensed, 122), &[]), [], "told once");
    // Also while people are screening anew, which is what the standing then says.
    for (means, ends) in [(Means::Dispensation, 120), (Means::Emergency, 120)] {
        let renewed = Face { stage: Stage::Screening, ..standing_by(means) };
        let lapsed = [Happening::Lapsed(first().plus_days(ends + 1))];
        assert_eq!(happened((&renewed, ends), (&renewed, ends + 1), &[]), lapsed, "{means:?}");
        assert_eq!(happened((&renewed, ends + 1), (&renewed, ends + 2), &[]), [], "{means:?}");
    }
    let explained = standing_by(Means::Explanation);
    assert_eq!(happened((&explained, 90), (&explained, 91), &[]), [Happening::Overdue(first().plus_days(91))]);
    assert_eq!(happened((&dispensed, 40), (&dispensed, 41), &[]), [Happening::ConditionBroken(0)]);
}

#[test]
fn what_people_did_is_told_with_their_name() {
    let dispensed = standing_by(Means::Dispensation);
    let mut dead = dispensed.clone();
    dead.in_force.as_mut().expect("in force").dead_since = Some(first().plus_days(5));
    let (before, after) = (Seen { face: &dispensed, day: first() }, Seen { face: &dead, day: first().plus_days(5) });
    let told = notices(Some(before), after, &[revoked()]);
    assert_eq!(told.len(), 1, "that it lapsed by being revoked is one line: {told:?}");
    assert_eq!((told[0].what, told[0].by.as_ref()), (Happening::Revoked, Some(&hand("itchef"))));
    let explained = standing_by(Means::Explanation);
    let accepted = recorded("fagchef", Event::Accepted { party: decisions::Party::Area });
    let before = Face { stage: Stage::Explained, ..opened() };
    let told =
        notices(Some(Seen { face: &before, day: first() }), Seen { face: &explained, day: first() }, &[accepted]);
    assert_eq!(
        (told[0].what, told[0].by.as_ref()),
        (Happening::Explained(first().plus_days(120)), Some(&hand("fagchef")))
    );
}

#[test]
fn what_the_facts_did_is_told_once() {
    let explained = standing_by(Means::Explanation);
    let mut stale = explained.clone();
    stale.stale.insert(Stale::PremiseUnknown);
    assert_eq!(happened((&explained, 1), (&stale, 2), &[]), [Happening::Stale(Stale::PremiseUnknown)]);
    assert_eq!(happened((&stale, 2), (&stale, 3), &[]), []);
    let followed = Face { stage: Stage::Followed, ..explained.clone() };
    assert_eq!(happened((&explained, 1), (&followed, 2), &[]), [Happening::Followed]);
    let again = Face { relapses: 1, ..opened() };
    assert_eq!(happened((&followed, 2), (&again, 3), &[]), [Happening::Reopened]);
    let moot = Face { stage: Stage::Moot, ..explained.clone() };
    assert_eq!(happened((&explained, 1), (&moot, 2), &[]), [Happening::Moot]);
}

#[test]
fn those_who_acted_and_those_they_acted_for_had_a_part_and_the_house_had_none() {
    let mut deputy = revoked();
    deputy.by.deputy_for = Some(Holder { account: "direktør".to_owned(), name: "Direktør".to_owned() });
    let observed = Recorded {
        by: Hand { holder: Holder { account: "system".to_owned(), name: "Fundament".to_owned() }, deputy_for: None },
        at: Instant(0),
        day: first(),
        event: Event::Observed { ground: opened().seen, watched: decisions::Watched::default(), retired: false },
    };
    let part: Vec<&str> = took_part([&deputy, &observed]).into_iter().collect();
    assert_eq!(part, ["direktør", "itchef"]);
}
