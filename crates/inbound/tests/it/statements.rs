//! Statements: facts and answers that people gave by name.

use facts::{Rank, Value, schema};
use inbound::Outcome;

use crate::{day, everything_shown, file, import, rejected, stated};

const HEAD: &str = "type;nøgle;oplysning;værdi;oplyst af;oplyst den;gælder til\n";
const SYSTEMS: (&str, &str) = ("systems.csv", "key;name;hosting\nS1;Sag;saas\nS2;Løn;iaas\n");

fn statements(rows: &str) -> inbound::Import {
    import(&[("statements.csv", &format!("{HEAD}{rows}")), SYSTEMS])
}

#[test]
fn a_persons_fact_has_the_persons_name_and_date() {
    let import = statements(
        "system;S1;Driftsform;PaaS;Ane Holm;2026-11-01;2027-11-01\nit-system;S2;users;1.250;Ane Holm;1.11.2026;\n",
    );
    assert_eq!(import.report.rejected, []);
    let hosting = stated(&import, "system.hosting", "S1")[1];
    assert_eq!((&hosting.value, hosting.seen_at), (&Value::text("paas"), day("2026-11-01")));
    let given = hosting.given.as_ref().expect("a person gave it");
    assert_eq!((&*given.by, given.valid_until), ("Ane Holm", Some(day("2027-11-01"))));
    let source = &import.estate.sources()[usize::from(hosting.source.0)];
    assert_eq!((&*source.name, source.rank), ("Ane Holm", Rank::Person));
    let users = stated(&import, "system.users", "S2")[0];
    assert_eq!((&users.value, users.source), (&Value::Int(1250), hosting.source));
    assert_eq!(users.given.as_ref().expect("a person gave it").valid_until, None);
}

#[test]
fn an_answer_to_a_rule_is_kept_as_its_word() {
    let import = statements("system;S1;threat-not-discussed;partly;Bo;2026-11-01;2026-12-01\n");
    let system = schema().kind("system").expect("system");
    let object = import.estate.find(system, "S1").expect("S1");
    let answer = import.estate.answer_to(system, object, "threat-not-discussed").expect("answered");
    assert_eq!((&*answer.word, &*answer.by, answer.on), ("partly", "Bo", day("2026-11-01")));
    assert_eq!(answer.valid_until, Some(day("2026-12-01")));
    assert_eq!(file(&import, "statements.csv").accepted, 1);
}

#[test]
fn what_a_statement_speaks_of_must_exist_and_the_nearest_name_is_told() {
    let import = statements(
        "systm;S1;hosting;saas;Ane;2026-11-01;\nsystem;S11;hosting;saas;Ane;2026-11-01;\nsystem;S1;hostng;saas;Ane;2026-11-01;\n\
         system;S1;coupled_systems;4;Ane;2026-11-01;\n",
    );
    let found = rejected(&import);
    let places: Vec<_> = found.iter().map(|r| (r.0, r.1, r.2)).collect();
    assert_eq!(
        places,
        [(2, "type", "systm"), (3, "nøgle", "S11"), (4, "oplysning", "hostng"), (5, "oplysning", "coupled_systems")]
    );
    assert!(found[0].3.ends_with("Mente du 'system'?"), "{}", found[0].3);
    assert!(found[1].3.ends_with("Mente du 'S1'?"), "{}", found[1].3);
    assert!(found[2].3.ends_with("Mente du 'hosting'?"), "{}", found[2].3);
    assert!(found[3].3.contains("regner Fundament selv ud"));
    assert_eq!(stated(&import, "system.hosting", "S1").len(), 1);
}

#[test]
fn a_statement_without_person_day_or_value_stays_out() {
    let import = statements(
        "system;S1;hosting;saas;;2026-11-01;\nsystem;S1;hosting;saas;Ane;;\nsystem;S1;hosting;sass;Ane;2026-11-01;\n\
         system;S1;hosting;?;Ane;2026-11-01;\nsystem;S1;a-rule;;Ane;2026-11-01;\nsystem;S1;hosting;saas;Ane;2026-11-01;2026-10-01\n\
         system;S1;name;-;Ane;2026-11-01;\nsystem;S1;hosting;saas;Ane;2026-11-01;aldrig\n",
    );
    let columns: Vec<_> = rejected(&import).iter().map(|r| (r.0, r.1)).collect();
    assert_eq!(
        columns,
        [
            (2, "oplyst af"),
            (3, "oplyst den"),
            (4, "værdi"),
            (5, "værdi"),
            (6, "værdi"),
            (7, "gælder til"),
            (8, "værdi"),
            (9, "gælder til")
        ]
    );
    assert_eq!(file(&import, "statements.csv").rejected, 8);
}

#[test]
fn no_cpr_number_comes_in_with_a_statement() {
    let import = statements(
        "system;S1;documentation_url;010190-1234;Ane;2026-11-01;\nsystem;S1;a-rule;yes;010190-1234;2026-11-01;\n",
    );
    assert_eq!(file(&import, "statements.csv").rejected, 2);
    assert!(!everything_shown(&import).contains("0190-1234"));
    assert_eq!(import.estate.answers().count(), 0);
}

#[test]
fn statements_without_their_columns_are_refused() {
    let import = import(&[("statements.csv", "kind;key;fact;value;given_by\nsystem;S1;hosting;saas;Ane\n"), SYSTEMS]);
    let statements = file(&import, "statements.csv");
    assert_eq!(statements.outcome, Outcome::Refused);
    assert!(statements.notices[0].text.da.contains("'oplyst den'"), "{:?}", statements.notices);
}
