//! Countries as the model knows them: economies of their own, members of a bloc, or part of the unnamed rest.

use crate::model::{Model, Product};
use std::collections::BTreeMap;

/// The region of whoever belongs to no other.
const REST: &str = "ROW";

/// Members of the blocs that a model may have as demand regions, whether or not it names them as economies.
const BLOCS: [(&str, &[&str]); 2] = [
    (
        "EUU",
        &[
            "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN", "IRL",
            "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE",
        ],
    ),
    ("ASEAN", &["BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "TLS", "VNM"]),
];

/// The economies of a model, to find countries in.
#[derive(Debug)]
pub struct Places<'a> {
    /// Region of each economy.
    region_of: BTreeMap<&'a str, &'a str>,
    /// Demand regions, in the order of the model.
    pub regions: Vec<&'a str>,
}

impl<'a> Places<'a> {
    /// Those of `model`.
    #[must_use]
    pub fn of(model: &'a Model) -> Self {
        let rows = || model.economies.iter().map(|row| (row.id.as_str(), row.region.as_str()));
        Self {
            region_of: rows().collect(),
            regions: rows().filter(|(id, region)| id == region).map(|(id, _)| id).collect(),
        }
    }

    /// The economy of the model that the country `iso3` is, or belongs to if only its bloc is one.
    #[must_use]
    pub fn economy(&self, iso3: &str) -> Option<&'a str> {
        let own = self.region_of.get_key_value(iso3);
        own.or_else(|| self.region_of.get_key_value(bloc(iso3)?)).map(|(id, _)| *id)
    }

    /// The demand region that the country `iso3` belongs to; none in a model without a rest of the world.
    #[must_use]
    pub fn region(&self, iso3: &str) -> Option<&'a str> {
        let economy = self.economy(iso3).or_else(|| self.region_of.get_key_value(REST).map(|(id, _)| *id))?;
        self.region_of.get(economy).copied()
    }

    /// The maker of `product` that a delivery from `iso3` counts for: the country, or its bloc where that alone makes it.
    #[must_use]
    pub fn maker(&self, iso3: &str, product: &Product) -> Option<&'a str> {
        let economy = self.economy(iso3)?;
        let makes = |id: &str| {
            product.supply.iter().any(|row| row.economy == id) || product.firms.iter().any(|row| row.plant == id)
        };
        let whole = bloc(iso3).and_then(|bloc| self.region_of.get_key_value(bloc)).map(|(id, _)| *id);
        Some(whole.filter(|bloc| !makes(economy) && makes(bloc)).unwrap_or(economy))
    }

    /// The countries that make up `region`: the members of a bloc, else the economies that the model puts there.
    #[must_use]
    pub fn members(&self, region: &str) -> Vec<&str> {
        if let Some((_, members)) = BLOCS.iter().find(|(id, _)| *id == region) {
            return members.to_vec();
        }
        let own = self.region_of.iter().filter(|(id, own)| **own == region && **id != REST);
        own.map(|(id, _)| *id).collect()
    }

    /// True if `id` is a region that stands for several countries.
    #[must_use]
    pub fn is_bloc(id: &str) -> bool {
        id == REST || BLOCS.iter().any(|(bloc, _)| *bloc == id)
    }
}

fn bloc(iso3: &str) -> Option<&'static str> {
    BLOCS.iter().find(|(_, members)| members.contains(&iso3)).map(|(id, _)| *id)
}
