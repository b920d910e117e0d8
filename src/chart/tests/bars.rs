//! Ranked bars: legible with everything on them, and unshaken by what they are given.

use super::super::{Bar, BarPanel, Bars, Caption, Chart};
use super::samples::noise;
use super::{assert_legible, texts};
use proptest::prelude::*;

fn sample() -> Bars {
    let bar = |k: usize| {
        let value = 30.0 / (1.0 + k as f64);
        let reach = value * noise(k);
        let label = if k == 3 { "a-hazard-with-a-name-that-is-too-long-for-its-place" } else { "taiwan-blockade" };
        Bar { label: label.to_owned(), value, low: value - reach, high: value + reach }
    };
    let panel = |count: usize| BarPanel {
        title: "ICT in India, by hazard, and a title that is longer than its column of the page".to_owned(),
        measure: "days of the 61 lost in the worst 5 % of years".to_owned(),
        id: "ict".to_owned(),
        bars: (0..count).map(bar).collect(),
    };
    Bars {
        caption: Caption::new("Half of the worst years are one hazard's", "400 trials, seed 1", "made up"),
        panels: vec![panel(12), panel(3), panel(0), panel(40)],
        notes: vec!["Lines: one standard error each way.".to_owned()],
    }
}

#[test]
fn bars_are_legible_and_say_what_they_leave_out() {
    let figure = sample().figure();
    assert_legible("bars", &figure);
    let texts = texts(&figure);
    assert!(texts.contains(&"Shown: the first 16 bars of a panel.") && texts.contains(&"30.0"), "{texts:?}");
    assert_eq!(texts.iter().filter(|text| **text == "taiwan-blockade").count(), 11 + 3 + 15);
}

#[test]
fn bars_without_data_say_so() {
    let empty = Bars { panels: vec![BarPanel::default(); 2], ..Bars::default() }.figure();
    assert!(texts(&empty).iter().any(|text| text.starts_with("No ")));
}

proptest! {
    #[test]
    fn bars_bear_any_number(numbers in prop::collection::vec(any::<f64>(), 0..60), title in ".*") {
        let bars = numbers.chunks(3).map(|n| Bar {
            label: title.clone(),
            value: n[0],
            low: n.get(1).copied().unwrap_or(f64::NAN),
            high: n.get(2).copied().unwrap_or(f64::NAN),
        });
        let panel = BarPanel { title: title.clone(), bars: bars.collect(), ..BarPanel::default() };
        let figure = Bars { panels: vec![panel; 3], ..Bars::default() }.figure();
        prop_assert!(figure.height() > 0.0 && figure.width() > 0.0);
    }
}
