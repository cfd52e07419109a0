//! Acquisitions on the command line: opened by a token, the sheet out as a workbook, a supplier's answers in, and refused where a page
//! would refuse.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::served::{Home, Served};
use super::{err, fundament, out};

#[test]
fn the_sheet_goes_out_and_the_answers_come_in() {
    let home = Home::under("strategy/it-teknologi-2023");
    drop(Served::start(&home, &[], Path::new("/dev/null")));
    let data = home.data();
    let token = home.path("token");
    fs::write(&token, &home.token).expect("written");
    let token = token.to_string_lossy().into_owned();
    let by = ["--data", data.as_str(), "--token-file", token.as_str()];
    let run = |words: &[&str], more: &[&str]| fundament(&[&["acquisition"][..], words, more].concat());
    let opened = run(&["open", "--title", "Nyt lønsystem", "--task", "99.99"], &by);
    assert!(opened.status.success() && out(&opened).starts_with("A"), "{}{}", out(&opened), err(&opened));
    let number = out(&opened).split(':').next().expect("a number").to_owned();
    let offer = home.path("tilbud.json");
    fs::write(&offer, r#"{"supplier":"Nordsoft A/S","product":"Løn Ny"}"#).expect("written");
    let json = ["--json".to_owned(), offer.to_string_lossy().into_owned()];
    let json: Vec<&str> = json.iter().map(String::as_str).collect();
    let added = run(&["act", &number, "add-candidate", "--seen", "1"], &[&by[..], &json[..]].concat());
    assert!(added.status.success(), "{}{}", out(&added), err(&added));
    let late = run(&["act", &number, "add-candidate", "--seen", "1"], &[&by[..], &json[..]].concat());
    assert!(late.status.code() == Some(1) && err(&late).contains("acquisition-changed"), "{}", err(&late));
    let sheet = home.path("krav.xlsx").to_string_lossy().into_owned();
    let written = run(&["sheet", &number, "--tender", "--output", &sheet, "--data", &data], &[]);
    assert!(written.status.success() && fs::read(&sheet).expect("a file").starts_with(b"PK"), "{}", err(&written));
    let answers = home.path("svar.csv");
    fs::write(
        &answers,
        "Kode;Svar\nsystem.hosting;SaaS\nsystem.mfa;måske\nit-teknologi-2023/cloud-forbud;Nej, ingen.\n",
    )
    .expect("written");
    let answers = answers.to_string_lossy().into_owned();
    let read = run(&["answers", &number, "T1", &answers, "--seen", "2"], &by);
    assert_eq!(read.status.code(), Some(1), "one of them was rejected: {}", err(&read));
    assert!(err(&read).contains("svar.csv, linje 3, Svar: \"måske\""), "{}", err(&read));
    let shown = out(&run(&["show", &number, "--data", &data], &[]));
    assert!(shown.contains("T1 Løn Ny, Nordsoft A/S") && shown.contains("Version: 3"), "{shown}");
    assert!(shown.contains("it-teknologi-2023/cloud-forbud: Nej, ingen."), "{shown}");
    let revised = run(&["revise", &number, "--title", "Nyt løn- og vagtsystem", "--seen", "3"], &by);
    assert!(revised.status.success() && out(&revised).contains("version 4"), "{}{}", out(&revised), err(&revised));
    let listed = out(&run(&["list", "--data", &data, "--format", "csv"], &[]));
    assert!(listed.contains("Nyt løn- og vagtsystem") && listed.contains("99.99"), "{listed}");
    let unknown = run(&["show", "A1999-0001", "--data", &data], &[]);
    assert_eq!(unknown.status.code(), Some(2), "{}", err(&unknown));
}

/// An acquisition that one person takes along.
struct Bought {
    home: Home,
    number: String,
    seen: u32,
}

impl Bought {
    fn opened() -> Self {
        let home = Home::under("strategy/it-teknologi-2023");
        fs::write(home.path("token"), &home.token).expect("written");
        fs::create_dir_all(home.path("more")).expect("a folder");
        let systems = "key;name;status;kle_tasks\nS8;Gammel løn;i drift;81.39\n";
        fs::write(home.path("more/systems.kle.csv"), systems).expect("written");
        fs::write(home.path("more/components.csv"), "key;name;system\nK1;zlib;S8\n").expect("written");
        let more = home.path("more").to_string_lossy().into_owned();
        let imported = fundament(&["import", "--estate", &more, "--data", &home.data()]);
        assert!(imported.status.success(), "{}{}", out(&imported), err(&imported));
        let mut bought = Self { home, number: String::new(), seen: 1 };
        let opening = ["open", "--title", "Nyt lønsystem", "--task", "81.39", "--purpose", "Aftalen udløber."];
        let wrong = bought.try_to(&[&opening[..], &["--phase", "drift"]].concat());
        assert!(wrong.status.code() == Some(2) && err(&wrong).contains("er ingen fase"), "{}", err(&wrong));
        let late = bought.try_to(&[&opening[..], &["--phase", "offer"]].concat());
        assert_eq!(late.status.code(), Some(1), "it begins as a thought or an analysis: {}{}", out(&late), err(&late));
        let opened = bought.run(&[&opening[..], &["--phase", "idea"]].concat());
        bought.number = opened.split(':').next().expect("a number").to_owned();
        bought
    }

    fn try_to(&self, words: &[&str]) -> std::process::Output {
        let (data, token) = (self.home.data(), self.home.path("token").to_string_lossy().into_owned());
        fundament(&[&["acquisition"], words, &["--data", &data, "--token-file", &token]].concat())
    }

    fn run(&self, words: &[&str]) -> String {
        let output = self.try_to(words);
        assert!(output.status.success(), "{words:?}: {}{}", out(&output), err(&output));
        out(&output)
    }

    fn file(&self, name: &str, content: &str) -> String {
        fs::write(self.home.path(name), content).expect("written");
        self.home.path(name).to_string_lossy().into_owned()
    }

    fn act(&mut self, verb: &str, content: &Value, more: &[&str]) {
        let (number, seen) = (self.number.clone(), self.seen.to_string());
        let json = self.file("indhold.json", &content.to_string());
        self.run(&[&["act", &number, verb, "--seen", &seen, "--json", &json], more].concat());
        self.seen += 1;
    }

    fn answers(&mut self, file: &str, more: &[&str]) {
        let (number, seen) = (self.number.clone(), self.seen.to_string());
        self.run(&[&["answers", &number, "T1", file, "--seen", &seen], more].concat());
        self.seen += 1;
    }

    fn shown(&self, more: &[&str]) -> String {
        let output = fundament(&[&["acquisition", "show", &self.number, "--data", &self.home.data()], more].concat());
        assert!(output.status.success(), "{}", err(&output));
        out(&output)
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.shown(&["--format", "json"])).expect("JSON")
    }

    /// Answers what the check list asks in the phase, and goes on to the next.
    fn pass(&mut self, phase: &str) {
        for point in self.json()["check_list"].as_array().expect("points") {
            if point["answered"] == json!(false) {
                let seen = json!({ "rule": point["rule"], "relevance": "relevant", "rating": "yellow", "reason": "Aftales i kontrakten." });
                self.act("check", &seen, &[]);
            }
        }
        self.act("pass-gate", &json!({ "phase": phase }), &[]);
    }
}

#[test]
fn what_is_shown_is_what_the_pages_and_the_api_tell() {
    let mut it = Bought::opened();
    it.act("explain-no-reuse", &json!({ "reason": "Det gamle lønsystem lukkes af leverandøren." }), &[]);
    it.act("state-own", &json!({ "facts": { "personal_data": "sensitive" } }), &[]);
    it.act("add-candidate", &json!({ "supplier": "Nordsoft A/S", "product": "Løn Ny" }), &[]);
    let answers = "Kode;Svar\nsystem.hosting;SaaS\nsystem.rights_concept;nej\n";
    let answers = it.file("svar.csv", answers);
    it.answers(&answers, &[]);
    let bill = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"zlib","version":"1.3"},{"type":"library","name":"fjeldbro","version":"2.0"}]}"#;
    let bill = it.file("sbom.json", bill);
    it.answers(&bill, &["--sbom"]);
    it.pass("analysis");
    it.act("make-sheet", &json!({}), &[]);
    it.pass("tender");
    it.pass("offer");
    let principles = it.json()["candidates"][0]["principles"].clone();
    let principle = "faelles-adgang-og-rettigheder";
    let stand =
        principles.as_array().expect("principles").iter().find(|one| one["principle"] == principle).expect("it");
    assert_eq!(stand["verdict"], "deviates", "{stand}");
    let hash = stand["hash"].as_str().expect("a hash").to_owned();
    let view = json!({ "candidate": "T1", "pack": "it-teknologi-2023", "principle": principle, "party": "it", "rating": "red", "reason": "Det skal skrives i kontrakten." });
    let (number, seen, json_file) = (it.number.clone(), it.seen.to_string(), it.file("syn.json", &view.to_string()));
    let few = it.try_to(&["act", &number, "screen", "--seen", &seen, "--json", &json_file, "--shown", &hash[..11]]);
    assert!(few.status.code() == Some(1) && err(&few).contains("acquisition-facts-changed"), "{}", err(&few));
    it.act("screen", &view, &["--shown", &hash[..12]]);
    it.act("choose", &json!({ "candidate": "T1", "reason": "Det eneste, der dækker opgaven." }), &[]);
    let shown = it.shown(&[]);
    for wanted in [
        "Formål: Aftalen udløber.",
        "Systemer med samme opgave: Gammel løn (S8)",
        "Hvorfor ingen genbruges (",
        "): Det gamle lønsystem lukkes af leverandøren.",
        "Tjekliste: ",
        "gul, relevant (",
        "): Aftales i kontrakten.",
        "Kommunens egne svar: 1 af ",
        "  Personoplysninger: følsomme (",
        "T1 Løn Ny, Nordsoft A/S",
        "Løn Ny har intet rettighedskoncept. [Rettighedskoncept: nej (Leverandørens svar, ",
        "it, rød (",
        "): Det skal skrives i kontrakten.",
        "    Driftsform: SaaS (leverandørens svar, ",
        "2 komponenter, 1 ny i porteføljen",
        "    zlib · 1.3\n",
        "    fjeldbro · 2.0 [NY, skal sikkerhedsvurderes]\n",
        "Valgt: T1 Løn Ny, Nordsoft A/S",
        ": Det eneste, der dækker opgaven.",
        "Til direktionen",
        "Ikke godkendt.",
        "forklarede, hvorfor der ikke genbruges\n",
        "valgte vinderen\n        T1: Det eneste, der dækker opgaven.\n",
        "screenede en afvigelse\n        T1, it-teknologi-2023/faelles-adgang-og-rettigheder, it: rød\n",
        "gemte oplysninger om et tilbud\n        T1, komponentliste: 2 komponenter\n",
        "Afvist undervejs",
    ] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let english = fundament(&["--lang", "en", "acquisition", "show", &number, "--data", &it.home.data()]);
    assert!(out(&english).contains("[NEW, needs its security assessment]"), "{}", out(&english));
    for (day, told) in [
        ("2020-01-01", "anskaffelsen var ikke oprettet den dag"),
        ("2199-01-01", "Dagen er ikke kommet endnu"),
        ("snart", "--as-of"),
    ] {
        let then = fundament(&["acquisition", "show", &number, "--data", &it.home.data(), "--as-of", day]);
        assert!(!then.status.success() && err(&then).contains(told), "{day}: {}{}", out(&then), err(&then));
    }
    let told = it.json();
    let served = Served::start(&it.home, &[], Path::new("/dev/null"));
    let answer = served.get(&format!("/api/v1/acquisitions/{number}"), &it.home.token).expect("an answer").json();
    assert_eq!(told, answer, "the command line tells what the API tells");
    let listed = fundament(&["acquisition", "list", "--data", &it.home.data(), "--format", "json"]);
    let listed: Value = serde_json::from_str(&out(&listed)).expect("JSON");
    assert_eq!(listed, served.get("/api/v1/acquisitions", &it.home.token).expect("an answer").json()["items"]);
    let blamed = &told["candidates"][0]["principles"]
        .as_array()
        .expect("principles")
        .iter()
        .find(|one| one["principle"] == principle)
        .expect("it")["blamed"];
    assert!(blamed[0]["facts"].as_array().is_some_and(|facts| !facts.is_empty()), "{blamed}");
}
