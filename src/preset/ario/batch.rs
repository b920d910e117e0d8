//! Stories side by side.

use super::Ario;
use super::event::{Event, EventError};
use super::state::Run;
use crate::engine::{Outcome, Shock};
use crate::preset::Span;
use crate::preset::rows::{Clock, LaneDay};

/// Stories side by side: Z is read once for all of them.
const LANES: usize = 16;

/// What happens in a run of a batch, and how long it goes on.
#[derive(Debug, Clone)]
pub struct Story<'a> {
    /// Events of ARIO.
    pub events: Vec<Event>,
    /// The kernel's shocks but those to capital.
    pub shocks: &'a [Shock],
    /// How long to run.
    pub span: Span,
}

impl Ario {
    /// Runs `stories` as [`Ario::drive`] does, sixteen at a time on this thread, and shows every simulated day of every
    /// story, by its number, to `observe`; `met` of a day only if it is asked for. Results are those of single runs to
    /// the bit.
    ///
    /// # Errors
    ///
    /// If an event cannot be: see [`EventError`].
    pub fn drive_batch(
        &self,
        stories: &[Story<'_>],
        met: bool,
        mut observe: impl FnMut(usize, &LaneDay<'_>),
    ) -> Result<Vec<Outcome>, EventError> {
        stories.iter().try_for_each(|story| self.check(&story.events))?;
        let mut outcomes = Vec::with_capacity(stories.len());
        for chunk in stories.chunks(LANES) {
            let first = outcomes.len();
            outcomes.extend(match chunk {
                [_] => self.drive_lanes::<1>(chunk, met, |lane, day| observe(first + lane, day)),
                _ => self.drive_lanes::<LANES>(chunk, met, |lane, day| observe(first + lane, day)),
            });
        }
        Ok(outcomes)
    }

    fn drive_lanes<const L: usize>(
        &self,
        stories: &[Story<'_>],
        met: bool,
        mut observe: impl FnMut(usize, &LaneDay<'_>),
    ) -> Vec<Outcome> {
        let told: Vec<_> = stories.iter().map(|story| (&*story.events, story.shocks)).collect();
        let spans: Vec<Span> = stories.iter().map(|story| story.span).collect();
        let mut run: Run<'_, L> = self.at_rest(&told, met);
        let mut clock = Clock::new(&spans);
        while let Some(days) = clock.days::<L>() {
            self.step(&mut run, &days);
            for (lane, day) in clock.running(days) {
                observe(lane, &self.lane_day(&run, lane, day));
            }
            self.rebuild(&mut run);
            clock.end_step(|lane| self.rests(&run, lane));
        }
        clock.outcomes()
    }
}
