//! How much the makers of one product need another.

/// What an input is to who buys it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing is made without it.
    Essential,
    /// Output falls by its share in all inputs.
    NonEssential,
    /// Output does not depend on it.
    Negligible,
}

impl Class {
    /// By the number that matrices of essentiality use: 2, 1, 0.
    #[must_use]
    pub fn of_code(code: f64) -> Option<Self> {
        [(2.0, Self::Essential), (1.0, Self::NonEssential), (0.0, Self::Negligible)]
            .into_iter()
            .find_map(|(known, class)| (known == code).then_some(class))
    }
}

/// The class of every sector's product for every buying sector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Essentiality {
    sectors: usize,
    /// Row by row: supplier's sector, then buyer's; one class for all if there is but one.
    classes: Vec<Class>,
}

impl Essentiality {
    /// Every input is of `class`.
    #[must_use]
    pub fn uniform(class: Class) -> Self {
        Self { sectors: 0, classes: vec![class] }
    }

    /// By a square matrix, rows by the supplier's sector, columns by the buyer's; none if it is not square.
    #[must_use]
    pub fn of_rows(sectors: usize, classes: Vec<Class>) -> Option<Self> {
        (sectors > 0 && sectors.checked_mul(sectors) == Some(classes.len())).then_some(Self { sectors, classes })
    }

    /// What the product of sector `supplier` is to a firm of sector `buyer`.
    ///
    /// # Panics
    /// When either is not one of the matrix's sectors.
    #[must_use]
    pub fn class(&self, supplier: u32, buyer: u32) -> Class {
        self.classes[supplier as usize * self.sectors + if self.sectors == 0 { 0 } else { buyer as usize }]
    }

    /// Number of sectors; none if all inputs are of one class.
    #[must_use]
    pub const fn sectors(&self) -> Option<usize> {
        if self.sectors == 0 { None } else { Some(self.sectors) }
    }
}
