//! The colours of one chart: those of [`colour_of`], but no two economies in one.

use super::axis::shown;
use super::caption::Economy;
use super::sight::Seen;
use super::style::{Colour, choices, colour_of};
use std::collections::BTreeMap;

/// CIE76 distance from which colours are told apart side by side.
const APART: f64 = 10.0;

/// Colours of what is in one chart.
#[derive(Debug, Clone, Default)]
pub struct Palette(BTreeMap<String, Colour>);

impl Palette {
    /// Colours for `ids`, the most important first.
    ///
    /// Each keeps the colour that it has everywhere, unless another has taken it or one that looks alike: one that owns
    /// it, or one of more importance. It then takes its next choice, or the one that looks least like those taken.
    pub fn new<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        let ids: Vec<&str> = ids.into_iter().collect();
        let mut colours: BTreeMap<String, Colour> = BTreeMap::new();
        let mut taken: Vec<Seen> = Vec::new();
        for owners in [true, false] {
            for id in ids.iter().filter(|id| (choices(id).len() == 1) == owners) {
                if !colours.contains_key(*id) {
                    let colour = if owners { colour_of(id) } else { free(&choices(id), &taken) };
                    taken.push(Seen::of(colour));
                    colours.insert((*id).to_owned(), colour);
                }
            }
        }
        Self(colours)
    }

    /// The same for economies with their sizes, which are added up where one occurs more than once.
    pub fn by_size<'a>(sizes: impl IntoIterator<Item = (&'a Economy, f64)>) -> Self {
        let mut totals: BTreeMap<&str, f64> = BTreeMap::new();
        for (economy, size) in sizes {
            *totals.entry(&economy.id).or_default() += shown(size).unwrap_or(0.0).max(0.0);
        }
        let mut ranked: Vec<(&str, f64)> = totals.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        Self::new(ranked.into_iter().map(|(id, _)| id))
    }

    /// The colour of `id` in this chart.
    pub fn of(&self, id: &str) -> Colour {
        self.0.get(id).copied().unwrap_or_else(|| colour_of(id))
    }
}

/// The first of `choices` that is well apart from all that are taken, or else the one farthest from them.
fn free(choices: &[Colour], taken: &[Seen]) -> Colour {
    let apart = |choice: &Colour| {
        let seen = Seen::of(*choice);
        taken.iter().map(|other| seen.from(other)).fold(f64::INFINITY, f64::min)
    };
    let mut farthest = (choices[0], -1.0);
    for choice in choices {
        let apart = apart(choice);
        if apart >= APART {
            return *choice;
        }
        if apart > farthest.1 {
            farthest = (*choice, apart);
        }
    }
    farthest.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn distinct(palette: &Palette, ids: &[&str]) -> usize {
        ids.iter().map(|id| format!("{:?}", palette.of(id))).collect::<BTreeSet<_>>().len()
    }

    #[test]
    fn no_two_economies_share_a_colour() {
        let ids = [
            "MMR", "PRK", "KAZ", "TUR", "MEX", "ISR", "UKR", "NOR", "MDG", "GIN", "GAB", "MOZ", "CHL", "COD", "GBR",
            "AUT", "CZE", "FIN", "DEU", "NLD", "BEL", "IDN", "VNM", "MYS", "THA", "SGP", "CHN", "JPN", "USA", "OTHER",
        ];
        assert!(ids.iter().map(|id| format!("{:?}", colour_of(id))).collect::<BTreeSet<_>>().len() < ids.len());
        assert_eq!(distinct(&Palette::new(ids), &ids), ids.len());
    }

    #[test]
    fn what_is_in_one_chart_can_be_told_apart() {
        let ids = ["CHN", "USA", "JPN", "EUU", "RUS", "DEU", "VNM", "MMR", "KAZ", "TUR", "MEX", "ISR", "NOR"];
        let palette = Palette::new(ids);
        for (k, a) in ids.iter().enumerate() {
            for b in &ids[..k] {
                let apart = Seen::of(palette.of(a)).from(&Seen::of(palette.of(b)));
                assert!(apart >= APART, "{a} and {b} are {apart:.1} apart");
            }
        }
    }

    #[test]
    fn who_owns_a_colour_or_is_larger_keeps_it() {
        // Same by hash, and the colour is the one of an economy with a colour of its own.
        let further = ["PRK", "KAZ", "TUR", "MEX", "ISR", "UKR", "NOR", "MDG", "GIN", "GAB", "MOZ", "MNG", "PER"];
        let (first, second) = (0..further.len())
            .flat_map(|k| (0..k).map(move |j| (further[j], further[k])))
            .find(|(a, b)| colour_of(a) == colour_of(b))
            .expect("of thirteen two share one of eight");
        for (large, small) in [(first, second), (second, first)] {
            let palette = Palette::by_size([(&Economy::new(small, ""), 0.2), (&Economy::new(large, ""), 0.7)]);
            assert_eq!(palette.of(large), colour_of(large));
            assert_ne!(palette.of(small), colour_of(large));
        }
        let owner = ["CHL", "COD", "RUS", "ZAF", "CAN", "BRA", "GBR", "CHE"]
            .into_iter()
            .find(|owner| colour_of(owner) == colour_of(first))
            .expect("each of the eight has an owner");
        let palette = Palette::new([first, owner]);
        assert_eq!(palette.of(owner), colour_of(owner));
        assert_ne!(palette.of(first), colour_of(owner));
    }
}
