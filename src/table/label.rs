//! Names of the rows and columns of a table.

use std::collections::BTreeMap;

/// A sector in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Industry {
    /// Index into [`Labels::regions`].
    pub region: u32,
    /// Index into [`Labels::sectors`].
    pub sector: u32,
}

/// A category of final use in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FinalUse {
    /// Index into [`Labels::regions`].
    pub region: u32,
    /// Index into [`Labels::categories`].
    pub category: u32,
}

/// Names of everything in a table, each in the order of its source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labels {
    /// Regions.
    pub regions: Vec<String>,
    /// Sectors.
    pub sectors: Vec<String>,
    /// Categories of final use.
    pub categories: Vec<String>,
    /// Industries, in the order of the rows.
    pub industries: Vec<Industry>,
    /// Final uses, in the order of the columns of Y.
    pub final_uses: Vec<FinalUse>,
}

impl Labels {
    /// Of rows and columns named by region and sector or category.
    #[must_use]
    pub fn of(industries: &[(String, String)], final_uses: &[(String, String)]) -> Self {
        let (mut regions, mut sectors, mut categories) =
            (Register::default(), Register::default(), Register::default());
        let of_industry = |(region, sector): &(String, String)| (regions.index(region), sectors.index(sector));
        let industries: Vec<_> = industries.iter().map(of_industry).collect();
        let of_use = |(region, category): &(String, String)| (regions.index(region), categories.index(category));
        let final_uses: Vec<_> = final_uses.iter().map(of_use).collect();
        Self {
            industries: industries.into_iter().map(|(region, sector)| Industry { region, sector }).collect(),
            final_uses: final_uses.into_iter().map(|(region, category)| FinalUse { region, category }).collect(),
            regions: regions.names,
            sectors: sectors.names,
            categories: categories.names,
        }
    }

    /// Region and sector of the industry of row `index`.
    #[must_use]
    pub fn industry(&self, index: usize) -> (&str, &str) {
        let industry = self.industries[index];
        (&self.regions[industry.region as usize], &self.sectors[industry.sector as usize])
    }

    /// Region and category of the final use of column `index`.
    #[must_use]
    pub fn final_use(&self, index: usize) -> (&str, &str) {
        let use_ = self.final_uses[index];
        (&self.regions[use_.region as usize], &self.categories[use_.category as usize])
    }

    /// How an industry is called in messages: `TWN c14`.
    #[must_use]
    pub fn spoken(&self, index: usize) -> String {
        let (region, sector) = self.industry(index);
        format!("{region} {sector}")
    }
}

/// Names in the order in which they first appear.
#[derive(Debug, Clone, Default)]
pub struct Register {
    pub names: Vec<String>,
    by_name: BTreeMap<String, u32>,
    last: u32,
}

impl Register {
    /// The index of `name`, which is added if it is new.
    pub fn index(&mut self, name: &str) -> u32 {
        // Names come in runs: the one before is asked first.
        if self.names.get(self.last as usize).is_some_and(|last| last == name) {
            return self.last;
        }
        self.last = self.find(name).unwrap_or_else(|| {
            let index = self.names.len() as u32;
            self.names.push(name.to_owned());
            self.by_name.insert(name.to_owned(), index);
            index
        });
        self.last
    }

    /// The index of `name`, if it is there.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }
}
