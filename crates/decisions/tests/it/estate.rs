//! Grounds of the real strategy on Eksempel: what a case there would rest on.

use decisions::{Ground, Premises, Truth, Watching};
use facts::schema;
use findings::Verdict;
use testkit::{eksempel, packs, today};

#[test]
fn a_ground_names_what_deviates_and_changes_with_the_facts_only() {
    let slots = eksempel().estate.slots(today());
    let packs = packs();
    let packs: Vec<&principles::Pack> = packs.iter().collect();
    let assessment = findings::assess(&slots, &packs);
    let system = schema().kind("system").expect("systems");
    let mut deviating = 0;
    for pack in &packs {
        for principle in &pack.principles {
            for key in slots.keys(system).iter().take(40) {
                let of = |keys: &[String]| {
                    Ground::of(
                        (&slots, &assessment, &packs),
                        (&pack.id, &principle.id),
                        (system, keys),
                        &Watching::default(),
                    )
                };
                let ground = of(&[key.to_string()]).expect("in force");
                assert_eq!(Some(&ground), of(&[key.to_string()]).as_ref());
                let deviates = ground.blamed.iter().any(|blamed| blamed.verdict == Verdict::Deviates);
                assert_eq!(ground.mark.verdict == Verdict::Deviates, deviates);
                deviating += u32::from(deviates);
            }
        }
    }
    assert!(deviating > 40, "{deviating}");
    assert!(Ground::of((&slots, &assessment, &packs), ("none", "none"), (system, &[]), &Watching::default()).is_none());
}

#[test]
fn a_premise_that_nests_is_checked_in_no_time() {
    // Truths that are the same as truths, and so on inwards: looked at both ways at each level, the work doubles with each.
    let deep = (0..30).fold("system.mfa".to_owned(), |inner, users| format!("({inner}) == (system.users > {users})"));
    let check = move || {
        let system = schema().kind("system").expect("systems");
        Premises::check(system, &packs()[0].constants(), [deep.as_str()]).map(|_| ())
    };
    // Unoptimised, the parser takes more of the stack than a test's thread has.
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(check).expect("a thread");
    assert!(thread.join().expect("checked").is_ok());
}

#[test]
fn a_premise_holds_for_all_or_says_that_it_does_not_know() {
    let slots = eksempel().estate.slots(today());
    let system = schema().kind("system").expect("systems");
    let constants = packs()[0].constants();
    let texts = ["system.name != 'Intet'", "system.name == 'Intet'"];
    match Premises::check(system, &constants, texts) {
        Ok(premises) => assert_eq!(premises.judge(&slots, &[0, 1, 2]), [Truth::Holds, Truth::Broken]),
        Err(error) => panic!("{error:?}"),
    }
    let error = Premises::check(system, &constants, ["system.nmae == \"x\""]).expect_err("misspelt");
    assert_eq!(error.label, "unknown-fact");
    for constant in ["true", "1 == 1", "system.key == system.key"] {
        let error = Premises::check(system, &constants, [constant]).expect_err("it says nothing");
        assert_eq!(error.label, "no-fact", "{constant}");
    }
    for (label, expressions) in [
        (
            "same-sides",
            &["system.name == system.name", "system.users < system.users + 1", "system.mfa == true || today <= today"]
                [..],
        ),
        ("always-true", &["system.mfa || !system.mfa", "system.mfa || 1 == 1", "system.mfa || 'a' in ['a', 'b']"]),
        ("never-true", &["system.mfa && !system.mfa", "system.users > 5 && system.users < 3"]),
    ] {
        for expression in expressions {
            let error = Premises::check(system, &constants, [*expression]).expect_err(expression);
            assert_eq!((error.label, error.is_settled()), (label, true), "{expression}");
        }
    }
    for open in [
        "system.supported_until >= date('2030-01-01') && system.supported_until <= today",
        "system.supported_until > today || system.supported_until <= date('2030-01-01')",
        "system.mfa",
        "!has(system.supported_until) || system.supported_until > today",
        "system.name != system.supplier",
    ] {
        Premises::check(system, &constants, [open]).unwrap_or_else(|error| panic!("{open}: {error:?}"));
    }
}
