//! One case: where it stands and why, what to do now, what was said, the plan, and everything that happened.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use decisions::{
    Face, InForce, Means, Outcome, Party, Reviewed, Stage, Standing, Truth, Waiting, marks, standing, waiting,
};
use facts::schema;
use house::rights::Action;
use maud::{Markup, html};

use super::super::widgets::{Area, Field, radios_of};
use super::super::{as_of, object_href};
use super::list::{about, principle_title};
use super::screen::{facts, views};
use super::{Open, case_href, seats, standing_badge, timeline};
use crate::app::App;
use crate::form::Fields;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::refused::right_of;
use crate::shell::{self, Head};

/// `GET /sager/{id}`; with `?dag=2026-10-01` as it stood at the end of that day.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let open = match as_of::asked(&pairs)?.filter(|day| *day != app.clock.today()) {
        Some(day) => Open::as_of(&app, &signed, &id, day).await?,
        None => Open::of(&app, &signed, &id).await?,
    };
    Ok(page(&app, &signed, &open, None))
}

/// What a page of a case is made with.
pub(super) struct At<'a> {
    pub(super) signed: &'a Signed,
    pub(super) open: &'a Open,
    pub(super) face: &'a Face,
    today: kernel::Day,
    /// What was written in a form that was refused.
    written: Option<&'a Fields>,
    pub(super) say: Say,
}

/// The case's page; `wrong` is a refused form's problem and fields.
pub(crate) fn page(app: &App, signed: &Signed, open: &Open, wrong: Option<(&Problem, &Fields)>) -> Markup {
    let say = signed.say();
    let face = &open.case().face;
    let today = open.then.unwrap_or(app.clock.today());
    let href = case_href(&face.id.0);
    let at = At { signed, open, face, today, written: wrong.map(|(_, fields)| fields), say };
    let above = [("/sager".to_owned(), say.t("Sager", "Cases").to_owned())];
    let title = format!("{} {}", say.t("Sag", "Case"), face.id);
    let head = Head { title: &title, menu: "/sager", above: &above };
    let standing = standing(face, today);
    let body = html! {
        h1 { (super::title(&open.snapshot, face, say)) }
        @if let Some(day) = open.then { (then(&href, day, say)) }
        p { (standing_badge(standing, say)) }
        (as_of::form(&href, open.then, app.clock.today(), say))
        @if let Some((problem, _)) = wrong { (shell::told(problem, say)) }
        (at.marks())
        (at.head())
        @if open.then.is_none() { (at.next(standing)) }
        @if open.then.is_none() || open.ground.is_some() { (at.ground()) }
        (at.screening())
        (at.explanation())
        (at.decision())
        (at.plan())
        (at.files())
        (at.keep(standing))
        (timeline::timeline(app, open, say))
    };
    let here = open.then.map_or(href.clone(), |day| as_of::href(&href, day));
    shell::page(app, signed, &here, &head, &body)
}

/// Says that this is not today, so that nobody takes it for it.
fn then(href: &str, day: kernel::Day, say: Say) -> Markup {
    let text = html! {
        p {
            strong { (say.t("Sådan stod sagen den ", "This is how the case stood on ")) (say.day(day)) "." } " "
            (say.t("Du ser det, der var sket ved dagens slutning. Intet kan ændres her.", "You see what had happened by the end of that day. Nothing can be changed here.")) " "
            a href=(href) { (say.t("Se, hvordan den står i dag", "See how it stands today")) }
        }
    };
    shell::alert("warning", &text)
}

impl At<'_> {
    pub(super) fn may(&self, action: Action) -> bool {
        self.open.then.is_none() && seats::is_theirs(self.open, self.signed, action)
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.written.map_or("", |fields| fields.raw(name))
    }

    /// What is wrong with a field of the form that was refused.
    pub(super) fn wrong(&self, name: &str) -> Option<&str> {
        self.written.and_then(|fields| fields.wrong(name))
    }

    /// A form of this case: it carries what was seen.
    pub(super) fn form(&self, verb: &str, fields: &Markup, button: &str) -> Markup {
        let right = right_of(&format!("/sager/{{id}}/{verb}"));
        let first = right.and_then(|action| seats::first(self.open, self.signed, action));
        self.form_for(first.as_deref(), verb, fields, button)
    }

    /// The same, begun in that seat.
    fn form_for(&self, first: Option<&str>, verb: &str, fields: &Markup, button: &str) -> Markup {
        html! {
            form method="post" action={ (case_href(&self.face.id.0)) "/" (verb) } .fu-form {
                (shell::csrf(self.signed))
                input type="hidden" name="version" value=(self.face.version);
                input type="hidden" name="set" value=(self.open.shown());
                (fields)
                (super::act::seat_choice(self.signed, first))
                div .fu-row { button .button .button-secondary { (button) } }
            }
        }
    }

    pub(super) fn reason(&self, label: &str) -> Markup {
        Area { name: "begrundelse", label, hint: "", value: self.value("begrundelse"), rows: 3, wrong: None }.show()
    }

    fn marks(&self) -> Markup {
        let marks = marks(self.face, self.today);
        html! {
            @if !marks.is_empty() {
                (shell::alert("warning", &html! { ul { @for mark in &marks { li { (mark.told(self.say.0)) } } } }))
            }
        }
    }

    fn head(&self) -> Markup {
        let (say, face) = (self.say, self.face);
        let kind = schema().kind(&face.kind);
        html! {
            dl .fu-facts {
                dt { (say.t("Om", "About")) }
                dd {
                    @match (kind, face.keys.as_slice()) {
                        (Some(kind), [key]) => a href=(object_href(kind, key)) { (about(&self.open.snapshot, face, say)) },
                        (Some(kind), keys) => details {
                            summary { (about(&self.open.snapshot, face, say)) }
                            ul .fu-columns-list { @for key in keys { li { a href=(object_href(kind, key)) { (key) } } } }
                        },
                        (None, keys) => (keys.join(", ")),
                    }
                }
                @if !self.open.case().cause.is_empty() { dt { (say.t("Fælles årsag", "Common cause")) } dd { (self.open.case().cause) } }
                dt { (say.t("Princip", "Principle")) }
                dd { a href={ "/strategi/" (encoded(&face.pack)) "/principper/" (encoded(&face.principle)) } { (principle_title(&self.open.snapshot, face, say)) }
                    @if let Some((_, principle)) = self.open.principle() { " · " (principle.strength.label().pick(say.0)) } }
                dt { (say.t("Fase", "Phase")) } dd { (face.phase.label().pick(say.0)) }
                dt { (say.t("Oprettet", "Opened")) } dd { (say.day(face.opened)) " · " (self.open.case().opened_by) " · " (self.open.case().trigger.label().pick(say.0)) }
                @if let Some(from) = &self.open.case().split_from { dt { (say.t("Delt fra", "Split from")) } dd { a href=(case_href(from)) { (from) } } }
                dt { (say.t("Afventer", "Awaits")) } dd { (waiting(face, self.today).told(say.0)) }
            }
        }
    }

    /// What is to be done now, by those who may.
    fn next(&self, standing: Standing) -> Markup {
        let (say, href) = (self.say, case_href(&self.face.id.0));
        let waiting = waiting(self.face, self.today);
        let link = |path: &str, text: &str| html! { a .button .button-primary href={ (href) "/" (path) } { (text) } };
        let again = matches!(
            standing,
            Standing::Lapsed { .. }
                | Standing::Refused { .. }
                | Standing::Dispensed { .. }
                | Standing::Explained { .. }
                | Standing::Overdue { .. }
        );
        html! {
            section aria-labelledby="nu" {
                h2 #nu { (say.t("Hvad skal der ske nu?", "What now?")) }
                @match waiting {
                    Waiting::Nobody => p { (say.t("Ingen skal gøre noget lige nu.", "Nobody needs to do anything now.")) },
                    other => p { (other.told(say.0)) "." @if let Some(who) = seats::who_may(self.open, self.signed, other, say) { " " span .fu-quiet { (who) } } },
                }
                @if let Some(until) = self.emergency_ends() {
                    p { (say.t("Nøddispensationen bortfalder efter ", "The emergency dispensation lapses after ")) (say.day(until)) (say.t(", hvis direktionen ikke har givet dispensation inden. Den kan først afgøre sagen, når sagen er screenet, forklaret og indstillet.", " unless the board has dispensed by then. It can decide the case once it has been screened, explained and submitted.")) }
                }
                div .fu-row {
                    @if self.may(Action::ScreenCase) && self.can_screen() {
                        @for party in Party::ALL.iter().filter(|party| seats::check_party(self.open, self.signed, **party).is_ok()) {
                            @match party {
                                Party::It => (link("screening?part=it", say.t("Screen på vegne af it", "Screen for IT"))),
                                Party::Area => (link("screening?part=area", say.t("Screen på vegne af fagområdet", "Screen for the area"))),
                            }
                        }
                    }
                    @if self.may(Action::ExplainCase) && matches!(self.face.stage, Stage::ToExplain | Stage::Explained) { (link("forklaring", say.t("Forklar", "Explain"))) }
                    @if self.may(Action::SubmitCase) && self.face.stage == Stage::Explained { (link("indstilling", say.t("Indstil til direktionen", "Submit to the board"))) }
                    @if self.may(Action::DecideCase) && self.face.stage == Stage::Submitted { (link("afgoerelse", say.t("Afgør", "Decide"))) }
                }
                @if let Some(why) = self.to_mend() { p { (say.t("Skal rettes", "To be mended")) ": " (why) } }
                @if again && self.can_screen() { p .fu-quiet { (say.t("En ny screening begynder en ny runde.", "A new screening begins a new round.")) @if self.stands() { " " (say.t("Den gældende afgørelse står, til den udløber.", "The decision in force stands until it ends.")) } } }
                @if self.may(Action::ScreenCase) { (self.conclude()) (self.accept()) }
                (self.withdraw_submission())
                @if self.may(Action::SendCaseBack) && self.can_send_back() {
                    details { summary { (say.t("Send tilbage", "Send back")) } (self.form("tilbage", &self.reason(say.t("Hvad skal rettes?", "What is to be mended?")), say.t("Send tilbage", "Send back"))) }
                }
            }
        }
    }

    /// What is to be mended, while it is not: why it was sent back, or what a review found.
    fn to_mend(&self) -> Option<&str> {
        let waits = matches!(self.face.stage, Stage::Screening | Stage::ToExplain);
        self.open.case().round.sent_back.as_deref().filter(|_| waits)
    }

    /// The parties send back what was explained, the board what was submitted.
    fn can_send_back(&self) -> bool {
        match self.face.stage {
            Stage::Explained => true,
            Stage::Submitted => self.may(Action::DecideCase),
            _ => false,
        }
    }

    /// The last day of an emergency grant that stands.
    fn emergency_ends(&self) -> Option<kernel::Day> {
        let in_force = self.face.in_force.as_ref().filter(|one| one.means == Means::Emergency);
        in_force.filter(|_| self.stands()).map(|one| one.until)
    }

    /// Whether a decision lets the deviation stand today.
    fn stands(&self) -> bool {
        self.face.in_force.as_ref().is_some_and(|one| one.dead_since.is_none() && self.today <= one.until)
    }

    fn can_screen(&self) -> bool {
        self.open.ground.is_some()
            && !matches!(self.face.stage, Stage::Submitted | Stage::Followed | Stage::Moot | Stage::Cancelled)
    }

    fn conclude(&self) -> Markup {
        let say = self.say;
        let differences = self.open.case().round.screening.differences();
        let outcomes: Vec<(&str, &str)> =
            Outcome::ALL.iter().map(|one| (one.word(), one.label().pick(say.0))).collect();
        let usual = if self.face.to_board || !differences.is_empty() { Outcome::Board } else { Outcome::Explain };
        html! {
            @if self.face.stage == Stage::Screening && self.face.screened.len() == 2 {
                @if !differences.is_empty() { p { (say.t("Parterne ser forskelligt på", "The parties differ on")) ": " (self.open.rules_told(&differences, say)) "." } }
                (self.form("afslut", &radios_of("udfald", say.t("Screeningens udfald", "What the screening comes to"), &outcomes, (usual.word(), None)), say.t("Afslut screeningen", "Conclude the screening")))
            }
        }
    }

    fn accept(&self) -> Markup {
        let say = self.say;
        html! {
            @if self.face.stage == Stage::Explained && !self.face.to_board {
                @for party in Party::ALL.iter().filter(|party| !self.face.accepted.contains(party) && seats::check_party(self.open, self.signed, **party).is_ok()) {
                    (self.form_for(seats::first_for(self.open, self.signed, *party).as_deref(), "godkend", &html! { input type="hidden" name="part" value=(party.word()); }, &format!("{} {}", say.t("Godkend forklaringen på vegne af", "Accept the explanation for"), party.label().pick(say.0))))
                }
            }
        }
    }

    /// The facts that it all rests on, rule by rule.
    fn ground(&self) -> Markup {
        let say = self.say;
        html! {
            section aria-labelledby="grundlag" {
                h2 #grundlag { @if self.open.then.is_some() { (say.t("Grundlaget den dag", "The ground on that day")) } @else { (say.t("Grundlaget i dag", "The ground today")) } }
                @match &self.open.ground {
                    None => p { (say.t("Princippet er ikke længere i kraft.", "The principle is no longer in force.")) },
                    Some(ground) => {
                        @for rule in &ground.rules { (facts(self.open, rule, say)) }
                        p .fu-quiet { (say.t("Aftryk", "Fingerprint")) " " code { (ground.mark.hash.get(..12).unwrap_or_default()) } " · "
                            @if ground.is_for_board() || self.open.case().face.to_board { (say.t("kun direktionen kan tillade afvigelsen", "only the board can let it stand")) } @else { (say.t("it og fagområdet kan afgøre den i fællesskab", "IT and the area can close it together")) } }
                    },
                }
            }
        }
    }

    fn screening(&self) -> Markup {
        let say = self.say;
        html! {
            @if let Some(table) = views(self.open, say) {
                section aria-labelledby="screening" { h2 #screening { (say.t("Screening", "Screening")) } (table) }
            }
        }
    }

    pub(super) fn truth(&self, truth: Option<&Truth>) -> Markup {
        let (class, text) = match truth {
            Some(Truth::Holds) => ("fu-follows", self.say.t("✓ holder", "✓ holds")),
            Some(Truth::Broken) => ("fu-deviates", self.say.t("✕ holder ikke", "✕ does not hold")),
            _ => ("fu-unknown", self.say.t("? kan ikke efterprøves", "? cannot be seen")),
        };
        html! { span class={ "fu-badge " (class) } { (text) } }
    }

    /// What a step is to bring about: before its day nobody expects it.
    pub(super) fn seen(&self, truth: Option<&Truth>, due: kernel::Day) -> Markup {
        match truth {
            Some(Truth::Broken) if due >= self.today => {
                html! { span .fu-badge .fu-none { (self.say.t("– endnu ikke", "– not yet")) } }
            }
            truth => self.truth(truth),
        }
    }

    fn decision(&self) -> Markup {
        let say = self.say;
        let Some(in_force) = &self.face.in_force else { return html! {} };
        let means = match in_force.means {
            Means::Explanation => say.t("Godkendt forklaring", "Accepted explanation"),
            Means::Dispensation => say.t("Direktionens dispensation", "The board's dispensation"),
            Means::Emergency => say.t("It-chefens nøddispensation", "The IT manager's emergency grant"),
        };
        let last = self.open.case().decided.last();
        html! {
            section aria-labelledby="afgoerelse" {
                h2 #afgoerelse { (say.t("Afgørelse", "Decision")) }
                dl .fu-facts {
                    dt { (means) } dd { (say.day(in_force.since)) " – " (say.day(in_force.until)) @if let Some(dead) = in_force.dead_since { " · " strong { (say.t("bortfaldet", "ended")) " " (say.day(dead)) } } }
                    dt { (say.t("Gennemgås", "Reviewed")) } dd { (say.day(in_force.review)) }
                    @if let Some(decided) = last { @if let Some(dispensation) = &decided.dispensation {
                        dt { (say.t("Nødvendighed", "Necessity")) } dd { (dispensation.necessity.label().pick(say.0)) }
                        dt { (say.t("Begrundelse", "Reason")) } dd .fu-prose { (dispensation.reason) }
                        dt { (say.t("Afgjort af", "Decided by")) } dd { (decided.by) ", " (say.day(decided.day)) @if let Some(meeting) = &dispensation.meeting { " · " (self.open.met(meeting, say)) } }
                    } }
                }
                @for (place, (condition, met)) in self.open.case().conditions.iter().enumerate() {
                    div .fu-card {
                        p { strong { (say.t("Vilkår", "Condition")) " " (place + 1) } ": " (condition.text)
                            @if let Some(due) = condition.due { " · " (say.t("senest", "by")) " " (say.day(due)) }
                            @if condition.holds.is_some() { " " (self.truth(self.open.ground.as_ref().and_then(|ground| ground.watched.conditions.get(place)))) } }
                        @match met {
                            Some(evidence) => p { (say.t("Opfyldt", "Met")) ": " (evidence) },
                            None => @if self.may(Action::ExplainCase) { (self.shows("vilkaar", place, say.t("Hvad dokumenterer, at vilkåret er opfyldt?", "Show that it is met"))) },
                        }
                    }
                }
                (self.earlier())
                (self.review(in_force))
            }
        }
    }

    fn earlier(&self) -> Markup {
        let say = self.say;
        let decided = &self.open.case().decided;
        html! {
            @if decided.len() > 1 {
                details {
                    summary { (say.t("Tidligere afgørelser", "Earlier decisions")) " (" (decided.len() - 1) ")" }
                    ul { @for one in decided.iter().rev().skip(1) {
                        li { (say.day(one.day)) " · " (one.by) ": "
                            @match (&one.dispensation, &one.refusal) {
                                (Some(dispensation), _) => { (say.t("dispensation til", "dispensation until")) " " (say.day(dispensation.until)) " – " (dispensation.reason) },
                                (None, Some(refusal)) => { (say.t("afslag", "refused")) " – " (refusal) },
                                (None, None) => {},
                            } }
                    } }
                }
            }
        }
    }

    fn review(&self, in_force: &InForce) -> Markup {
        let say = self.say;
        // The board confirms what it decided, or what was put to it; IT has it amended or puts it to the board.
        let for_board = in_force.means != Means::Explanation
            || self.face.escalated.is_some()
            || self.open.ground.as_ref().is_some_and(decisions::Ground::is_for_board);
        let (boards, its) = (self.may(Action::DecideCase), self.may(Action::SubmitCase));
        let theirs = |one: &&Reviewed| match one {
            Reviewed::Confirm => {
                if for_board {
                    boards
                } else {
                    its
                }
            }
            Reviewed::Amend => its && self.face.stage == Stage::Open,
            Reviewed::Escalate => its,
        };
        let outcomes: Vec<(&str, &str)> =
            Reviewed::ALL.iter().filter(theirs).map(|one| (one.word(), one.label().pick(say.0))).collect();
        let first = outcomes.first().map_or("", |(word, _)| *word);
        let open = !self.face.stale.is_empty() || in_force.review <= self.today;
        let lives = in_force.dead_since.is_none() && self.today <= in_force.until;
        html! {
            // What the IT manager granted is decided by the board, not reviewed.
            @if self.may(Action::ReviewCase) && lives && in_force.means != Means::Emergency && self.open.ground.is_some() && !outcomes.is_empty() {
                details open[open || self.wrong("naeste").is_some()] { summary { (say.t("Gennemgå afgørelsen", "Review the decision")) }
                    (self.form("gennemsyn", &html! {
                        (radios_of("udfald", say.t("Udfald", "Outcome"), &outcomes, (first, None)))
                        (self.reason(say.t("Hvad viste gennemgangen?", "What did you see?")))
                        (Field { name: "naeste", label: say.t("Næste gennemgang", "Next review"), kind: "date", value: self.value("naeste"), wrong: self.wrong("naeste"), ..Field::default() }.show())
                    }, say.t("Gem gennemgangen", "Save the review"))) }
            }
            (self.withdraw_explanation())
            @if self.may(Action::DecideCase) && self.can_revoke(in_force, lives) {
                @let what = if in_force.means == Means::Explanation { say.t("Tilbagekald forklaringen", "Revoke the explanation") } else { say.t("Tilbagekald dispensationen", "Revoke the dispensation") };
                details { summary { (what) } (self.form("tilbagekald", &self.reason(say.t("Hvorfor?", "Why?")), say.t("Tilbagekald", "Revoke"))) }
            }
        }
    }

    /// Whether the board can take it back: what it dispensed, and an explanation that was put to it.
    fn can_revoke(&self, in_force: &InForce, lives: bool) -> bool {
        match in_force.means {
            Means::Explanation => {
                in_force.dead_since.is_none() && self.face.escalated.is_some() && self.face.stage != Stage::Followed
            }
            Means::Dispensation | Means::Emergency => lives,
        }
    }

    /// A form that shows that a condition is met or a step is done.
    pub(super) fn shows(&self, verb: &str, place: usize, label: &str) -> Markup {
        let name = format!("viser-{verb}-{place}");
        html! {
            form method="post" action={ (case_href(&self.face.id.0)) "/" (verb) } .fu-row {
                (shell::csrf(self.signed))
                input type="hidden" name="version" value=(self.face.version);
                input type="hidden" name="nr" value=(place);
                div .form-group { label .form-label for=(name) { (label) } input .form-input id=(name) name="viser" type="text"; }
                button .button .button-secondary { (self.say.t("Meld udført", "Report done")) }
            }
        }
    }

    fn files(&self) -> Markup {
        let say = self.say;
        let attachments = &self.open.case().attachments;
        let href = case_href(&self.face.id.0);
        html! {
            section aria-labelledby="bilag" {
                h2 #bilag { (say.t("Bilag", "Files")) }
                @if let Some(removed) = self.open.view.files_removed { p { (say.t("Bilagene er slettet", "The files were removed")) " " (say.day(removed.utc_day())) " " (say.t("efter kommunens frist; deres aftryk står i loggen.", "by the municipality's time limit; their hashes stand in the log.")) } }
                @if attachments.is_empty() { p .fu-quiet { (say.t("Ingen bilag.", "No files.")) } }
                ul { @for one in attachments { li { a href={ (href) "/bilag/" (one.sha256) } { (one.name) } " " span .fu-quiet { "(" (say.number(one.size.div_ceil(1024))) " kB)" } } } }
                @if self.may(Action::KeepCase) {
                    form method="post" action={ (href) "/bilag" } enctype="multipart/form-data" .fu-form {
                        (shell::csrf(self.signed))
                        input type="hidden" name="version" value=(self.face.version);
                        div .form-group { label .form-label for="f-fil" { (say.t("Læg en fil på sagen", "Add a file")) } span .form-hint id="f-fil-hint" { (say.t("pdf, png, jpg, docx, xlsx, odt, txt, csv eller md, højst 10 MB", "pdf, png, jpg, docx, xlsx, odt, txt, csv or md, 10 MB at most")) } input id="f-fil" name="fil" type="file" aria-describedby="f-fil-hint"; }
                        div .fu-row { button .button .button-secondary { (say.t("Læg på sagen", "Add")) } }
                    }
                }
            }
        }
    }
}
