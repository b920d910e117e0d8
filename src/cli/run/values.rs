//! Days and shares on the command line.

use crate::units::{Days, Shown};

pub(super) fn days(text: &str) -> Result<Days, String> {
    let number: f64 = text.strip_suffix('d').unwrap_or(text).parse().map_err(|_| "write days as `180d`".to_owned())?;
    Days::new(number).map_err(|error| error.to_string())
}

pub(super) fn horizon(text: &str) -> Result<Days, String> {
    let days = days(text)?;
    if days.get() < 1.0 {
        Err(format!("{} is no horizon: admissible are 1 to {} days", Shown(days.get()), Days::MAX))
    } else {
        Ok(days)
    }
}

pub(super) fn severity(text: &str) -> Result<f64, String> {
    let number = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().map(|percent| percent / 100.0),
        None => text.parse(),
    };
    let number = number.map_err(|_| "write a share as `0.5` or `50%`".to_owned())?;
    if (0.0..=1.0).contains(&number) {
        Ok(number)
    } else {
        Err(format!("{} is not a share: admissible are 0 to 1", Shown(number)))
    }
}
