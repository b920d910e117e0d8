//! What a table holds, forgets and refuses.

use super::*;

fn cells() -> Vec<Cell> {
    let cell = |sector: &str, economy: &str| Cell { sector: sector.to_owned(), economy: economy.to_owned() };
    vec![cell("ict", "IND"), cell("ict", "JPN")]
}

fn loss(lost_days: f64) -> CellLoss {
    CellLoss { lost_days, lost_value_usd: Some(1e6 * lost_days), ..CellLoss::default() }
}

#[test]
fn trials_without_loss_count_though_they_have_no_row() {
    let mut table = YearLossTable::new(0, cells());
    table.push(["quake"], &[loss(0.0), loss(2.0)]);
    table.push([], &[]);
    table.push(["flood"], &[loss(0.0), loss(1e-12)]);
    table.push(["flood", "quake"], &[loss(1.0), loss(3.0)]);
    assert_eq!((table.len(), table.rows().len()), (4, 3));
    assert_eq!(table.losses(1, Measure::LostDays), Some(vec![2.0, 0.0, 0.0, 3.0]));
    assert_eq!(table.losses(0, Measure::LostValueUsd), Some(vec![0.0, 0.0, 0.0, 1e6]));
    assert_eq!(table.events(&table.rows().nth(1).expect("three rows")).collect::<Vec<_>>(), ["flood", "quake"]);
    assert_eq!(table.tail(1, Measure::LostDays).expect("four trials").trials(), 4);
}

#[test]
fn money_without_market_values_stays_unknown() {
    let mut table = YearLossTable::new(0, cells());
    table.push(["quake"], &[CellLoss { lost_value_usd: None, ..loss(2.0) }, loss(1.0)]);
    assert_eq!(table.losses(0, Measure::LostValueUsd), None);
    assert!(table.losses(1, Measure::LostValueUsd).is_some());
}

#[test]
fn money_without_days_is_a_loss_from_a_dollar_on() {
    let mut table = YearLossTable::new(0, cells());
    let money = |dollars: f64| CellLoss { lost_value_usd: Some(dollars), ..CellLoss::default() };
    table.push(["quake"], &[money(2.0), money(0.5)]);
    assert_eq!((table.losing_trials(), table.rows().len()), (1, 1));
    assert_eq!(table.losses(0, Measure::LostValueUsd), Some(vec![2.0]));
}

#[test]
fn parts_join_to_the_whole_and_strangers_are_refused() {
    let mut whole = YearLossTable::new(0, cells());
    let (mut first, mut second) = (YearLossTable::new(0, cells()), YearLossTable::new(2, cells()));
    for (trial, ids) in [["quake", "flood"], ["flood", "fire"], ["fire", "quake"], ["storm", "fire"]].iter().enumerate()
    {
        let losses = [loss(trial as f64), loss(1.0)];
        whole.push(ids.iter().copied(), &losses);
        if trial < 2 { &mut first } else { &mut second }.push(ids.iter().copied(), &losses);
    }
    assert_eq!(second.append(&first), Err(AppendError::Gap { expected: 4, found: 0 }));
    first.append(&second).expect("they follow each other");
    assert_eq!(first, whole);
    assert_eq!(first.append(&YearLossTable::new(4, Vec::new())), Err(AppendError::Cells));
}
