//! Finding kinds, attributes and relations by name, and the ids that stand for them inside the house.

use foldhash::HashMap;
use std::sync::LazyLock;

use super::{Attribute, KindDef, Responsible};
use crate::kinds::KINDS;

/// A kind's place in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u8);

/// An attribute's place in its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttrId(pub u8);

/// What a name after an object means in a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The object's permanent key.
    Key,
    /// The names of its attributes on which sources disagree.
    Conflicts,
    /// A stated or derived attribute.
    Attribute(AttrId),
    /// The objects that point at it: index into [`Schema::relations`].
    Relation(u8),
}

/// Objects of kind `from` point at this kind by their attribute `via`; seen from here they are called `name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The name seen from the target.
    pub name: &'static str,
    /// The kind of the objects that point.
    pub from: KindId,
    /// The attribute they point by.
    pub via: AttrId,
}

/// The schema with its look-ups.
#[derive(Debug)]
pub struct Schema {
    kinds: &'static [KindDef],
    by_name: HashMap<&'static str, KindId>,
    attributes: Vec<HashMap<&'static str, AttrId>>,
    relations: Vec<Vec<Relation>>,
}

/// The house's schema.
pub fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::of(KINDS));
    &SCHEMA
}

/// The ids 0, 1, 2 .. in their narrow type; no kind has more than 256 attributes (a test holds that).
fn small(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}

impl Schema {
    fn of(kinds: &'static [KindDef]) -> Self {
        let by_name: HashMap<_, _> = kinds.iter().enumerate().map(|(i, k)| (k.name, KindId(small(i)))).collect();
        let attributes = kinds
            .iter()
            .map(|kind| kind.attributes.iter().enumerate().map(|(i, a)| (a.name, AttrId(small(i)))).collect())
            .collect();
        let mut relations = vec![Vec::new(); kinds.len()];
        for (from, kind) in kinds.iter().enumerate() {
            for (via, attribute) in kind.attributes.iter().enumerate() {
                let (Some(target), Some(name)) = (attribute.value.target(), attribute.inverse) else { continue };
                if let Some(target) = by_name.get(target) {
                    let relation = Relation { name, from: KindId(small(from)), via: AttrId(small(via)) };
                    relations[usize::from(target.0)].push(relation);
                }
            }
        }
        Self { kinds, by_name, attributes, relations }
    }

    /// Every kind id, in schema order.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = KindId> + use<> {
        (0..small(self.kinds.len())).map(KindId)
    }

    /// The kind with that name.
    pub fn kind(&self, name: &str) -> Option<KindId> {
        self.by_name.get(name).copied()
    }

    /// The definition behind an id.
    pub fn def(&self, kind: KindId) -> &'static KindDef {
        &self.kinds[usize::from(kind.0)]
    }

    /// The attribute with that name.
    pub fn attribute_id(&self, kind: KindId, name: &str) -> Option<AttrId> {
        self.attributes[usize::from(kind.0)].get(name).copied()
    }

    /// The attribute behind an id.
    pub fn attribute(&self, kind: KindId, attribute: AttrId) -> &'static Attribute {
        &self.def(kind).attributes[usize::from(attribute.0)]
    }

    /// The relations that end at a kind.
    pub fn relations(&self, kind: KindId) -> &[Relation] {
        &self.relations[usize::from(kind.0)]
    }

    /// What a name after an object of that kind means.
    pub fn field(&self, kind: KindId, name: &str) -> Option<Field> {
        match name {
            "key" => return Some(Field::Key),
            "conflicts" => return Some(Field::Conflicts),
            _ => {}
        }
        if let Some(attribute) = self.attribute_id(kind, name) {
            return Some(Field::Attribute(attribute));
        }
        let place = self.relations(kind).iter().position(|relation| relation.name == name)?;
        Some(Field::Relation(small(place)))
    }

    /// Every name that may stand after an object of that kind, for suggestions.
    pub fn field_names(&self, kind: KindId) -> Vec<&'static str> {
        let attributes = self.def(kind).attributes.iter().map(|attribute| attribute.name);
        let relations = self.relations(kind).iter().map(|relation| relation.name);
        attributes.chain(relations).chain(["key", "conflicts"]).collect()
    }

    /// Resolves `kind.attribute` to its ids.
    pub fn path(&self, dotted: &str) -> Option<(KindId, AttrId)> {
        let (kind, attribute) = dotted.split_once('.')?;
        let kind = self.kind(kind)?;
        Some((kind, self.attribute_id(kind, attribute)?))
    }

    /// The references from an object of that kind to the person who answers for it.
    pub fn responsible_path(&self, kind: KindId) -> Option<Vec<(KindId, AttrId)>> {
        let Responsible::Path(steps) = self.def(kind).responsible else { return None };
        let mut at = kind;
        let mut path = Vec::with_capacity(steps.len());
        for step in steps {
            let attribute = self.attribute_id(at, step)?;
            path.push((at, attribute));
            at = self.kind(self.attribute(at, attribute).value.target()?)?;
        }
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::schema::Origin;

    #[test]
    fn every_name_in_the_schema_is_there_once() {
        let schema = schema();
        assert_eq!(schema.by_name.len(), KINDS.len());
        assert_eq!(KINDS.iter().map(|k| k.file).collect::<HashSet<_>>().len(), KINDS.len());
        for kind in schema.kinds() {
            let def = schema.def(kind);
            let names = schema.field_names(kind);
            assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "{}: {names:?}", def.name);
            let headers: Vec<String> =
                def.attributes.iter().flat_map(|a| [a.label.da.to_lowercase(), a.label.en.to_lowercase()]).collect();
            for header in &headers {
                let owners = def
                    .attributes
                    .iter()
                    .filter(|a| a.label.da.to_lowercase() == *header || a.label.en.to_lowercase() == *header)
                    .count();
                assert_eq!(owners, 1, "{}: two attributes are called '{header}'", def.name);
            }
        }
    }

    #[test]
    fn every_reference_leads_to_a_kind() {
        for kind in KINDS {
            for attribute in kind.attributes {
                if let Some(target) = attribute.value.target() {
                    assert!(schema().kind(target).is_some(), "{}.{} -> {target}", kind.name, attribute.name);
                } else {
                    assert!(attribute.inverse.is_none(), "{}.{} has an inverse", kind.name, attribute.name);
                }
            }
        }
    }

    #[test]
    fn every_derived_fact_names_inputs_that_exist() {
        for kind in KINDS {
            for attribute in kind.attributes {
                if let Origin::Derived(inputs) = attribute.origin {
                    assert!(!inputs.is_empty());
                    for input in inputs {
                        assert!(schema().path(input).is_some(), "{}.{}: {input}", kind.name, attribute.name);
                    }
                }
            }
        }
    }

    #[test]
    fn who_answers_for_an_object_is_a_person() {
        for kind in schema().kinds() {
            let def = schema().def(kind);
            if let Responsible::Path(steps) = def.responsible {
                let path = schema().responsible_path(kind).unwrap_or_else(|| panic!("{}: {steps:?}", def.name));
                let (at, attribute) = path[path.len() - 1];
                assert_eq!(schema().attribute(at, attribute).value.target(), Some("person"), "{}", def.name);
            }
        }
    }

    #[test]
    fn a_relation_is_seen_from_its_target() {
        let system = schema().kind("system").expect("system");
        let Some(Field::Relation(place)) = schema().field(system, "integrations_out") else { panic!("no relation") };
        let relation = schema().relations(system)[usize::from(place)];
        assert_eq!(schema().def(relation.from).name, "integration");
        assert_eq!(schema().attribute(relation.from, relation.via).name, "from");
    }
}
