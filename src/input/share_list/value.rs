//! The numbers of a share list.

use super::columns::Measure;
use crate::finding::Finding;

/// The number in a cell: finite and not negative.
pub fn parse(text: &str, measure: Measure) -> Result<f64, Finding> {
    let (what, admissible) = match measure {
        Measure::Share => ("share", "0 to 1, or 0 to 100 percent"),
        Measure::Quantity => ("quantity", "0 and above"),
    };
    if text.is_empty() {
        let finding = Finding::error(format!("this row has no {what}: admissible are {admissible}"));
        return Err(finding.help("leave out the row of a supplier whose figure is not known, or write 0 for none"));
    }
    let shown: String = text.chars().take(40).collect();
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
        Ok(value) if value < 0.0 => Err(Finding::error(format!("{shown} is negative: admissible are {admissible}"))),
        Ok(_) => Err(Finding::error(format!("{shown} is not a finite number: admissible are {admissible}"))),
        Err(_) => {
            let finding = Finding::error(format!("`{shown}` is not a number: admissible are {admissible}"));
            Err(match mended(text) {
                Some(number) => finding.help(format!("write {number}")),
                None => finding,
            })
        }
    }
}

/// The number that `text` means to a reader: without a percent sign, with a decimal point.
pub fn mended(text: &str) -> Option<String> {
    let bare = text.trim_end_matches('%').trim();
    let candidates = [bare.to_owned(), bare.replace(',', "."), bare.replace([',', ' ', '\u{a0}', '\''], "")];
    // "1,234" is a thousand to some and a decimal to others: no guess is better than a wrong one.
    let ambiguous = bare.split_once(',').is_some_and(|(_, after)| after.len() == 3 && !bare.starts_with("0,"));
    candidates.into_iter().find(|number| !ambiguous && number.parse::<f64>().is_ok_and(f64::is_finite))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_s_number_is_offered() {
        assert_eq!(mended("62%").as_deref(), Some("62"));
        assert_eq!(mended("0,625").as_deref(), Some("0.625"));
        assert_eq!(mended("12 000").as_deref(), Some("12000"));
        assert_eq!(mended("1,234"), None);
        assert_eq!(mended("many"), None);
    }
}
