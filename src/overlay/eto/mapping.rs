//! Which input of the data set is which product of the model.

use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::Names;
use crate::overlay::Fit;
use crate::overlay::sheet::Sheet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The table that comes with the program.
const OWN: &str = include_str!("../../../models/eto.csv");
const COLUMNS: [&str; 5] = ["input_id", "product", "basis", "fit", "note"];

/// Where a share is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// At the seat of the firm.
    Seat,
    /// Where the plants stand.
    Plant,
}

impl Basis {
    /// The word used in files and outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Seat => "seat",
            Self::Plant => "plant",
        }
    }
}

/// An input and its product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Id of the input, or of the stage.
    pub input: String,
    /// The product.
    pub product: String,
    /// Where shares are counted.
    pub basis: Basis,
    /// How well the input fits the product.
    pub fit: Fit,
    /// Where the table says so.
    pub place: Place,
}

/// All inputs that have a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// In the order of the table.
    pub matches: Vec<Match>,
}

impl Mapping {
    /// The one that comes with the program, as far as it is of `products`.
    ///
    /// # Panics
    /// When it is not as it should be, which a test rules out.
    #[must_use]
    pub fn own(products: &Names) -> Self {
        let source = Arc::new(SourceText::new("models/eto.csv", OWN.to_owned()));
        let mut findings = Findings::new();
        let mut own = read(&source, None, &mut findings);
        assert!(findings.is_empty(), "{findings}");
        own.matches.retain(|row| products.contains(&row.product));
        own
    }

    /// The one in `source`.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(source: &Arc<SourceText>, products: &Names) -> Result<Self, Findings> {
        let mut findings = Findings::new();
        let own = read(source, Some(products), &mut findings);
        findings.unless_errors(own).map(|(own, _)| own)
    }
}

fn read(source: &Arc<SourceText>, products: Option<&Names>, findings: &mut Findings) -> Mapping {
    let mut own = Mapping::default();
    let mut seen = BTreeSet::new();
    let Some(sheet) = Sheet::read(source, COLUMNS, findings) else { return own };
    for [input, product, basis, fit, _] in &sheet.rows {
        let id = product.text.as_ref();
        if let Some(products) = products.filter(|products| !products.contains(id)) {
            findings.push(products.unknown(id).at(sheet.place(product)));
        }
        if !seen.insert(id.to_owned()) {
            let finding = Finding::error(format!("the product `{id}` has two inputs")).at(sheet.place(product));
            findings.push(finding.help("shares of different markets cannot be added up: choose one"));
        }
        let place = [Basis::Seat, Basis::Plant].into_iter().find(|place| place.id() == basis.text);
        if place.is_none() {
            let finding = Finding::error(format!("unknown basis `{}`", basis.text)).at(sheet.place(basis));
            findings.push(finding.help("seat or plant: where shares are counted"));
        }
        let worth = Fit::named(&fit.text);
        if worth.is_none() {
            let finding = Finding::error(format!("unknown fit `{}`", fit.text)).at(sheet.place(fit));
            findings.push(finding.help("exact, close, broader or shared"));
        }
        if let (Some(basis), Some(fit)) = (place, worth) {
            let place = sheet.place(input);
            own.matches.push(Match { input: input.text.to_string(), product: id.to_owned(), basis, fit, place });
        }
    }
    own
}
