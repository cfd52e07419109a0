//! The route table: every path, what it needs, and who answers. The router is made from it, and so is the test that tries
//! every route as a stranger and in each role.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use house::cases::LARGEST_FILE;
use house::rights::Action;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::app::App;
use crate::gate::{self, Need, guard};
use crate::problem::Problem;
use crate::{api, assets, headers, pages};

mod programs;

pub use programs::api_routes;

/// One route.
pub struct Route {
    /// The method it answers.
    pub method: Method,
    /// Its path, with names in braces.
    pub path: &'static str,
    /// What it asks of those who come.
    pub need: Need,
    handler: MethodRouter<Arc<App>>,
}

/// What brings no file holds no more than this: strangers can send a form to sign in, and nobody keeps 64 MB for that.
const LARGEST_FORM: usize = 256 * 1024;
/// Where files and whole strategies come in.
const UPLOADS: [&str; 7] = [
    "/import",
    "/import/fil",
    "/proev",
    "/api/v1/imports/{kind}",
    "/api/v1/files/{form}",
    "/api/v1/strategies",
    "/api/v1/strategies/try",
];
/// Where files of cases and of suppliers come in: the file and the form around it.
const FILES: [&str; 5] = [
    "/sager/{id}/bilag",
    "/api/v1/cases/{number}/files",
    "/anskaffelser/{id}/tilbud/{candidate}/svar",
    "/api/v1/acquisitions/{number}/candidates/{candidate}/answers",
    "/api/v1/acquisitions/{number}/candidates/{candidate}/sbom",
];
/// People paste whole documents into the texts of cases, offers and meetings.
const TEXTS: [&str; 3] = ["/sager/", "/anskaffelser/", "/direktion/"];
const API_TEXTS: [&str; 3] = ["/api/v1/cases", "/api/v1/acquisitions", "/api/v1/meetings"];
/// Two megabytes of any writing pass: a form writes each of its bytes as three, and JSON a letter of two bytes as six. The rest is for
/// what stands around it.
pub(crate) const LARGEST_TEXT: usize = 3 * 2 * 1024 * 1024 + LARGEST_FORM;

/// The most that a route takes in.
fn largest(app: &App, path: &str) -> DefaultBodyLimit {
    let upload = LARGEST_FORM.max(app.settings.largest_upload);
    DefaultBodyLimit::max(if UPLOADS.contains(&path) {
        upload
    } else if FILES.contains(&path) {
        LARGEST_FILE + LARGEST_FORM
    } else if TEXTS.iter().chain(&API_TEXTS).any(|begin| path.starts_with(begin)) {
        LARGEST_TEXT
    } else {
        LARGEST_FORM
    })
}

fn reads(path: &'static str, need: Need, handler: MethodRouter<Arc<App>>) -> Route {
    Route { method: Method::GET, path, need, handler }
}

fn acts(path: &'static str, need: Need, handler: MethodRouter<Arc<App>>) -> Route {
    Route { method: Method::POST, path, need, handler }
}

/// Every route of the pages.
pub fn routes() -> Vec<Route> {
    let read = Need::May(Action::ReadEstate);
    let anyone = Need::Anyone;
    let me = Need::SignedIn;
    let import = Need::May(Action::Import);
    let accounts = Need::May(Action::ManageAccounts);
    let keep = Need::May(Action::KeepCase);
    let screen = Need::May(Action::ScreenCase);
    let explain = Need::May(Action::ExplainCase);
    let decide = Need::May(Action::DecideCase);
    let meet = Need::May(Action::PlanMeetings);
    let buy = Need::May(Action::KeepAcquisition);
    let gate = Need::May(Action::PassGate);
    vec![
        reads("/assets/{version}/{*name}", anyone, get(assets::serve)),
        reads("/health", anyone, get(pages::health::show)),
        reads("/metrics", anyone, get(pages::health::metrics)),
        reads("/log-ind", anyone, get(pages::sign_in::form)),
        acts("/log-ind", anyone, post(pages::sign_in::submit)),
        reads("/log-ind/kommune", anyone, get(pages::elsewhere::begin)),
        reads("/log-ind/kommune/retur", anyone, get(pages::elsewhere::back)),
        reads("/opsaetning", anyone, get(pages::setup::form)),
        acts("/opsaetning", anyone, post(pages::setup::submit)),
        acts("/sprog-gaest", anyone, post(pages::sign_in::language)),
        acts("/log-ud", me, post(pages::me::sign_out)),
        acts("/sprog", me, post(pages::me::language)),
        reads("/bekraeft", me, get(pages::me::prove_form)),
        acts("/bekraeft", me, post(pages::me::prove)),
        reads("/bekraeft/kommune", me, get(pages::elsewhere::prove)),
        reads("/gemt", me, get(pages::saved::show)),
        reads("/mig", me, get(pages::me::show)),
        acts("/mig/adgangskode", me, post(pages::me::password)),
        acts("/mig/totrin", me, post(pages::me::second_factor)),
        acts("/mig/totrin/fjern", me, post(pages::me::drop_second_factor)),
        acts("/mig/noegler", Need::May(Action::MakeTokens), post(pages::me::make_token)),
        acts("/mig/noegler/{id}/fjern", me, post(pages::me::revoke_token)),
        acts("/mig/mail", me, post(pages::reach::mail)),
        acts("/mig/kalender", read, post(pages::reach::make_calendar)),
        acts("/mig/kalender/fjern", me, post(pages::reach::drop_calendar)),
        reads("/kalender/{file}", anyone, get(pages::reach::calendar)),
        acts("/mig/stedfortraeder", Need::May(Action::AppointDeputy), post(pages::deputy::appoint)),
        acts("/mig/stedfortraeder/{id}/slut", Need::May(Action::AppointDeputy), post(pages::deputy::end)),
        reads("/", read, get(pages::overview::show)),
        reads("/opgaver", read, get(pages::my_tasks::show)),
        reads("/opgaver/eksport.csv", read, get(pages::my_tasks::csv)),
        reads("/opgaver/eksport.xlsx", read, get(pages::my_tasks::xlsx)),
        reads("/strategi", read, get(pages::strategy::index)),
        reads("/strategi/{pack}", read, get(pages::strategy::pack)),
        reads("/strategi/{pack}/principper/{principle}", read, get(pages::strategy::principle)),
        reads("/strategi/{pack}/regler/{rule}", read, get(pages::rule::show)),
        reads("/proev", Need::May(Action::TryStrategy), get(pages::what_if::form)),
        acts("/proev", Need::May(Action::TryStrategy), post(pages::what_if::try_out)),
        reads("/proev/{id}", Need::May(Action::TryStrategy), get(pages::what_if::show)),
        acts("/ibrug/{id}", Need::May(Action::AdoptStrategy), post(pages::what_if::adopt)),
        reads("/objekter", read, get(pages::kinds::show)),
        reads("/objekter/{kind}", read, get(pages::list::show)),
        reads("/objekter/{kind}/eksport.csv", read, get(pages::export::csv)),
        reads("/objekter/{kind}/eksport.xlsx", read, get(pages::workbook::export)),
        reads("/objekter/{kind}/{key}", read, get(pages::object::show)),
        reads("/objekter/{kind}/{key}/oplys/{attribute}", read, get(pages::supply::fact_form)),
        acts("/objekter/{kind}/{key}/oplys/{attribute}", read, post(pages::supply::fact)),
        reads("/objekter/{kind}/{key}/svar/{rule}", read, get(pages::supply::answer_form)),
        acts("/objekter/{kind}/{key}/svar/{rule}", read, post(pages::supply::answer)),
        acts("/forrang/{kind}/{attribute}", Need::May(Action::SetPrecedence), post(pages::prefer::choose)),
        reads("/sammenlign", read, get(pages::compare::show)),
        reads("/kle", read, get(pages::overlap::show)),
        reads("/kle/eksport.csv", read, get(pages::overlap::csv)),
        reads("/kle/eksport.xlsx", read, get(pages::overlap::xlsx)),
        reads("/overdragelse", Need::May(Action::HandOver), get(pages::handover::show)),
        reads("/sager", read, get(pages::cases::list::show)),
        reads("/sager/eksport.csv", read, get(pages::cases::list::csv)),
        reads("/sager/eksport.xlsx", read, get(pages::cases::list::xlsx)),
        reads("/sager/ny", keep, get(pages::cases::new::form)),
        acts("/sager/ny", keep, post(pages::cases::new::open)),
        reads("/sager/{id}", read, get(pages::cases::page::show)),
        reads("/sager/{id}/screening", screen, get(pages::cases::screen::form)),
        acts("/sager/{id}/screening", screen, post(pages::cases::screen::screen)),
        acts("/sager/{id}/afslut", screen, post(pages::cases::act::conclude)),
        acts("/sager/{id}/godkend", screen, post(pages::cases::act::accept)),
        acts("/sager/{id}/luk", screen, post(pages::cases::act::cancel)),
        acts("/sager/{id}/tilbage", Need::May(Action::SendCaseBack), post(pages::cases::act::send_back)),
        acts("/sager/{id}/traek", Need::May(Action::SendCaseBack), post(pages::cases::act::withdraw)),
        reads("/sager/{id}/forklaring", explain, get(pages::cases::explain::form)),
        acts("/sager/{id}/forklaring", explain, post(pages::cases::explain::explain)),
        acts("/sager/{id}/vilkaar", explain, post(pages::cases::act::meet_condition)),
        // Whoever explains, or whose step it is: the house sees that.
        acts("/sager/{id}/trin", read, post(pages::cases::act::claim_step)),
        acts("/sager/{id}/flyt", explain, post(pages::cases::act::redate_step)),
        reads("/sager/{id}/indstilling", Need::May(Action::SubmitCase), get(pages::cases::submit::form)),
        acts("/sager/{id}/indstilling", Need::May(Action::SubmitCase), post(pages::cases::submit::submit)),
        reads("/sager/{id}/afgoerelse", decide, get(pages::cases::decide::form)),
        acts("/sager/{id}/afgoerelse", decide, post(pages::cases::decide::decide)),
        acts("/sager/{id}/tilbagekald", decide, post(pages::cases::act::revoke)),
        acts("/sager/{id}/noed", Need::May(Action::GrantEmergency), post(pages::cases::act::emergency)),
        acts("/sager/{id}/gennemsyn", Need::May(Action::ReviewCase), post(pages::cases::act::review)),
        acts("/sager/{id}/notat", keep, post(pages::cases::act::note)),
        acts("/sager/{id}/fase", keep, post(pages::cases::act::phase)),
        acts("/sager/{id}/del", keep, post(pages::cases::act::split)),
        acts("/sager/{id}/inhabil", Need::May(Action::DeclareConflict), post(pages::cases::act::conflict)),
        acts("/sager/{id}/bilag", keep, post(pages::cases::files::add)),
        reads("/sager/{id}/bilag/{sha256}", read, get(pages::cases::files::give)),
        reads("/anskaffelser", read, get(pages::acquisitions::list::show)),
        reads("/anskaffelser/eksport.csv", read, get(pages::acquisitions::list::csv)),
        reads("/anskaffelser/eksport.xlsx", read, get(pages::acquisitions::list::xlsx)),
        reads("/anskaffelser/ny", buy, get(pages::acquisitions::new::form)),
        acts("/anskaffelser/ny", buy, post(pages::acquisitions::new::open)),
        reads("/anskaffelser/{id}", read, get(pages::acquisitions::page::show)),
        reads("/anskaffelser/{id}/kravark.csv", read, get(pages::acquisitions::sheet::csv)),
        reads("/anskaffelser/{id}/kravark.xlsx", read, get(pages::acquisitions::sheet::xlsx)),
        reads("/anskaffelser/{id}/plan", buy, get(pages::acquisitions::plan::show)),
        acts("/anskaffelser/{id}/plan", buy, post(pages::acquisitions::plan::save)),
        reads("/anskaffelser/{id}/egne", read, get(pages::acquisitions::own::show)),
        acts("/anskaffelser/{id}/egne", buy, post(pages::acquisitions::own::save)),
        acts("/anskaffelser/{id}/kravark", buy, post(pages::acquisitions::act::make_sheet)),
        acts("/anskaffelser/{id}/genbrug", buy, post(pages::acquisitions::act::no_reuse)),
        reads("/anskaffelser/{id}/tjekliste", read, get(pages::acquisitions::checklist::show)),
        acts("/anskaffelser/{id}/tjekliste", buy, post(pages::acquisitions::checklist::check)),
        acts("/anskaffelser/{id}/tilbud", buy, post(pages::acquisitions::act::add)),
        reads("/anskaffelser/{id}/tilbud/{candidate}", read, get(pages::acquisitions::candidate::show)),
        acts("/anskaffelser/{id}/tilbud/{candidate}/oplys", buy, post(pages::acquisitions::candidate::state)),
        acts("/anskaffelser/{id}/tilbud/{candidate}/svar", buy, post(pages::acquisitions::upload::answers)),
        acts("/anskaffelser/{id}/tilbud/{candidate}/screening", buy, post(pages::acquisitions::candidate::screen)),
        acts("/anskaffelser/{id}/tilbud/{candidate}/traek", buy, post(pages::acquisitions::candidate::withdraw)),
        acts(
            "/anskaffelser/{id}/komponent",
            Need::May(Action::AssessComponent),
            post(pages::acquisitions::act::assess_part),
        ),
        acts("/anskaffelser/{id}/fase", gate, post(pages::acquisitions::act::pass_gate)),
        acts("/anskaffelser/{id}/vinder", gate, post(pages::acquisitions::act::choose)),
        acts(
            "/anskaffelser/{id}/afslaa",
            Need::May(Action::ApproveAcquisition),
            post(pages::acquisitions::act::refuse),
        ),
        acts("/anskaffelser/{id}/tilbage", gate, post(pages::acquisitions::act::reopen_offers)),
        acts(
            "/anskaffelser/{id}/inhabil",
            Need::May(Action::DeclareConflict),
            post(pages::acquisitions::act::declare_conflict),
        ),
        acts("/anskaffelser/{id}/svar-direktionen", buy, post(pages::acquisitions::act::answer_board)),
        acts(
            "/anskaffelser/{id}/godkend",
            Need::May(Action::ApproveAcquisition),
            post(pages::acquisitions::act::approve),
        ),
        acts("/anskaffelser/{id}/system", gate, post(pages::acquisitions::act::become_system)),
        acts("/anskaffelser/{id}/opgiv", gate, post(pages::acquisitions::act::cancel)),
        reads("/direktion", read, get(pages::cases::board::show)),
        acts("/direktion/moeder", meet, post(pages::cases::meeting::plan)),
        reads("/direktion/moeder/{id}", read, get(pages::cases::meeting::show)),
        acts("/direktion/moeder/{id}/dagsorden", meet, post(pages::cases::meeting::set_agenda)),
        acts("/direktion/moeder/{id}/referat", meet, post(pages::cases::meeting::minutes)),
        acts("/direktion/moeder/{id}/beslut", decide, post(pages::cases::meeting::decide)),
        reads("/import", import, get(pages::import::form)),
        acts("/import", import, post(pages::import::upload)),
        reads("/import/fil", import, get(pages::files::form)),
        acts("/import/fil", import, post(pages::files::upload)),
        reads("/import/fil/{id}", import, get(pages::files::preview)),
        acts("/import/fil/{id}/gem", import, post(pages::files::apply)),
        reads("/import/fil/{id}/afviste.csv", import, get(pages::files::rejects)),
        reads("/import/samme", Need::May(Action::JudgeIdentity), get(pages::identity::show)),
        acts("/import/samme", Need::May(Action::JudgeIdentity), post(pages::identity::judge)),
        reads("/import/koersler", import, get(pages::runs::list)),
        reads("/import/koersler/eksport.csv", import, get(pages::runs::csv)),
        reads("/import/koersler/eksport.xlsx", import, get(pages::runs::xlsx)),
        reads("/import/koersler/{act}", import, get(pages::runs::show)),
        acts("/import/registre/{source}/hent", import, post(pages::runs::fetch)),
        reads("/import/{id}", import, get(pages::import::preview)),
        acts("/import/{id}/kolonner", import, post(pages::import::map)),
        acts("/import/{id}/gem", import, post(pages::import::apply)),
        reads("/import/{id}/afviste.csv", import, get(pages::import::rejects)),
        reads("/import/{id}/forskelle.csv", import, get(pages::effects::csv)),
        reads("/fortryd/{act}", Need::May(Action::UndoImport), get(pages::undo::show)),
        acts("/fortryd/{act}", Need::May(Action::UndoImport), post(pages::undo::undo)),
        reads("/log", Need::May(Action::ReadLog), get(pages::log::show)),
        reads("/log/eksport.csv", Need::May(Action::ReadLog), get(pages::log::export::csv)),
        reads("/log/eksport.xlsx", Need::May(Action::ReadLog), get(pages::log::export::xlsx)),
        reads("/log/pakke", Need::May(Action::ReadLog), get(pages::log::bundle::give)),
        reads("/log/case/{number}", Need::May(Action::ReadLog), get(pages::access::file)),
        reads("/administration", accounts, get(pages::admin::show)),
        acts("/administration", accounts, post(pages::admin::add)),
        reads("/administration/eksport.csv", accounts, get(pages::accounts::csv)),
        reads("/administration/eksport.xlsx", accounts, get(pages::accounts::xlsx)),
        acts("/administration/navn", accounts, post(pages::admin::rename)),
        acts("/administration/opbevaring", accounts, post(pages::retention::set)),
        reads("/administration/{account}", accounts, get(pages::admin::account)),
        acts("/administration/{account}/roller", accounts, post(pages::admin::roles)),
        acts("/administration/{account}/person", accounts, post(pages::admin::person)),
        acts("/administration/{account}/adgangskode", accounts, post(pages::admin::password)),
        acts("/administration/{account}/mail", accounts, post(pages::admin::mail)),
        acts("/administration/{account}/totrin", accounts, post(pages::admin::drop_second_factor)),
        acts("/administration/{account}/luk", accounts, post(pages::admin::close)),
    ]
}

/// What is no route at all: told to programs as problem details, to people as a page.
async fn nowhere(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    told(&app, &headers, &uri, &Problem::not_found()).await
}

async fn no_such_method(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "Det kan man ikke gøre med denne adresse.",
        "That cannot be done with this address.",
    );
    told(&app, &headers, &uri, &problem).await
}

async fn told(app: &App, headers: &HeaderMap, uri: &Uri, problem: &Problem) -> Response {
    if uri.path().starts_with("/api/") { problem.json() } else { gate::told(app, headers, uri.path(), problem).await }
}

/// The whole server.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for Route { path, need, handler, .. } in routes() {
        let handler = handler.layer(largest(&app, path));
        router = router.route(path, handler.layer(from_fn_with_state((Arc::clone(&app), need), guard)));
    }
    for Route { path, need, handler, .. } in api_routes() {
        let handler = handler.layer(largest(&app, path));
        router = router.route(path, handler.layer(from_fn_with_state((Arc::clone(&app), need), api::gate::guard)));
    }
    router
        .fallback(nowhere)
        .method_not_allowed_fallback(no_such_method)
        .layer(from_fn(log))
        .layer(CatchPanicLayer::custom(broken))
        .layer(from_fn_with_state(Arc::clone(&app), headers::secure))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// One line a request: the route's pattern, never the path itself, since keys and searches may tell of people.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("(none)".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    tracing::info!(%method, route, status = response.status().as_u16(), "request");
    response
}

#[expect(clippy::needless_pass_by_value, reason = "so the layer hands it over")]
fn broken(panic: Box<dyn Any + Send>) -> Response {
    let why = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(why = why.unwrap_or("?"), "a handler panicked");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "Der er en fejl i Fundament. Den er noteret i driftsloggen. Prøv igen, eller kontakt it-drift.",
        "There is an error in Fundament. It is noted in the operations log. Try again, or contact IT operations.",
    )
    .into_response()
}
