//! The hazard catalogue made ready to draw from: rates split between a hazard's own arrivals, common shocks (Marshall
//! and Olkin 1967) and leans.

use super::distributions::{Lognormal, Poisson, SeverityLaw};
use super::leans::Lean;
use crate::scenario::hazard::{Cause, Hazard, HazardFile, Membership, Severity};
use crate::scenario::rates::ArrivalRate;
use crate::scenario::story::{Recovery, Shock};
use crate::units::Days;

/// Why a hazard file cannot be drawn from.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CatalogueError {
    /// A membership names no cause of the file.
    #[error("hazard `{hazard}` names the cause `{cause}`, which the file does not have")]
    UnknownCause {
        /// The hazard.
        hazard: String,
        /// What it names.
        cause: String,
    },
    /// A membership does not say what its kind of cause needs.
    #[error("hazard `{hazard}` needs a {needs} (and nothing else) for the cause `{cause}`")]
    WrongKind {
        /// The hazard.
        hazard: String,
        /// The cause.
        cause: String,
        /// `probability` or `loading`.
        needs: &'static str,
    },
    /// The loadings of a hazard explain more than all of it.
    #[error("the squares of the loadings of hazard `{hazard}` sum to {sum}, more than 1")]
    Overloaded {
        /// The hazard.
        hazard: String,
        /// Σ ℓ².
        sum: f64,
    },
    /// A hazard does not say how its arrivals go.
    #[error("hazard `{hazard}` has no `{needs}` and starts no scenario")]
    Incomplete {
        /// The hazard.
        hazard: String,
        /// What it lacks.
        needs: &'static str,
    },
    /// A hazard starts a scenario whose shocks are not known.
    #[error("hazard `{hazard}` starts the scenario `{scenario}`, of which no shock is known")]
    UnknownScenario {
        /// The hazard.
        hazard: String,
        /// The scenario.
        scenario: String,
    },
    /// A generic hazard stands for many that are not written out.
    #[error("the generic hazard `{generic}` is not written out: `HazardFile::expanded` does it beside a model")]
    Unexpanded {
        /// The generic hazard.
        generic: String,
    },
    /// Two hazards, two causes or two memberships have one id, and would share their draws.
    #[error("`{id}` stands twice in the hazard file")]
    Duplicate {
        /// The id.
        id: String,
    },
    /// A distribution that is none.
    #[error("the severity of hazard `{hazard}` is no distribution: {why}")]
    Severity {
        /// The hazard.
        hazard: String,
        /// What is wrong.
        why: &'static str,
    },
}

/// A hazard that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Position in the hazard file.
    pub hazard: u32,
    /// Id.
    pub id: String,
    /// Arrivals of its own, common shocks apart; of one firm if `per_firm`.
    pub own: Poisson,
    /// How its own rate follows the factors.
    pub lean: Option<Lean>,
    /// Each firm of the model has arrivals of its own.
    pub per_firm: bool,
    /// How many targets an arrival hits one of; 0 if it hits all there are.
    pub choices: u32,
    /// How bad. Of a hazard that starts a scenario, always 1: as bad as told.
    pub severity: SeverityLaw,
    /// How long at its worst. Of a hazard that starts a scenario, always from the first of its shocks to the end of the
    /// last.
    pub duration: Lognormal,
    /// Days to its worst.
    pub onset: f64,
    /// Days back to normal.
    pub recovery: f64,
    /// Shape of the way back.
    pub shape: Recovery,
    /// Arrivals a year, all firms together.
    pub rate: ArrivalRate,
}

/// A cause whose members arrive together.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedShock {
    /// Position of the cause in the hazard file.
    pub cause: u32,
    /// Id.
    pub id: String,
    /// Arrivals of the cause.
    pub arrivals: Poisson,
    /// Entry, probability that it joins.
    pub members: Vec<(usize, f64)>,
}

/// The enabled hazards and their causes, sorted by id so that the order of the file does not matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// Hazards by id.
    pub entries: Vec<Entry>,
    /// Common shocks by id.
    pub shocks: Vec<SharedShock>,
    /// Ids of the factors that hazards lean on.
    pub factors: Vec<String>,
    /// Ids of the firms of the model, for hazards that hit one firm.
    pub firms: Vec<String>,
}

impl Catalogue {
    /// Reads the enabled hazards of `file`, whose generic ones must be written out, as must be the scenarios that hazards
    /// start; `firms` are the ids of the firms that `per_firm` hazards can hit.
    ///
    /// # Errors
    /// When a generic hazard is left that is not written out, causes are unknown or of the wrong kind, loadings explain more than all, ids stand twice, a severity is
    /// no distribution, or it is not said how arrivals go.
    pub fn new(file: &HazardFile, firms: &[String]) -> Result<Self, CatalogueError> {
        if let Some(row) = file.generic.iter().find(|row| row.enabled) {
            return Err(CatalogueError::Unexpanded { generic: row.id.clone() });
        }
        unique(file.hazard.iter().map(|hazard| hazard.id.as_str()))?;
        unique(file.cause.iter().map(|cause| cause.id.as_str()))?;
        unique(firms.iter().map(String::as_str))?;
        let mut hazards: Vec<(u32, &Hazard)> = (0_u32..).zip(&file.hazard).filter(|(_, h)| h.enabled).collect();
        hazards.sort_by(|a, b| a.1.id.cmp(&b.1.id));
        let mut causes: Vec<(u32, &Cause)> = (0_u32..).zip(&file.cause).collect();
        causes.sort_by(|a, b| a.1.id.cmp(&b.1.id));
        let factors = causes.iter().filter(|(_, cause)| cause.rate.is_none()).map(|(_, cause)| cause.id.clone());
        let mut catalogue =
            Self { entries: Vec::new(), shocks: Vec::new(), factors: factors.collect(), firms: firms.to_vec() };
        for &(cause, stated) in &causes {
            if let Some(rate) = &stated.rate {
                let arrivals = Poisson::new(rate.value.get());
                catalogue.shocks.push(SharedShock { cause, id: stated.id.clone(), arrivals, members: Vec::new() });
            }
        }
        for (index, hazard) in hazards {
            catalogue.add(index, hazard, &file.cause)?;
        }
        Ok(catalogue)
    }

    fn add(&mut self, index: u32, hazard: &Hazard, causes: &[Cause]) -> Result<(), CatalogueError> {
        let course = Course::of(hazard)?;
        unique(hazard.causes.iter().map(|membership| membership.cause.as_str()))?;
        // A hazard per firm of a model without firms hits nobody: it has no arrivals, its causes' included.
        let count = if hazard.per_firm { self.firms.len() as f64 } else { 1.0 };
        let (mut explained, mut loadings) = (0.0, Vec::new());
        for membership in &hazard.causes {
            if let Ok(factor) = self.factors.binary_search(&membership.cause) {
                let loading = exclusive(hazard, membership, "loading", membership.loading, membership.probability)?;
                explained += loading * loading;
                loadings.push((factor, loading));
            } else if let Ok(shock) = self.shocks.binary_search_by(|shock| shock.id.cmp(&membership.cause)) {
                let p = exclusive(hazard, membership, "probability", membership.probability, membership.loading)?;
                if count > 0.0 {
                    self.shocks[shock].members.push((self.entries.len(), p));
                }
            } else {
                let (hazard, cause) = (hazard.id.clone(), membership.cause.clone());
                return Err(CatalogueError::UnknownCause { hazard, cause });
            }
        }
        if explained > 1.0 + 1e-9 {
            return Err(CatalogueError::Overloaded { hazard: hazard.id.clone(), sum: explained });
        }
        // The order of the memberships must not show in the last bit of the rates.
        loadings.sort_by_key(|&(factor, _)| factor);
        let rate = hazard.arrival_rate(causes, self.firms.len());
        let each = if count > 0.0 { rate.own() / count } else { 0.0 };
        self.entries.push(Entry {
            hazard: index,
            id: hazard.id.clone(),
            own: Poisson::new(each),
            lean: (!loadings.is_empty() && each > 0.0).then(|| Lean::new(each, loadings)),
            per_firm: hazard.per_firm,
            choices: if hazard.one_of_hits { hazard.hits.len() as u32 } else { 0 },
            severity: course.severity,
            duration: course.duration,
            onset: course.onset,
            recovery: course.recovery,
            shape: course.shape,
            rate,
        });
        Ok(())
    }

    /// The entry of the hazard at this position of the file, if it is enabled.
    #[must_use]
    pub fn entry(&self, hazard: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.hazard == hazard)
    }

    /// Hazards that their causes alone bring more often than their stated rate: the catalogue contradicts itself there,
    /// and the causes win.
    pub fn exceeding(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.rate.is_exceeded())
    }
}

/// The one of two figures that a membership needs, refusing the other.
fn exclusive(
    hazard: &Hazard,
    membership: &Membership,
    needs: &'static str,
    wanted: Option<crate::units::Fraction>,
    other: Option<crate::units::Fraction>,
) -> Result<f64, CatalogueError> {
    match (wanted, other) {
        (Some(value), None) => Ok(value.get()),
        _ => Err(CatalogueError::WrongKind { hazard: hazard.id.clone(), cause: membership.cause.clone(), needs }),
    }
}

/// How the arrivals of a hazard go.
struct Course {
    severity: SeverityLaw,
    duration: Lognormal,
    onset: f64,
    recovery: f64,
    shape: Recovery,
}

impl Course {
    fn of(hazard: &Hazard) -> Result<Self, CatalogueError> {
        if let Some(scenario) = &hazard.scenario {
            return Self::told(&hazard.shocks).ok_or_else(|| CatalogueError::UnknownScenario {
                hazard: hazard.id.clone(),
                scenario: scenario.clone(),
            });
        }
        let lacks = |needs| CatalogueError::Incomplete { hazard: hazard.id.clone(), needs };
        let severity = hazard.severity.as_ref().ok_or_else(|| lacks("severity"))?;
        check_severity(&hazard.id, severity)?;
        Ok(Self {
            severity: SeverityLaw::from(severity),
            duration: Lognormal::from(hazard.duration.as_ref().ok_or_else(|| lacks("duration"))?),
            onset: hazard.onset_days.ok_or_else(|| lacks("onset_days"))?.get(),
            recovery: hazard.recovery_days.ok_or_else(|| lacks("recovery_days"))?.get(),
            shape: hazard.recovery.ok_or_else(|| lacks("recovery"))?,
        })
    }

    /// That of a story, as one event from its first day to its last; none if nothing happens.
    fn told(shocks: &[Shock]) -> Option<Self> {
        let end = |shock: &Shock| {
            let worst = shock.duration_days.map_or(f64::INFINITY, Days::get);
            shock.start_day.get() + shock.onset_days.get() + worst + shock.recovery_days.get()
        };
        let first = shocks.iter().map(|shock| shock.start_day.get()).reduce(f64::min)?;
        // At least a day: stock is lost at once.
        let days = (shocks.iter().map(end).fold(0.0, f64::max) - first).clamp(1.0, Days::MAX);
        Some(Self {
            severity: SeverityLaw::Fixed(1.0),
            duration: Lognormal::from_median_and_p90(days, days),
            onset: 0.0,
            recovery: 0.0,
            shape: Recovery::Step,
        })
    }
}

fn check_severity(hazard: &str, severity: &Severity) -> Result<(), CatalogueError> {
    let fault = |why| Err(CatalogueError::Severity { hazard: hazard.to_owned(), why });
    match *severity {
        Severity::Beta { a, b } if !((0.01..=1000.0).contains(&a) && (0.01..=1000.0).contains(&b)) => {
            fault("the shape parameters of a beta lie between 0.01 and 1000")
        }
        Severity::Triangular { low, mode, high } if !(low <= mode && mode <= high) => {
            fault("low, mode and high of a triangle come in this order")
        }
        _ => Ok(()),
    }
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), CatalogueError> {
    let mut sorted: Vec<&str> = ids.collect();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(CatalogueError::Duplicate { id: pair[0].to_owned() }),
        None => Ok(()),
    }
}
