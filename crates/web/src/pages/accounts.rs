//! The accounts as Administration lists them: searched, narrowed by role, sorted, and given as files.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::Role;
use maud::{Markup, html};
use reports::table::{Cell, Table};
use store::{Account, Grant};

use super::me::unit_name;
use super::rows::{Asked, Column, Filter, Rows, files};
use super::{export, workbook};
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;

const PATH: &str = "/administration";
/// What the file is called.
const FILE: &str = "brugere";
/// Whether an account is open, each with what that is called.
const STATES: [(&str, &str, &str); 2] = [("aaben", "åben", "open"), ("lukket", "lukket", "closed")];

/// An account with what it holds.
pub(super) struct Held {
    pub(super) account: Account,
    grants: Vec<Grant>,
}

fn state(account: &Account) -> (&'static str, &'static str, &'static str) {
    STATES[usize::from(account.closed_at.is_some())]
}

impl Held {
    fn roles(&self, app: &App, say: Say) -> Vec<String> {
        let told = |grant: &Grant| format!("{} · {}", grant.role.label().pick(say.0), unit_name(app, &grant.unit, say));
        self.grants.iter().map(told).collect()
    }

    fn cell(&self, column: &str, app: &App, say: Say) -> Cell {
        let Account { name, login, totp, mail, .. } = &self.account;
        match column {
            "navn" => Cell::Text(name.clone()),
            "bruger" => Cell::Text(login.clone()),
            "roller" => Cell::List(self.roles(app, say)),
            "totrin" => Cell::YesNo(totp.is_some()),
            "mail" => Cell::YesNo(mail.is_some()),
            "tilstand" => {
                let (_, da, en) = state(&self.account);
                Cell::Text(say.t(da, en).to_owned())
            }
            _ => Cell::Empty,
        }
    }

    fn show(&self, column: &str, app: &App, say: Say) -> Markup {
        match column {
            "navn" => html! { a href={ "/administration/" (self.account.id) } { (self.account.name) } },
            "roller" => html! { @for role in self.roles(app, say) { (role) br; } },
            _ => html! { (export::shown(&self.cell(column, app, say), say)) },
        }
    }
}

/// Every account, by name.
pub(super) async fn all(app: &App) -> Result<Vec<Held>, Problem> {
    let (store, tenant) = (app.house.store(), app.house.tenant());
    let (accounts, grants) = (store.accounts(tenant).await?, store.all_grants(tenant).await?);
    let of = |account: Account| {
        let held = grants.iter().filter(|(id, _)| *id == account.id).map(|(_, grant)| grant.clone());
        Held { grants: held.collect(), account }
    };
    Ok(accounts.into_iter().map(of).collect())
}

fn rows(app: &App, say: Say) -> Rows<'_, Held> {
    let column = |name, da, en| Column { name, label: say.t(da, en) };
    Rows {
        path: PATH,
        title: say.t("Brugere", "Accounts"),
        columns: vec![
            column("navn", "Navn", "Name"),
            column("bruger", "Brugernavn", "User name"),
            column("roller", "Roller", "Roles"),
            column("totrin", "Totrinslogin", "Second factor"),
            column("mail", "Mail", "Mail"),
            column("tilstand", "Tilstand", "State"),
        ],
        filters: vec![
            Filter {
                name: "rolle",
                label: say.t("Rolle", "Role"),
                words: Box::new(|held: &Held| {
                    let mut roles: Vec<Role> = held.grants.iter().map(|grant| grant.role).collect();
                    roles.sort_unstable();
                    roles.dedup();
                    roles.into_iter().map(|role| Cow::from(role.word())).collect()
                }),
                called: Box::new(move |word| {
                    Role::from_word(word).map(|role| role.label().pick(say.0).to_owned()).unwrap_or_default()
                }),
                known: Box::new(|word| Role::from_word(word).is_some()),
            },
            Filter {
                name: "tilstand",
                label: say.t("Tilstand", "State"),
                words: Box::new(|held| vec![Cow::from(state(&held.account).0)]),
                called: Box::new(move |word| {
                    let known = STATES.into_iter().find(|one| one.0 == word);
                    known.map(|(_, da, en)| say.t(da, en).to_owned()).unwrap_or_default()
                }),
                known: Box::new(|word| STATES.iter().any(|(known, ..)| *known == word)),
            },
        ],
        kept: &[],
        key: Box::new(|held| held.account.id.clone()),
        cell: Box::new(move |held, column| held.cell(column, app, say)),
    }
}

/// The list as the page has it.
pub(super) fn list(app: &App, say: Say, asked: &Asked, accounts: Vec<Held>) -> Markup {
    let rows = rows(app, say);
    let found = rows.find(accounts, asked, say);
    let (cut, is_there) = rows.cut(&found, asked);
    html! {
        (rows.unknown(asked).and_place(asked, is_there).notice(say))
        (rows.controls(&found, asked, say))
        p role="status" { (say.count(found.all.len(), ["bruger", "brugere"], ["account", "accounts"])) " · " (files(app, PATH, &asked.pairs, say)) }
        (rows.table(&cut, asked, &|held: &Held, column: &str| held.show(column, app, say), say))
    }
}

fn table(app: &App, say: Say, asked: &Asked, accounts: Vec<Held>) -> Result<Table, Problem> {
    let rows = rows(app, say);
    rows.file(&rows.find(accounts, asked, say), asked, app.clock.today())
}

/// `GET /administration/eksport.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let accounts = all(&app).await?;
    Ok(export::table(&table(&app, signed.say(), &Asked::of(pairs), accounts)?, FILE, signed.say()))
}

/// `GET /administration/eksport.xlsx`
pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let accounts = all(&app).await?;
    let table = table(&app, signed.say(), &Asked::of(pairs), accounts)?;
    workbook::written(&app, FILE, signed.say(), move || table).await
}
