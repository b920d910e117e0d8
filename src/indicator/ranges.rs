//! Values, distances to thresholds and ranks, and what the ranges of the figures leave open of them.

use super::{Group, Indicator, Kind, Part, Row, SheetGroup, Threshold, Value};
use crate::montecarlo::distributions::triangular_quantile;
use crate::montecarlo::draws::{Channel, Use};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a figure lies in its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeShape {
    /// Most likely where it stands.
    Triangular,
    /// As likely anywhere.
    Uniform,
}

/// A part of an indicator for one group (the output contract of `indicator`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorRow {
    /// The group; none if the table has no groups.
    pub group: Option<String>,
    /// The part.
    pub part: &'static str,
    /// Its value; none where it is not defined.
    pub value: Option<f64>,
    /// 5th percentile of the draws in which it is defined; none without draws.
    pub low: Option<f64>,
    /// 95th percentile.
    pub high: Option<f64>,
    /// What it is held against; none where its authors state no threshold.
    pub threshold: Option<f64>,
    /// Whether it is over the threshold (on the wrong side of it).
    pub exceeds: Option<bool>,
    /// How far on the wrong side of the threshold, negative on the right side.
    pub distance: Option<f64>,
    /// 5th percentile of the distance.
    pub distance_low: Option<f64>,
    /// 95th percentile.
    pub distance_high: Option<f64>,
    /// Share of the draws in which it is over the threshold.
    pub exceeds_share: Option<f64>,
    /// Place among the groups, 1 for the worst.
    pub rank: Option<usize>,
    /// Best place in 90 % of the draws (5th percentile).
    pub rank_low: Option<usize>,
    /// Worst place in 90 % of the draws (95th percentile).
    pub rank_high: Option<usize>,
    /// Why it has no value.
    pub reason: Option<&'static str>,
}

/// The value for ranking and thresholds; larger is worse, none if it is not defined.
fn badness(part: Part, value: &Value) -> Option<f64> {
    match (value, part.threshold) {
        (Value::Number(number), Some(Threshold::Below(_))) => Some(-number),
        (Value::Number(number), _) => Some(*number),
        (Value::Unbounded(_), _) => Some(f64::INFINITY),
        (Value::Undefined(_), _) => None,
    }
}

fn exceeds(part: Part, value: &Value) -> Option<bool> {
    let threshold = part.threshold?;
    match value {
        Value::Number(number) => Some(threshold.is_exceeded(*number)),
        Value::Unbounded(_) => Some(true),
        Value::Undefined(_) => None,
    }
}

/// Places of the groups in one part, 1 for the worst; equals by their order.
fn ranks(part: Part, values: &[&Value]) -> Vec<Option<usize>> {
    let bad: Vec<Option<f64>> = values.iter().map(|value| badness(part, value)).collect();
    let mut order: Vec<usize> = (0..bad.len()).filter(|place| bad[*place].is_some()).collect();
    order.sort_by(|a, b| bad[*b].unwrap_or(0.0).total_cmp(&bad[*a].unwrap_or(0.0)).then(a.cmp(b)));
    let mut ranks = vec![None; bad.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = Some(rank + 1);
    }
    ranks
}

/// What an indicator says of each of some groups, part by part.
pub type GroupValues = Vec<Vec<Value>>;

impl Indicator {
    /// What it says of each of `groups`: all that is kept of a draw, whose rows would take far more.
    #[must_use]
    pub fn of_all(&self, groups: &[Group]) -> GroupValues {
        groups.iter().map(|group| self.values(group, groups)).collect()
    }
}

/// Every part of `indicator` for each of `groups`, groups outside; `drawn` is what it says of the same groups with other
/// figures.
#[must_use]
pub fn evaluate(indicator: &Indicator, groups: &[Group], drawn: &[GroupValues]) -> Vec<IndicatorRow> {
    let plain = indicator.of_all(groups);
    let mut rows: Vec<Vec<IndicatorRow>> = vec![Vec::new(); groups.len()];
    for (index, part) in indicator.parts.iter().enumerate() {
        let of =
            |values: &[Vec<Value>]| ranks(*part, &values.iter().map(|values| &values[index]).collect::<Vec<&Value>>());
        let own = of(&plain);
        let others: Vec<Vec<Option<usize>>> = drawn.iter().map(|values| of(values)).collect();
        for (place, group) in groups.iter().enumerate() {
            let seen: Vec<&Value> = drawn.iter().filter_map(|values| values.get(place)).map(|v| &v[index]).collect();
            let ranks = others.iter().filter_map(|ranks| ranks.get(place).copied().flatten()).collect();
            rows[place].push(row(group, *part, &plain[place][index], &seen, own[place], ranks));
        }
    }
    rows.into_iter().flatten().collect()
}

fn row(
    group: &Group,
    part: Part,
    value: &Value,
    drawn: &[&Value],
    rank: Option<usize>,
    mut ranks: Vec<usize>,
) -> IndicatorRow {
    let number = |value: &Value| if let Value::Number(number) = value { Some(*number) } else { None };
    let mut values: Vec<f64> = drawn.iter().filter_map(|value| number(value)).collect();
    values.sort_by(f64::total_cmp);
    ranks.sort_unstable();
    let distance = |value: f64| part.threshold.map(|threshold| threshold.distance(value));
    let (low, high) = (percentile(&values, 0.05), percentile(&values, 0.95));
    let mut ends = [low.and_then(distance), high.and_then(distance)];
    if matches!(part.threshold, Some(Threshold::Below(_))) {
        ends.reverse();
    }
    let over: Vec<bool> = drawn.iter().filter_map(|value| exceeds(part, value)).collect();
    IndicatorRow {
        group: Some(group.name.clone()).filter(|name| !name.is_empty()),
        part: part.id,
        value: number(value),
        low,
        high,
        threshold: part.threshold.map(Threshold::number),
        exceeds: exceeds(part, value),
        distance: number(value).and_then(distance),
        distance_low: ends[0],
        distance_high: ends[1],
        exceeds_share: (!over.is_empty()).then(|| over.iter().filter(|over| **over).count() as f64 / over.len() as f64),
        rank,
        rank_low: percentile(&ranks, 0.05),
        rank_high: percentile(&ranks, 0.95),
        reason: match value {
            Value::Number(_) => None,
            Value::Unbounded(reason) | Value::Undefined(reason) => Some(*reason),
        },
    }
}

/// Nearest rank.
fn percentile<T: Copy>(sorted: &[T], p: f64) -> Option<T> {
    let rank = (p * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied()
}

/// `groups` with every figure drawn from its range: draw `draw` of the stream that `seed` names. Shares of one whole are
/// scaled back to the sum they had; years are not drawn.
#[must_use]
pub fn redraw_groups(
    groups: &[SheetGroup],
    indicator: &Indicator,
    shape: RangeShape,
    (seed, draw): (u64, u64),
) -> Vec<Group> {
    groups.iter().map(|group| redraw_group(group, indicator, shape, (seed, draw))).collect()
}

fn redraw_group(group: &SheetGroup, indicator: &Indicator, shape: RangeShape, (seed, draw): (u64, u64)) -> Group {
    let mut drawn = group.plain();
    for field in indicator.fields.iter().filter(|field| field.name != "year") {
        let mut sums: BTreeMap<Vec<String>, (f64, f64)> = BTreeMap::new();
        for (row, out) in group.rows.iter().zip(&mut drawn.rows) {
            let Some(figure) = row.figures.get(field.name).filter(|figure| figure.low <= figure.high) else { continue };
            // By what the row says, not by its place: the order of rows must not matter.
            let year = row.figures.get("year").map_or(0, |year| year.value as u32);
            let words = row.words.values().map(String::as_str);
            let names: Vec<&str> = ["indicator", &group.name, field.name].into_iter().chain(words).collect();
            let uniform = Channel::new(seed, Use::Figure, &names).uniform(draw, year);
            let value = match shape {
                RangeShape::Triangular => triangular_quantile(figure.low, figure.value, figure.high, uniform),
                RangeShape::Uniform => figure.low + (figure.high - figure.low) * uniform,
            };
            let sum = sums.entry(whole(out)).or_default();
            (sum.0, sum.1) = (sum.0 + figure.value, sum.1 + value);
            out.numbers.insert(field.name, value);
        }
        if field.kind == Kind::Share {
            for row in &mut drawn.rows {
                let (stated, sum) = sums.get(&whole(row)).copied().unwrap_or((1.0, 1.0));
                if let Some(value) = row.numbers.get_mut(field.name).filter(|_| sum > 0.0) {
                    *value = (*value * stated / sum).min(1.0);
                }
            }
        }
    }
    drawn
}

/// The words that say of which whole a row is a part.
fn whole(row: &Row) -> Vec<String> {
    let words = row.words.iter().filter(|(name, _)| !matches!(**name, "economy" | "sector"));
    words.map(|(_, word)| word.clone()).collect()
}
