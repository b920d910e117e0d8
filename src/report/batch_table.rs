//! Batch statistics as a table.

use super::{Column, OutputFolder, Table, batch_files, chance, group_table, write_json};
use crate::study::BatchResult;
use std::io;

const COLUMNS: [Column; 40] = [
    Column::new("sector"),
    Column::new("economy"),
    Column::new("mean_lost_days").titled("mean lost").decimals(2),
    Column::new("mean_lost_days_se").titled("±").decimals(2),
    Column::new("var95_lost_days").titled("VaR95").decimals(1),
    Column::new("var95_lost_days_low").titled("low").decimals(1),
    Column::new("var95_lost_days_high").titled("high").decimals(1),
    Column::new("es95_lost_days").titled("ES95").decimals(1),
    Column::new("es95_lost_days_se").titled("±").decimals(1),
    Column::new("final_use_lost_days").titled("final use").decimals(2),
    Column::new("final_use_lost_days_se").titled("±").decimals(2),
    Column::new("resilience").decimals(1),
    Column::new("resilience_se").titled("±").decimals(1),
    Column::new("sd_lost_days").for_scripts(),
    Column::new("sd_lost_days_se").for_scripts(),
    Column::new("within_year_lost_days").for_scripts(),
    Column::new("within_year_lost_days_se").for_scripts(),
    Column::new("lost_value_usd").for_scripts(),
    Column::new("lost_value_usd_se").for_scripts(),
    Column::new("loss_probability").for_scripts(),
    Column::new("loss_probability_se").for_scripts(),
    Column::new("loss_probability_low").for_scripts(),
    Column::new("loss_probability_high").for_scripts(),
    Column::new("below_threshold_probability").for_scripts(),
    Column::new("below_threshold_probability_se").for_scripts(),
    Column::new("below_threshold_probability_low").for_scripts(),
    Column::new("below_threshold_probability_high").for_scripts(),
    Column::new("time_to_survive_days").for_scripts(),
    Column::new("time_to_survive_days_se").for_scripts(),
    Column::new("time_to_recover_days").for_scripts(),
    Column::new("time_to_recover_days_se").for_scripts(),
    Column::new("not_recovered_probability").for_scripts(),
    Column::new("not_recovered_probability_se").for_scripts(),
    Column::new("not_recovered_probability_low").for_scripts(),
    Column::new("not_recovered_probability_high").for_scripts(),
    Column::new("var99_lost_days").for_scripts(),
    Column::new("var99_lost_days_low").for_scripts(),
    Column::new("var99_lost_days_high").for_scripts(),
    Column::new("es99_lost_days").for_scripts(),
    Column::new("es99_lost_days_se").for_scripts(),
];

/// What `none` means where it stands for a mean, after a line break.
#[must_use]
pub fn legend_of_none(result: &BatchResult) -> String {
    let none = result.results.iter().any(|row| row.loss_probability == 0.0 || row.final_use_lost_days == 0.0);
    chance::legend_of_none(none, result.trials)
}

/// What the columns mean, and how many trials lost nothing.
#[must_use]
pub fn legend(result: &BatchResult) -> String {
    let quiet = result.trials - result.table.losing_trials();
    let worst = result.results.iter().max_by(|a, b| a.es95_lost_days.total_cmp(&b.es95_lost_days));
    let made_of = worst
        .map(|row| (row, batch_files::leading(&row.contributions, "hazard", 3)))
        .filter(|(_, hazards)| !hazards.is_empty());
    let made_of = made_of.map_or_else(String::new, |(row, hazards)| {
        format!("\nThe largest ES95 ({} {}), in days: {hazards}, ….", row.sector, row.economy)
    });
    let none = legend_of_none(result);
    format!(
        "{} trials of one year, seed {}; {quiet} of them lost nothing anywhere.\n\
         Days of need lost a year, by the mean of the sector's products; final use: by its end products. VaR95: what 19 years\n\
         of 20 do not exceed, with its 95 % interval (n/a: too few trials for a bound); ES95: mean of the worst 5 % of years.\n\
         Resilience: availability of the weakest fifth in those worst years, 0 to 100. ± is one standard error (–: all trials\n\
         are alike, which tells nothing of it).{none}{made_of}",
        result.trials, result.seed
    )
}

/// One row per sector and home economy, every estimate with its standard error or interval.
#[must_use]
pub fn batch(result: &BatchResult) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in &result.results {
        let far = row.levels.iter().find(|level| level.level == 0.99);
        let [mean, mean_error] = chance::with_error(row.mean_lost_days, row.mean_lost_days_se);
        let [shortfall, shortfall_error] = chance::with_error(row.es95_lost_days, row.es95_lost_days_se);
        let [final_use, final_use_error] = chance::with_error(row.final_use_lost_days, row.final_use_lost_days_se);
        table.push([
            row.sector.clone().into(),
            row.economy.clone().into(),
            mean,
            mean_error,
            row.var95_lost_days.into(),
            row.var95_lost_days_low.into(),
            row.var95_lost_days_high.into(),
            shortfall,
            shortfall_error,
            final_use,
            final_use_error,
            row.resilience.into(),
            chance::error_alone(row.resilience_se),
            row.sd_lost_days.into(),
            row.sd_lost_days_se.into(),
            row.within_year_lost_days.into(),
            row.within_year_lost_days_se.into(),
            row.lost_value_usd.into(),
            row.lost_value_usd_se.into(),
            row.loss_probability.into(),
            row.loss_probability_se.into(),
            row.loss_probability_low.into(),
            row.loss_probability_high.into(),
            row.below_threshold_probability.into(),
            row.below_threshold_probability_se.into(),
            row.below_threshold_probability_low.into(),
            row.below_threshold_probability_high.into(),
            row.time_to_survive_days.into(),
            row.time_to_survive_days_se.into(),
            row.time_to_recover_days.into(),
            row.time_to_recover_days_se.into(),
            row.not_recovered_probability.into(),
            row.not_recovered_probability_se.into(),
            row.not_recovered_probability_low.into(),
            row.not_recovered_probability_high.into(),
            far.map(|far| far.var).into(),
            far.and_then(|far| far.var_low).into(),
            far.and_then(|far| far.var_high).into(),
            far.map(|far| far.es).into(),
            far.and_then(|far| far.es_se).into(),
        ]);
    }
    table
}

/// Writes every table of a batch.
///
/// # Errors
/// When one cannot be written.
pub fn write(folder: &mut OutputFolder, result: &BatchResult) -> io::Result<()> {
    folder.write("year_loss.csv", |out| result.table.write_csv(out).map_err(io::Error::other))?;
    folder.write("mc.csv", |out| batch(result).write_csv(out))?;
    folder.write("mc.json", |out| write_json(out, result))?;
    folder.write("groups.csv", |out| group_table::table(&result.groups).write_csv(out))?;
    folder.write("exceedance.csv", |out| batch_files::exceedance(result).write_csv(out))?;
    folder.write("contributions.csv", |out| batch_files::contributions(result).write_csv(out))?;
    folder.write("convergence.csv", |out| batch_files::convergence(result).write_csv(out))
}
