//! The example's acquisitions: one with three offers held up against each other, one decided and about to become a system. Played by
//! the example's people through the gate and the domain.

use std::collections::BTreeMap;

use decisions::{
    Acquisition, AcquisitionCommand as C, AcquisitionPlan, FactSource, OfferGround, Party, Phase, PrincipleView,
    Rating, Relevance, Said, SoftwarePart, Statement,
};
use house::cases::Seat;
use house::{House, HouseError, Who};

use super::DemoClock;
use super::cases::Players;

/// An offer: supplier, product, its facts and its components.
type Offer =
    (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)]);

/// What the municipality knows of whatever it buys here.
const OWN: [(&str, &str); 5] = [
    ("key_system", "ja"),
    ("criticality", "high"),
    ("personal_data", "sensitive"),
    ("dpia_required", "ja"),
    ("dpia_on", "2026-09-14"),
];

const CARE: [Offer; 3] = [
    (
        "Nordlys Omsorg A/S",
        "Nordlys Hjemmepleje",
        &[
            ("product_kind", "standard"),
            ("hosting", "saas"),
            ("hosting_country", "Danmark"),
            ("hosting_provider", "Nordlys Omsorg A/S"),
            ("exit_plan", "ja"),
            ("automatic_updates", "ja"),
            ("client_install", "nej"),
            ("mfa", "ja"),
            ("encrypted_at_rest", "ja"),
            ("central_logging", "ja"),
            ("access_control", "fk_access_control"),
            ("rights_concept", "ja"),
            ("code_model", "proprietary"),
            ("licence", "Nordlys standardvilkår"),
            ("open_source_use", "embedded"),
        ],
        &[("openssl", "Apache-2.0"), ("fjeldbro-sync", "MIT")],
    ),
    (
        "Kystdata ApS",
        "Kyst Omsorg",
        &[
            ("product_kind", "standard"),
            ("hosting", "saas"),
            ("hosting_country", "USA"),
            ("exit_plan", "nej"),
            ("automatic_updates", "ja"),
            ("client_install", "ja"),
            ("mfa", "nej"),
            ("access_control", "local_accounts"),
            ("rights_concept", "nej"),
            ("code_model", "proprietary"),
            ("open_source_use", "none"),
        ],
        &[],
    ),
    (
        "Fællesdrift I/S",
        "OS2omsorg",
        &[
            ("product_kind", "shared_municipal"),
            ("hosting", "paas"),
            ("hosting_country", "Danmark"),
            ("exit_plan", "ja"),
            ("mfa", "ja"),
            ("encrypted_at_rest", "ja"),
            ("access_control", "municipal_idp"),
            ("code_model", "open_source"),
            ("licence", "MPL-2.0"),
            ("open_source_use", "os2"),
        ],
        &[("postgresql", "PostgreSQL")],
    ),
];

/// What two of the suppliers say of principles in their own words.
const WORDS: [(&str, &str, &str); 7] = [
    (
        "Nordlys Hjemmepleje",
        "it-teknologi-2023/arkitektur-uafhaengighed",
        "Data kan trækkes ud når som helst som CSV og JSON efter et offentligt skema. Ved ophør hjælper vi i op til 40 timer uden betaling. Varslet er 6 måneder.",
    ),
    (
        "Nordlys Hjemmepleje",
        "it-teknologi-2023/drift-overvaagning",
        "Driften overvåges døgnet rundt. Kommunens driftsvagt får besked på mail og i sit alarmsystem senest 30 minutter efter en hændelse.",
    ),
    (
        "Nordlys Hjemmepleje",
        "kl-arkitektur/kl-p7-applikation",
        "Alle snitflader er beskrevet i OpenAPI og ligger offentligt. Løsningen bruger Serviceplatformen og Fælles Sprog III.",
    ),
    (
        "Nordlys Hjemmepleje",
        "kl-arkitektur/kl-p8-infrastruktur",
        "Oppetid 99,8 % målt pr. måned, svartid under 1 sekund i 95 % af opslagene. Efter et nedbrud er driften genetableret inden for 4 timer.",
    ),
    (
        "Kyst Omsorg",
        "it-teknologi-2023/foelg-eller-forklar",
        "Flerfaktorlogin er ikke med i dag. Det kommer i version 8, som er planlagt til foråret 2027.",
    ),
    (
        "Kyst Omsorg",
        "it-teknologi-2023/arkitektur-uafhaengighed",
        "Udtræk laves som konsulentopgave efter medgået tid. Varslet er 12 måneder.",
    ),
    ("Kyst Omsorg", "kl-arkitektur/kl-p8-infrastruktur", "Oppetid 99,5 % målt pr. år."),
];

const SCHOOL: [Offer; 3] = [
    (
        "Skoleværk A/S",
        "Skoleværk Fravær",
        &[
            ("hosting", "saas"),
            ("hosting_country", "Irland"),
            ("exit_plan", "ja"),
            ("mfa", "ja"),
            ("encrypted_at_rest", "ja"),
            ("central_logging", "nej"),
            ("access_control", "local_accounts"),
            ("code_model", "proprietary"),
            ("licence", "Skoleværk abonnement"),
            ("open_source_use", "none"),
            ("automatic_updates", "ja"),
            ("client_install", "nej"),
        ],
        &[("klassetrin-js", "MIT")],
    ),
    (
        "Tavlen ApS",
        "Tavlen",
        &[("hosting", "saas"), ("hosting_country", "USA"), ("mfa", "nej"), ("access_control", "local_accounts")],
        &[],
    ),
    ("Kridt & Kode", "Fraværsbogen", &[("hosting", "own_data_centre"), ("mfa", "nej")], &[]),
];

/// Plays both up to the clock's day.
pub async fn play(house: &House, players: &Players, security: &Who, clock: &DemoClock) -> Result<(), HouseError> {
    clock.shift_days(-40);
    let stage = Stage { house, players, security };
    let result = stage.both(clock).await;
    clock.shift_days(10);
    result
}

struct Stage<'a> {
    house: &'a House,
    players: &'a Players,
    security: &'a Who,
}

impl Stage<'_> {
    async fn both(&self, clock: &DemoClock) -> Result<(), HouseError> {
        let why = ("Nyt omsorgssystem", "Aftalen om det nuværende omsorgssystem udløber.");
        let care = self.open(why, "Omsorg", Phase::Idea).await?;
        self.until_offers(care, &CARE, "Det nuværende system udgår, og leverandøren lukker det.").await?;
        clock.shift_days(15);
        let why = ("Fravær i folkeskolen", "Skolerne registrerer fravær i tre forskellige systemer.");
        let school = self.open(why, "Skoleplan", Phase::Analysis).await?;
        let reason = "Ingen af systemerne kan bruges af alle skoler.";
        let school = self.until_offers(school, &SCHOOL, reason).await?;
        clock.shift_days(15);
        self.win(school).await
    }

    async fn open(&self, (title, purpose): (&str, &str), alike: &str, phase: Phase) -> Result<Acquisition, HouseError> {
        let plan = AcquisitionPlan {
            title: title.to_owned(),
            purpose: purpose.to_owned(),
            tasks: self.tasks(alike),
            unit: None,
            owner: None,
            phase,
        };
        self.house.open_acquisition(Seat::of(&self.players.area), &plan).await
    }

    /// The tasks of the first system of the town with that name: what is bought would overlap with it.
    fn tasks(&self, name: &str) -> Vec<String> {
        let snapshot = self.house.now();
        let slots = &snapshot.slots;
        let Some((system, kle)) = facts::schema().path("system.kle_tasks") else { return Vec::new() };
        let alike = |object: &u32| slots.name(system, *object).is_some_and(|one| one.starts_with(name));
        let tasks = (0..slots.count(system)).filter(alike).find_map(|object| match slots.cell(system, object, kle) {
            facts::Cell::List(items, _) if !items.is_empty() => Some(items),
            _ => None,
        });
        let tasks = tasks.unwrap_or_default().into_iter();
        tasks.map(|task| slots.symbols().text(task).to_owned()).collect()
    }

    async fn act(&self, who: &Who, acquisition: Acquisition, command: C) -> Result<Acquisition, HouseError> {
        let at = (acquisition.id.0.as_str(), acquisition.version);
        self.house.act_on_acquisition(Seat::of(who), at, &command).await
    }

    async fn until_offers(
        &self,
        mut acquisition: Acquisition,
        offers: &[Offer],
        no_reuse: &str,
    ) -> Result<Acquisition, HouseError> {
        let (it, area) = (&self.players.architect, &self.players.area);
        if acquisition.phase == Phase::Idea {
            acquisition = self.checks(acquisition).await?;
            acquisition = self.act(it, acquisition, C::PassGate { phase: Phase::Analysis }).await?;
        }
        acquisition = self.act(area, acquisition, C::ExplainNoReuse { reason: no_reuse.to_owned() }).await?;
        acquisition = self.act(it, acquisition, C::MakeSheet { questions: 0, packs: Vec::new() }).await?;
        acquisition = self.checks(acquisition).await?;
        acquisition = self.act(it, acquisition, C::PassGate { phase: Phase::Tender }).await?;
        let own = OWN.iter().map(|(name, value)| ((*name).to_owned(), said(value))).collect();
        acquisition = self.act(area, acquisition, C::StateOwn { facts: own, answers: BTreeMap::new() }).await?;
        for (number, (supplier, product, facts, parts)) in offers.iter().enumerate() {
            let candidate = format!("T{}", number + 1);
            let add = C::AddCandidate {
                candidate: candidate.clone(),
                supplier: (*supplier).to_owned(),
                product: (*product).to_owned(),
            };
            acquisition = self.act(area, acquisition, add).await?;
            let facts: BTreeMap<String, Said> =
                facts.iter().map(|(name, value)| ((*name).to_owned(), said(value))).collect();
            let said = WORDS.iter().filter(|(of, ..)| of == product);
            let principles = said.map(|(_, code, words)| ((*code).to_owned(), (*words).to_owned())).collect();
            let file = format!("svar-{candidate}.xlsx");
            let statement = Statement { facts, principles, file, ..Statement::default() };
            let state = C::State { candidate: candidate.clone(), source: FactSource::Answers, statement };
            acquisition = self.act(area, acquisition, state).await?;
            if !parts.is_empty() {
                let part = |(name, licence): &(&str, &str)| SoftwarePart {
                    name: (*name).to_owned(),
                    version: String::new(),
                    licence: (*licence).to_owned(),
                };
                let parts = parts.iter().map(part).collect();
                let statement = Statement { parts, file: format!("sbom-{candidate}.json"), ..Statement::default() };
                let state = C::State { candidate, source: FactSource::Sbom, statement };
                acquisition = self.act(area, acquisition, state).await?;
            }
        }
        acquisition = self.checks(acquisition).await?;
        self.act(it, acquisition, C::PassGate { phase: Phase::Offer }).await
    }

    /// What the check list of the phase still asks is gone through.
    async fn checks(&self, mut acquisition: Acquisition) -> Result<Acquisition, HouseError> {
        let points = House::check_list(&self.house.now(), &acquisition);
        let open: Vec<_> = points.iter().filter(|point| !acquisition.is_answered(&point.rule)).collect();
        for (number, point) in open.into_iter().enumerate() {
            let (relevance, rating, reason) = match number % 6 {
                3 => (Relevance::Relevant, Rating::Yellow, "Aftales i kontrakten med den valgte leverandør."),
                5 => (Relevance::NotRelevant, Rating::Green, "Der købes et standardsystem uden egen udvikling."),
                _ => (Relevance::Relevant, Rating::Green, ""),
            };
            let check = C::Check { rule: point.rule.clone(), relevance, rating, reason: reason.to_owned() };
            acquisition = self.act(&self.players.architect, acquisition, check).await?;
        }
        Ok(acquisition)
    }

    /// The first offer wins, is screened by both, and approved by the board.
    async fn win(&self, mut acquisition: Acquisition) -> Result<(), HouseError> {
        let choose = C::Choose {
            candidate: "T1".to_owned(),
            reason: "Skolerne foretrak den i prøven, og den er billigst over fire år.".to_owned(),
        };
        acquisition = self.act(&self.players.manager, acquisition, choose).await?;
        for part in self.offer(&acquisition).map(|offer| offer.new_parts).unwrap_or_default() {
            let conclusion = "Vedligeholdt, uden kendte sårbarheder, og kører kun i browseren.".to_owned();
            acquisition = self.act(self.security, acquisition, C::AssessPart { part, conclusion }).await?;
        }
        let Some(offer) = self.offer(&acquisition) else { return Ok(()) };
        for (party, who) in [(Party::It, &self.players.architect), (Party::Area, &self.players.area)] {
            for one in offer.principles.iter().filter(|one| one.is_to_be_seen()) {
                let (pack, principle) = one.id.clone();
                let reason =
                    "Leverandøren har lovet at rette det inden skoleåret; det skrives i kontrakten.".to_owned();
                let view =
                    PrincipleView { pack, principle, party, rating: Rating::Yellow, reason, shown: one.hash.clone() };
                acquisition = self.act(who, acquisition, C::Screen { candidate: "T1".to_owned(), view }).await?;
            }
        }
        acquisition = self.checks(acquisition).await?;
        if offer.is_for_board() {
            let approve = C::Approve {
                reason: "Fravær skal kunne registreres ens fra skoleårets start.".to_owned(),
                meeting: None,
                shown: offer.hash,
            };
            acquisition = self.act(&self.players.board, acquisition, approve).await?;
        }
        self.act(&self.players.architect, acquisition, C::PassGate { phase: Phase::Solution }).await?;
        Ok(())
    }

    fn offer(&self, acquisition: &Acquisition) -> Option<OfferGround> {
        House::assess_candidates(&self.house.now(), acquisition).first().map(OfferGround::of)
    }
}

fn said(written: &str) -> Said {
    match written {
        "ja" => Said::Bool(true),
        "nej" => Said::Bool(false),
        text => Said::Text(text.to_owned()),
    }
}
