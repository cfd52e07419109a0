//! What people supply: a fact in their own name with a last day, or the answer to a rule's question.

use std::sync::Arc;

use facts::{Answer, AttrId, KindId, Value, schema};
use kernel::Day;
use principles::{Body, Question};
use serde_json::json;
use store::{Seen, SuppliedAnswer, SuppliedFact};

use crate::acted::Acted;
use crate::people::{Who, refused};
use crate::refusal::refusal;
use crate::rights::{self, Action, Saying};
use crate::{House, HouseError};

/// A fact counts so many months when nobody says otherwise: then somebody looks at it again.
pub const USUAL_MONTHS: i32 = 12;

/// No fact counts longer than so many months without being looked at again.
const MOST_MONTHS: i32 = 120;

/// A fact that somebody supplies.
#[derive(Clone, Debug)]
pub struct Supplying {
    /// The object's kind.
    pub kind: KindId,
    /// Its key.
    pub key: String,
    /// The attribute.
    pub attribute: AttrId,
    /// What it is.
    pub value: Value,
    /// The last day it counts; [`USUAL_MONTHS`] from today when nobody says.
    pub valid_until: Option<Day>,
    /// The version of the object that the person saw.
    pub seen_version: i64,
}

/// An answer that somebody gives.
#[derive(Clone, Debug)]
pub struct Answering {
    /// The object's kind.
    pub kind: KindId,
    /// Its key.
    pub key: String,
    /// The rule's code.
    pub rule: String,
    /// One of the rule's words.
    pub word: String,
    /// The last day it counts; never longer than the rule allows.
    pub valid_until: Option<Day>,
    /// The version of the object that the person saw.
    pub seen_version: i64,
}

impl House {
    /// Takes in a fact in somebody's name, and has it assessed.
    ///
    /// # Errors
    /// When they may not, the object has changed since they saw it, the fact is computed, it refers to what nobody has, it tells of
    /// something done on a day to come, or its last day has passed or lies too far ahead.
    pub async fn supply(&self, who: &Who, supplying: &Supplying) -> Result<Acted, HouseError> {
        let Supplying { kind, attribute, .. } = *supplying;
        self.check_may_supply(who, (kind, &supplying.key))?;
        self.check_last_day(supplying.valid_until)?;
        Self::check_is_supplied(kind, attribute)?;
        let stated = schema().attribute(kind, attribute);
        self.check_targets(stated, &supplying.value)?;
        let today = self.clock.today();
        if stated.is_yet_to_come(&supplying.value, today) {
            return Err(refusal(
                "fact-day-to-come",
                "Dagen er ikke kommet endnu. Skriv den dag, det er sket, eller vent, til det er sket.",
                "That day has not come yet. Write the day it was done, or wait until it is.",
            ));
        }
        let valid_until = supplying.valid_until.unwrap_or_else(|| today.plus_months(USUAL_MONTHS));
        let (key, others) = self.keys(kind, &supplying.key);
        let fact = SuppliedFact {
            kind,
            key: key.clone(),
            attribute,
            value: supplying.value.clone(),
            by: who.account.name.clone(),
            seen_at: today,
            valid_until: Some(valid_until),
        };
        let def = schema().def(kind);
        let detail = json!({
            "fact": format!("{}.{}", def.name, stated.name),
            "value": told(&supplying.value),
            "valid_until": valid_until,
        });
        let act = self.act(&who.actor(), "supply-fact", Some((def.name.to_owned(), key)), detail);
        let seen = Seen { version: supplying.seen_version, others: &others };
        let revision = self.store.supply_fact(&self.tenant, &act, &fact, seen).await?;
        self.acted(revision).await
    }

    /// Takes in an answer in somebody's name, and has it assessed.
    ///
    /// # Errors
    /// When they may not, the object has changed since they saw it, or the rule asks no such thing.
    pub async fn answer(&self, who: &Who, answering: &Answering) -> Result<Acted, HouseError> {
        let snapshot = self.now();
        let rule = snapshot.packs.iter().find_map(|pack| pack.rule(&answering.rule));
        let question = rule.filter(|rule| rule.kind == answering.kind).and_then(|rule| match &rule.body {
            Body::Ask(question) => Some(question),
            Body::Require(_) => None,
        });
        let choice =
            question.and_then(|question| question.choices.iter().find(|choice| *choice.word == *answering.word));
        let (Some(question), Some(choice)) = (question, choice) else {
            return Err(refusal(
                "no-such-question",
                "Strategien stiller ikke det spørgsmål, eller svaret er ikke et af dem, den giver at vælge imellem.",
                "The strategy does not ask that, or the answer is not one of those it offers.",
            ));
        };
        self.check_may_answer(who, (answering.kind, &answering.key), question)?;
        self.check_last_day(answering.valid_until)?;
        let answer = Answer {
            word: Arc::from(&*choice.word),
            by: Arc::from(who.account.name.as_str()),
            on: self.clock.today(),
            valid_until: answering.valid_until,
        };
        let def = schema().def(answering.kind);
        let detail = json!({ "rule": answering.rule, "answer": answering.word, "valid_until": answering.valid_until });
        let (key, others) = self.keys(answering.kind, &answering.key);
        let act = self.act(&who.actor(), "answer-question", Some((def.name.to_owned(), key.clone())), detail);
        let supplied = SuppliedAnswer { kind: answering.kind, key, rule: answering.rule.clone(), answer };
        let seen = Seen { version: answering.seen_version, others: &others };
        let revision = self.store.supply_answer(&self.tenant, &act, &supplied, seen).await?;
        self.acted(revision).await
    }

    /// The object's own key, and its others.
    fn keys(&self, kind: KindId, key: &str) -> (String, Vec<Arc<str>>) {
        let snapshot = self.now();
        let Some(object) = snapshot.slots.find(kind, key) else { return (key.to_owned(), Vec::new()) };
        let (own, others) = snapshot.own_and_others(kind, object);
        (own.to_string(), others)
    }

    /// Whether somebody may supply facts of an object, before they are asked for any.
    ///
    /// # Errors
    /// When they may not, or there is no such object.
    pub fn check_may_supply(&self, who: &Who, of: (KindId, &str)) -> Result<(), HouseError> {
        self.check_may_say(who, of, Saying::Fact)
    }

    /// Whether a fact is one that people supply, before they are given a form.
    ///
    /// # Errors
    /// When it is computed from others.
    pub fn check_is_supplied(kind: KindId, attribute: AttrId) -> Result<(), HouseError> {
        if schema().attribute(kind, attribute).is_derived() {
            return Err(refusal(
                "fact-computed",
                "Den oplysning regnes ud af andre. Oplys dem i stedet.",
                "That fact is computed from others. Supply those instead.",
            ));
        }
        Ok(())
    }

    /// Whether somebody may answer a rule's question about an object, before they are asked.
    ///
    /// # Errors
    /// When they may not, or there is no such object.
    pub fn check_may_answer(&self, who: &Who, of: (KindId, &str), question: &Question) -> Result<(), HouseError> {
        self.check_may_say(who, of, Saying::Answer(question.who))
    }

    fn check_may_say(&self, who: &Who, (kind, key): (KindId, &str), saying: Saying) -> Result<(), HouseError> {
        let snapshot = self.now();
        let action = match saying {
            Saying::Fact => Action::SupplyFact,
            Saying::Answer(_) => Action::AnswerQuestion,
        };
        let Some(object) = snapshot.slots.find(kind, key) else {
            return Err(store::StoreError::Unknown { what: schema().def(kind).name, key: key.to_owned() }.into());
        };
        let person = who.account.person.as_deref();
        if who.scope_allows(action) && rights::may_say(&who.grants, person, &snapshot, (kind, object), saying) {
            return Ok(());
        }
        Err(refused(action).into())
    }

    /// A reference leads to an object that is there; when nobody has told of any object of the kind, there is nothing to hold it against.
    fn check_targets(&self, attribute: &facts::Attribute, value: &Value) -> Result<(), HouseError> {
        let snapshot = self.now();
        let Some(target) = attribute.value.target().and_then(|name| schema().kind(name)) else { return Ok(()) };
        let keys: &[Arc<str>] = match value {
            Value::Text(key) => std::slice::from_ref(key),
            Value::List(keys) => keys,
            _ => &[],
        };
        let lost = keys.iter().find(|key| snapshot.slots.find(target, key).is_none());
        let Some(key) = lost.filter(|_| snapshot.slots.count(target) > 0) else { return Ok(()) };
        let many = schema().def(target).many;
        Err(refusal(
            "fact-target",
            &format!("{key} findes ikke blandt {}. Skriv nøglen eller det fulde navn på en, der findes.", many.da),
            &format!("{key} is not among the {}. Write the key or the full name of one that is there.", many.en),
        ))
    }

    fn check_last_day(&self, day: Option<Day>) -> Result<(), HouseError> {
        if day.is_some_and(|day| day > self.clock.today().plus_months(MOST_MONTHS)) {
            return Err(refusal(
                "valid-until-late",
                "Gyldig til ligger for langt ude i fremtiden. En oplysning skal ses på igen inden for ti år.",
                "Valid until lies too far ahead. A fact must be looked at again within ten years.",
            ));
        }
        if day.is_some_and(|day| day < self.clock.today()) {
            return Err(refusal(
                "valid-until-past",
                "Gyldig til ligger i fortiden. Vælg en dag fra i dag og frem.",
                "Valid until is in the past. Choose today or a later day.",
            ));
        }
        Ok(())
    }
}

/// A value as the log tells it: amounts in øre, days as ISO 8601.
fn told(value: &Value) -> serde_json::Value {
    match value {
        Value::None => json!(null),
        Value::Bool(yes) => json!(yes),
        Value::Int(number) => json!(number),
        Value::Money(amount) => json!(amount.oere()),
        Value::Day(day) => json!(day),
        Value::Text(text) => json!(&**text),
        Value::List(items) => json!(items.iter().map(|item| &**item).collect::<Vec<_>>()),
    }
}
