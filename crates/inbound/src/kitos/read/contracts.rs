//! Contracts, expired ones too, and the companies that the municipality has contracts with.

use std::collections::BTreeMap;

use kernel::{Day, Kroner};
use serde_json::Value;

use super::Reading;
use crate::kitos::settings::RoleHere;
use crate::kitos::{list, row};

/// Suppliers and data processors. Who owns a product (`rightsHolder`) need not be who supplies it.
pub(super) fn suppliers(reading: &mut Reading<'_>) {
    reading.telling.part("organizations", &["supplier"]);
    let mut companies: BTreeMap<&str, &Value> = BTreeMap::new();
    for (_, contract) in reading.rows(list::CONTRACTS) {
        gather(&mut companies, row::at(contract, "supplier.organization"));
    }
    for (_, agreement) in reading.rows(list::AGREEMENTS) {
        for processor in row::items(agreement, "general.dataProcessors") {
            gather(&mut companies, Some(processor));
        }
    }
    for (uuid, company) in companies {
        reading.telling.next();
        let mut object = reading.telling.object("supplier", uuid);
        object.text("name", row::text(company, "name"));
        object.text("cvr", row::text(company, "cvr"));
        reading.take(object);
    }
}

fn gather<'v>(companies: &mut BTreeMap<&'v str, &'v Value>, company: Option<&'v Value>) {
    if let Some(company) = company
        && let Some(uuid) = row::text(company, "uuid")
    {
        companies.entry(uuid).or_insert(company);
    }
}

pub(super) fn contracts(reading: &mut Reading<'_>) {
    reading.telling.part(list::CONTRACTS, &["contract"]);
    for (uuid, contract) in reading.rows(list::CONTRACTS) {
        reading.telling.next();
        let mut object = reading.telling.object("contract", uuid);
        object.text("name", row::text(contract, "name"));
        object.text("number", row::text(contract, "general.contractId"));
        object.refer("supplier", row::id(contract, "supplier.organization"));
        reading.strange_roles(contract);
        object.refer("responsible", responsible(reading, contract));
        object.day("signed_on", signed_on(reading, contract));
        match reading.day(contract, "general.validity.validTo") {
            None if row::yes(contract, "agreementPeriod.isContinuous") == Some(true) => object.none("runs_to"),
            ends => object.day("runs_to", ends),
        }
        object.day("terminated_on", reading.day(contract, "termination.terminatedAt"));
        object.day("irrevocable_until", reading.day(contract, "agreementPeriod.irrevocableUntil"));
        object.count("notice_months", notice_months(reading, contract));
        object.money("yearly_amount", yearly_amount(contract));
        reading.take(object);
    }
}

fn responsible<'v>(reading: &Reading<'_>, contract: &'v Value) -> Option<&'v str> {
    super::systems::in_role(reading.settings, contract, RoleHere::ContractResponsible)
}

/// The day the last of both parties signed; no day when one of them has not.
fn signed_on(reading: &mut Reading<'_>, contract: &Value) -> Option<Day> {
    let by_supplier = reading.day(contract, "supplier.signedAt");
    let by_us = reading.day(contract, "responsible.signedAt");
    let both = ["supplier.signed", "responsible.signed"].iter().all(|path| row::yes(contract, path) != Some(false));
    if both { by_supplier.zip(by_us).map(|(theirs, ours)| theirs.max(ours)) } else { None }
}

fn notice_months(reading: &mut Reading<'_>, contract: &Value) -> Option<i64> {
    let option = row::at(contract, "termination.terms.noticePeriodMonths")?;
    let months = reading.settings.notice_months.get(row::text(option, "uuid")?).copied();
    if months.is_none() {
        reading.strange_option("notice_months", option);
    }
    months.map(i64::from)
}

/// What operation costs a year, paid to others: whole kroner.
fn yearly_amount(contract: &Value) -> Option<Kroner> {
    let payments = row::items(contract, "payments.external");
    let operation = payments.iter().filter_map(|payment| row::at(payment, "operation")?.as_i64());
    let amounts: Vec<i64> = operation.collect();
    let sum = amounts.iter().try_fold(0_i64, |sum, amount| sum.checked_add(*amount))?;
    // Nought is what stands where nobody has written an amount.
    (sum != 0 && sum.checked_mul(100).is_some()).then(|| Kroner::from_kroner(sum))
}
