//! Ids as the model's files write them, made from whatever names a source has; the same names give the same ids.

use super::Named;
use crate::model::OTHER;
use std::collections::BTreeSet;

/// Longest id of a product or firm.
const LONGEST: usize = 60;

/// Products: `lower_case_with_underscores`.
pub fn products(names: &[String]) -> Vec<Named> {
    named(names, |name| words(name, '_', "sector"), |id, number| format!("{id}_{number}"))
}

/// Firms: kebab-case.
pub fn firms(names: &[String]) -> Vec<Named> {
    named(names, |name| words(name, '-', "firm"), |id, number| format!("{id}-{number}"))
}

/// Economies: three to five capitals; digits become letters (`R1` is `RBX`).
pub fn economies(names: &[String]) -> Vec<Named> {
    let capitals = |name: &str| {
        let letter = |c: char| match c.to_digit(10) {
            Some(digit) => Some((b'A' + digit as u8) as char),
            None => c.is_ascii_alphabetic().then(|| c.to_ascii_uppercase()),
        };
        let mut id: String = name.chars().filter_map(letter).take(5).collect();
        while id.len() < 3 {
            id.push('X');
        }
        // The unnamed remainder is no region.
        if id == OTHER { "OTHR".to_owned() } else { id }
    };
    named(names, capitals, |id, number| {
        let tail = letters(number);
        format!("{}{tail}", &id[..id.len().min(5 - tail.len().min(4))])
    })
}

/// `number` in letters, two at the least: AA, AB, …
fn letters(mut number: usize) -> String {
    let mut text = String::new();
    while number > 0 || text.len() < 2 {
        text.insert(0, (b'A' + (number % 26) as u8) as char);
        number /= 26;
    }
    text
}

/// Lower-case words of ASCII letters and digits joined by `joint`, a letter first.
fn words(name: &str, joint: char, fallback: &str) -> String {
    let mut id = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with(joint) {
            id.push(joint);
        }
        if id.len() >= LONGEST {
            break;
        }
    }
    let id = id.trim_end_matches(joint);
    match id.chars().next() {
        None => fallback.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{fallback}{joint}{id}"),
        Some(_) => id.to_owned(),
    }
}

/// An id for every name; where two would get the same, the later one gets a number.
fn named(names: &[String], make: impl Fn(&str) -> String, number: impl Fn(&str, usize) -> String) -> Vec<Named> {
    let mut taken = BTreeSet::new();
    // Names that are ids already keep them, wherever they stand.
    let own: BTreeSet<&str> = names.iter().map(String::as_str).filter(|name| make(name) == *name).collect();
    names
        .iter()
        .map(|name| {
            let first = make(name);
            let free = |id: &String, taken: &BTreeSet<String>| {
                !taken.contains(id) && (id == name || !own.contains(id.as_str()))
            };
            let mut id = first.clone();
            let mut next = 2;
            while !free(&id, &taken) {
                id = number(&first, next);
                next += 1;
            }
            taken.insert(id.clone());
            Named { id, name: name.clone() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(make: fn(&[String]) -> Vec<Named>, names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        make(&names).into_iter().map(|named| named.id).collect()
    }

    #[test]
    fn sectors_become_words() {
        let made = ids(
            products,
            &["c14", "Basic metals & fabricated metal", "A01_02", "01", "漢字", "Basic metals/fabricated-metal"],
        );
        let expected = [
            "c14",
            "basic_metals_fabricated_metal",
            "a01_02",
            "sector_01",
            "sector",
            "basic_metals_fabricated_metal_2",
        ];
        assert_eq!(made, expected);
    }

    #[test]
    fn regions_become_capitals_and_keep_what_they_are() {
        assert_eq!(
            ids(economies, &["TWN", "RoW", "R1", "r-1", "Other", "ROW"]),
            ["TWN", "ROWAC", "RBX", "RBXAC", "OTHR", "ROW"]
        );
    }

    #[test]
    fn many_names_alike_all_get_their_own() {
        let names = vec!["same".to_owned(); 2_000];
        for made in [products(&names), firms(&names), economies(&names)] {
            assert_eq!(made.iter().map(|named| &named.id).collect::<BTreeSet<_>>().len(), 2_000);
            assert!(made.iter().all(|named| named.id.len() <= LONGEST + 5));
        }
        assert!(economies(&names).iter().all(|named| (3..=5).contains(&named.id.len())));
    }
}
