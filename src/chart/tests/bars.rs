//! Ranked bars: legible with everything on them, and unshaken by what they are given.

use super::super::bars::axis;
use super::super::{Bar, BarPanel, Bars, Caption, Chart};
use super::samples::noise;
use super::{assert_legible, texts};
use proptest::prelude::*;

fn sample() -> Bars {
    let bar = |k: usize| {
        let value = 30.0 / (1.0 + k as f64);
        let reach = value * noise(k);
        let label = if k == 3 { "a-hazard-with-a-name-that-is-too-long-for-its-place" } else { "taiwan-blockade" };
        Bar { label: label.to_owned(), value, low: value - reach, high: value + reach, ..Bar::default() }
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
        comparable: false,
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
fn an_axis_begins_where_the_lowest_limit_ends() {
    let bar = |low: f64| Bar { label: "covers".to_owned(), value: 0.1, low, high: 0.3, ..Bar::default() };
    let ((lowest, most), _, marks) = axis(&[bar(-0.13), bar(0.05)]);
    assert!((lowest + 0.13).abs() < 1e-12 && most >= 0.3, "{lowest} to {most}");
    assert!(marks.contains(&0.0) && marks.iter().all(|mark| *mark >= lowest), "{marks:?}");
    let ((lowest, _), ..) = axis(&[bar(0.05)]);
    assert_eq!(lowest, 0.0);
}

#[test]
fn a_name_without_room_gives_way_to_a_shorter_one() {
    let bar = |label: &str| Bar { label: label.to_owned(), short: "id".to_owned(), value: 1.0, ..Bar::default() };
    let bars = vec![bar("Short"), bar("A title of a hazard that is far too long for its place")];
    let panel = BarPanel { bars, ..BarPanel::default() };
    let figure = Bars { panels: vec![panel], ..Bars::default() }.figure();
    let texts = texts(&figure);
    assert!(texts.contains(&"Short") && texts.contains(&"id"), "{texts:?}");
}

#[test]
fn panels_to_be_compared_have_one_axis() {
    let panel = |value: f64| BarPanel { bars: vec![Bar { value, ..Bar::default() }], ..BarPanel::default() };
    let marks = |comparable: bool| {
        let figure = Bars { panels: vec![panel(20.0), panel(2.0)], comparable, ..Bars::default() }.figure();
        texts(&figure).iter().filter(|text| **text == "15").count()
    };
    assert_eq!([false, true].map(marks), [1, 2]);
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
            ..Bar::default()
        });
        let panel = BarPanel { title: title.clone(), bars: bars.collect(), ..BarPanel::default() };
        let comparable = numbers.len() % 2 == 0;
        let figure = Bars { panels: vec![panel; 3], comparable, ..Bars::default() }.figure();
        prop_assert!(figure.height() > 0.0 && figure.width() > 0.0);
    }
}
