//! The nearest right name, for errors that help.

/// The candidate most like the name, if any is like enough to be meant.
pub(crate) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.78)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_is_recognised_and_nonsense_is_not() {
        let names = ["hosting", "hosting_country", "owner", "encrypted_at_rest"];
        assert_eq!(nearest("hostign", names), Some("hosting"));
        assert_eq!(nearest("encypted_at_rest", names), Some("encrypted_at_rest"));
        assert_eq!(nearest("zzz", names), None);
    }
}
