//! What balancing made of the shares that a model states, by the paths of its figures.

use super::{Cell, Network, Supplier};

impl Network {
    /// The share in the balanced flows of what the figure at `path` speaks of: `PRODUCT.ECONOMY.supply`,
    /// `PRODUCT.ECONOMY.FIRM.firms`, `PRODUCT.REGION.demand`, `PRODUCT.REGION.import_dependence` or
    /// `PRODUCT.REGION.EXPORTER.imports`.
    ///
    /// None of figures that balancing does not touch, of economies that are part of a region, and where nothing is used or
    /// imported.
    #[must_use]
    pub fn balanced(&self, path: &str) -> Option<f64> {
        let parts: Vec<&str> = path.split('.').collect();
        let product = self.products.iter().position(|id| *id == parts[0])? as u32;
        match parts[1..] {
            [economy, "supply"] => {
                let economy = self.economy(economy)?;
                Some(self.made(product, |supplier| supplier.economy == economy))
            }
            [economy, firm, "firms"] => {
                let economy = self.economy(economy)?;
                Some(self.made(product, |s| s.economy == economy && s.firm.as_deref() == Some(firm)))
            }
            [region, "demand"] => Some(self.cell(product, self.economy(region)?)?.usage),
            [region, "import_dependence"] => {
                let (imported, cell) = self.imported(product, region, |_| true)?;
                (cell.usage > 0.0).then(|| imported / cell.usage)
            }
            [region, exporter, "imports"] => {
                let exporter = self.economy(exporter)?;
                // A region named as exporter stands for its members, whose `region` it is; no other economy is anybody's.
                let from = |supplier: &Supplier| supplier.economy == exporter || supplier.region == exporter;
                let (imported, _) = self.imported(product, region, |supplier| !supplier.other && from(supplier))?;
                let (all, _) = self.imported(product, region, |_| true)?;
                (all > 0.0).then(|| imported / all)
            }
            _ => None,
        }
    }

    fn economy(&self, id: &str) -> Option<u32> {
        self.economies.iter().position(|economy| economy == id).map(|economy| economy as u32)
    }

    /// The cell of a product in the region that `economy` is.
    fn cell(&self, product: u32, economy: u32) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.product == product && cell.region == economy)
    }

    /// What these suppliers make of the product, as a share of the world's output.
    fn made(&self, product: u32, by: impl Fn(&Supplier) -> bool) -> f64 {
        self.suppliers.iter().filter(|s| s.product == product && by(s)).map(|supplier| supplier.output).sum()
    }

    /// What a region gets a day of these foreign suppliers, with its cell.
    fn imported(&self, product: u32, region: &str, from: impl Fn(&Supplier) -> bool) -> Option<(f64, &Cell)> {
        let cell = self.cell(product, self.economy(region)?)?;
        let edges = cell.slots.iter().flat_map(|&slot| &self.edges[self.slots[slot as usize].edges.clone()]);
        let foreign = edges.filter(|edge| {
            let supplier = &self.suppliers[edge.supplier as usize];
            (supplier.other || supplier.region != cell.region) && from(supplier)
        });
        Some((foreign.map(|edge| edge.flow).sum(), cell))
    }
}
