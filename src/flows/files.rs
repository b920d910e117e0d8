//! The model files beside a table or network: what it says as figures, and every assumption as one line to edit.

use super::Flows;
use crate::input::Folder;
use crate::model::{DOLLARS, EconomiesFile, ModelFile, Sector};
use crate::table::Unit;
use crate::units::Amount;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is known of a table or network beside its flows.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// What it is called.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// The year it describes.
    pub year: Option<i32>,
    /// What its cells are counted in; none if nobody knows, and how large its products are beside each other neither.
    pub unit: Option<Unit>,
    /// Ids of the home economies.
    pub home: Vec<String>,
    /// Names for people of sectors that the source calls by a code.
    pub names: BTreeMap<String, String>,
}

/// The year of figures whose source states none.
pub const UNDATED: i32 = 2026;
/// The version of a model whose source states no year.
pub const UNDATED_VERSION: &str = "undated";
/// Firms up to which each has a row of its own; the flows of more are there all the same.
const MOST_FIRMS: usize = 20_000;
/// What precedes and follows the conventions in the manifest of the program's own model.
const CONVENTIONS: [&str; 2] = ["[baseline]", "[[sector]]"];

/// The files: names and texts.
#[must_use]
pub fn files(flows: &Flows, about: &About) -> Vec<(&'static str, String)> {
    vec![
        (ModelFile::Manifest.name(), manifest(about)),
        (ModelFile::Economies.name(), economies(flows)),
        (ModelFile::Routes.name(), ROUTES.to_owned()),
        (ModelFile::Sources.name(), sources(about)),
        (ModelFile::Sector(Sector::Industries).name(), industries(flows, about)),
    ]
}

/// `text` as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(char::is_control, " ")).to_string()
}

fn manifest(about: &About) -> String {
    let year = about.year.unwrap_or(UNDATED);
    let version = about.year.map_or_else(|| UNDATED_VERSION.to_owned(), |year| year.to_string());
    let embedded = Folder::EmbeddedModel.text(ModelFile::Manifest.name(), &mut <_>::default(), &mut <_>::default());
    let embedded = embedded.as_ref().map_or("", |source| source.text());
    let conventions = embedded.split_once(CONVENTIONS[0]).and_then(|(_, rest)| rest.split_once(CONVENTIONS[1]));
    let conventions = conventions.map_or("", |(conventions, _)| conventions);
    // In one unit the large industries weigh what they are; without any nobody knows which are large.
    let weights = if about.unit.is_some() { "market-value" } else { "equal" };
    let currency = about.unit.as_ref().filter(|unit| unit.currency != DOLLARS);
    let currency = currency.map_or_else(String::new, |unit| format!("currency = {}\n", quoted(&unit.currency)));
    let home: Vec<String> = about.home.iter().map(|id| quoted(id)).collect();
    let (title, home) = (quoted(&about.title), home.join(", "));
    format!(
        "# What was imported, as a model. Its flows are those of the table or network beside this file; what stands here is what no
# table says: stocks, overtime, who can be replaced. Every line is an assumption to be edited.

id = \"imported\"
title = {title}
version = \"{version}\"
as_of = \"{year}-12-31\"
home = [{home}]
weights = \"{weights}\"
{currency}
[ranges]
read = 0.10
secondary = 0.25
estimate = 0.50

# The conventions of `baseline` are for models that are balanced from shares: exact flows use `cover_cap` and `capital_cover` only.
[baseline]{conventions}[[sector]]
id = \"industries\"
cover = {{ value = 90, low = 15, high = 180, year = {year}, source = \"hallegatte-2014\", confidence = \"secondary\", note = \"Days of inputs in ARIO; Inoue and Todo (2019) have 15 on average.\" }}
switching = {{ value = 0.5, low = 0.0, high = 0.7, year = 2026, source = \"linchpin-judgement\", confidence = \"estimate\", note = \"Suppliers of the same sector replace each other in half of all orders; ARIO lets all stocks of a sector serve.\" }}
qualification = {{ value = 60, low = 30, high = 120, year = 2026, source = \"linchpin-judgement\", confidence = \"estimate\", note = \"As for communication equipment in the model of the program.\" }}
overtime = {{ value = 1.25, low = 1.0, high = 1.25, year = {year}, source = \"hallegatte-2014\", confidence = \"secondary\", note = \"Overproduction in ARIO: up to 125 % of normal output.\" }}
substitute = {{ value = 0.0, low = 0.0, high = 0.2, year = 2026, source = \"linchpin-judgement\", confidence = \"estimate\", note = \"One sector does not stand in for another.\" }}
other_use = {{ value = 0.0, low = 0.0, high = 0.0, year = 2026, source = \"linchpin-judgement\", confidence = \"estimate\", note = \"The table holds all uses.\" }}
"
    )
}

/// Names of economies that the program's own model knows, by id.
fn known_names() -> BTreeMap<String, String> {
    let text = Folder::EmbeddedModel.text(ModelFile::Economies.name(), &mut <_>::default(), &mut <_>::default());
    let known: Option<EconomiesFile> = text.and_then(|text| toml::from_str(text.text()).ok());
    known.into_iter().flat_map(|file| file.economy).map(|economy| (economy.id, economy.name)).collect()
}

fn economies(flows: &Flows) -> String {
    let known = known_names();
    let mut text = "# Regions of the table, each a demand region of its own. `region` can join some: give the members the id of one of them.\n"
        .to_owned();
    for economy in &flows.economies {
        let _ = write!(
            text,
            "\n[[economy]]\nid = \"{id}\"\nname = {}\nregion = \"{id}\"\narea = \"world\"\n",
            quoted(known.get(&economy.name).unwrap_or(&economy.name)),
            id = economy.id
        );
    }
    text
}

const ROUTES: &str = "\
# A table knows no distances: goods take `within_days` between any two economies, and two days at home. Areas, passages and
# chokepoints can be added as in the program's own model (docs/model.md).
chokepoint = []
passage = []

[[area]]
id = \"world\"
name = \"World\"
within_days = 14
";

fn sources(about: &About) -> String {
    format!(
        "\
[[source]]
id = \"imported\"
title = {}

[[source]]
id = \"linchpin-judgement\"
title = \"Modelling judgement; the note of the figure gives its basis\"

[[source]]
id = \"hallegatte-2014\"
title = \"Hallegatte, S. (2014), Modeling the role of inventories and heterogeneity in the assessment of the economic costs of natural disasters, Risk Analysis 34\"
url = \"https://doi.org/10.1111/risa.12090\"

[[source]]
id = \"inoue-todo-2019\"
title = \"Inoue, H. and Todo, Y. (2019), Firm-level propagation of shocks through supply-chain networks, Nature Sustainability 2\"
url = \"https://doi.org/10.1038/s41893-019-0351-x\"
",
        quoted(&about.source)
    )
}

fn industries(flows: &Flows, about: &About) -> String {
    let year = about.year.unwrap_or(UNDATED);
    let undated = if about.year.is_some() { "" } else { ", note = \"The source states no year.\"" };
    let known = format!("year = {year}, source = \"imported\", confidence = \"read\"{undated}");
    let shares = flows.shares();
    let with_firms = flows.makers.iter().filter(|maker| maker.firm.is_some()).count() <= MOST_FIRMS;
    let mut text = "# Sectors of the table. Shares of supply are told from its flows and change nothing: to change flows, import another table.\n\
                    # What a sector states here (cover, covers, overtime, switching, qualification, reserves, criticality of inputs) holds.\n\
                    sector = \"industries\"\n"
        .to_owned();
    for (index, product) in flows.products.iter().enumerate() {
        let name = about.names.get(&product.name).unwrap_or(&product.name);
        let (id, name) = (&product.id, quoted(name));
        let _ = write!(text, "\n[[product]]\nid = \"{id}\"\nname = {name}\ntier = 0\ngoods = \"manufactured\"\n");
        if let Some(unit) = &about.unit {
            let value = flows.output[index] * 10f64.powi(i32::from(unit.exponent)) / 1e9;
            let _ = writeln!(
                text,
                "# Gross output of the world, billion ({}).",
                unit.currency.replace(char::is_control, " ")
            );
            let _ = writeln!(text, "market_value = {{ value = {:?}, {known} }}", value.min(Amount::MAX));
        }
        let first = flows.makers.partition_point(|maker| (maker.product as usize) < index);
        let own = flows.makers[first..].iter().zip(&shares[first..]);
        let own: Vec<_> = own.take_while(|(maker, _)| maker.product as usize == index).collect();
        let mut supply: BTreeMap<u32, f64> = BTreeMap::new();
        for (maker, share) in &own {
            *supply.entry(maker.economy).or_default() += *share;
        }
        text.push_str("supply = [\n");
        for (economy, share) in supply {
            let economy = &flows.economies[economy as usize].id;
            let _ = writeln!(text, "  {{ economy = \"{economy}\", share = {:?}, {known} }},", share.min(1.0));
        }
        text.push_str("]\n");
        let firms = own.iter().filter_map(|(maker, share)| Some((maker.firm.as_ref()?, maker.economy, *share)));
        let firms: Vec<_> = firms.filter(|_| with_firms).collect();
        if !firms.is_empty() {
            text.push_str("firms = [\n");
            for (firm, economy, share) in firms {
                let place = &flows.economies[economy as usize].id;
                let share = share.min(1.0);
                let _ = writeln!(
                    text,
                    "  {{ firm = \"{}\", seat = \"{place}\", plant = \"{place}\", share = {share:?}, {known} }},",
                    firm.id
                );
            }
            text.push_str("]\n");
        }
    }
    text
}
