//! Whether colours can be told apart and type read on them.

use crate::chart::plot::seen;
use crate::chart::sight::Seen;
use crate::chart::style::{self, Colour, colour_of};

/// The economies with a colour of their own, those that recur in every chart first.
const OWNERS: [&str; 19] = [
    "CHN", "TWN", "JPN", "KOR", "USA", "EUU", "IND", "AUS", "ASEAN", "ROW", "OTHER", "CHL", "COD", "RUS", "ZAF", "CAN",
    "BRA", "GBR", "CHE",
];
/// How many of them recur.
const MAIN: usize = 11;

/// The pair that looks most alike to any eyes, with its distance.
fn closest<'a>(ids: &[&'a str], of: impl Fn(&str) -> Colour) -> (f64, &'a str, &'a str) {
    let all: Vec<(&str, Seen)> = ids.iter().map(|id| (*id, Seen::of(of(id)))).collect();
    let pairs = all.iter().enumerate().flat_map(|(k, a)| all[..k].iter().map(move |b| (a.1.from(&b.1), a.0, b.0)));
    pairs.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

#[test]
fn economies_can_be_told_apart_by_all_eyes() {
    for (ids, least) in [(&OWNERS[..MAIN], 20.0), (&OWNERS[..], 16.9)] {
        let (apart, a, b) = closest(ids, colour_of);
        assert!(apart > least, "{a} and {b} are {apart:.1} apart");
    }
}

#[test]
fn lines_and_dots_stand_out_from_paper_and_from_each_other() {
    for id in OWNERS {
        let contrast = (style::PAPER.luminance() + 0.05) / (seen(colour_of(id)).luminance() + 0.05);
        assert!(contrast >= 3.0, "{id}: {contrast:.2}");
    }
    for (ids, least) in [(&OWNERS[..MAIN], 14.0), (&OWNERS[..], 10.5)] {
        let (apart, a, b) = closest(ids, |id| seen(colour_of(id)));
        assert!(apart > least, "{a} and {b} are {apart:.1} apart");
    }
}

#[test]
fn colours_are_stable_and_inks_readable() {
    assert_eq!(colour_of("CHN"), colour_of("CHN"));
    assert_ne!(colour_of("CHN"), colour_of("TWN"));
    assert_eq!(colour_of("XYZ"), colour_of("XYZ"));
    for level in 0..=20 {
        let fill = style::concern(f64::from(level) / 20.0);
        let (a, b) = (fill.luminance() + 0.05, fill.ink_on().luminance() + 0.05);
        assert!((a / b).max(b / a) > 3.0, "{level}: {:?} on {fill:?}", fill.ink_on());
    }
}
