//! What a pack's author meets when something is wrong: the place, what it is, and the nearest right name.

use principles::{Pack, PackFile, lint};

const STRATEGY: &str = "id = \"t\"\nversion = \"1\"\ntitle = { da = \"T\", en = \"T\" }\n[[section]]\nid = \"4\"\ntitle = { da = \"A\", en = \"A\" }\n";

fn rule(code: &str, lines: &str) -> String {
    format!(
        "[[principle.rule]]\ncode = \"{code}\"\nkind = \"system\"\n{lines}\nweight = \"minor\"\ntitle = {{ da = \"a\", en = \"a\" }}\nfinding = {{ da = \"{{system.name}}\", en = \"b\" }}\nremedy = {{ da = \"c\", en = \"c\" }}\n"
    )
}

fn pack(rules: &str) -> Result<Pack, Vec<principles::PackError>> {
    let head = "[[principle]]\nid = \"x\"\nsection = \"4\"\nstrength = \"follow_or_explain\"\ntitle = { da = \"a\", en = \"a\" }\ntext = { da = \"a\", en = \"a\" }\nlongest_dispensation = \"P1Y\"\nreview = \"P1Y\"\n";
    Pack::parse(&[
        PackFile { name: "strategy.toml".into(), text: STRATEGY.into() },
        PackFile { name: "04.toml".into(), text: format!("{head}{rules}") },
    ])
}

/// Label, column and Danish text of the only error.
fn refused(require: &str) -> (&'static str, usize, String) {
    let errors = pack(&rule("a-b", &format!("require = \"{require}\""))).expect_err(require);
    assert_eq!((errors.len(), errors[0].file.as_str(), errors[0].line), (1, "04.toml", 12), "{require}: {errors:?}");
    (errors[0].label, errors[0].column, errors[0].text.da.clone())
}

#[test]
fn a_slip_is_refused_at_its_place_with_the_nearest_right_name() {
    for (require, label, column, hint) in [
        ("system.hostign == 'saas'", "unknown-fact", 19, "hosting"),
        ("system.hosting == 'sass'", "unknown-word", 30, "saas"),
        ("system.owner.unit.naem == 'x'", "unknown-fact", 30, "name"),
        ("sytem.mfa", "unknown-name", 12, "system"),
        ("system.mfa && p.treshold > 1", "unknown-parameter", 28, "[parameters]"),
        ("system.integrations_out.all(i, i.documentd_on > today)", "unknown-fact", 45, "documented_on"),
    ] {
        let (found, at, text) = refused(require);
        assert_eq!((found, at), (label, column), "{require}: {text}");
        assert!(text.contains(hint), "{require}: {text}");
    }
}

#[test]
fn what_does_not_fit_together_is_refused() {
    for require in [
        "system.users > 'x'",
        "system.mfa > true",
        "system.users",
        "system.risk_assessed_on > '2026-01-01'",
        "today + 30 > system.risk_assessed_on",
        "system.risk_assessed_on - today > days(30)",
        "system.kle_tasks == 'x'",
        "system.integrations_out.documented_on > today",
        "system.users ? true : false",
        "system.mfa ? 1 : 'x'",
        "system.name < 'x'",
        "1 in system.kle_tasks",
        "system.integrations_out in ['x']",
        "system.hosting == system.criticality",
        "system.owner == system.supplier",
    ] {
        assert_eq!(refused(require).0, "type-mismatch", "{require}");
    }
}

#[test]
fn what_is_not_in_the_language_is_refused_with_what_to_write_instead() {
    for (require, label) in [
        ("system.users > 1.5", "unsupported"),
        ("system.name == null", "null"),
        ("system.kle_tasks[0] == 'x'", "unsupported"),
        ("system.kle_tasks.map(t, t).size() > 1", "unsupported"),
        ("timestamp('2026-01-01T00:00:00Z') > today", "unsupported"),
        ("system.risk_assessed_on > today - duration('24h')", "unsupported"),
        ("{'a': 1} == {'a': 1}", "unsupported"),
        ("has(system.integrations_out)", "unsupported"),
        ("system.kle_tasks.all(system, true)", "name-taken"),
        ("system.name.matches('(')", "bad-pattern"),
        ("system.risk_assessed_on > date('2026-02-31')", "bad-date"),
        ("system.mfa &&", "syntax"),
        ("system.name.frobnicate()", "unsupported"),
    ] {
        let require = require.replace('"', "\\\"");
        assert_eq!(refused(&require).0, label, "{require}");
    }
}

#[test]
fn nesting_that_would_exhaust_the_stack_is_refused() {
    let deep = format!("{}true{}", "(".repeat(400), ")".repeat(400));
    assert_eq!(refused(&deep).0, "too-big");
    let bangs = format!("{}system.mfa", "!".repeat(5_000));
    assert!(["too-big", "syntax"].contains(&refused(&bangs).0));
    let wide = vec!["system.mfa"; 60].join(" && ");
    assert!(pack(&rule("a-b", &format!("require = \"{wide}\""))).is_ok());
}

#[test]
fn a_code_used_twice_is_refused_and_says_where_it_was_first() {
    let twice = rule("a-b", "require = \"system.mfa\"") + &rule("a-b", "require = \"system.key_system\"");
    let errors = pack(&twice).expect_err("twice");
    assert_eq!((errors[0].label, errors[0].line), ("duplicate-code", 18));
    assert!(errors[0].text.da.contains("linje 10"), "{}", errors[0].text.da);
}

#[test]
fn all_errors_come_at_once() {
    let both = rule("a-b", "require = \"system.mfq\"") + &rule("c-d", "require = \"system.users\"");
    assert_eq!(pack(&both).expect_err("two").len(), 2);
}

fn lints(when: &str, require: &str) -> Vec<&'static str> {
    let when = if when.is_empty() { String::new() } else { format!("when = \"{when}\"\n") };
    let pack = pack(&rule("a-b", &format!("{when}require = \"{require}\""))).expect(require);
    lint(&pack).iter().map(|lint| lint.label).collect()
}

#[test]
fn a_rule_that_cannot_be_meant_is_reported() {
    assert_eq!(lints("system.users > 5 && system.users < 3", "system.mfa"), ["never-applies"]);
    assert_eq!(lints("system.hosting == 'saas' && system.hosting == 'iaas'", "system.mfa"), ["never-applies"]);
    assert_eq!(lints("system.users > 5", "system.users > 3"), ["never-deviates"]);
    assert_eq!(lints("system.mfa", "system.mfa || system.users > 3"), ["never-deviates"]);
    assert_eq!(lints("", "system.mfa || !system.mfa"), ["never-deviates"]);
    assert_eq!(lints("system.hosting in ['saas', 'paas']", "system.hosting != 'iaas'"), ["never-deviates"]);
    assert_eq!(lints("system.mfa", "!system.mfa"), ["never-follows"]);
    assert_eq!(lints("1 > 2", "system.mfa"), ["never-applies"]);
    assert_eq!(lints("size(system.name) < 0", "system.mfa"), ["never-applies"]);
    assert_eq!(lints("system.name.size() > 5 && 3 > system.name.size()", "system.mfa"), ["never-applies"]);
    assert_eq!(lints("", "size(system.name) >= 0"), ["never-deviates"]);
    assert_eq!(
        lints("system.risk_assessed_on > today - days(10)", "days_since(system.risk_assessed_on) < 30"),
        ["never-deviates"]
    );
    // So it is on every day.
    let soon = "system.supported_until < today + days(30)";
    assert_eq!(
        lints(&format!("{soon} && system.supported_until > today + months(2)"), "system.mfa"),
        ["never-applies"]
    );
    assert_eq!(lints(&format!("{soon} && !has(system.supported_until)"), "system.mfa"), ["never-applies"]);
    assert_eq!(
        lints("", "days_until(system.supported_until) > 5 && days_since(system.supported_until) > 5"),
        ["never-follows"]
    );
}

#[test]
fn a_rule_that_can_be_meant_is_not() {
    assert_eq!(lints("system.users > 5", "system.users > 7"), Vec::<&str>::new());
    assert_eq!(lints("system.hosting == 'saas'", "system.mfa"), Vec::<&str>::new());
    assert_eq!(lints("system.name.size() > 5 && size(system.licence) < 3", "system.mfa"), Vec::<&str>::new());
    // What holds today need not hold tomorrow.
    assert_eq!(lints("today < date('2030-01-01')", "system.mfa"), Vec::<&str>::new());
    let soon = "system.supported_until < today + days(30)";
    for later in ["system.supported_until > date('2031-05-01')", "system.supported_until == date('2020-02-29')"] {
        assert_eq!(lints(&format!("{soon} && {later}"), "system.mfa"), Vec::<&str>::new(), "{later}");
    }
    // A month has more than thirty days now and then, and less.
    for month in [
        "system.supported_until >= today + days(30) && system.supported_until < today + months(1)",
        "system.supported_until > today + months(1) && system.supported_until < today + days(30)",
    ] {
        assert_eq!(lints(month, "system.mfa"), Vec::<&str>::new(), "{month}");
    }
    // There may be no support date at all, so the comparison may be false either way.
    assert_eq!(lints("", "system.supported_until > today || system.supported_until <= today"), Vec::<&str>::new());
}

#[test]
fn tables_that_are_opened_and_never_closed_are_refused_and_do_not_end_the_process() {
    let text = format!("{STRATEGY}{}", "x = { da = \"a\",\n".repeat(20_000));
    let errors = Pack::parse(&[PackFile { name: "strategy.toml".into(), text }]).expect_err("refused");
    assert!(errors[0].label == "toml" && errors[0].text.da.contains("lukkes igen"), "{errors:?}");
}
