//! The market of one input: shares by economy of the model and by firm, scaled where rounding took their sum over 100.

use super::read::{Data, Provision};
use crate::finding::{Finding, Findings};
use crate::model::OTHER;
use crate::overlay::LEAST_SUPPLY;
use crate::overlay::apportion::{apportion, floor};
use crate::overlay::places::Places;
use std::collections::BTreeMap;

/// How far over 100 rounding may take the sum of the shares of an input.
pub const TOLERANCE: f64 = 3.0;
/// The data set's own names of Europe and of the rest.
const EUROPE: (&str, &str) = ("EUR", "EUU");
const VARIOUS: [&str; 2] = ["Various countries", "Various"];

/// The market of one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// Shares by economy, largest first; what is missing to one is the unnamed rest.
    pub shares: Vec<(String, f64)>,
    /// Shares of firms by name, with the country of their seat.
    pub firms: Vec<(String, String, f64)>,
    /// Sum of the shares as stated, percent.
    pub total: f64,
    /// Year of all of them.
    pub year: i32,
    /// Where they come from.
    pub source: String,
    /// Rows of countries with a share.
    pub rows: usize,
    /// Rows without one.
    pub blank: usize,
    /// Countries that the model does not have.
    pub strangers: Vec<String>,
}

impl Market {
    /// That of `input` in its newest year; none where no country has a share.
    #[must_use]
    pub fn of(data: &Data, input: &str, places: &Places<'_>, findings: &mut Findings) -> Self {
        let all = || data.provisions.iter().filter(|row| row.input == input);
        let stated = |row: &&Provision| row.share.is_some() && row.provider.is_country;
        let year = all().filter(stated).map(|row| row.year).max();
        let rows: Vec<&Provision> = all().filter(stated).filter(|row| Some(row.year) == year).collect();
        let total: f64 = rows.iter().filter_map(|row| row.share).sum();
        check_sum(input, &rows, findings);
        let mut by_economy: BTreeMap<&str, f64> = BTreeMap::new();
        let mut strangers = Vec::new();
        for row in &rows {
            let named = if row.name == EUROPE.0 { EUROPE.1 } else { &row.name };
            let economy = places.economy(named).unwrap_or_else(|| {
                if !VARIOUS.contains(&named) {
                    strangers.push(named.to_owned());
                }
                OTHER
            });
            *by_economy.entry(economy).or_default() += row.share.unwrap_or(0.0);
        }
        let whole = total.max(100.0);
        by_economy.retain(|economy, share| *economy != OTHER && *share / whole >= LEAST_SUPPLY);
        let named: f64 = by_economy.values().sum();
        let amounts: Vec<f64> = by_economy.values().copied().chain([whole - named]).collect();
        let mut shares: Vec<(String, f64)> =
            by_economy.keys().map(|id| (*id).to_owned()).zip(apportion(&amounts)).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let firm = |row: &Provision| {
            let share = row.share.filter(|_| !row.provider.is_country && Some(row.year) == year)?;
            Some((row.name.clone(), row.provider.seat.clone(), floor(share / whole)))
        };
        Self {
            shares,
            firms: all().filter_map(firm).collect(),
            total,
            year: year.unwrap_or(0),
            source: rows.first().map(|row| plain(&row.source)).unwrap_or_default(),
            rows: rows.len(),
            blank: all().filter(|row| row.share.is_none()).count(),
            strangers,
        }
    }
}

fn check_sum(input: &str, rows: &[&Provision], findings: &mut Findings) {
    let mut sum = 0.0;
    for row in rows {
        let before = sum;
        sum += row.share.unwrap_or(0.0);
        if before <= 100.0 + TOLERANCE && sum > 100.0 + TOLERANCE {
            let total: f64 = rows.iter().filter_map(|row| row.share).sum();
            let message = format!("shares of countries in {input} sum to {total:.1} %");
            let finding = Finding::error(message).label("with this row the sum is more than rounding explains");
            findings.push(finding.at(row.place.clone()).help(format!("admissible is up to {} %", 100.0 + TOLERANCE)));
        }
    }
}

/// The first sentence of `source`, links as their text.
fn plain(source: &str) -> String {
    let mut text = String::new();
    let mut rest = source;
    while let Some((before, link)) = rest.split_once('[')
        && let Some((words, after)) = link.split_once("](")
    {
        text.push_str(before);
        text.push_str(words);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    let sentence = text.split(". ").next().unwrap_or_default().trim().trim_end_matches('.');
    sentence.chars().filter(|c| !c.is_control()).take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn sources_are_told_in_a_sentence_without_links() {
        assert_eq!(plain("[CSET](https://cset) (citing SEMI)"), "CSET (citing SEMI)");
        assert_eq!(
            plain("CSET analysis of X data (2025). Data were published in 2026."),
            "CSET analysis of X data (2025)"
        );
        assert_eq!((plain("an [open bracket"), plain("")), ("an [open bracket".to_owned(), String::new()));
    }
}
