//! `linchpin show`: every figure of a product with its range and source, and what files say of everything else.

use super::{Failure, Format, Session, show_entry};
use crate::model::{Goods, Product, Sector, SheetRow, sheet};
use crate::network::build;
use crate::report::{Column, Table};
use serde::Serialize;

/// Show every figure of a product, with range, confidence, year and source, or what a scenario, hazard, strait or source says
///
/// What is no product is printed as its file has it, to be read or put into a file of your own: a scenario with its shocks and
/// its precedent, a hazard with its rate and evidence, a strait with the ways that lead through it.
///
/// Ranges are by the model where it states one, else by the default width of the figure's confidence class (`model.toml`).
/// Figures whose name begins with the sector, or that CSV and JSON mark as `default`, are those of the sector or the kind
/// of link, in place of what the product does not state. Structural figures of links are of the model's own year. The first
/// column is what `--set` takes, after the product: `lng.` and `IND.cover`. Stated shares of supply, demand and imports
/// contradict each other; `balanced` is what the model uses in their place, and what scores and runs are made from.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Id of a product, scenario, hazard, strait, asset, economy or source (`linchpin list products`, `list scenarios`, …)
    id: String,
}

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    product: &'a str,
    name: &'a str,
    sector: Sector,
    tier: u32,
    goods: Goods,
    hs: Option<&'a str>,
    note: Option<&'a str>,
    figures: &'a [Figure],
}

/// A figure, and the share that the balanced flows have in its place.
#[derive(Debug, Serialize)]
struct Figure {
    #[serde(flatten)]
    stated: SheetRow,
    balanced: Option<f64>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let loaded = session.model()?;
    let model = loaded.value;
    let Some((sector, product)) = model.product(&arguments.id) else {
        return show_entry::answer(&arguments.id, (&model, loaded.hashes), session);
    };
    let network = build(&model).map_err(|error| Failure::input(&error))?.network;
    let figures: Vec<Figure> = sheet(&model, sector, product)
        .into_iter()
        .map(|stated| Figure { balanced: network.balanced(&stated.path), stated })
        .collect();
    if session.options.format == Format::Table {
        session.print(|out| writeln!(out, "{}", heading(sector, product)))?;
    }
    let shown = Shown {
        product: &product.id,
        name: &product.name,
        sector,
        tier: product.tier,
        goods: product.goods,
        hs: product.hs.as_deref(),
        note: product.note.as_deref(),
        figures: &figures,
    };
    session.deliver(session.results()?, &product.id, (&shown, &table(&product.id, &figures)), &loaded.hashes)
}

fn heading(sector: Sector, product: &Product) -> String {
    let what = format!("{} ({}), {}, tier {}", product.name, product.id, sector.name(), product.tier);
    product.note.as_ref().map_or_else(|| format!("{what}\n"), |note| format!("{what}\n{note}\n"))
}

fn table(product: &str, figures: &[Figure]) -> Table {
    let mut table = Table::new([
        Column::new("path").for_scripts(),
        Column::new("figure"),
        Column::new("value"),
        Column::new("low"),
        Column::new("high"),
        Column::new("unit"),
        Column::new("range").titled("range by"),
        Column::new("range_stated").for_scripts(),
        Column::new("default").for_scripts(),
        Column::new("confidence"),
        Column::new("year"),
        Column::new("source").for_scripts(),
        Column::new("source_title").titled("source"),
        Column::new("note").for_scripts(),
        Column::new("balanced").blank("").shown_after("high"),
    ]);
    for Figure { stated: row, balanced } in figures {
        let figure = row.path.strip_prefix(product).map_or(row.path.as_str(), |rest| rest.trim_start_matches('.'));
        table.push([
            row.path.as_str().into(),
            figure.into(),
            row.value.into(),
            row.low.into(),
            row.high.into(),
            row.unit.as_ref().into(),
            if row.range_stated { "model" } else { "class" }.into(),
            row.range_stated.into(),
            row.default.into(),
            row.confidence.id().into(),
            row.year.map(|year| year as usize).into(),
            row.source.as_str().into(),
            row.source_title.as_deref().into(),
            row.note.as_deref().into(),
            (*balanced).into(),
        ]);
    }
    table
}
