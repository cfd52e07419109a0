//! An acquisition as programs read it: the API and the command line tell the same.

use decisions::{Assessed, Candidate, OfferGround, StatedAnswer, StatedFact, next_phase};
use kernel::Day;
use serde_json::{Value, json};

use super::AcquisitionView;
use crate::cases::document::refused_try;
use crate::{House, Snapshot};

/// The whole acquisition, its candidates assessed on that snapshot; `as_of` names a day gone by that it is told of.
pub fn acquisition_document(
    snapshot: &Snapshot,
    view: &AcquisitionView,
    assessed: &[Assessed],
    as_of: Option<Day>,
) -> Value {
    let it = &view.acquisition;
    let offers: Vec<OfferGround> = assessed.iter().map(OfferGround::of).collect();
    let alike = House::systems_alike(snapshot, it);
    let points = House::check_list(snapshot, it).into_iter().map(|point| {
        let seen = it.last_checked(&point.rule);
        let seen = seen.map(|seen| json!({ "relevance": seen.relevance, "rating": seen.rating, "reason": seen.reason, "by": seen.by, "day": seen.day }));
        json!({ "pack": point.pack, "principle": point.principle, "rule": point.rule, "question": point.question, "answered": it.is_answered(&point.rule), "seen": seen })
    });
    let lacks =
        House::lacks(snapshot, it, &offers).into_iter().map(|lack| json!({ "label": lack.label(), "text": lack.text }));
    let events =
        view.events.iter().map(|event| json!({ "log": event.seq, "at": event.recorded.at, "entry": event.recorded }));
    let refused = view.refused.iter().map(refused_try);
    json!({
        "number": it.id,
        "as_of": as_of,
        "version": it.version,
        "plan": it.plan,
        "phase": it.phase,
        "next_phase": next_phase(it.phase),
        "lacks": lacks.collect::<Vec<_>>(),
        "systems_alike": alike.iter().map(|one| &one.key).collect::<Vec<_>>(),
        "own": {
            "facts": it.own_facts.iter().map(stated).collect::<Vec<_>>(),
            "answers": it.own_answers.iter().map(answered).collect::<Vec<_>>(),
        },
        "no_reuse": it.no_reuse.as_ref().map(|(reason, by, systems)| json!({ "reason": reason, "by": by, "systems": systems })),
        "sheet": it.sheet.as_ref().map(|(questions, packs)| json!({ "questions": questions, "packs": packs })),
        "check_list": points.collect::<Vec<_>>(),
        "candidates": it.candidates.iter().map(|one| candidate(one, assessed, &offers)).collect::<Vec<_>>(),
        "assessed_components": it.assessed_parts.iter().map(|(name, conclusion, by, day)| json!({ "component": name, "conclusion": conclusion, "by": by, "day": day })).collect::<Vec<_>>(),
        "winner": it.winner.as_ref().map(|(key, reason, by)| json!({ "candidate": key, "reason": reason, "by": by })),
        "reopened": it.reopened.as_ref().map(|one| json!({ "reason": one.reason, "by": one.by, "day": one.day })),
        "conflicted": it.conflicted.iter().map(|one| json!({ "reason": one.reason, "by": one.by, "day": one.day })).collect::<Vec<_>>(),
        "approved": it.approved.as_ref().map(|(shown, reason, by, day)| json!({ "shown": shown, "reason": reason, "by": by, "day": day })),
        "turned_down": it.turned_down(&offers).map(|turned| json!({ "reason": turned.reason, "different": turned.different, "by": turned.by, "day": turned.day })),
        "system": it.system.as_ref().map(|(key, cases)| json!({ "key": key, "cases": cases })),
        "cancelled": it.cancelled,
        "events": events.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
    })
}

fn stated(fact: &StatedFact) -> Value {
    json!({ "fact": fact.fact, "value": fact.value, "source": fact.source, "by": fact.by, "day": fact.day })
}

fn answered(answer: &StatedAnswer) -> Value {
    json!({ "rule": answer.rule, "answer": answer.word, "by": answer.by, "day": answer.day })
}

fn candidate(one: &Candidate, assessed: &[Assessed], offers: &[OfferGround]) -> Value {
    let offer = offers.iter().find(|offer| offer.candidate == one.key);
    let principles = assessed.iter().find(|found| found.candidate == one.key).map(|assessed| {
        let stands = assessed.stands.iter().map(|stand| {
            let blamed = stand.blamed.iter().map(
                |blamed| json!({ "rule": blamed.rule, "verdict": blamed.verdict, "material": blamed.material, "facts": blamed.facts }),
            );
            json!({
                "pack": stand.pack, "principle": stand.principle, "verdict": stand.verdict, "for_board": stand.for_board,
                "hash": stand.hash, "unanswered": stand.unanswered, "blamed": blamed.collect::<Vec<_>>(),
            })
        });
        stands.collect::<Vec<_>>()
    });
    json!({
        "key": one.key,
        "supplier": one.supplier,
        "product": one.product,
        "withdrawn": one.withdrawn,
        "hash": offer.map(|offer| &offer.hash),
        "new_components": offer.map(|offer| &offer.new_parts),
        "components": one.parts,
        "facts": one.facts.iter().map(stated).collect::<Vec<_>>(),
        "answers": one.answers.iter().map(answered).collect::<Vec<_>>(),
        "own_words": one.own_words.iter().map(|said| json!({ "principle": said.principle, "words": said.words, "source": said.source, "by": said.by, "day": said.day })).collect::<Vec<_>>(),
        "views": one.views.iter().map(|held| json!({ "view": held.view, "by": held.by, "day": held.day })).collect::<Vec<_>>(),
        "principles": principles,
    })
}
