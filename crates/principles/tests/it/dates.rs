//! What is said to be settled about days is so on every day.

use facts::{Estate, Observation, Rank, Value, schema};
use kernel::{Day, Kleene};
use principles::lang::{Bound, Checker, Outcome, Parameters};
use principles::{Settled, settled};
use proptest::prelude::*;

const FACT: &str = "system.supported_until";

/// Where months and days differ now and then.
fn days() -> impl Strategy<Value = i32> {
    prop_oneof![2 => 27..33_i32, 1 => 58..63_i32, 1 => 0..3_i32]
}

fn limit() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => days().prop_map(|days| format!("today + days({days})")),
        1 => days().prop_map(|days| format!("today - days({days})")),
        3 => (0..3_i64).prop_map(|months| format!("today + months({months})")),
        1 => (0..3_i64).prop_map(|months| format!("today - months({months})")),
        1 => (1..13_u8).prop_map(|month| format!("date('2028-{month:02}-28')")),
    ]
}

fn comparison() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let plain = (sign.clone(), limit(), any::<bool>()).prop_map(|(sign, limit, turned)| {
        if turned { format!("{limit} {sign} {FACT}") } else { format!("{FACT} {sign} {limit}") }
    });
    let counted = (prop::sample::select(vec!["days_since", "days_until"]), sign, days())
        .prop_map(|(function, sign, days)| format!("{function}({FACT}) {sign} {days}"));
    prop_oneof![4 => plain, 2 => counted, 1 => Just(format!("has({FACT})"))]
}

fn expression() -> impl Strategy<Value = String> {
    comparison().prop_recursive(3, 8, 2, |inner| {
        let both = (inner.clone(), prop::sample::select(vec!["&&", "||"]), inner.clone());
        prop_oneof![
            4 => both.prop_map(|(one, sign, other)| format!("({one} {sign} {other})")),
            1 => inner.prop_map(|one| format!("!({one})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_settled_of_days_is_so_on_every_day(
        cel in expression(),
        days in prop::collection::vec((21_100..21_900_i32, prop::option::weighted(0.9, days()), any::<bool>()), 60),
    ) {
        let kind = schema().kind("system").expect("system");
        let code = Checker::new(kind, &Parameters::new(), &[]).check(&cel).expect("it is checked");
        let never = match settled(&code) {
            Some(Settled::Always) => Kleene::False,
            Some(Settled::Never) => Kleene::True,
            Some(Settled::SameSides) | None => return Ok(()),
        };
        for (today, away, before) in days {
            let today = Day::from_days(today);
            let mut estate = Estate::default();
            let source = estate.source("test", "test", Rank::Register);
            let object = estate.object(kind, "x");
            let attribute = schema().attribute_id(kind, "supported_until").expect("known");
            if let Some(away) = away {
                let value = Value::Day(today.plus_days(if before { -away } else { away }));
                estate.observe(kind, attribute, Observation { object, source, seen_at: today, value, given: None });
            }
            let slots = estate.slots(today);
            let told = Bound::new(&code, &slots, &[]).evaluate(object, &mut Outcome::default());
            prop_assert_ne!(told, never, "{} on {}, {:?} days away", cel, today, away);
        }
    }
}
