//! ScubaGear's and ScubaGoggles' results.

use super::{fact, is_refused, keys, today};
use inbound::{Told, tell_scuba};

fn told(json: &str) -> Told {
    tell_scuba("ScubaResults.json", json.as_bytes(), "M365", today())
}

const GEAR: &str = r#"{"MetaData":{"TenantId":"x","DisplayName":"Eksempel Kommune","ProductSuite":"Microsoft 365","Tool":"ScubaGear",
    "ToolVersion":"1.6.0","TimestampZulu":"2026-11-20T08:16:55.876Z"},
  "Summary":{"AAD":{"Manual":1,"Failures":1,"Warnings":1,"Errors":0,"Passes":1}},
  "Results":{"AAD":[{"GroupName":"G","GroupNumber":"1","Controls":[
      {"Control ID":"MS.AAD.1.1v1","Result":"Pass","Criticality":"Shall","Details":"x"},
      {"Control ID":"MS.AAD.1.2v1","Result":"Fail","Criticality":"Shall","Details":"x"},
      {"Control ID":"MS.AAD.1.3v1","Result":"N/A","Criticality":"Shall/Not-Implemented","Details":"x"}]},
    {"GroupName":"H","Controls":[{"Control ID":"MS.AAD.2.1v1","Result":"Warning","Criticality":"Should","Details":"x"}]}],
   "Teams":[{"Controls":[{"Control ID":"MS.TEAMS.1.1v1","Result":"Omitted","Criticality":"Shall"}]}]},
  "Raw":{"users":[{"name":"Ane Friis 010190-1234"}]}}"#;

#[test]
fn a_run_of_a_day_that_has_not_been_or_cannot_be_is_refused() {
    for (at, is) in [("2026-11-25", false), ("2026-11-26", true), ("2031-01-01", true), ("0020-11-20", true)] {
        assert_eq!(is_refused(&told(&GEAR.replace("2026-11-20", at))), is, "{at}");
    }
}

#[test]
fn each_product_is_an_assessment_of_its_own() {
    let told = told(GEAR);
    assert_eq!(keys(&told, "setup_assessment"), ["M365:SCuBA AAD:2026-11-20", "M365:SCuBA TEAMS:2026-11-20"]);
    let of =
        |what: &str| fact(&told, &format!("setup_assessment.{what}"), "M365:SCuBA AAD:2026-11-20").unwrap_or_default();
    let counts = ["passed", "failed", "critical_failed", "not_checked"].map(of);
    assert_eq!(counts, ["1", "2", "1", "1"]);
    assert_eq!(
        (of("assessed_on"), of("platform"), of("baseline")),
        ("2026-11-20".into(), "M365".into(), "SCuBA AAD".into())
    );
    assert_eq!(fact(&told, "setup_assessment.not_checked", "M365:SCuBA TEAMS:2026-11-20").as_deref(), Some("1"));
    assert_eq!(&*told.source.name, "ScubaGear M365");
}

#[test]
fn google_s_results_and_bare_test_results_are_read_too() {
    let goggles = told(
        r#"{"MetaData":{"Tool":"ScubaGoggles","TimeStampZulu":"2026-06-05T18:01:18.092Z"},
        "Results":{"gmail":[{"Controls":[{"Result":"No events found","Criticality":"Shall"},{"Result":"Fail","Criticality":"Shall"}]}]}}"#,
    );
    assert_eq!(keys(&goggles, "setup_assessment"), ["M365:SCuBA GMAIL:2026-06-05"]);
    let tests = told(
        r#"[{"PolicyId":"GWS.CHAT.1.1v1","Criticality":"Shall","RequirementMet":false,"ActualValue":{}},
        {"PolicyId":"GWS.CHAT.1.2v1","Criticality":"Shall/Not-Implemented","RequirementMet":false}]"#,
    );
    let key = "M365:SCuBA CHAT:2026-11-25";
    assert_eq!(keys(&tests, "setup_assessment"), [key]);
    assert_eq!(fact(&tests, "setup_assessment.critical_failed", key).as_deref(), Some("1"));
    assert_eq!(fact(&tests, "setup_assessment.not_checked", key).as_deref(), Some("1"));
    assert_eq!(&*tests.source.name, "ScubaGoggles M365");
}

#[test]
fn results_without_a_day_a_known_tool_or_a_requirement_are_refused() {
    for wrong in [
        "",
        "[]",
        "{}",
        r#"[{"PolicyId":"X.1","RequirementMet":true}]"#,
        r#"{"MetaData":{"Tool":"Andet","TimestampZulu":"2026-06-05"},"Results":{}}"#,
        r#"{"MetaData":{"Tool":"ScubaGear","TimestampZulu":"i går"},"Results":{"AAD":[{"Controls":[{"Result":"Pass","Criticality":"Shall"}]}]}}"#,
        r#"{"MetaData":{"Tool":"ScubaGear","TimestampZulu":"2026-06-05T00:00:00Z"},"Results":{"AAD":[]}}"#,
    ] {
        assert!(is_refused(&told(wrong)), "{wrong}");
    }
}
