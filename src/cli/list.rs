//! `linchpin list`: what is in the model and the scenario library.

use super::{Failure, Session};
use crate::backtest::Backtests;
use crate::input::Hashes;
use crate::model::Model;
use crate::report::{Cell, Column, Table};
use crate::scenario::Library;
use crate::units::Days;
use clap::ValueEnum;

/// List what there is: scenarios, products, economies, …
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to list [default: how many there are of each]
    #[arg(value_enum)]
    what: Option<What>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Stories that can be run
    Scenarios,
    /// Goods at one stage of a chain
    Products,
    /// Countries and blocs
    Economies,
    /// The five sectors, or that of an imported table
    Sectors,
    /// Where the figures come from
    Sources,
    /// Straits, canals and land gates
    Chokepoints,
    /// Ports, cables and hubs
    Assets,
    /// Shocks with a frequency, for Monte Carlo
    Hazards,
    /// Documented disruptions with what was measured
    Backtests,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let Some(what) = arguments.what else {
        let (table, read) = everything(session)?;
        return session.deliver(session.results()?, "list", (&table, &table), &read);
    };
    let (table, read) = of(what, session)?;
    session.deliver(session.results()?, &name(what), (&table, &table), &read)
}

fn name(what: What) -> String {
    what.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

/// Every kind and how many there are of it.
fn everything(session: &Session) -> Result<(Table, Hashes), Failure> {
    let mut table = Table::new(["kind", "number", "what"].map(Column::new));
    let mut read = Hashes::new();
    for &what in What::value_variants() {
        let (own, hashes) = of(what, session)?;
        let help = what.to_possible_value().and_then(|value| value.get_help().map(ToString::to_string));
        table.push([name(what).into(), own.len().into(), help.unwrap_or_default().into()]);
        read.extend(hashes);
    }
    Ok((table, read))
}

fn of(what: What, session: &Session) -> Result<(Table, Hashes), Failure> {
    Ok(match what {
        What::Scenarios => of_library(session, scenarios)?,
        What::Hazards => of_library(session, hazards)?,
        What::Backtests => backtests(session)?,
        What::Products => of_model(session, products)?,
        What::Economies => of_model(session, economies)?,
        What::Sectors => of_model(session, sectors)?,
        What::Sources => of_model(session, sources)?,
        What::Chokepoints => of_model(session, chokepoints)?,
        What::Assets => of_model(session, assets)?,
    })
}

fn of_model(session: &Session, list: fn(&Model) -> Table) -> Result<(Table, Hashes), Failure> {
    let model = session.model()?;
    Ok((list(&model.value), model.hashes))
}

fn of_library(session: &Session, list: fn(&Library) -> Table) -> Result<(Table, Hashes), Failure> {
    let (model, library) = session.model_and_library()?;
    Ok((list(&library.value), model.hashes.into_iter().chain(library.hashes).collect()))
}

fn backtests(session: &Session) -> Result<(Table, Hashes), Failure> {
    let model = session.model()?;
    let library = Backtests::load(&session.model_source(), &model.value)?;
    session.tell(&library.findings);
    let mut table = Table::new(["id", "title", "onset", "counts", "negative_control"].map(Column::new));
    for event in library.value.events() {
        table.push([
            event.id.as_str().into(),
            event.title.as_str().into(),
            event.onset.as_str().into(),
            event.counts().into(),
            event.negative_control.into(),
        ]);
    }
    Ok((table, model.hashes.into_iter().chain(library.hashes).collect()))
}

fn scenarios(library: &Library) -> Table {
    let columns = [Column::new("id"), Column::new("title"), Column::new("category")];
    let mut table = Table::new(columns.into_iter().chain([Column::new("horizon_days").titled("horizon, days")]));
    for scenario in library.scenarios() {
        table.push([
            scenario.id.as_str().into(),
            scenario.title.as_str().into(),
            scenario.category.as_str().into(),
            days(scenario.horizon_days),
        ]);
    }
    table
}

fn products(model: &Model) -> Table {
    let in_dollars = model.manifest.in_dollars();
    let market = Column::new("market_value_usd_bn").titled("market, USD bn");
    let columns = ["id", "name", "sector", "tier", "goods"].map(Column::new);
    let mut table = Table::new(columns.into_iter().chain([market, Column::new("suppliers")]));
    for (sector, product) in &model.products {
        table.push([
            product.id.as_str().into(),
            product.name.as_str().into(),
            sector.id().into(),
            (product.tier as usize).into(),
            product.goods.id().into(),
            product.market_value.as_ref().filter(|_| in_dollars).map(|figure| figure.value.get()).into(),
            product.supply.len().into(),
        ]);
    }
    table
}

fn economies(model: &Model) -> Table {
    let mut table = Table::new(["id", "name", "region", "area", "home"].map(Column::new));
    for economy in &model.economies {
        table.push([
            economy.id.as_str().into(),
            economy.name.as_str().into(),
            economy.region.as_str().into(),
            economy.area.as_str().into(),
            model.manifest.home.contains(&economy.id).into(),
        ]);
    }
    table
}

fn sectors(model: &Model) -> Table {
    let mut table = Table::new(["id", "name", "products"].map(Column::new));
    for &sector in model.sectors() {
        let products = model.products.iter().filter(|(own, _)| *own == sector).count();
        table.push([sector.id().into(), sector.name().into(), products.into()]);
    }
    table
}

fn sources(model: &Model) -> Table {
    let columns = ["id", "title", "url", "licence"].map(Column::new);
    let mut table = Table::new(columns.into_iter().chain([Column::new("attribution").for_scripts()]));
    for source in &model.sources {
        table.push([
            source.id.as_str().into(),
            source.title.as_str().into(),
            source.url.clone().into(),
            source.licence.clone().into(),
            source.attribution.clone().into(),
        ]);
    }
    table
}

fn chokepoints(model: &Model) -> Table {
    let mut table = Table::new(["id", "name", "detour_days", "detour_share"].map(Column::new));
    for chokepoint in &model.routes.chokepoint {
        table.push([
            chokepoint.id.as_str().into(),
            chokepoint.name.as_str().into(),
            chokepoint.detour_days.map(days).into(),
            chokepoint.detour_share.get().into(),
        ]);
    }
    table
}

fn assets(model: &Model) -> Table {
    let mut table = Table::new(["id", "name", "economy", "share"].map(Column::new));
    for asset in &model.routes.asset {
        table.push([
            asset.id.as_str().into(),
            asset.name.as_str().into(),
            asset.economy.as_str().into(),
            asset.share.get().into(),
        ]);
    }
    table
}

fn hazards(library: &Library) -> Table {
    let columns = ["id", "title", "class", "rate_per_year", "median_days", "enabled", "in_force", "scenario"];
    let mut table = Table::new(columns.map(Column::new));
    for hazard in &library.hazards().hazard {
        table.push([
            hazard.id.as_str().into(),
            hazard.title.as_str().into(),
            hazard.class.as_str().into(),
            hazard.rate.value.get().into(),
            hazard.duration.as_ref().map_or(Cell::Missing, |duration| days(duration.median_days)),
            hazard.enabled.into(),
            hazard.in_force.into(),
            hazard.scenario.as_deref().map_or(Cell::Missing, Cell::from),
        ]);
    }
    table
}

/// Days are counted where they are whole.
fn days(days: Days) -> Cell {
    let days = days.get();
    if days.fract() == 0.0 { Cell::Count(days as u64) } else { Cell::Number(days) }
}
