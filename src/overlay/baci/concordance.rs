//! Which codes of the Harmonised System hold a product, and how well they fit.

use super::Revision;
use crate::finding::{Finding, Findings, SourceText};
use crate::input::Names;
use crate::input::cells::Cell;
use crate::overlay::Fit;
use crate::overlay::sheet::Sheet;
use std::sync::Arc;

/// The table that comes with the program; its terms stand in `docs/importers.md`.
const OWN: &str = include_str!("../../../models/concordance.csv");
const COLUMNS: [&str; 6] = ["product", "fit", "hs2022", "hs1992", "scope1992", "note"];

/// How the codes of 1992 differ in what they hold from the code of 2022.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Same,
    Narrower,
    Wider,
    Shared,
}

const SCOPES: [(&str, Scope); 4] =
    [("same", Scope::Same), ("narrower", Scope::Narrower), ("wider", Scope::Wider), ("shared", Scope::Shared)];

#[derive(Debug, Clone)]
struct Code {
    hs2022: u32,
    /// The code or codes of 1992 that hold what it holds, if that is known for certain.
    hs1992: Option<(Vec<u32>, Scope)>,
}

/// The codes of one product.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The product.
    pub product: String,
    /// How well the codes of 2022 fit.
    pub fit: Fit,
    codes: Vec<Code>,
}

/// What an entry says in one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Codes of that revision.
    pub codes: Vec<u32>,
    /// Codes of 2022 that have no certain counterpart in it.
    pub unmapped: Vec<u32>,
    /// How well the codes fit there.
    pub fit: Fit,
}

impl Entry {
    /// The codes in `revision`. Those of another revision than 2022 that hold more than they should lower the fit, and so
    /// does a code that cannot be found there.
    #[must_use]
    pub fn reading(&self, revision: Revision) -> Reading {
        let mut reading = Reading { codes: Vec::new(), unmapped: Vec::new(), fit: self.fit };
        for code in &self.codes {
            match (revision, &code.hs1992) {
                (Revision::Hs22, _) => reading.codes.push(code.hs2022),
                (Revision::Hs92, Some((codes, scope))) => {
                    reading.codes.extend(codes);
                    reading.fit = reading.fit.max(match scope {
                        Scope::Same | Scope::Narrower => Fit::Exact,
                        Scope::Wider => Fit::Broader,
                        Scope::Shared => Fit::Shared,
                    });
                }
                // What has one number and one meaning in 1992 and 2022 has them in between.
                (_, Some((codes, Scope::Same))) if *codes == [code.hs2022] => reading.codes.push(code.hs2022),
                _ => reading.unmapped.push(code.hs2022),
            }
        }
        if !reading.unmapped.is_empty() {
            reading.fit = reading.fit.max(Fit::Broader);
        }
        reading.codes.sort_unstable();
        reading.codes.dedup();
        reading
    }
}

/// The codes of all products that have any.
#[derive(Debug, Clone, Default)]
pub struct Concordance {
    /// In the order of the table.
    pub entries: Vec<Entry>,
}

impl Concordance {
    /// The one that comes with the program, as far as it is of `products`.
    ///
    /// # Panics
    /// When it is not as it should be, which a test rules out.
    #[must_use]
    pub fn own(products: &Names) -> Self {
        let source = Arc::new(SourceText::new("models/concordance.csv", OWN.to_owned()));
        let mut findings = Findings::new();
        let mut own = read(&source, None, &mut findings);
        assert!(findings.is_empty(), "{findings}");
        own.entries.retain(|entry| products.contains(&entry.product));
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

fn read(source: &Arc<SourceText>, products: Option<&Names>, findings: &mut Findings) -> Concordance {
    let mut own = Concordance::default();
    let Some(sheet) = Sheet::read(source, COLUMNS, findings) else { return own };
    for [product, fit, hs2022, hs1992, scope, _] in &sheet.rows {
        let mut fault = |cell: &Cell<'_>, finding: Finding| findings.push(finding.at(sheet.place(cell)));
        let id = product.text.as_ref();
        if let Some(products) = products.filter(|products| !products.contains(id)) {
            fault(product, products.unknown(id));
        }
        let word = fit.text.as_ref();
        if word == "none" {
            continue;
        }
        let Some(worth) = Fit::named(word) else {
            fault(fit, Finding::error(format!("unknown fit `{word}`")).help("exact, close, broader, shared or none"));
            continue;
        };
        let Some(code) = code(hs2022, hs1992, scope, &mut fault) else { continue };
        match own.entries.iter_mut().find(|entry| entry.product == id) {
            Some(entry) => {
                entry.fit = entry.fit.max(worth);
                entry.codes.push(code);
            }
            None => own.entries.push(Entry { product: id.to_owned(), fit: worth, codes: vec![code] }),
        }
    }
    own
}

fn code(
    hs2022: &Cell<'_>,
    hs1992: &Cell<'_>,
    scope: &Cell<'_>,
    fault: &mut impl FnMut(&Cell<'_>, Finding),
) -> Option<Code> {
    let mut digits = |cell: &Cell<'_>, text: &str| {
        let six = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        let code = text.parse().ok().filter(|_| six);
        if code.is_none() {
            let finding = Finding::error(format!("`{text}` is not an HS code")).help("a code has six digits");
            fault(cell, finding);
        }
        code
    };
    let new = digits(hs2022, &hs2022.text)?;
    if hs1992.text.is_empty() {
        return Some(Code { hs2022: new, hs1992: None });
    }
    let old: Option<Vec<u32>> = hs1992.text.split(' ').map(|text| digits(hs1992, text)).collect();
    let known = SCOPES.iter().find(|(word, _)| *word == scope.text).map(|(_, scope)| *scope);
    if known.is_none() {
        let finding = Finding::error(format!("unknown scope `{}`", scope.text));
        fault(scope, finding.help("same, narrower, wider or shared: what the codes of 1992 hold beside that of 2022"));
    }
    Some(Code { hs2022: new, hs1992: Some((old?, known?)) })
}
