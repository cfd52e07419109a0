//! The routes for programs: each operation of the API, and what it needs.

use std::sync::Arc;

use axum::http::Method;
use axum::routing::{MethodRouter, delete, get, post, put};
use house::rights::Action;

use super::{Route, acts, reads};
use crate::api;
use crate::app::App;
use crate::gate::Need;

fn sets(path: &'static str, need: Need, handler: MethodRouter<Arc<App>>) -> Route {
    Route { method: Method::PUT, path, need, handler }
}

fn removes(path: &'static str, need: Need, handler: MethodRouter<Arc<App>>) -> Route {
    Route { method: Method::DELETE, path, need, handler }
}

/// Every route of the API.
pub fn api_routes() -> Vec<Route> {
    let read = Need::May(Action::ReadEstate);
    let accounts = Need::May(Action::ManageAccounts);
    let mut routes = vec![
        reads("/api", Need::Anyone, get(api::reference::page)),
        reads("/docs/problems", Need::Anyone, get(api::doc::labels)),
        reads("/api/v1/openapi.json", Need::Anyone, get(api::doc::json)),
        reads("/api/v1/me", Need::SignedIn, get(api::me::show)),
        sets("/api/v1/me/mail", Need::SignedIn, put(api::own::mail)),
        acts("/api/v1/me/calendar", Need::SignedIn, post(api::own::make_calendar)),
        removes("/api/v1/me/calendar", Need::SignedIn, delete(api::own::drop_calendar)),
        reads("/api/v1/me/tokens", Need::SignedIn, get(api::own::tokens)),
        removes("/api/v1/me/tokens/{token}", Need::SignedIn, delete(api::own::revoke)),
        reads("/api/v1/log", Need::May(Action::ReadLog), get(api::log::show)),
        reads("/api/v1/log/verify", Need::May(Action::ReadLog), get(api::log::verify)),
        reads("/api/v1/log/bundle", Need::May(Action::ReadLog), get(api::log::bundle)),
        reads("/api/v1/log/access/{number}", Need::May(Action::ReadLog), get(api::log::access)),
        reads("/api/v1/overview", read, get(api::overview::show)),
        reads("/api/v1/tasks", read, get(api::overview::tasks)),
        reads("/api/v1/tasks/cases", read, get(api::duties::cases)),
        reads("/api/v1/tasks/acquisitions", read, get(api::duties::acquisitions)),
        reads("/api/v1/precedence", read, get(api::precedence::list)),
        reads("/api/v1/precedence/{kind}/{attribute}", read, get(api::precedence::show)),
        sets("/api/v1/precedence/{kind}/{attribute}", Need::May(Action::SetPrecedence), put(api::precedence::set)),
        reads("/api/v1/identity/proposals", Need::May(Action::JudgeIdentity), get(api::identity::proposals)),
        sets("/api/v1/identity/{kind}", Need::May(Action::JudgeIdentity), put(api::identity::judge)),
        reads("/api/v1/changes", read, get(api::changes::show)),
        reads("/api/v1/changes/objects", read, get(api::changes::objects)),
        reads("/api/v1/kinds", read, get(api::objects::kinds)),
        reads("/api/v1/objects/{kind}", read, get(api::objects::list)),
        reads("/api/v1/objects/{kind}/{key}", read, get(api::objects::show)),
        reads("/api/v1/findings/{rule}", read, get(api::objects::findings)),
        sets("/api/v1/objects/{kind}/{key}/facts/{attribute}", read, put(api::supply::fact)),
        sets("/api/v1/objects/{kind}/{key}/answers/{rule}", read, put(api::supply::answer)),
        reads("/api/v1/exports/{kind}/objects.csv", read, get(api::exports::objects_csv)),
        reads("/api/v1/exports/{kind}/objects.xlsx", read, get(api::exports::objects_xlsx)),
        reads("/api/v1/exports/cases.csv", read, get(api::exports::cases_csv)),
        reads("/api/v1/exports/cases.xlsx", read, get(api::exports::cases_xlsx)),
        reads("/api/v1/cases/poam.json", read, get(api::poam::show)),
        reads("/api/v1/runs", Need::May(Action::Import), get(api::runs::list)),
        reads("/api/v1/runs/{act}", Need::May(Action::Import), get(api::runs::show)),
        reads("/api/v1/registers", Need::May(Action::Import), get(api::runs::registers)),
        acts("/api/v1/registers/{source}/run", Need::May(Action::Import), post(api::runs::start)),
        acts("/api/v1/imports/{kind}", Need::May(Action::Import), post(api::imports::take_in)),
        acts("/api/v1/files/{form}", Need::May(Action::Import), post(api::files::take_in)),
        reads("/api/v1/mappings", Need::May(Action::Import), get(api::mappings::list)),
        reads("/api/v1/mappings/{kind}/{source}", Need::May(Action::Import), get(api::mappings::show)),
        sets("/api/v1/mappings/{kind}/{source}", Need::May(Action::Import), put(api::mappings::set)),
        removes("/api/v1/mappings/{kind}/{source}", Need::May(Action::Import), delete(api::mappings::forget)),
        reads("/api/v1/acts/{act}/undo", Need::May(Action::UndoImport), get(api::undo::show)),
        acts("/api/v1/acts/{act}/undo", Need::May(Action::UndoImport), post(api::imports::undo)),
        reads("/api/v1/strategies", read, get(api::strategies::list)),
        reads("/api/v1/built-in-strategies", Need::May(Action::TryStrategy), get(api::strategies::built_in)),
        reads("/api/v1/strategies/{pack}", read, get(api::pack::show)),
        reads("/api/v1/strategies/{pack}/rules", read, get(api::strategies::rules)),
        acts("/api/v1/strategies/try", Need::May(Action::TryStrategy), post(api::strategies::try_out)),
        acts("/api/v1/strategies", Need::May(Action::AdoptStrategy), post(api::strategies::adopt)),
        reads("/api/v1/cases", read, get(api::cases::list)),
        acts("/api/v1/cases", Need::May(Action::KeepCase), post(api::cases::open)),
        reads("/api/v1/cases/{number}", read, get(api::cases::show)),
        reads("/api/v1/cases/{number}/alike", read, get(api::cases::before::alike)),
        reads("/api/v1/board/awaiting", read, get(api::cases::before::awaiting)),
        reads("/api/v1/board/watched", read, get(api::cases::before::watched)),
        acts("/api/v1/cases/{number}/files", Need::May(Action::KeepCase), post(api::cases::act::attach)),
        reads("/api/v1/cases/{number}/files/{sha256}", read, get(api::cases::act::file)),
        reads("/api/v1/acquisitions", read, get(api::acquisitions::list)),
        acts("/api/v1/acquisitions", Need::May(Action::KeepAcquisition), post(api::acquisitions::open)),
        reads("/api/v1/acquisitions/{number}", read, get(api::acquisitions::show)),
        reads("/api/v1/acquisitions/{number}/sheet", read, get(api::acquisitions::sheet)),
        acts(
            "/api/v1/acquisitions/{number}/candidates/{candidate}/answers",
            Need::May(Action::KeepAcquisition),
            post(api::acquisitions::act::answers),
        ),
        acts(
            "/api/v1/acquisitions/{number}/candidates/{candidate}/sbom",
            Need::May(Action::KeepAcquisition),
            post(api::acquisitions::act::sbom),
        ),
        reads("/api/v1/meetings", read, get(api::cases::board::meetings)),
        acts("/api/v1/meetings", Need::May(Action::PlanMeetings), post(api::cases::board::plan)),
        reads("/api/v1/meetings/{id}", read, get(api::cases::board::meeting)),
        sets("/api/v1/meetings/{id}", Need::May(Action::PlanMeetings), put(api::cases::board::change)),
        acts("/api/v1/meetings/{id}/decisions", Need::May(Action::DecideCase), post(api::cases::meeting::decide)),
        reads("/api/v1/deputies", read, get(api::cases::board::deputies)),
        acts("/api/v1/deputies", Need::May(Action::AppointDeputy), post(api::cases::board::appoint)),
        removes("/api/v1/deputies/{id}", Need::May(Action::AppointDeputy), delete(api::cases::board::end)),
        reads("/api/v1/kle", read, get(api::portfolio::kle)),
        reads("/api/v1/compare", read, get(api::portfolio::compare)),
        reads("/api/v1/handover", Need::May(Action::HandOver), get(api::handover::show)),
        reads("/api/v1/accounts", accounts, get(api::accounts::list)),
        acts("/api/v1/accounts", accounts, post(api::accounts::add)),
        reads("/api/v1/accounts/{account}", accounts, get(api::accounts::show)),
        sets("/api/v1/accounts/{account}", accounts, put(api::accounts::change)),
        sets("/api/v1/accounts/{account}/roles", accounts, put(api::accounts::roles)),
        sets("/api/v1/accounts/{account}/password", accounts, put(api::accounts::password)),
        removes("/api/v1/accounts/{account}/second-factor", accounts, delete(api::accounts::drop_second_factor)),
        acts("/api/v1/accounts/{account}/close", accounts, post(api::accounts::close)),
        reads("/api/v1/name", read, get(api::name::show)),
        sets("/api/v1/name", accounts, put(api::name::set)),
        reads("/api/v1/retention", accounts, get(api::retention::show)),
        sets("/api/v1/retention", accounts, put(api::retention::set)),
    ];
    // One operation a verb, so that each is asked for its own right.
    for (path, action) in api::acquisitions::act::VERBS {
        routes.push(acts(path, Need::May(action), post(api::acquisitions::act::act)));
    }
    for (path, action) in api::cases::act::VERBS {
        routes.push(acts(path, Need::May(action), post(api::cases::act::act)));
    }
    routes
}
