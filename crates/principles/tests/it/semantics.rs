//! Meaning, case by case: holes, none, references, lists, dates, ages, and the facts that come out as grounds.

use facts::{Estate, Field, Observation, Rank, Slots, Value, ValueType, schema};
use kernel::{Day, Kleene, Kroner, Period};
use principles::lang::{Bound, Checker, Outcome, Parameters, Use};

fn today() -> Day {
    testkit::today()
}

/// A small town: `kind key attribute=value ..`, one object a line; `-` says that there is none.
fn town(lines: &str) -> Slots {
    let mut estate = Estate::default();
    for kind in schema().kinds() {
        estate.deliver(kind);
    }
    let source = estate.source("test", "test", Rank::Register);
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let kind = schema().kind(words.next().expect("kind")).expect(line);
        let object = estate.object(kind, words.next().expect("key"));
        for word in words {
            let (name, text) = word.split_once('=').expect(word);
            let attribute = schema().attribute_id(kind, name).expect(word);
            let value = match (schema().attribute(kind, attribute).value, text) {
                (_, "-") => Value::None,
                (ValueType::Bool, _) => Value::Bool(text == "yes"),
                (ValueType::Int, _) => Value::Int(text.parse().expect(word)),
                (ValueType::Money, _) => Value::Money(Kroner::parse(text).expect(word)),
                (ValueType::Day, _) => Value::Day(Day::parse(text).expect(word)),
                (t, _) if t.is_list() => Value::list(text.split('|').filter(|item| !item.is_empty())),
                _ => Value::text(text),
            };
            let seen_at = today().plus_days(-10);
            estate.observe(kind, attribute, Observation { object, source, seen_at, value, given: None });
        }
    }
    estate.slots(today())
}

/// The truth for system S, what decided it and what is lacking.
fn judge(slots: &Slots, expression: &str, age: Option<(&'static str, Period)>) -> (Kleene, Vec<String>, Vec<String>) {
    let kind = schema().kind("system").expect("system");
    let parameters = Parameters::new();
    let uses: Vec<Use> = age.iter().map(|(name, _)| Use { kind, name }).collect();
    let ages: Vec<Period> = age.iter().map(|(_, period)| *period).collect();
    let code =
        Checker::new(kind, &parameters, &uses).check(expression).unwrap_or_else(|e| panic!("{expression}: {e:?}"));
    let mut outcome = Outcome::default();
    let truth = Bound::new(&code, slots, &ages).evaluate(slots.find(kind, "S").expect("S"), &mut outcome);
    let named = |facts: &[facts::FactId]| {
        let mut names: Vec<String> = facts
            .iter()
            .map(|fact| {
                let fact = slots.named(*fact);
                let name = match fact.field {
                    Field::Attribute(attribute) => schema().attribute(fact.kind, attribute).name,
                    Field::Relation(place) => schema().relations(fact.kind)[usize::from(place)].name,
                    Field::Key => "key",
                    Field::Conflicts => "conflicts",
                };
                format!("{}.{name}", slots.keys(fact.kind)[fact.object as usize])
            })
            .collect();
        names.sort();
        names.dedup();
        names
    };
    (truth, named(&outcome.seen), named(&outcome.lacking))
}

fn truth(lines: &str, expression: &str) -> Kleene {
    judge(&town(lines), expression, None).0
}

use Kleene::{False, True, Unknown};

#[test]
fn has_asks_whether_there_is_a_value_not_whether_we_know() {
    let ask = |facts: &str, e: &str| truth(&format!("system S {facts}"), e);
    assert_eq!(ask("contract=K", "has(system.contract)"), True);
    assert_eq!(ask("contract=-", "has(system.contract)"), False);
    assert_eq!(ask("", "has(system.contract)"), Unknown);
    assert_eq!(ask("", "!has(system.contract)"), Unknown);
}

#[test]
fn comparison_with_what_there_is_none_of_is_false_and_its_inequality_true() {
    let ask = |e: &str| truth("system S supported_until=- licence=-", e);
    assert_eq!(ask("system.supported_until > today"), False);
    assert_eq!(ask("system.supported_until <= today"), False);
    assert_eq!(ask("!(system.supported_until > today)"), True);
    assert_eq!(ask("system.licence == 'MIT'"), False);
    assert_eq!(ask("system.licence != 'MIT'"), True);
    assert_eq!(ask("system.licence in ['MIT']"), False);
}

#[test]
fn a_reference_is_followed_and_one_that_leads_nowhere_is_lacking() {
    let lines = "system S owner=P manager=GONE\n person P unit=U left_on=-\n unit U name=Stab";
    assert_eq!(truth(lines, "system.owner.unit.name == 'Stab'"), True);
    assert_eq!(truth(lines, "system.owner == 'P'"), True);
    assert_eq!(truth(lines, "!has(system.owner.left_on)"), True);
    let (verdict, _, lacking) = judge(&town(lines), "system.manager.unit.name == 'Stab'", None);
    assert_eq!((verdict, lacking), (Unknown, vec!["S.manager".to_owned()]));
}

#[test]
fn lists_are_judged_element_by_element() {
    let lines = "system S\n system T\n integration I from=S to=T monitored=yes\n integration J from=S to=T\n integration K from=T to=S monitored=no";
    assert_eq!(truth(lines, "system.integrations_out.exists(i, i.monitored)"), True);
    assert_eq!(truth(lines, "system.integrations_out.all(i, i.monitored)"), Unknown);
    assert_eq!(truth(lines, "system.integrations_in.all(i, i.monitored)"), False);
    assert_eq!(truth(lines, "system.integrations_out.exists_one(i, i.monitored)"), Unknown);
    assert_eq!(truth(lines, "size(system.integrations_out) == 2"), True);
    assert_eq!(truth(lines, "system.integrations_out.filter(i, i.monitored).size() >= 1"), True);
    assert_eq!(truth(lines, "system.integrations_out.filter(i, i.monitored).size() <= 1"), Unknown);
    assert_eq!(truth(lines, "system.integrations_out.filter(i, i.monitored).size() <= 2"), True);
    assert_eq!(truth(lines, "system.certificates.all(c, c.in_use)"), True);
}

#[test]
fn an_element_of_unknown_membership_keeps_a_list_open() {
    let lines = "system S\n server A system=S in_operation=yes\n server B in_operation=no";
    assert_eq!(truth(lines, "system.servers.exists(s, s.in_operation)"), True);
    let (verdict, _, lacking) = judge(&town(lines), "system.servers.all(s, s.in_operation)", None);
    assert_eq!((verdict, lacking), (Unknown, vec!["B.system".to_owned()]));
    assert_eq!(truth(lines, "size(system.servers) >= 1 && size(system.servers) <= 2"), True);
}

#[test]
fn what_no_source_has_delivered_is_unknown_and_not_empty() {
    let kind = schema().kind("system").expect("system");
    let mut estate = Estate::default();
    estate.object(kind, "S");
    let (verdict, _, lacking) = judge(&estate.slots(today()), "system.certificates.all(c, c.in_use)", None);
    assert_eq!((verdict, lacking), (Unknown, vec!["S.certificates".to_owned()]));
}

#[test]
fn dates_go_by_the_calendar() {
    let ask = |e: &str| truth("system S risk_assessed_on=2026-02-28 in_use_since=2020-02-29", e);
    assert_eq!(ask("system.risk_assessed_on == date('2026-01-31') + months(1)"), True);
    assert_eq!(ask("system.in_use_since + years(1) == date('2021-02-28')"), True);
    assert_eq!(ask("days_since(system.risk_assessed_on) == 268"), True);
    assert_eq!(ask("system.risk_assessed_on - system.in_use_since > 2000"), True);
    assert_eq!(ask("system.risk_assessed_on.getFullYear() == 2026 && system.risk_assessed_on.getMonth() == 1"), True);
    assert_eq!(ask("system.risk_assessed_on >= today - months(9)"), True);
    assert_eq!(ask("system.risk_assessed_on >= today - days(30)"), False);
}

#[test]
fn arithmetic_that_cannot_be_done_settles_nothing_unless_it_does_not_matter() {
    let ask = |e: &str| truth("system S users=0 mfa=yes", e);
    assert_eq!(ask("10 / system.users > 1"), Unknown);
    assert_eq!(ask("system.mfa || 10 / system.users > 1"), True);
    assert_eq!(ask("9223372036854775806 + 5 + system.users > 1"), Unknown);
    assert_eq!(ask("system.users * 7 % 5 == 0 && -system.users == 0"), True);
}

#[test]
fn a_fact_older_than_the_rule_allows_is_unknown() {
    let slots = town("system S mfa=yes");
    assert_eq!(judge(&slots, "system.mfa", Some(("mfa", Period::of(0, 10)))).0, True);
    let (verdict, _, lacking) = judge(&slots, "system.mfa", Some(("mfa", Period::of(0, 9))));
    assert_eq!((verdict, lacking), (Unknown, vec!["S.mfa".to_owned()]));
}

#[test]
fn only_what_decided_is_named() {
    let slots = town("system S mfa=no users=5 encrypted_at_rest=yes central_logging=no");
    let (_, seen, _) = judge(&slots, "system.encrypted_at_rest && system.mfa && system.central_logging", None);
    assert_eq!(seen, ["S.central_logging", "S.mfa"]);
    let (_, seen, _) = judge(&slots, "system.mfa || system.users > 3 || system.licence == 'MIT'", None);
    assert_eq!(seen, ["S.users"]);
    let (_, _, lacking) =
        judge(&slots, "system.encrypted_at_rest && system.licence == 'MIT' && system.name == 'x'", None);
    assert_eq!(lacking, ["S.licence", "S.name"]);
}

#[test]
fn conflicts_are_facts() {
    let kind = schema().kind("system").expect("system");
    let mut estate = Estate::default();
    let object = estate.object(kind, "S");
    for (source, text) in [("KITOS", "saas"), ("CMDB", "iaas")] {
        let source = estate.source(source, source, Rank::Register);
        let attribute = schema().attribute_id(kind, "hosting").expect("hosting");
        let value = Value::text(text);
        estate.observe(kind, attribute, Observation { object, source, seen_at: today(), value, given: None });
    }
    let slots = estate.slots(today());
    assert_eq!(judge(&slots, "'hosting' in system.conflicts", None).0, True);
    assert_eq!(judge(&slots, "'owner' in system.conflicts", None).0, False);
    assert_eq!(judge(&slots, "size(system.conflicts) == 1", None).0, True);
}
