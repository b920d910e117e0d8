//! `linchpin concentration`: HHI and its kin for any list of shares.

use super::{Failure, Session};
use crate::finding::Finding;
use crate::input::{ShareGroup, read_share_list, sha256};
use crate::report::{Cell, Column, Table, score_table, write_json};
use crate::score::{Concentration, Shares};
use crate::study::Study;
use std::io;
use std::path::PathBuf;

/// Measure how concentrated the supply in a CSV file is
///
/// The file has the columns `entity` and `share` (fractions, or percent if those of any group sum to 10 or more) or
/// `quantity`, and may have `group`; other columns are left alone. Commas, semicolons or tabs part the cells.
///
/// `hhi`, `cr1`, `cr3` and `cr4` are on the shares as given, effective suppliers are 1 ÷ hhi; Shannon (nats), Theil and Gini are
/// on shares renormalised to one. An entity called `other`, `rest of world` or the like is a bucket of unnamed
/// suppliers: `hhi` counts it as the one row that it is, `hhi_low` leaves it out, and the other measures are of the named
/// suppliers. `hhi_high` adds the most that shares missing to one could: unnamed suppliers as large as the smallest one
/// named. Entities without a share are no suppliers.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The list; `-` reads standard input. Without one, the products of --model DIR in each home economy
    file: Option<PathBuf>,
}

const COLUMNS: [Column; 13] = [
    Column::new("group"),
    Column::new("suppliers"),
    Column::new("hhi").titled("HHI").decimals(4),
    Column::new("hhi_low").titled("HHI at least").decimals(4),
    Column::new("hhi_high").titled("HHI at most").decimals(4),
    Column::new("effective_suppliers").titled("effective").decimals(2),
    Column::new("cr1").titled("CR1").decimals(3),
    Column::new("cr3").titled("CR3").decimals(3),
    Column::new("cr4").titled("CR4").decimals(3),
    Column::new("shannon").titled("Shannon").decimals(3),
    Column::new("theil").titled("Theil").decimals(3),
    Column::new("gini").titled("Gini").decimals(3),
    Column::new("top_entity").titled("largest"),
];

const LEGEND: &str = "\
HHI: the sum of squared shares, 0 many small ones, 1 a single one, a row of unnamed suppliers (`other`) counted as one of
them; at least: the named alone; at most: what is missing to one in parts as large as the smallest named share. Effective: so many
equal suppliers have that HHI. CR1, CR3, CR4: share of the largest, three and four largest named. Shannon (nats), Theil
and Gini: of the named, their shares brought to one; Theil and Gini are 0 where all are alike.";

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let Some(file) = &arguments.file else { return of_model(session) };
    let input = session.read(file)?;
    let (groups, findings) = read_share_list(&input)?;
    session.tell(&findings);
    let table = measure(&groups);
    if let Some((mut folder, mut manifest)) = session.results()? {
        manifest.inputs.insert(input.name.clone(), sha256(&input.bytes));
        let written = folder
            .write("concentration.csv", |out| table.write_csv(out))
            .and_then(|()| folder.write("concentration.json", |out| write_json(out, &table)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error: io::Error| session.cannot_write(&error))?;
    }
    session.print_table(&table)?;
    session.explain(LEGEND)
}

/// Concentration of every product that a home economy of the model uses.
fn of_model(session: &Session) -> Result<(), Failure> {
    if session.options.model.is_none() {
        let finding = Finding::error("no list of shares is named");
        let help = "give the path of a CSV file, `-` for standard input, or a model as --model DIR";
        return Err(Failure::Usage(finding.help(help).into()));
    }
    let loaded = session.model()?;
    let study = Study::new(loaded.value).map_err(|error| Failure::input(&error))?;
    let (_, products) = study.concentration();
    let answer = (&products, &score_table::products(&products));
    session.deliver(session.results()?, "concentration", answer, &loaded.hashes)?;
    session.explain(score_table::PRODUCT_LEGEND)
}

fn measure(groups: &[ShareGroup]) -> Table {
    let mut table = Table::new(COLUMNS);
    for group in groups {
        let shares = group.shares.iter().map(|(entity, share)| (entity.as_str(), *share));
        let all = Concentration::of(&Shares::trusted(shares));
        table.push([
            group.name.clone().into(),
            all.suppliers.into(),
            all.hhi.into(),
            all.hhi_low.into(),
            all.hhi_high.into(),
            all.effective_suppliers.into(),
            all.cr1.into(),
            all.cr3.into(),
            all.cr4.into(),
            all.shannon.into(),
            all.theil.into(),
            all.gini.into(),
            Cell::from(all.top_entity),
        ]);
    }
    table
}
