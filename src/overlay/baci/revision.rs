//! Revisions of the Harmonised System: the same six digits may mean another good in another.

/// A revision of the Harmonised System, by the year it came into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Revision {
    /// HS 1992 (1988 with its first amendments).
    Hs92,
    /// HS 1996.
    Hs96,
    /// HS 2002.
    Hs02,
    /// HS 2007.
    Hs07,
    /// HS 2012.
    Hs12,
    /// HS 2017.
    Hs17,
    /// HS 2022.
    Hs22,
}

impl Revision {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Hs92, Self::Hs96, Self::Hs02, Self::Hs07, Self::Hs12, Self::Hs17, Self::Hs22];

    /// The word CEPII uses.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Hs92 => "HS92",
            Self::Hs96 => "HS96",
            Self::Hs02 => "HS02",
            Self::Hs07 => "HS07",
            Self::Hs12 => "HS12",
            Self::Hs17 => "HS17",
            Self::Hs22 => "HS22",
        }
    }

    /// The revision that `text` names somewhere (`BACI_HS92_Y2022_V202401b.csv`, `hs92_6`), in any case.
    #[must_use]
    pub fn named_in(text: &str) -> Option<Self> {
        let text = text.to_ascii_uppercase();
        Self::ALL.into_iter().find(|revision| text.contains(revision.id()))
    }
}
