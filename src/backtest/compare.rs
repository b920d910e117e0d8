//! All events on a study and on draws of its figures, compared with what was measured.

use super::event::{Event, Measure, MeasureKind, Observation};
use super::outcome::{Backtested, EventOutcome, MeasureOutcome, ObservationOutcome, PeriodValue, Summary};
use super::period::{Period, day};
use super::reading::{Reading, averaged, by_day, read};
use super::simulation::{Simulated, simulate_all, without_target};
use super::verdict::Verdict;
use super::words;
use crate::engine::{Engine, Parameters};
use crate::network::BuildError;
use crate::score::price::MOST_RISE;
use crate::study::{Study, redraw};
use rayon::prelude::*;

/// Steps of the draws, days.
const WEEK: f64 = 7.0;

/// Runs `events` on `study` and on `draws` models whose figures are drawn from their ranges; `progress` is called once a
/// draw. An event of which an observation watches nothing in the network is left out. The draws run in steps of a week,
/// seven times as fast and within a third of a lost day of daily steps (`docs/model.md`).
///
/// # Errors
/// When a drawn model cannot become a network.
pub fn backtest(
    study: &Study,
    events: &[Event],
    draws: usize,
    seed: u64,
    progress: &(dyn Fn() + Sync),
) -> Result<Backtested, BuildError> {
    let plain = simulate_all(study, study.engine(), events);
    let drawn: Result<Vec<_>, BuildError> = (0..draws as u64)
        .into_par_iter()
        .map(|draw| {
            let drawn = study.redrawn(redraw(study.model(), seed, draw))?;
            let weekly = Parameters { step_days: WEEK, ..drawn.engine().parameters().clone() };
            let found = simulate_all(&drawn, &Engine::new(drawn.network(), weekly), events);
            progress();
            Ok(found)
        })
        .collect();
    let drawn = drawn?;
    let mut outcomes = Vec::new();
    for (place, event) in events.iter().enumerate() {
        let Some(courses) = plain[place].iter().cloned().collect::<Option<Vec<_>>>() else { continue };
        // A draw whose network lacks what is watched says nothing.
        let drawn: Vec<Vec<Simulated>> =
            drawn.iter().filter_map(|draw| draw[place].iter().cloned().collect::<Option<Vec<_>>>()).collect();
        outcomes.push(compare(study, event, &courses, &drawn));
    }
    Ok(Backtested { summary: summary(&outcomes, draws, seed), events: outcomes })
}

fn summary(events: &[EventOutcome], draws: usize, seed: u64) -> Summary {
    let mut summary = Summary { draws, seed, ..Summary::default() };
    for event in events.iter().filter(|event| event.counts) {
        let reproduced = usize::from(event.verdict == Verdict::Reproduced);
        summary.count += 1;
        summary.reproduced += reproduced;
        summary.partly += usize::from(event.verdict == Verdict::Partly);
        summary.not += usize::from(event.verdict == Verdict::Not);
        summary.negative_controls += usize::from(event.negative_control);
        summary.negative_controls_reproduced += if event.negative_control { reproduced } else { 0 };
    }
    summary
}

fn compare(study: &Study, event: &Event, courses: &[Simulated], drawn: &[Vec<Simulated>]) -> EventOutcome {
    let observations: Vec<ObservationOutcome> = event
        .observation
        .iter()
        .enumerate()
        .map(|(place, observation)| {
            let drawn: Vec<&Simulated> = drawn.iter().map(|draw| &draw[place]).collect();
            observe(event, observation, &courses[place], &drawn)
        })
        .collect();
    let verdicts: Vec<Verdict> = observations.iter().flat_map(|one| &one.measures).map(|one| one.verdict).collect();
    let verdict = Verdict::of_all(&verdicts);
    EventOutcome {
        event: event.id.clone(),
        title: event.title.clone(),
        onset: event.onset.clone(),
        counts: event.counts(),
        not_counted: event.not_counted.clone(),
        negative_control: event.negative_control,
        verdict,
        reason: words::reason(&observations),
        cause: event.cause.clone().filter(|_| verdict != Verdict::Reproduced),
        known: event.known.clone(),
        differs: event.differs.clone(),
        observations,
        without_target: without_target(study, event),
    }
}

fn observe(event: &Event, observation: &Observation, plain: &Simulated, drawn: &[&Simulated]) -> ObservationOutcome {
    let onset = day(&event.onset).unwrap_or_default();
    let points = observation.series.iter().flat_map(|series| {
        series.points.iter().filter_map(move |point| {
            let value = 100.0 * point.value.get() / series.baseline.get();
            Some((point.period.clone(), Period::parse(&point.period, onset)?, value))
        })
    });
    let points: Vec<(String, Period, f64)> = points.collect();
    let measured: Vec<(Period, f64)> = points.iter().map(|(_, period, value)| (*period, *value)).collect();
    let periods: Vec<Period> = points.iter().map(|(_, period, _)| *period).collect();
    let series = points.iter().zip(averaged(&plain.daily, &periods)).map(|((name, period, value), (_, simulated))| {
        PeriodValue { period: name.clone(), from_day: period.from, to_day: period.to, measured: *value, simulated }
    });
    let threshold = 100.0 * event.threshold.get();
    let sides = Sides { measured: &measured, periods: &periods, threshold };
    ObservationOutcome {
        observation: observation.name.clone(),
        compared: observation.compared.clone(),
        measures: observation.measure.iter().map(|measure| sides.weigh(measure, plain, drawn)).collect(),
        series: series.collect(),
        daily: plain.daily.clone(),
        band: band(drawn, plain.daily.len()),
    }
}

/// The measured side of an observation, and how both are read.
struct Sides<'a> {
    measured: &'a [(Period, f64)],
    periods: &'a [Period],
    threshold: f64,
}

impl Sides<'_> {
    fn weigh(&self, measure: &Measure, plain: &Simulated, drawn: &[&Simulated]) -> MeasureOutcome {
        let measured = match &measure.measured {
            Some(mark) => Reading { value: mark.value.map(crate::units::Amount::get), open: false },
            None => read(measure.of, self.measured, self.threshold),
        };
        let simulated = self.read(measure, plain);
        let mut values: Vec<f64> =
            drawn.iter().map(|draw| self.read(measure, draw).value.unwrap_or(f64::INFINITY)).collect();
        values.sort_by(f64::total_cmp);
        let mut range = (!values.is_empty()).then(|| (percentile(&values, 0.05), percentile(&values, 0.95)));
        if let (MeasureKind::Price, Some(price)) = (measure.of, plain.price) {
            let (low, high) = range.unwrap_or((f64::INFINITY, 0.0));
            range = Some((low.min(factor(price.low)), high.max(factor(price.high))));
        }
        let finite = |value: f64| value.is_finite().then_some(value);
        let holds = |(low, high): (f64, f64)| match measured.value {
            Some(value) => low <= value && value <= high,
            None => high.is_infinite(),
        };
        MeasureOutcome {
            measure: measure.of,
            unit: measure.of.unit(),
            measured: measured.value,
            measured_open: measured.open,
            simulated: simulated.value,
            simulated_open: simulated.open,
            low: range.and_then(|range| finite(range.0)),
            high: range.and_then(|range| finite(range.1)),
            in_range: range.map(holds),
            tolerance: measure.tolerance.words(),
            verdict: Verdict::of_one(measured.value, simulated.value, range, &measure.tolerance),
        }
    }

    /// Read over the measured periods where the measured value is, day by day where it is a mark.
    fn read(&self, measure: &Measure, simulated: &Simulated) -> Reading {
        if measure.of == MeasureKind::Price {
            return Reading { value: simulated.price.map(|price| factor(price.value)), open: false };
        }
        let mut course = match measure.measured {
            Some(_) => by_day(&simulated.daily),
            None => averaged(&simulated.daily, self.periods),
        };
        let found = read(measure.of, &course, self.threshold);
        let back = measure.of == MeasureKind::Recovery && !read(measure.of, self.measured, self.threshold).open;
        match self.periods.last() {
            // Measured to be back within the series, which the simulation is not: it is looked for beyond its end.
            Some(last) if found.open && back => {
                course.extend(by_day(&simulated.daily).into_iter().filter(|(day, _)| day.from >= last.to));
                read(measure.of, &course, self.threshold)
            }
            _ => found,
        }
    }
}

/// A rise as a factor; one beyond measure is held at its bound.
fn factor(rise: Option<f64>) -> f64 {
    1.0 + rise.unwrap_or(MOST_RISE)
}

/// Nearest rank; `sorted` holds at least one value.
fn percentile(sorted: &[f64], p: f64) -> f64 {
    let rank = (p * sorted.len() as f64).ceil() as usize;
    sorted[rank.max(1) - 1]
}

fn band(drawn: &[&Simulated], days: usize) -> [Vec<f64>; 2] {
    let mut band = [Vec::new(), Vec::new()];
    if drawn.is_empty() {
        return band;
    }
    for day in 0..days {
        let mut values: Vec<f64> = drawn.iter().map(|draw| draw.daily.get(day).copied().unwrap_or(100.0)).collect();
        values.sort_by(f64::total_cmp);
        band[0].push(percentile(&values, 0.05));
        band[1].push(percentile(&values, 0.95));
    }
    band
}
