//! One row of KITOS, looked into by paths. A value that is null or is not there says nothing.

use serde_json::{Map, Value};

use crate::cpr;

/// Whether a text has a UUID's form (RFC 9562).
pub(crate) fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == 5
        && groups.iter().zip([8, 4, 4, 4, 12]).all(|(group, length)| group.len() == length)
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A row as it is kept: without the serialiser's own `$type`, lists bare, UUIDs in small letters, CPR numbers covered. Gives
/// the paths where one stood.
pub(super) fn normal(value: Value, path: &str, covered: &mut Vec<String>) -> Value {
    match value {
        Value::Object(mut fields) => {
            if let Some(values) = fields.remove("$values") {
                return normal(values, path, covered);
            }
            let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let kept = fields.into_iter().filter(|(name, _)| !name.starts_with('$'));
            let kept: Map<String, Value> = kept
                .map(|(name, value)| {
                    // A name is somebody's own word too.
                    let masked = cpr::mask(&name).into_owned();
                    let path = below(&masked);
                    if masked != name {
                        covered.push(path.clone());
                    }
                    (masked, normal(value, &path, covered))
                })
                .collect();
            Value::Object(kept)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| normal(item, path, covered)).collect()),
        Value::String(text) if is_uuid(&text) => Value::String(text.to_ascii_lowercase()),
        Value::String(text) if cpr::has_cpr(&text) => {
            covered.push(path.to_owned());
            Value::String(cpr::mask(&text).into_owned())
        }
        Value::Number(number) if cpr::holds_number(&number) => {
            covered.push(path.to_owned());
            Value::Null
        }
        other => other,
    }
}

/// What stands at a path such as `general.hostedAt`.
pub(super) fn at<'v>(row: &'v Value, path: &str) -> Option<&'v Value> {
    let found = path.split('.').try_fold(row, |value, name| value.get(name))?;
    (!found.is_null()).then_some(found)
}

/// What stands at the first of the paths where anything stands: the newer generation's before the older's.
pub(super) fn first<'v>(row: &'v Value, paths: &[&str]) -> Option<&'v Value> {
    paths.iter().find_map(|path| at(row, path))
}

/// The text there.
pub(super) fn text<'v>(row: &'v Value, path: &str) -> Option<&'v str> {
    at(row, path)?.as_str()
}

/// Yes or no there.
pub(super) fn yes(row: &Value, path: &str) -> Option<bool> {
    at(row, path)?.as_bool()
}

/// The UUID of the pair or row there.
pub(super) fn id<'v>(row: &'v Value, path: &str) -> Option<&'v str> {
    text(at(row, path)?, "uuid")
}

/// The items there; none where there is no list.
pub(super) fn items<'v>(row: &'v Value, path: &str) -> &'v [Value] {
    at(row, path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The UUIDs of the pairs there.
pub(super) fn ids<'v>(row: &'v Value, path: &str) -> Vec<&'v str> {
    items(row, path).iter().filter_map(|pair| text(pair, "uuid")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_serialisers_own_fields_go_and_a_cpr_number_is_covered() {
        let told = json!({
            "$type": "X", "uuid": "AA010190-1234-5222-8333-123456789012",
            "roles": { "$type": "L", "$values": [{ "$type": "Y", "name": "Ane 010190-1234" }] },
            "count": 12_345_678, "nought": 101_901_234, "number": 1_010_901_234, "decimals": 404_901_234.0, "half": 404_901_234.5,
            "general": { "010190-1234": "Ja" }
        });
        let mut covered = Vec::new();
        let kept = normal(told, "", &mut covered);
        let expected = json!({
            "uuid": "aa010190-1234-5222-8333-123456789012",
            "roles": [{ "name": "Ane 010190-****" }],
            "count": 12_345_678, "nought": null, "number": null, "decimals": null, "half": 404_901_234.5,
            "general": { "010190-****": "Ja" }
        });
        assert_eq!(kept, expected);
        covered.sort();
        assert_eq!(covered, ["decimals", "general.010190-****", "nought", "number", "roles.name"]);
    }

    #[test]
    fn the_newer_path_counts_before_the_older_and_null_says_nothing() {
        let row = json!({ "general": { "hostedAt": null }, "gdpr": { "hostedAt": "External" } });
        assert_eq!(first(&row, &["general.hostedAt", "gdpr.hostedAt"]), Some(&json!("External")));
        assert_eq!(at(&row, "general.hostedAt.deeper"), None);
        assert_eq!(id(&row, "general"), None);
    }
}
