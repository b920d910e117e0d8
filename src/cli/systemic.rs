//! `linchpin systemic`: the economic systemic risk index of firms.

use super::firm_source::{FirmSource, known};
use super::{Failure, Format, Session};
use crate::finding::{Finding, Findings};
use crate::firm::FirmNetwork;
use crate::input::{Hashes, Names};
use crate::report::systemic_table::{self, Ranked};
use crate::report::{RunManifest, charts, write_json};
use crate::systemic::{
    Cascade, Class, Conventions, Essentiality, NamedShocks, Replacement, Shocks, read_essentiality, read_shocks,
};
use clap::ValueEnum;
use std::path::{Path, PathBuf};

/// Rank firms by what is lost when they fail (ESRI, the economic systemic risk index)
///
/// The index is the share of all sales that is lost when a firm fails: downstream for want of its inputs, upstream for want
/// of its purchases, each firm by the worse of the two (Diem et al. 2022). It holds the firm's own sales and is at most 1.
/// Without --essentiality every input is essential, which gives an upper bound. Not a forecast: there are no stocks and no
/// time in it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    source: FirmSource,
    #[command(flatten)]
    method: Method,
    /// Losses of the shocks in this list instead of failures: firm, loss (or remaining), and shock for several
    #[arg(long, value_name = "FILE", conflicts_with = "firm")]
    shocks: Option<PathBuf>,
    /// Only this firm; may be given several times
    #[arg(long, value_name = "ID")]
    firm: Vec<String>,
    /// Only the K-th of N parts of the list: the parts one after the other are the whole
    #[arg(long, value_name = "K/N", value_parser = shard)]
    shard: Option<(usize, usize)>,
    /// Only the N with the largest index, largest first [default: 20 in the table, all in JSON and CSV]
    #[arg(long, value_name = "N", value_parser = crate::cli::number::whole::<usize>(1..=1_000_000), allow_negative_numbers = true)]
    top: Option<usize>,
    /// Draw the chart as SVG too (with `--out`)
    #[arg(long)]
    svg: bool,
}

/// How it is computed.
#[derive(Debug, clap::Args)]
struct Method {
    /// Matrix of how much buyers (columns) need what suppliers (rows) of a sector make: 2 essential, 1 non-essential, 0
    /// negligible. Without a header sectors are row numbers from 1, with one they are its names
    #[arg(long, value_name = "FILE")]
    essentiality: Option<PathBuf>,
    /// What every input is without a matrix
    #[arg(long, value_enum, default_value_t = Inputs::Essential, conflicts_with = "essentiality")]
    inputs: Inputs,
    /// Who takes the place of a failing supplier: firms of the same sector, market, or both [default: market where firms
    /// have one, both where it is called region, country or economy, else sector]
    #[arg(long, value_enum)]
    replaced_within: Option<Within>,
    /// Nobody takes the place of a failing supplier
    #[arg(long, conflicts_with = "replaced_within")]
    no_replaceability: bool,
    /// Stop with the first sweep in which no firm moves by as much
    #[arg(long, value_name = "CHANGE", default_value_t = 1e-2, value_parser = epsilon, allow_negative_numbers = true)]
    eps: f64,
    /// Output of a firm is its revenue where that is above its sales to firms of the list
    #[arg(long)]
    by_revenue: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Inputs {
    /// Nothing is made without any of them: an upper bound
    Essential,
    /// Output falls by their shares: a lower bound unless some are negligible
    NonEssential,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Within {
    /// The same sector
    Sector,
    /// The same market, whatever the sector
    Market,
    /// The same sector and market
    Both,
}

fn epsilon(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (1e-12..1.0).contains(&value) { Ok(value) } else { Err("admissible are 1e-12 to below 1".to_owned()) }
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once('/').and_then(|(k, n)| Some((k.trim().parse().ok()?, n.trim().parse().ok()?)));
    parts.filter(|&(k, n)| 1 <= k && k <= n).ok_or_else(|| "wanted K/N, for example 2/4, with K from 1 to N".to_owned())
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let mut hashes = Hashes::new();
    let (network, firms) = arguments.source.read(session, &mut hashes)?;
    let essentiality = arguments.method.essentiality(&network, &firms, session, &mut hashes)?;
    let shocks = match &arguments.shocks {
        Some(path) => {
            let (shocks, findings) = known(path, &mut hashes).and_then(|()| Ok(read_shocks(path, &network)?))?;
            session.tell(&findings);
            Some(shocks)
        }
        None => None,
    };
    let chosen = arguments.chosen(&network, shocks.as_ref())?;
    let conventions = arguments.method.conventions(&network);
    arguments.method.warn(&network, session);
    let cascade = Cascade::new(&network, &essentiality, &conventions)
        .map_err(|finding| Failure::Input(finding.in_file(&firms.display().to_string()).into()))?;
    let results = session.results()?;
    let (what, asked) = match &shocks {
        Some(shocks) => ("shocks", shocks.shocks.only(&chosen)),
        None => ("firms", Shocks::failures(&chosen.iter().map(|&firm| firm as u32).collect::<Vec<_>>())),
    };
    let progress = session.progress(what, asked.len() as u64);
    let losses = cascade.losses(&asked, &|done| progress.advance(done)).losses;
    drop(progress);
    let ranked =
        Ranked { network: &network, cascade: &cascade, shocks: shocks.as_ref(), chosen: &chosen, losses: &losses };
    if let Some((folder, mut manifest)) = results {
        manifest.inputs.extend(hashes);
        arguments.write(folder, manifest, &ranked, session)?;
    }
    arguments.print(&ranked, session)
}

impl Arguments {
    /// Rows asked for: firms, or shocks of the list.
    fn chosen(&self, network: &FirmNetwork, shocks: Option<&NamedShocks>) -> Result<Vec<usize>, Failure> {
        let mut findings = Findings::new();
        let mut chosen: Vec<usize> = (0..shocks.map_or(network.firms.len(), |shocks| shocks.names.len())).collect();
        if !self.firm.is_empty() {
            let known = || Names::new("firm", "the list of firms", network.firms.iter().cloned());
            let find =
                |id: &String| network.firms.iter().position(|firm| firm == id).ok_or_else(|| known().unknown(id));
            chosen = self.firm.iter().filter_map(|id| find(id).map_err(|f| findings.push(f)).ok()).collect();
        }
        if findings.has_errors() {
            return Err(Failure::Input(findings));
        }
        if let Some((k, n)) = self.shard {
            chosen = chosen[chosen.len() * (k - 1) / n..chosen.len() * k / n].to_vec();
        }
        Ok(chosen)
    }

    fn print(&self, ranked: &Ranked<'_>, session: &Session) -> Result<(), Failure> {
        if session.options.format != Format::Table {
            return session.print_table(&systemic_table::plain(ranked, self.top));
        }
        let shown = self.top.unwrap_or(20);
        session.print_table(&systemic_table::for_people(ranked, shown))?;
        let without = self.method.essentiality.is_none();
        session.explain(&systemic_table::legend(ranked, shown, without && self.method.inputs == Inputs::Essential))
    }

    fn write(
        &self,
        mut folder: crate::report::OutputFolder,
        manifest: RunManifest,
        ranked: &Ranked<'_>,
        session: &Session,
    ) -> Result<(), Failure> {
        let table = systemic_table::plain(ranked, self.top);
        let drawn: Vec<_> =
            ranked.shocks.is_none().then(|| charts::named("esri", &charts::systemic(ranked))).into_iter().collect();
        let written = folder
            .write("systemic.csv", |out| table.write_csv(out))
            .and_then(|()| folder.write("systemic.json", |out| write_json(out, &table)))
            .and_then(|()| charts::write(&mut folder, &drawn, self.svg))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))
    }
}

impl Method {
    fn essentiality(
        &self,
        network: &FirmNetwork,
        firms: &Path,
        session: &Session,
        hashes: &mut Hashes,
    ) -> Result<Essentiality, Failure> {
        let Some(path) = &self.essentiality else {
            return Ok(Essentiality::uniform(match self.inputs {
                Inputs::Essential => Class::Essential,
                Inputs::NonEssential => Class::NonEssential,
            }));
        };
        known(path, hashes)?;
        let (essentiality, findings) = read_essentiality(path, network, firms)?;
        session.tell(&findings);
        Ok(essentiality)
    }

    fn conventions(&self, network: &FirmNetwork) -> Conventions {
        let usual = match (network.markets.is_empty(), network.markets_are_places) {
            (true, _) => Replacement::Sector,
            (false, false) => Replacement::Market,
            (false, true) => Replacement::SectorAndMarket,
        };
        let replacement = match self.replaced_within {
            _ if self.no_replaceability => Replacement::Nobody,
            None => usual,
            Some(Within::Sector) => Replacement::Sector,
            Some(Within::Market) => Replacement::Market,
            Some(Within::Both) => Replacement::SectorAndMarket,
        };
        Conventions { replacement, epsilon: self.eps, by_revenue: self.by_revenue }
    }

    /// Says what an option asks for that the list of firms does not have.
    fn warn(&self, network: &FirmNetwork, session: &Session) {
        let mut findings = Findings::new();
        if network.markets.is_empty() && matches!(self.replaced_within, Some(Within::Market | Within::Both)) {
            let finding = Finding::warning("no firm has a market: firms of the same sector replace each other");
            findings.push(finding.help("add a column market to the list of firms"));
        }
        let unknown = network.revenue.iter().filter(|revenue| revenue.is_none()).count();
        if self.by_revenue && unknown > 0 {
            let finding = Finding::warning(format!("{unknown} of {} firms have no revenue", network.firms.len()));
            findings.push(finding.help("their output is their sales to firms of the list"));
        }
        if !network.weights.iter().any(|&weight| weight > 0.0) {
            findings.push(Finding::warning("nobody delivers anything: every index is 0"));
        }
        session.tell(&findings);
    }
}
