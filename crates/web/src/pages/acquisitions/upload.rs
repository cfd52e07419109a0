//! A supplier's file taken in: the requirement sheet filled in, or a bill of materials. What could be read is stated, and each row
//! that could not is told with its line, column, value and what was expected.

use std::sync::Arc;

use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{AcquisitionCommand, FactSource, SoftwarePart, Statement};
use house::Snapshot;
use inbound::{Answering, Outcome, Rejected, read_answers, read_sbom};
use kernel::Text;
use maud::html;
use reports::sheet::{rule_codes, supplier_codes};

use super::{From, acquisition_href, again, done, questions};
use crate::app::App;
use crate::form::{check_mark, is_from_here};
use crate::gate::{Signed, encoded};
use crate::problem::Problem;
use crate::shell::{self, Head};

/// What a file states, what of it was rejected, and how many questions are open.
pub(crate) struct Read {
    pub(crate) statement: Statement,
    pub(crate) rejected: Vec<Rejected>,
    pub(crate) unanswered: u64,
}

/// `POST /anskaffelser/{id}/tilbud/{candidate}/svar`
pub(crate) async fn answers(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((id, key)): Path<(String, String)>,
    headers: axum::http::HeaderMap,
    parts: Multipart,
) -> Result<Response, Problem> {
    is_from_here(&headers)?;
    let (fields, file) = crate::pages::cases::files::read(parts).await?;
    check_mark(&signed.csrf(), fields.get("csrf"))?;
    let is_sbom = fields.get("slags") == "sbom";
    let source = if is_sbom { FactSource::Sbom } else { FactSource::Answers };
    let read = if is_sbom {
        bill_of_materials(&file.name, &file.content)
    } else {
        sheet(&app.house.now(), &file.name, &file.content)
    };
    let read = match read {
        Ok(read) => read,
        Err(problem) => return again(&app, &signed, (&id, From::Candidate(&key)), (problem, &fields)).await,
    };
    let href = format!("{}/tilbud/{}", acquisition_href(&id), encoded(&key));
    if !read.statement.is_empty() || read.rejected.is_empty() {
        let command = AcquisitionCommand::State { candidate: key.clone(), source, statement: read.statement.clone() };
        if let Err(problem) = done(&app, &signed, &id, &fields, &command).await {
            return again(&app, &signed, (&id, From::Candidate(&key)), (problem, &fields)).await;
        }
    }
    if read.rejected.is_empty() {
        return Ok(Redirect::to(&href).into_response());
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, told(&app, &signed, (&href, &file.name), &read)).into_response())
}

/// The answers of a sheet, or why the file is none.
pub(crate) fn sheet(snapshot: &Snapshot, name: &str, bytes: &[u8]) -> Result<Read, Problem> {
    let packs = snapshot.packs();
    let (supplier, municipality) = (supplier_codes(&packs), rule_codes(&packs));
    let answers = read_answers(name, bytes, Answering { supplier: &supplier, municipality: &municipality });
    if let Some(file) = answers.report.files.iter().find(|file| file.outcome == Outcome::Refused) {
        let reason = file.notices.last().map(|notice| notice.text.clone());
        return Err(unreadable(reason.unwrap_or_default()));
    }
    let (rejected, unanswered) = (answers.report.rejected, answers.unanswered);
    let told = (answers.facts, Vec::new(), answers.principles);
    Ok(Read { statement: questions::statement(told, name), rejected, unanswered })
}

/// The components of a bill of materials, or why the file is none.
pub(crate) fn bill_of_materials(name: &str, bytes: &[u8]) -> Result<Read, Problem> {
    let parts = read_sbom(bytes).map_err(unreadable)?;
    let part = |part: inbound::Part| SoftwarePart { name: part.name, version: part.version, licence: part.licence };
    let parts = parts.into_iter().map(part).collect();
    let statement = Statement { parts, file: name.to_owned(), ..Statement::default() };
    Ok(Read { statement, rejected: Vec::new(), unanswered: 0 })
}

fn unreadable(reason: Text) -> Problem {
    Problem::of_text(StatusCode::UNPROCESSABLE_ENTITY, "acquisition-file", reason)
}

fn told(app: &App, signed: &Signed, (href, name): (&str, &str), read: &Read) -> maud::Markup {
    let say = signed.say();
    let above = [("/anskaffelser".to_owned(), say.t("Anskaffelser", "Acquisitions").to_owned())];
    let head = Head {
        title: say.t("Rækker, der ikke kom med", "Rows that did not come in"),
        menu: "/anskaffelser",
        above: &above,
    };
    let taken = read.statement.count();
    let body = html! {
        h1 { (head.title) }
        p .lead { (name) ": " (say.count(taken, ["svar er gemt", "svar er gemt"], ["answer was saved", "answers were saved"])) ", "
            (say.count(read.rejected.len(), ["celle er afvist", "celler er afvist"], ["cell was rejected", "cells were rejected"])) ", "
            (say.count(usize::try_from(read.unanswered).unwrap_or(usize::MAX), ["spørgsmål er ubesvaret", "spørgsmål er ubesvaret"], ["question is open", "questions are open"])) "." }
        div .fu-scroll tabindex="0" role="region" aria-label=(head.title) {
            table .table .table--compact {
                thead { tr { th scope="col" .fu-num { (say.t("Linje", "Line")) } th scope="col" { (say.t("Kolonne", "Column")) } th scope="col" { (say.t("Værdi", "Value")) } th scope="col" { (say.t("Hvad der skal stå", "What should stand there")) } } }
                tbody { @for one in &read.rejected { tr { td .fu-num { (one.line) } td { (one.column) } td { (one.value) } td { (say.text(&one.expected)) } } } }
            }
        }
        p { a href=(href) { (say.t("Tilbage til tilbuddet", "Back to the offer")) } }
    };
    shell::page(app, signed, href, &head, &body)
}
