//! What OS2kitos says becomes facts and nothing else does, in both generations of its API.

use std::collections::BTreeMap;

use inbound::kitos::{self, KitosSettings};
use inbound::{Mirror, Told};
use serde_json::{Value, json};
use testkit::kitos::{Generation, rows, settings, uuid};

use super::day;

fn mirror(lists: BTreeMap<&'static str, Vec<Value>>) -> Mirror {
    let mut mirror = Mirror::default();
    for (list, rows) in lists {
        for row in rows {
            let id = row["uuid"].as_str().expect("an identity").to_owned();
            mirror.rows_mut(list).insert(id, row);
        }
    }
    mirror
}

fn told(generation: Generation) -> Told {
    kitos::read(&mirror(rows(generation)), &settings("https://kitos.example", 250), day("2026-11-23"))
}

/// Everything stated of the object with that key, as `attribute=value`.
pub fn all(told: &Told, kind: &str, key: &str) -> Vec<String> {
    let kind = facts::schema().kind(kind).expect(kind);
    let object = told.import.estate.find(kind, key).unwrap_or_else(|| panic!("{key} is there"));
    let mut all = Vec::new();
    for attribute in facts::schema().def(kind).attributes {
        let id = facts::schema().attribute_id(kind, attribute.name).expect("an attribute");
        for observation in told.import.estate.observations(kind, id) {
            if observation.object == object {
                all.push(format!("{}={}", attribute.name, plain(&observation.value)));
            }
        }
    }
    all
}

fn plain(value: &facts::Value) -> String {
    match value {
        facts::Value::None => "none".to_owned(),
        facts::Value::Bool(yes) => yes.to_string(),
        facts::Value::Int(number) => number.to_string(),
        facts::Value::Money(amount) => amount.shown(kernel::Lang::Da),
        facts::Value::Day(day) => day.to_string(),
        facts::Value::Text(text) => text.to_string(),
        facts::Value::List(items) => items.join("|"),
    }
}

fn notices(told: &Told) -> Vec<String> {
    told.import.report.files.iter().flat_map(|file| &file.notices).map(|notice| notice.text.da.clone()).collect()
}

#[test]
fn a_usage_becomes_a_system_with_all_it_says_and_no_more() {
    let common = |more: &[String]| {
        let mut all = vec![
            "name=Sygeplejejournalen".to_owned(),
            format!("catalogue_id={}", uuid(31)),
            "local_id=SYS-31".to_owned(),
            "purpose=Journal for sygeplejen".to_owned(),
            "valid_in_register=true".to_owned(),
            "status=in_operation".to_owned(),
            format!("business_area={}", uuid(11)),
            format!("using_units={}|{}", uuid(11), uuid(12)),
            format!("owner={}", uuid(21)),
            format!("manager={}", uuid(22)),
            format!("supplier={}", uuid(41)),
            format!("contract={}", uuid(71)),
            "in_use_since=2021-02-01".to_owned(),
            "kle_tasks=98.01.00|98.03.00".to_owned(),
            "personal_data=sensitive".to_owned(),
            "business_critical=true".to_owned(),
            "risk_assessment_planned_on=2026-01-10".to_owned(),
            "risk_assessed_on=2024-01-10".to_owned(),
            "dpia_on=2023-06-01".to_owned(),
        ];
        all.extend_from_slice(more);
        all.sort();
        all
    };
    let sorted = |generation| {
        let mut all = all(&told(generation), "system", &uuid(81));
        all.sort();
        all
    };
    assert_eq!(sorted(Generation::Y2025), common(&[]));
    let newer =
        ["hosting=saas", "criticality=high", "code_model=proprietary", "socially_critical=false"].map(str::to_owned);
    assert_eq!(sorted(Generation::Y2026), common(&newer));
}

#[test]
fn what_nobody_filled_in_is_not_stated() {
    let older = told(Generation::Y2025);
    let newer = told(Generation::Y2026);
    assert_eq!(
        all(&older, "system", &uuid(82)),
        [
            "name=Vejregistret",
            &format!("catalogue_id={}", uuid(32)),
            "valid_in_register=false",
            "status=retired",
            "hosting=own_data_centre"
        ]
    );
    assert_eq!(
        all(&newer, "system", &uuid(82)),
        [
            "name=Vejregistret",
            &format!("catalogue_id={}", uuid(32)),
            "valid_in_register=false",
            "status=retired",
            "contract=none",
            "hosting=own_data_centre",
            "code_model=mixed"
        ]
    );
    assert_eq!(
        all(&newer, "system", &uuid(83)),
        [
            "name=Tavlen".to_owned(),
            format!("catalogue_id={}", uuid(33)),
            "valid_in_register=true".to_owned(),
            "status=pilot".to_owned(),
            format!("supplier={}", uuid(42)),
            format!("contract={}", uuid(72)),
            "dpia_on=none".to_owned()
        ]
    );
}

#[test]
fn contracts_carry_over_expired_ones_too_and_belong_to_the_usage() {
    for generation in [Generation::Y2025, Generation::Y2026] {
        let told = told(generation);
        let told_of = |name: &str, supplier, runs_to: &str| {
            vec![
                format!("name={name}"),
                "number=K-7".to_owned(),
                format!("supplier={}", uuid(supplier)),
                format!("responsible={}", uuid(22)),
                "signed_on=2021-01-13".to_owned(),
                format!("runs_to={runs_to}"),
                "irrevocable_until=2025-01-31".to_owned(),
                "notice_months=6".to_owned(),
                "yearly_amount=750.000 kr.".to_owned(),
            ]
        };
        assert_eq!(all(&told, "contract", &uuid(71)), told_of("Journaldrift", 41, "2028-01-31"));
        // A validity that has ended is a fact like another, and the end is the end and not the start.
        assert_eq!(all(&told, "contract", &uuid(72)), told_of("Tavleaftale", 42, "2025-12-31"));
        // The contract's systems are usages: the usage's own key finds it.
        assert!(all(&told, "system", &uuid(81)).contains(&format!("contract={}", uuid(71))));
        assert_eq!(all(&told, "supplier", &uuid(41)), ["name=Nordlys Software", "cvr=11223344"]);
    }
}

#[test]
fn relations_registrations_units_and_users_carry_over() {
    for generation in [Generation::Y2025, Generation::Y2026] {
        let told = told(generation);
        assert_eq!(
            all(&told, "integration", &uuid(55)),
            [
                "name=Viser dagens besøg".to_owned(),
                format!("from={}", uuid(81)),
                format!("to={}", uuid(83)),
                "interface=Tavleopslag 3".to_owned()
            ]
        );
        let key = format!("{}:{}:{}", uuid(91), uuid(81), uuid(41));
        assert_eq!(
            all(&told, "processing_agreement", &key),
            [
                format!("system={}", uuid(81)),
                format!("processor={}", uuid(41)),
                "concluded_on=2021-01-12".to_owned(),
                "oversight_on=2025-11-15".to_owned(),
                "oversight_months=24".to_owned(),
                "transfer_basis=EU-standardkontrakt".to_owned(),
                "sub_processors_known=true".to_owned()
            ]
        );
        assert_eq!(all(&told, "unit", &uuid(10)), ["name=Prøvelund Kommune", "parent=none"]);
        let unit =
            [String::from("name=Ældre og Sundhed"), format!("parent={}", uuid(10)), "ean=5798000000011".to_owned()];
        assert_eq!(all(&told, "unit", &uuid(11)), unit);
        assert_eq!(all(&told, "person", &uuid(21)), ["name=Åse Ømand", "email=aase@proevelund.example"]);
        assert!(told.import.report.is_clean(), "{:?}", told.import.report.rejected);
        assert_eq!(notices(&told), Vec::<String>::new());
    }
}

/// Six defects of an importer in use (each is one line of a naive mapping).
mod defects {
    use super::*;

    #[test]
    fn a_system_without_a_rights_holder_comes_in() {
        assert!(all(&told(Generation::Y2025), "system", &uuid(83)).contains(&"name=Tavlen".to_owned()));
    }

    #[test]
    fn a_product_s_rights_holder_is_not_the_supplier_of_the_contract() {
        let mut lists = rows(Generation::Y2026);
        lists.get_mut("it-systems").expect("systems")[0]["rightsHolder"]["uuid"] = json!(uuid(49));
        let told = kitos::read(&mirror(lists), &settings("https://kitos.example", 250), day("2026-11-23"));
        assert!(all(&told, "system", &uuid(81)).contains(&format!("supplier={}", uuid(41))));
    }

    #[test]
    fn links_to_the_impact_and_the_risk_assessment_are_not_mixed_and_neither_becomes_documentation() {
        let told = told(Generation::Y2026);
        assert!(all(&told, "system", &uuid(81)).iter().all(|fact| !fact.contains("dok.example")));
    }

    #[test]
    fn what_moved_between_the_generations_is_found_in_both_places() {
        for generation in [Generation::Y2025, Generation::Y2026] {
            let all = all(&told(generation), "system", &uuid(81));
            for fact in ["purpose=Journal for sygeplejen", "business_critical=true"] {
                assert!(all.contains(&fact.to_owned()), "{generation:?}: {fact}");
            }
        }
    }
}

#[test]
fn options_mean_what_the_settings_say_of_their_uuid_whatever_they_are_called() {
    let mut lists = rows(Generation::Y2026);
    lists.get_mut("it-system-usages").expect("usages")[0]["general"]["systemUsageCriticalityLevel"]["name"] =
        json!("Lav");
    let told = kitos::read(&mirror(lists.clone()), &settings("https://kitos.example", 250), day("2026-11-23"));
    assert!(all(&told, "system", &uuid(81)).contains(&"criticality=high".to_owned()));
    let bare = KitosSettings { cvr: "87654321".to_owned(), ..KitosSettings::default() };
    let told = kitos::read(&mirror(lists), &bare, day("2026-11-23"));
    let system = all(&told, "system", &uuid(81)).join("\n");
    for absent in ["criticality", "hosting", "owner", "manager"] {
        assert!(!system.contains(absent), "{absent}");
    }
    let told = notices(&told).join("\n");
    assert!(
        told.contains(&format!(
            "'Lav' i OS2kitos har ingen betydning her: skriv {} under [kitos.criticality] i filen med registre",
            uuid(911)
        )),
        "{told}"
    );
    assert!(told.contains("[kitos.technical_types]") && told.contains("[kitos.notice_months]"), "{told}");
    assert!(told.contains(&format!("Systemejer ({})", uuid(901))) && told.contains("[kitos.roles]"), "{told}");
    let capital = format!("[roles]\n\"{}\" = \"owner\"\n", uuid(901).to_uppercase());
    let text = format!("base = \"https://k\"\ncvr = \"87654321\"\nemail = \"a@b\"\npassword_file = \"p\"\n{capital}");
    let capital = KitosSettings::parse(&text).expect("good settings");
    let told = kitos::read(&mirror(rows(Generation::Y2026)), &capital, day("2026-11-23"));
    assert!(all(&told, "system", &uuid(81)).contains(&format!("owner={}", uuid(21))));
}

#[test]
fn what_one_of_several_does_not_say_makes_no_no_and_no_certainty() {
    let mut lists = rows(Generation::Y2026);
    let third = |lists: &BTreeMap<&'static str, Vec<Value>>| {
        let told = kitos::read(&mirror(lists.clone()), &settings("https://kitos.example", 250), day("2026-11-23"));
        let all = all(&told, "processing_agreement", &format!("{}:{}:{}", uuid(91), uuid(81), uuid(41)));
        all.into_iter().find(|fact| fact.starts_with("third_country"))
    };
    assert_eq!(third(&lists), None, "a sub-processor is undecided");
    for (word, says) in [("No", "third_country=false"), ("Yes", "third_country=true")] {
        let sub =
            &mut lists.get_mut("data-processing-registrations").expect("a list")[0]["general"]["subDataProcessors"];
        sub[0]["transferToInsecureThirdCountry"] = json!(word);
        assert_eq!(third(&lists).as_deref(), Some(says));
    }
    let usage = &mut lists.get_mut("it-system-usages").expect("usages")[0];
    let types = usage["general"]["technicalSystemTypes"].as_array_mut().expect("types");
    types.push(json!({ "uuid": uuid(999), "name": "Noget andet" }));
    let contract = &mut lists.get_mut("it-contracts").expect("contracts")[0];
    contract["roles"] =
        json!([{ "user": { "uuid": uuid(21), "name": "Å" }, "role": { "uuid": uuid(998), "name": "Vogter" } }]);
    let told = kitos::read(&mirror(lists), &settings("https://kitos.example", 250), day("2026-11-23"));
    let system = all(&told, "system", &uuid(81));
    assert!(!system.iter().any(|fact| fact.starts_with("hosting")), "{system:?}");
    let notices = notices(&told).join("\n");
    assert!(notices.contains("Noget andet") && notices.contains("Vogter ("), "{notices}");
}

#[test]
fn a_no_is_a_no_and_a_level_nobody_knows_may_be_the_highest() {
    let mut lists = rows(Generation::Y2026);
    let usage = &mut lists.get_mut("it-system-usages").expect("usages")[0];
    usage["gdpr"]["riskAssessmentConducted"] = json!("No");
    usage["gdpr"]["isDataProcessingAgreementRequired"] = json!("DecidedByLaw");
    usage["gdpr"]["dataSensitivityLevels"] = json!(["PersonData", "SecretData"]);
    let agreement = &mut lists.get_mut("data-processing-registrations").expect("registrations")[0];
    agreement["general"]["isAgreementConcluded"] = json!("No");
    let contract = &mut lists.get_mut("it-contracts").expect("contracts")[0];
    for payment in contract["payments"]["external"].as_array_mut().expect("payments") {
        payment["operation"] = json!(0);
    }
    let told = kitos::read(&mirror(lists), &settings("https://kitos.example", 250), day("2026-11-23"));
    let system = all(&told, "system", &uuid(81));
    assert!(system.contains(&"risk_assessed_on=none".to_owned()), "{system:?}");
    assert!(!system.join("\n").contains("personal_data"), "{system:?}");
    let agreement = all(&told, "processing_agreement", &format!("{}:{}:{}", uuid(91), uuid(81), uuid(41)));
    assert!(agreement.contains(&"concluded_on=none".to_owned()), "{agreement:?}");
    assert!(!all(&told, "contract", &uuid(71)).join("\n").contains("yearly_amount"));
    let notices = notices(&told).join("\n");
    assert!(notices.contains("SecretData") && !notices.contains("DecidedByLaw"), "{notices}");
}

#[test]
fn words_fields_and_dates_never_seen_before_are_told_and_not_guessed() {
    let mut lists = rows(Generation::Y2026);
    let usage = &mut lists.get_mut("it-system-usages").expect("usages")[0];
    usage["general"]["hostedAt"] = json!("OnTheMoon");
    usage["general"]["validity"]["lifeCycleStatus"] = json!("Resting");
    usage["gdpr"]["dpiaDate"] = json!("snart");
    usage["gdpr"]["quantumSafe"] = json!("Yes");
    let told = kitos::read(&mirror(lists), &settings("https://kitos.example", 250), day("2026-11-23"));
    let system = all(&told, "system", &uuid(81)).join("\n");
    for absent in ["hosting", "status", "dpia_on"] {
        assert!(!system.contains(absent), "{absent}: {system}");
    }
    let told = notices(&told).join("\n");
    for part in [
        "general.hostedAt: OnTheMoon",
        "lifeCycleStatus: Resting",
        "dpiaDate: snart",
        "it-system-usages: gdpr.quantumSafe",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_link_leads_to_the_register_s_own_page() {
    let settings = settings("https://kitos.example", 250);
    let link = |kind, key: &str| kitos::link(&settings, kind, key);
    let place = format!("https://kitos.example/ui/it-systems/it-system-usages/{}/frontpage", uuid(81));
    assert_eq!(link("system", &uuid(81)), Some(place));
    let agreement = link("processing_agreement", &format!("{}:{}", uuid(91), uuid(81))).expect("a link");
    assert!(agreement.ends_with(&format!("data-processing/{}/frontpage", uuid(91))));
    assert_eq!(link("system", "SYS-1"), None);
    assert_eq!(link("device", &uuid(81)), None);
    for (kind, key) in [("integration", uuid(81)), ("supplier", "cvr:12345678".to_owned())] {
        assert!(link(kind, &key).is_some_and(|page| page.ends_with("/ui")), "{kind}");
    }
}

/// The samples of both generations, where they are at hand.
#[test]
fn the_samples_of_both_generations_come_in_without_a_loss() {
    let folder = testkit::repository("../shared/formats/kitos");
    if !folder.exists() {
        testkit::skipped("the samples of both generations of Kitos are not here");
        return;
    }
    let mut systems = Vec::new();
    for generation in ["2025-06", "2026-07"] {
        let mut mirror = Mirror::default();
        for (name, bytes) in testkit::files(&folder.join(generation), &[".json"]) {
            let Ok(Value::Array(rows)) = serde_json::from_slice(&bytes) else { continue };
            for row in rows {
                if let Some(id) = row["uuid"].as_str() {
                    mirror.rows_mut(name.trim_end_matches(".json")).insert(id.to_owned(), row.clone());
                }
            }
        }
        let told = kitos::read(&mirror, &settings("https://kitos.example", 250), day("2026-11-23"));
        assert!(told.import.report.is_clean(), "{generation}: {:?}", told.import.report.rejected);
        let new: Vec<String> = notices(&told).into_iter().filter(|told| !told.contains("ingen betydning")).collect();
        assert_eq!(new, Vec::<String>::new(), "{generation}");
        let kind = facts::schema().kind("system").expect("system");
        systems.push(told.import.estate.keys(kind).len());
    }
    assert_eq!(systems, [4, 4]);
}

#[test]
fn a_registration_of_no_system_is_rejected_and_named() {
    let mut lists = rows(Generation::Y2026);
    let registrations = lists.get_mut("data-processing-registrations").expect("registrations");
    registrations.iter_mut().for_each(|one| one["systemUsages"] = json!([]));
    let (count, name) = (registrations.len(), registrations[0]["name"].as_str().expect("a name").to_owned());
    let told = kitos::read(&mirror(lists), &settings("https://kitos.example", 250), day("2026-11-23"));
    let rejected = &told.import.report.rejected;
    assert_eq!((rejected.len(), &*rejected[0].value, &*rejected[0].column), (count, &*name, "systemUsages"));
}
