//! A case as programs read it: the API and the command line tell the same.

use decisions::{Ground, Told, standing};
use kernel::Day;
use serde_json::{Value, json};

use super::{CaseView, RefusedTry};

/// The whole case with its ground, as it stands on a day; `as_of` names a day gone by that it is told of.
pub fn case_document(view: &CaseView, ground: Option<&Ground>, (as_of, day): (Option<Day>, Day)) -> Value {
    let case = &view.case;
    let ground = ground.map(|ground| {
        let blamed = ground.blamed.iter().map(|one| {
            json!({ "rule": one.rule, "key": one.key, "verdict": one.verdict, "material": one.material, "facts": one.facts })
        });
        json!({
            "hash": ground.mark.hash,
            "verdict": ground.mark.verdict,
            "for_board": ground.is_for_board(),
            "rules": ground.rules,
            "blamed": blamed.collect::<Vec<_>>(),
            "watched": ground.watched,
            "longest": ground.principle.longest,
        })
    });
    let events =
        view.events.iter().map(|event| json!({ "log": event.seq, "at": event.recorded.at, "entry": event.recorded }));
    let refused = view.refused.iter().map(refused_try);
    let decided = case
        .decided
        .iter()
        .map(|one| json!({ "by": one.by, "day": one.day, "dispensation": one.dispensation, "refusal": one.refusal }));
    let steps = case.steps.iter().map(|step| json!({ "planned": step.planned, "state": step.mark, "done": step.mark.is_done(), "evidence": step.evidence }));
    let conditions = case.conditions.iter().map(|(condition, met)| json!({ "condition": condition, "met": met }));
    let told = |told: &Told| json!({ "explanation": told.explanation, "by": told.by, "day": told.day, "warnings": told.warnings, "like": told.like });
    json!({
        "number": case.face.id,
        "as_of": as_of,
        "version": case.face.version,
        "title": case.face.title,
        "pack": case.face.pack,
        "principle": case.face.principle,
        "kind": case.face.kind,
        "keys": case.face.keys,
        "cause": case.cause,
        "phase": case.face.phase,
        "split_from": case.split_from,
        "standing": standing(&case.face, day),
        "marks": decisions::marks(&case.face, day),
        "waiting": decisions::waiting(&case.face, day),
        "stage": case.face.stage,
        "ground": ground,
        "screening": case.round.screening,
        "differences": case.round.screening.differences(),
        "explanation": case.round.told.as_ref().map(told),
        "leans_on": case.leans_on.as_ref().map(told),
        "to_mend": case.round.sent_back,
        "submission": case.round.submitted.as_ref().map(|(submission, by)| json!({ "submission": submission, "by": by })),
        "in_force": case.face.in_force,
        "decided": decided.collect::<Vec<_>>(),
        "plan": steps.collect::<Vec<_>>(),
        "conditions": conditions.collect::<Vec<_>>(),
        "files": case.attachments,
        "events": events.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
    })
}

/// Something that was refused, in a case or an acquisition.
pub(crate) fn refused_try(one: &RefusedTry) -> Value {
    json!({
        "log": one.seq, "at": one.at, "by": one.name, "command": one.command, "label": one.label, "told": one.told,
        "details": one.details,
    })
}
