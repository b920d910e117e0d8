//! Simulated rates and joint probabilities against their closed forms, at four standard errors.

use super::super::estimates::{Estimate, mean, probability};
use super::*;

/// Arrivals of each hazard of the file in each of `trials`.
fn counts(arrivals: &Arrivals, hazards: usize, trials: u64) -> Vec<Vec<f64>> {
    let mut counts = vec![vec![0.0; trials as usize]; hazards];
    for trial in 0..trials {
        for event in arrivals.draw(trial) {
            counts[event.hazard as usize][trial as usize] += 1.0;
        }
    }
    counts
}

fn near(estimate: Estimate, expected: f64) {
    let Estimate { value, standard_error } = estimate;
    assert!((value - expected).abs() < 4.0 * standard_error, "{value} ± {standard_error} for {expected}");
}

fn share(trials: &[f64], holds: impl Fn(usize) -> bool) -> Estimate {
    probability((0..trials.len()).filter(|&trial| holds(trial)).count() as u64, trials.len() as u64)
}

#[test]
fn a_ten_year_event_comes_in_a_year_as_often_as_poisson_says() {
    let counts = counts(&arrivals(Vec::new(), vec![hazard("quake", 0.1)]), 1, 40_000);
    near(share(&counts[0], |trial| counts[0][trial] > 0.0), any_of(0.1));
    near(mean(&counts[0]), 0.1);
}

#[test]
fn common_shocks_have_the_joint_probability_of_marshall_and_olkin() {
    // Own rates 0.1 and 0.2, together 0.05: marginal rates 0.15 and 0.25.
    let mut hazards = vec![hazard("a", 0.15), hazard("b", 0.25)];
    hazards[0].causes = vec![shares("both", 1.0)];
    hazards[1].causes = vec![shares("both", 1.0)];
    let arrivals = arrivals(vec![cause("both", Some(0.05))], hazards);
    let counts = counts(&arrivals, 2, 60_000);
    let down = |hazard: usize, trial: usize| counts[hazard][trial] > 0.0;
    let any = &counts[0];
    near(share(any, |trial| down(0, trial)), 0.139_292_023_574_942_2);
    near(share(any, |trial| down(1, trial)), 0.221_199_216_928_595_12);
    near(share(any, |trial| down(0, trial) && down(1, trial)), 0.065_179_330_222_250_75);
    near(share(any, |trial| down(0, trial) || down(1, trial)), 0.295_311_910_281_286_56);
    near(mean(&counts[0]), 0.15);
    near(mean(&counts[1]), 0.25);
}

#[test]
fn members_of_a_common_shock_arrive_on_the_same_day() {
    let mut hazards = vec![hazard("a", 1.0), hazard("b", 2.0)];
    hazards[0].causes = vec![shares("both", 0.6)];
    hazards[1].causes = vec![shares("both", 1.0)];
    let arrivals = arrivals(vec![cause("both", Some(1.0))], hazards);
    let (mut joined, mut came) = (0, 0);
    for trial in 0..10_000 {
        let events = arrivals.draw(trial);
        for always in events.iter().filter(|event| event.hazard == 1 && event.cause.is_some()) {
            came += 1;
            let partner = events.iter().find(|event| event.hazard == 0 && event.cause == always.cause);
            if let Some(partner) = partner {
                joined += 1;
                assert_eq!(partner.start, always.start);
                assert!(partner.severity != always.severity, "only the day is shared");
            }
        }
    }
    near(probability(joined, came), 0.6);
}

#[test]
fn overlap_and_causes_leave_the_marginal_rate_alone() {
    let mut hazards = vec![hazard("a", 0.5), hazard("b", 0.1), hazard("c", 0.4)];
    hazards[0].overlap = Some(fraction(0.73));
    hazards[0].causes = vec![leans("mood", 0.5), leans("mode", 0.6), shares("war", 0.4)];
    hazards[1].causes = vec![shares("war", 1.0)];
    hazards[2].causes = vec![shares("war", 0.9), shares("storm", 0.9)];
    let causes = vec![cause("mood", None), cause("mode", None), cause("war", Some(0.2)), cause("storm", Some(0.2))];
    let arrivals = arrivals(causes, hazards);
    let counts = counts(&arrivals, 3, 40_000);
    near(mean(&counts[0]), 0.365);
    near(mean(&counts[2]), 0.4);
    // The war alone comes twice as often as hazard b should: its own rate is zero, and the catalogue says so.
    near(mean(&counts[1]), 0.2);
    let exceeding: Vec<&str> = arrivals.catalogue().exceeding().map(|entry| entry.id.as_str()).collect();
    assert_eq!(exceeding, ["b"]);
}

#[test]
fn leaning_hazards_cluster_and_keep_their_rates() {
    let mut hazards = vec![hazard("a", 0.28), hazard("b", 0.12), hazard("c", 0.28)];
    hazards[0].causes = vec![leans("mood", 0.7)];
    hazards[1].causes = vec![leans("mood", 0.7)];
    let counts = counts(&arrivals(vec![cause("mood", None)], hazards), 3, 60_000);
    let means = [0.28, 0.12, 0.28];
    let together = |other: usize| {
        let product = |trial: usize| (counts[0][trial] - means[0]) * (counts[other][trial] - means[other]);
        mean(&(0..counts[0].len()).map(product).collect::<Vec<f64>>())
    };
    for (count, expected) in counts.iter().zip(means) {
        near(mean(count), expected);
    }
    let leaning = together(1);
    assert!(leaning.value > 10.0 * leaning.standard_error, "a and b lean together: {leaning:?}");
    near(together(2), 0.0);
}

#[test]
fn each_firm_has_its_rate_and_a_cause_hits_one() {
    let firms: Vec<String> = (0..20).map(|firm| format!("firm-{firm}")).collect();
    let mut fire = Hazard { per_firm: true, ..hazard("fire", 0.05) };
    fire.causes = vec![shares("wave", 0.5)];
    let file = HazardFile { cause: vec![cause("wave", Some(0.4))], hazard: vec![fire], generic: Vec::new() };
    let arrivals = Arrivals::new(&file, &firms, 7).expect("a catalogue");
    let mut hits = vec![vec![0.0; 20_000]; firms.len()];
    for trial in 0..20_000_u32 {
        for event in arrivals.draw(u64::from(trial)) {
            hits[event.firm.expect("a firm") as usize][trial as usize] += 1.0;
        }
    }
    for firm in &hits {
        near(mean(firm), 0.05);
    }
    // One firm more moves no other firm's own draws.
    let more: Vec<String> = firms.iter().cloned().chain(["aaa".to_owned()]).collect();
    let file = HazardFile { hazard: vec![Hazard { per_firm: true, ..hazard("fire", 0.05) }], ..HazardFile::default() };
    let own = |firms: &[String]| {
        let arrivals = Arrivals::new(&file, firms, 7).expect("a catalogue");
        let events = (0..200).flat_map(|trial| arrivals.draw(trial));
        events.filter(|event| event.firm < Some(20)).collect::<Vec<Event>>()
    };
    assert_eq!(own(&firms), own(&more));
}
