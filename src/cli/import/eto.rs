//! `linchpin import eto`: supply of the semiconductor sector out of the data set of CSET and ETO.

use super::model_folder::Base;
use super::{readable, wanted_folder};
use crate::cli::{Failure, Session};
use crate::finding::{Finding, Findings};
use crate::input::{Hashes, Names};
use crate::overlay::Fit;
use crate::overlay::eto::{LICENCE, Mapping, Outcome, Replaced, overlay, read};
use crate::report::{Column, Table};
use std::path::PathBuf;

/// Replace supply of the semiconductor sector by what CSET and ETO's data set says
///
/// FOLDER holds the data set as it is published (`data_inputs.csv`, `data_stages.csv`, `data_providers.csv`,
/// `data_provision.csv`). The folder of --out holds a whole model: that of --model with the rows of `supply` replaced
/// for every product that an input of the data set is, by the shares of countries in its newest year. Shares of tools and
/// materials are by seat of the makers. Its terms are CC BY-NC 4.0, and so are those of the figures that come of it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder of the data set
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Take inputs that fit a product this well or better
    #[arg(long, value_enum, default_value = "close")]
    fit: Fit,
    /// Which input is which product [default: the table that comes with the program]
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let out = wanted_folder(session)?;
    readable(&arguments.folder)?;
    let mut base = Base::read(session)?;
    let mut hashes = Hashes::new();
    let products = base.model.products.iter().map(|(_, product)| product.id.clone());
    let names = Names::new("product", "the sector files", products);
    let mapping = match &arguments.mapping {
        None => Mapping::own(&names),
        Some(path) => {
            readable(path)?;
            let (source, hash) = crate::input::read_text(path).map_err(Findings::from)?;
            hashes.insert(source.name().to_owned(), hash);
            Mapping::parse(&source, &names)?
        }
    };
    let data = read(&arguments.folder, &mut hashes)?;
    let done = overlay(&base.model, &mut base.copy, &data, &mapping, arguments.fit)?;
    let table = table(&done);
    base.write(session, out, &table, hashes)?;
    session.tell_all(&findings(&done));
    session.print_table(&table)?;
    let replaced = done.iter().filter(|product| product.outcome == Outcome::Replaced).count();
    let blank: usize = done.iter().map(|product| product.market.blank).sum();
    session.explain(&format!(
        "Replaced: supply of {replaced} products. {blank} rows name a provider without a share and were not used.\n\
         Shares of firms were taken only where the model has the firm with its plants at its seat: the data set does not\n\
         say where plants are.\n\n\
         These figures are under {LICENCE}: no commercial use; name the Center for Security and Emerging Technology\n\
         and the Emerging Technology Observatory, Georgetown University."
    ))
}

fn table(done: &[Replaced]) -> Table {
    let mut table = Table::new([
        Column::new("product"),
        Column::new("input"),
        Column::new("basis"),
        Column::new("fit"),
        Column::new("outcome"),
        Column::new("year"),
        Column::new("rows"),
        Column::new("without_share").titled("without share"),
        Column::new("sum").decimals(1),
        Column::new("rows_before").titled("rows before"),
        Column::new("rows_after").titled("after"),
        Column::new("firms"),
        Column::new("hhi_before").titled("HHI before").decimals(3),
        Column::new("hhi_after").titled("after").decimals(3),
        Column::new("distance").decimals(3),
    ]);
    for product in done {
        let market = &product.market;
        let has_shares = product.outcome != Outcome::NoShares;
        let replaced = product.outcome == Outcome::Replaced;
        table.push([
            product.matched.product.as_str().into(),
            product.matched.input.as_str().into(),
            product.matched.basis.id().into(),
            product.matched.fit.id().into(),
            product.outcome.id().into(),
            has_shares.then_some(market.year as usize).into(),
            market.rows.into(),
            market.blank.into(),
            has_shares.then_some(market.total).into(),
            product.before.into(),
            (if replaced { market.shares.len() } else { product.before }).into(),
            product.firms.into(),
            product.hhi.0.into(),
            has_shares.then_some(product.hhi.1).into(),
            has_shares.then_some(product.distance).into(),
        ]);
    }
    table
}

fn findings(done: &[Replaced]) -> Findings {
    let mut findings = Findings::new();
    for product in done.iter().filter(|product| product.outcome == Outcome::Firms) {
        let finding = Finding::warning(format!(
            "supply of `{}` stays as it is: its firms have more than the new share of the economy of their plants",
            product.matched.product
        ));
        findings.push(finding.help("lower or remove these firms in the model, and import again"));
    }
    let mut strangers: Vec<&str> =
        done.iter().flat_map(|product| product.market.strangers.iter().map(String::as_str)).collect();
    strangers.sort_unstable();
    strangers.dedup();
    if !strangers.is_empty() {
        let list = strangers.join(", ");
        findings
            .push(Finding::note(format!("countries that the model does not have, left to the unnamed rest: {list}")));
    }
    let finding = Finding::note(format!("figures with the source `eto-cset` are under {LICENCE}"));
    findings.push(finding.help("no commercial use, and name the authors: sources.toml has the words"));
    findings
}
