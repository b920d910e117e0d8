//! `linchpin import baci`: import mixes of a model out of bilateral trade.

use super::model_folder::Base;
use super::wanted_folder;
use crate::cli::firm_source::present;
use crate::cli::number::{amount, whole};
use crate::cli::{Failure, Format, Session};
use crate::finding::{Finding, Findings};
use crate::input::{Hashes, Names, nearest};
use crate::model::Model;
use crate::overlay::Fit;
use crate::overlay::baci::{Basis, Concordance, Outcome, Overlay, Replaced, Revision, Terms, Wanted, overlay, read};
use crate::overlay::is_assigned;
use crate::report::{Column, Table};
use clap::ValueEnum;
use std::path::PathBuf;

/// Replace the import mixes of a model by what CEPII's BACI says
///
/// FILES are years of BACI as CEPII publishes them (t,i,j,k,v,q; plain or gzipped) with their list of country codes, or
/// tables with the columns `year`, `exporter`, `importer`, `hs92_6`, `value_thousand_usd` and `tonnes`. The folder of
/// --out holds a whole model: that of --model with the rows of `imports` replaced for every product whose codes fit well
/// enough and every region whose trade the files hold, averaged over the years. Weights are taken before values.
/// Everything else stays as it is, byte for byte.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files of trade, one or more years; the list of countries may be among them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// CEPII's list of country codes (`country_codes_V….csv`)
    #[arg(long, value_name = "FILE")]
    countries: Option<PathBuf>,
    /// Revision of the codes, where neither header nor file name says it
    #[arg(long, value_enum, ignore_case = true, value_name = "HS92|…|HS22")]
    revision: Option<Revision>,
    /// Only these years, separated by commas [default: all]
    #[arg(long, value_delimiter = ',', value_name = "YEARS", value_parser = whole::<u16>(1988..=2100), allow_negative_numbers = true)]
    year: Vec<u16>,
    /// Take products whose codes fit this well or better
    #[arg(long, value_enum, default_value = "close")]
    fit: Fit,
    /// Least imports of a product by a region, thousand USD a year, to replace its mix
    #[arg(long, value_name = "AMOUNT", default_value_t = 1000.0, value_parser = amount, allow_negative_numbers = true)]
    least: f64,
    /// Codes of the products [default: those that come with the program]
    #[arg(long, value_name = "FILE")]
    concordance: Option<PathBuf>,
}

impl ValueEnum for Fit {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }
    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.id()))
    }
}

impl ValueEnum for Revision {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }
    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.id()))
    }
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let out = wanted_folder(session)?;
    for path in arguments.files.iter().chain(&arguments.countries).chain(&arguments.concordance) {
        present(path)?;
    }
    let mut base = Base::read(session)?;
    let mut hashes = Hashes::new();
    let concordance = concordance(arguments, &base.model, &mut hashes)?;
    let wanted = Wanted {
        files: &arguments.files,
        countries: arguments.countries.as_deref(),
        revision: arguments.revision,
        years: &arguments.year,
        concordance: &concordance,
    };
    let (trade, revision, read) = read(&wanted)?;
    hashes.extend(read);
    let terms = Terms { fit: arguments.fit, least_value: arguments.least };
    let done = overlay(&base.model, &mut base.copy, &trade, (&concordance, revision), terms);
    let done = done.map_err(|finding| Failure::Input(finding.into()))?;
    let told = findings(&done, &base.model, revision);
    base.write(session, out, &table(&done, true), hashes)?;
    session.tell_all(&told);
    let all = session.options.format != Format::Table;
    session.print_table(&table(&done, all))?;
    session.explain(&summary(&done, trade.rows, revision))
}

fn concordance(arguments: &Arguments, model: &Model, hashes: &mut Hashes) -> Result<Concordance, Failure> {
    let products = || model.products.iter().map(|(_, product)| product.id.clone());
    let names = Names::new("product", "the sector files", products());
    let Some(path) = &arguments.concordance else { return Ok(Concordance::own(&names)) };
    let (source, hash) = crate::input::read_text(path).map_err(Findings::from)?;
    hashes.insert(source.name().to_owned(), hash);
    Ok(Concordance::parse(&source, &names)?)
}

fn table(done: &Overlay, all: bool) -> Table {
    let mut table = Table::new([
        Column::new("product"),
        Column::new("codes"),
        Column::new("fit"),
        Column::new("outcome"),
        Column::new("importers"),
        Column::new("rows_before").titled("rows before").blank(""),
        Column::new("rows_after").titled("after").blank(""),
        Column::new("basis"),
        Column::new("without_weight").titled("without weight").decimals(3),
        Column::new("distance").decimals(3),
        Column::new("largest_distance").titled("largest").decimals(3),
        Column::new("codes_not_found").for_scripts(),
    ]);
    for product in done.products.iter().filter(|product| all || product.outcome == Outcome::Replaced) {
        let replaced = product.outcome == Outcome::Replaced;
        let regions: Vec<&str> = product.mixes.iter().map(|(region, ..)| region.as_str()).collect();
        let rows: usize = product.mixes.iter().map(|(_, mix, _)| mix.parts.len()).sum();
        let distances: Vec<f64> = product.mixes.iter().filter_map(|(.., distance)| *distance).collect();
        let worst = product.mixes.iter().map(|(_, mix, _)| mix.without_weight).fold(0.0, f64::max);
        let missing = product.reading.unmapped.iter().chain(&product.absent).copied();
        table.push([
            product.product.as_str().into(),
            codes(product.reading.codes.iter().copied()).into(),
            product.reading.fit.id().into(),
            product.outcome.id().into(),
            replaced.then(|| regions.join(" ")).into(),
            replaced.then_some(product.before).into(),
            replaced.then_some(rows).into(),
            replaced.then(|| basis(product)).into(),
            replaced.then_some(worst).into(),
            (!distances.is_empty()).then(|| distances.iter().sum::<f64>() / distances.len() as f64).into(),
            distances.iter().copied().reduce(f64::max).into(),
            codes(missing).into(),
        ]);
    }
    table
}

/// What the mixes are shares of: weight, value, or weight but for some regions.
fn basis(product: &Replaced) -> String {
    let by_value = product.mixes.iter().filter(|(_, mix, _)| mix.basis == Basis::Value);
    let by_value: Vec<&str> = by_value.map(|(region, ..)| region.as_str()).collect();
    if by_value.is_empty() {
        Basis::Weight.id().to_owned()
    } else if by_value.len() == product.mixes.len() {
        Basis::Value.id().to_owned()
    } else {
        format!("weight; value: {}", by_value.join(" "))
    }
}

fn codes(codes: impl Iterator<Item = u32>) -> String {
    codes.map(|code| format!("{code:06}")).collect::<Vec<_>>().join(" ")
}

fn findings(done: &Overlay, model: &Model, revision: Revision) -> Findings {
    let mut findings = Findings::new();
    if !done.products.iter().any(|product| product.outcome == Outcome::Replaced) {
        let finding = Finding::warning("nothing was replaced: the model is as it was");
        findings.push(finding.help("`import.csv` says why for each product; --fit and --least decide what is taken"));
    }
    let mut list = |what: &str, of: &dyn Fn(&Replaced) -> Vec<u32>| {
        let mut all: Vec<u32> = done.products.iter().flat_map(of).collect();
        all.sort_unstable();
        all.dedup();
        if !all.is_empty() {
            findings.push(Finding::note(format!("{} {what}: {}", all.len(), codes(all.iter().copied()))));
        }
    };
    let unmapped = format!("codes of HS22 have no certain counterpart in {}", revision.id());
    list(&unmapped, &|product| product.reading.unmapped.clone());
    list("codes do not stand in these files", &|product| product.absent.clone());
    if !done.strangers.is_empty() {
        let named =
            |(iso, rows): (&String, &usize)| format!("{} {rows}", if iso.is_empty() { "(no code)" } else { iso });
        let list: Vec<String> = done.strangers.iter().map(named).collect();
        let number = list.len();
        findings.push(Finding::note(format!(
            "{number} exporters are no economy of the model and count as OTHER (code and rows): {}",
            list.join(", ")
        )));
        let known = || model.economies.iter().map(|economy| economy.id.as_str());
        for iso in done.strangers.keys().filter(|iso| !iso.is_empty() && !is_assigned(iso)) {
            if let Some(near) = nearest(iso, known()) {
                let finding = Finding::warning(format!("`{iso}` is no ISO code of a country: it counts as OTHER"));
                findings.push(finding.help(format!("did you mean `{near}`?")));
            }
        }
    }
    for (region, there, members) in &done.uncovered {
        findings.push(Finding::note(format!(
            "{region} stays as it is: {there} of its {members} members buy anything in these files"
        )));
    }
    findings
}

fn summary(done: &Overlay, rows: usize, revision: Revision) -> String {
    let count = |outcome: Outcome| done.products.iter().filter(|product| product.outcome == outcome).count();
    format!(
        "{rows} rows read, codes of {}. Replaced: {} products. Left as they are: {} whose codes fit worse (--fit),\n\
         {} without a code there, {} of which the files hold nothing, {} with too little trade (--least).\n\
         Import dependence stays: trade alone does not say what is made at home.",
        revision.id(),
        count(Outcome::Replaced),
        count(Outcome::Fit),
        count(Outcome::NoCode),
        count(Outcome::NoData),
        count(Outcome::TooLittle),
    )
}
