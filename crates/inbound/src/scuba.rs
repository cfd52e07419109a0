//! ScubaGear's and ScubaGoggles' results: how Microsoft 365 or Google Workspace is set up, held against CISA's baselines
//! (strategy §5: the set-up is assessed, and again). One assessment a product, so that a run of one product hides no other.
//!
//! Knows the counts, not the findings: details name people and are not read.

use std::collections::BTreeMap;

use kernel::{Day, Lang, Text};
use serde::Deserialize;

use crate::bounds;
use crate::json;
use crate::report::text;
use crate::telling::{Telling, Told};

/// A run has no more products than this.
const MOST_PRODUCTS: usize = 100;

enum Written {
    Run(Run),
    Tests(Vec<Test>),
}

/// `ScubaResults.json`.
#[derive(Deserialize)]
struct Run {
    #[serde(rename = "MetaData")]
    about: About,
    #[serde(rename = "Results")]
    results: BTreeMap<String, Vec<Group>>,
}

#[derive(Deserialize)]
struct About {
    #[serde(rename = "Tool")]
    tool: String,
    #[serde(rename = "TimestampZulu", alias = "TimeStampZulu")]
    at: String,
}

#[derive(Deserialize)]
struct Group {
    #[serde(rename = "Controls", default)]
    controls: Vec<Control>,
}

#[derive(Deserialize)]
struct Control {
    #[serde(rename = "Result", default)]
    result: String,
    #[serde(rename = "Criticality", default)]
    criticality: String,
}

/// One entry of `TestResults.json`, which knows neither tool nor day.
#[derive(Deserialize)]
struct Test {
    #[serde(rename = "PolicyId")]
    policy: String,
    #[serde(rename = "Criticality", default)]
    criticality: String,
    #[serde(rename = "RequirementMet")]
    met: bool,
}

/// What one product's requirements came to.
#[derive(Default)]
struct Counts {
    passed: i64,
    failed: i64,
    critical_failed: i64,
    not_checked: i64,
}

impl Counts {
    fn add(&mut self, criticality: &str, met: Option<bool>) {
        // "Shall/Not-Implemented" and "Shall/3rd Party": the tool cannot see whether it is met.
        let seen = matches!(criticality, "Shall" | "Should");
        match met.filter(|_| seen) {
            None => self.not_checked += 1,
            Some(true) => self.passed += 1,
            Some(false) => {
                self.failed += 1;
                self.critical_failed += i64::from(criticality == "Shall");
            }
        }
    }
}

/// What such a file tells of the platform. `TestResults.json` bears no day: then it is that of the caller.
pub fn tell_scuba(file: &str, bytes: &[u8], platform: &str, seen_at: Day) -> Told {
    let read = read(bytes, seen_at);
    let tool = read.as_ref().map_or("SCuBA", |run| run.tool);
    let mut telling = Telling::of(&format!("{tool} {platform}"), "baseline", seen_at);
    telling.part(file, &["setup_assessment"]);
    match read {
        Err(why) => telling.refuse(why),
        Ok(run) => {
            for (product, counts) in run.products {
                let baseline = format!("SCuBA {product}");
                let mut object = telling.object("setup_assessment", &format!("{platform}:{baseline}:{}", run.day));
                object.refer("platform", Some(platform));
                object.text("baseline", Some(&baseline));
                object.day("assessed_on", Some(run.day));
                object.count("passed", Some(counts.passed));
                object.count("failed", Some(counts.failed));
                object.count("critical_failed", Some(counts.critical_failed));
                object.count("not_checked", Some(counts.not_checked));
                telling.next();
                telling.take(object);
            }
        }
    }
    telling.done()
}

struct Assessed {
    tool: &'static str,
    day: Day,
    products: BTreeMap<String, Counts>,
}

fn read(bytes: &[u8], seen_at: Day) -> Result<Assessed, Text> {
    let mut products: BTreeMap<String, Counts> = BTreeMap::new();
    let written = if json::is_list(bytes) {
        Written::Tests(json::read(bytes, "TestResults.json")?)
    } else {
        Written::Run(json::read(bytes, "ScubaResults.json")?)
    };
    let (tool, day) = match written {
        Written::Run(run) => {
            let tool = match &*run.about.tool {
                "ScubaGear" => "ScubaGear",
                "ScubaGoggles" => "ScubaGoggles",
                _ => return Err(other_tool()),
            };
            let day = run.about.at.get(..10).and_then(bounds::likely_day).ok_or_else(no_day)?;
            if day > seen_at {
                return Err(not_yet(day));
            }
            for (product, groups) in run.results {
                // "Defender" here is "DEFENDER" in the names of its requirements.
                let counts = products.entry(product.to_uppercase()).or_default();
                for control in groups.into_iter().flat_map(|group| group.controls) {
                    let met = match &*control.result {
                        "Pass" => Some(true),
                        "Fail" | "Warning" => Some(false),
                        _ => None,
                    };
                    counts.add(&control.criticality, met);
                }
            }
            (tool, day)
        }
        Written::Tests(tests) => {
            let mut tool = "ScubaGear";
            for test in tests {
                let mut words = test.policy.split('.');
                tool = match words.next() {
                    Some("MS") => tool,
                    Some("GWS") => "ScubaGoggles",
                    _ => return Err(other_tool()),
                };
                let counts = products.entry(words.next().unwrap_or_default().to_uppercase()).or_default();
                counts.add(&test.criticality, Some(test.met));
            }
            (tool, seen_at)
        }
    };
    products.retain(|_, counts| counts.passed + counts.failed + counts.not_checked > 0);
    if products.is_empty() || products.len() > MOST_PRODUCTS {
        return Err(text(
            "Filen har ingen vurderede krav. Kør værktøjet igen, og brug ScubaResults.json.",
            "The file holds no assessed requirements. Run the tool again, and use ScubaResults.json.",
        ));
    }
    Ok(Assessed { tool, day, products })
}

fn other_tool() -> Text {
    text(
        "Filen er hverken fra ScubaGear eller ScubaGoggles. Brug deres ScubaResults.json.",
        "The file is from neither ScubaGear nor ScubaGoggles. Use their ScubaResults.json.",
    )
}

fn not_yet(day: Day) -> Text {
    let (da, en) = (day.long(Lang::Da), day.long(Lang::En));
    text(
        format!(
            "Opsætningen er ifølge filen vurderet {da}, og det er efter, at filen er udtrukket. Se efter, om uret er rigtigt, og kør værktøjet igen."
        ),
        format!(
            "The set-up was assessed on {en} according to the file, which is after the file was exported. See that the clock is right, and run the tool again."
        ),
    )
}

fn no_day() -> Text {
    text(
        "Filen siger ikke, hvornår opsætningen er vurderet (TimestampZulu). Kør værktøjet igen.",
        "The file does not say when the set-up was assessed (TimestampZulu). Run the tool again.",
    )
}
