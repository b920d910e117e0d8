//! The columns of a share list, whatever their order and case.

use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::cells::Cell;
use crate::input::nearest;
use std::sync::Arc;

/// What a share list must have.
pub const EXPECTED: &str = "a share list has the columns `entity` and `share` (or `quantity`) and may have `group`, for example \
     \"group,entity,share\"";

const KNOWN: [&str; 4] = ["entity", "share", "quantity", "group"];

/// What the numbers of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Shares, as fractions or percent.
    Share,
    /// Quantities, which become shares of their sum.
    Quantity,
}

/// Where the columns stand.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    pub group: Option<usize>,
    pub entity: usize,
    pub value: usize,
    pub measure: Measure,
}

impl Columns {
    /// Finds them in `header`; columns of other names are left alone, unless they look like one that is missing.
    pub fn find(header: &[Cell<'_>], source: &Arc<SourceText>, findings: &mut Findings) -> Option<Self> {
        let place = |cell: &Cell<'_>| Place::new(source, cell.span.clone());
        let before = findings.len();
        let names: Vec<String> = header.iter().map(|cell| cell.text.to_lowercase()).collect();
        let position = |name: &str| names.iter().position(|known| known == name);
        for (index, cell) in header.iter().enumerate() {
            let name = names[index].as_str();
            if KNOWN.contains(&name) && position(name) != Some(index) {
                findings.push(Finding::error(format!("the column `{name}` stands here twice")).at(place(cell)));
            }
        }
        let (share, quantity) = (position("share"), position("quantity"));
        let wanted = KNOWN.into_iter().filter(|known| match *known {
            "share" | "quantity" => share.or(quantity).is_none(),
            known => position(known).is_none(),
        });
        let wanted: Vec<&str> = wanted.collect();
        let mut meant = Vec::new();
        for (cell, name) in header.iter().zip(&names) {
            if KNOWN.contains(&name.as_str()) {
                continue;
            }
            if let Some(near) = nearest(name, wanted.iter().copied()) {
                meant.push(near);
                let finding = Finding::error(format!("unknown column `{}`", cell.text)).at(place(cell));
                findings.push(finding.help(format!("did you mean `{near}`?")));
            }
        }
        if let (Some(_), Some(quantity)) = (share, quantity) {
            let finding = Finding::error("a list has shares or quantities, not both: `share` and `quantity`");
            findings.push(finding.at(place(&header[quantity])).help("drop one of the two columns"));
        }
        let whole = || {
            let end = header.last().map_or(0, |cell| cell.span.end);
            Place::new(source, header.first().map_or(0, |cell| cell.span.start)..end)
        };
        let entity = position("entity");
        if entity.is_none() && !meant.contains(&"entity") {
            findings.push(Finding::error("the column `entity` is missing").at(whole()).help(EXPECTED));
        }
        let value = share.or(quantity);
        if value.is_none() && !meant.iter().any(|near| matches!(*near, "share" | "quantity")) {
            findings.push(Finding::error("the column `share` or `quantity` is missing").at(whole()).help(EXPECTED));
        }
        let measure = if share.is_some() { Measure::Share } else { Measure::Quantity };
        match (entity, value) {
            // A group column that is misspelt makes duplicates of all: say only what is wrong with the header.
            (Some(entity), Some(value)) if findings.len() == before => {
                Some(Self { group: position("group"), entity, value, measure })
            }
            _ => None,
        }
    }
}
