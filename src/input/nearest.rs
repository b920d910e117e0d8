//! The nearest spelling of a word among those that exist.

/// How many equally near spellings are worth offering.
const FEW: usize = 3;

/// The candidate most like `word`, if one is near enough to have been meant.
///
/// Case, hyphens and underscores cost nothing, so `Rare-Earths` finds `rare_earths`.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(word, candidates).into_iter().next()
}

/// The candidates most like `word`, a few if they are equally near.
#[must_use]
pub fn nearest_few<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    // Distances grow with the square of the length, and nobody misspells that much.
    if word.chars().count() > 80 {
        return Vec::new();
    }
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    let wanted = plain(word);
    let enough = (wanted.chars().count() / 3).clamp(1, 3);
    let (mut least, mut best) = (enough, Vec::new());
    for candidate in candidates {
        let plain_candidate = plain(candidate);
        let mut distance = strsim::damerau_levenshtein(&wanted, &plain_candidate);
        // `gallium` for `gallium_primary`: a part of the id is nearer than its edit distance says.
        let begins = wanted.len() >= 4 && plain_candidate.split('_').next() == Some(wanted.as_str());
        if begins {
            distance = distance.min(enough);
        }
        if distance < least {
            (least, best) = (distance, Vec::new());
        }
        if distance == least && best.len() < FEW {
            best.push(candidate);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_few};

    const IDS: [&str; 5] = ["CHN", "gallium_primary", "ree_heavy_separated", "taiwan-blockade", "TWN"];

    #[test]
    fn a_slip_of_the_finger_is_found() {
        assert_eq!(nearest("CHM", IDS), Some("CHN"));
        assert_eq!(nearest("galium_primary", IDS), Some("gallium_primary"));
        assert_eq!(nearest("Taiwan_Blockade", IDS), Some("taiwan-blockade"));
        assert_eq!(nearest("gallium", IDS), Some("gallium_primary"));
    }

    #[test]
    fn equally_near_spellings_are_a_few() {
        assert_eq!(nearest_few("CHM", ["CHE", "CHN", "IND"]), ["CHE", "CHN"]);
        assert_eq!(nearest_few("CHN", ["CHE", "CHN"]), ["CHN"]);
        assert_eq!(nearest_few("AAA", ["AAB", "AAC", "AAD", "AAE"]).len(), 3);
    }

    #[test]
    fn what_is_unlike_everything_stays_alone() {
        assert_eq!(nearest("unobtainium", IDS), None);
        assert_eq!(nearest("", IDS), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), IDS), None);
    }
}
