//! Shards tile a batch, and files may state anything.

use super::*;

#[test]
fn shards_are_a_number_of_how_many() {
    assert_eq!("3/64".parse(), Ok(Shard { number: 3, of: 64 }));
    for wrong in ["", "3", "0/4", "5/4", "a/b", "1/0", "-1/2", "1/2/3"] {
        assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
    }
}

#[test]
fn shards_in_files_have_the_same_limits() {
    let read = |number: u64, of: u64| {
        serde_json::from_value::<Shard>(serde_json::json!({ "number": number, "of": of }))
            .map_err(|error| error.to_string())
    };
    for shard in [Shard { number: 1, of: 1 }, Shard { number: MOST, of: MOST }] {
        assert_eq!(read(shard.number, shard.of), Ok(shard));
        assert_eq!(shard.to_string().parse(), Ok(shard));
        let written = serde_json::to_value(shard).expect("JSON");
        assert_eq!(written, serde_json::json!({ "number": shard.number, "of": shard.of }));
    }
    for (number, of) in [(0, 0), (1, 0), (0, 1), (2, 1), (1, MOST + 1), (1, 1_000_000_000_000), (u64::MAX, u64::MAX)] {
        let expected = format!("{number}/{of} is no shard: admissible are 1/N to N/N, N up to 1000000");
        assert_eq!(read(number, of), Err(expected));
    }
}

#[test]
fn missing_trials_name_the_shards_that_hold_them() {
    for (all, of) in [(1000, 7), (3, 7), (1, 5), (64, 64), (10, 3)] {
        let shards = || (1..=of).map(|number| Shard { number, of });
        for first in 0..all {
            for last in first..all {
                let lost = |shard: &Shard| {
                    let own = shard.trials(all);
                    !own.is_empty() && own.start <= last && first < own.end
                };
                let names: Vec<String> = shards().filter(lost).map(|shard| shard.to_string()).collect();
                let told = holders(first..=last, of, all);
                let [one, other] = [first, last].map(|trial| Shard::holding(trial, of, all));
                if other.number - one.number < NAMED {
                    assert_eq!(told, names.join(", "), "{first} to {last} of {all} in {of}");
                } else {
                    assert_eq!(told, format!("{} to {}", names[0], names[names.len() - 1]));
                }
            }
        }
    }
    assert_eq!(holders(0..=u64::MAX - 1, MOST, u64::MAX), "1/1000000 to 1000000/1000000");
}

#[test]
fn shards_tile_the_batch() {
    for (all, of) in [(1000, 7), (3, 7), (0, 2), (u64::MAX, 64), (64, 64)] {
        let mut reached = 0;
        for number in 1..=of {
            let trials = Shard { number, of }.trials(all);
            assert_eq!(trials.start, reached);
            reached = trials.end;
        }
        assert_eq!(reached, all);
    }
}
