//! The one look of all charts: sizes, type, and colours that survive colour blindness and a grey printer.

/// Width of every chart in CSS pixels (1/96 inch): 180 mm, the text width of an A4 page.
pub const WIDTH: f64 = 680.0;
/// Left margin.
pub const LEFT: f64 = 16.0;
/// Right margin.
pub const RIGHT: f64 = 20.0;
/// Largest height of a chart; charts shorten their lists long before.
pub const MAX_HEIGHT: f64 = 2600.0;

/// Size of the title.
pub const TITLE: f64 = 15.0;
/// Size of the subtitle and of headings within a chart.
pub const HEADING: f64 = 10.5;
/// Size of labels.
pub const BODY: f64 = 9.5;
/// Size of axis numbers, notes and the source line.
pub const SMALL: f64 = 8.5;

/// Text and strong lines.
pub const INK: Colour = Colour::hex(0x1f_2328);
/// Secondary text.
pub const MUTED: Colour = Colour::hex(0x5c_636b);
/// Axes and frames.
pub const RULE: Colour = Colour::hex(0xb4_b9bf);
/// Grid lines.
pub const GRID: Colour = Colour::hex(0xe4_e6e9);
/// Alternate rows, and where there is nothing to draw.
pub const SHADE: Colour = Colour::hex(0xf1_f2f4);
/// Days in which a shock sets in or is at its worst.
pub const SHOCK: Colour = Colour::hex(0xdc_e0e5);
/// Days in which a shock is on its way back.
pub const WAY_BACK: Colour = Colour::hex(0xf0_f1f4);
/// Cells and series without data.
pub const MISSING: Colour = Colour::hex(0xee_eff1);
/// Paper.
pub const PAPER: Colour = Colour::hex(0xff_ffff);
/// The threshold line and marks against a reader's expectation.
pub const THRESHOLD: Colour = Colour::hex(0x8a_1f5c);

/// An sRGB colour with an opacity of 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
    /// 0 is invisible, 1 covers what is below.
    pub opacity: f64,
}

impl Colour {
    /// The opaque colour `0xRRGGBB`.
    #[must_use]
    pub const fn hex(rgb: u32) -> Self {
        Self { red: (rgb >> 16) as u8, green: (rgb >> 8) as u8, blue: rgb as u8, opacity: 1.0 }
    }

    /// The same colour, seen through.
    #[must_use]
    pub const fn with_opacity(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }

    /// The colour `portion` (0 to 1) of the way to `other`.
    #[must_use]
    pub fn towards(self, other: Self, portion: f64) -> Self {
        let t = if portion.is_finite() { portion.clamp(0.0, 1.0) } else { 0.0 };
        let blend = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * t).round() as u8;
        Self {
            red: blend(self.red, other.red),
            green: blend(self.green, other.green),
            blue: blend(self.blue, other.blue),
            opacity: self.opacity + (other.opacity - self.opacity) * t,
        }
    }

    /// Relative luminance (WCAG 2), 0 for black and 1 for white.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// Ink or paper, whichever reads better on this colour.
    #[must_use]
    pub fn ink_on(self) -> Self {
        let own = self.luminance() + 0.05;
        if (PAPER.luminance() + 0.05) / own > own / (INK.luminance() + 0.05) { PAPER } else { INK }
    }
}

/// Colours of the economies that recur in every chart, and with [`FURTHER`] those of all that have one of their own.
///
/// Chosen together by search (simulated annealing), so that to normal eyes and under deuteranopia, protanopia and
/// tritanopia any two of these stay at least 20 CIE76 units apart and any two of all nineteen at least 16.9.
const ECONOMIES: [(&str, Colour); 11] = [
    ("CHN", Colour::hex(0xcc_0a28)),
    ("TWN", Colour::hex(0x07_5f10)),
    ("JPN", Colour::hex(0x17_74ca)),
    ("KOR", Colour::hex(0x3b_c4f3)),
    ("USA", Colour::hex(0x47_006d)),
    ("EUU", Colour::hex(0xa9_5794)),
    ("IND", Colour::hex(0xea_8a00)),
    ("AUS", Colour::hex(0xe1_a861)),
    ("ASEAN", Colour::hex(0xa3_8f6f)),
    ("ROW", Colour::hex(0x4d_4d4d)),
    ("OTHER", OTHER),
];

/// Suppliers that are not told apart.
pub const OTHER: Colour = Colour::hex(0xc8_c8c8);

/// Colours of the sectors, after Okabe and Ito (2008).
const SECTORS: [(&str, Colour); 5] = [
    ("semiconductors", Colour::hex(0x00_72b2)),
    ("critical-minerals", Colour::hex(0xd5_5e00)),
    ("ict", Colour::hex(0xcc_79a7)),
    ("clean-energy", Colour::hex(0x00_9e73)),
    ("pharmaceuticals", Colour::hex(0x33_3333)),
];

/// Further economies that supply much of something.
const FURTHER: [(&str, Colour); 8] = [
    ("CHL", Colour::hex(0x98_3fff)),
    ("COD", Colour::hex(0x49_1518)),
    ("RUS", Colour::hex(0x06_2c45)),
    ("ZAF", Colour::hex(0xfb_71d0)),
    ("CAN", Colour::hex(0xd5_62ff)),
    ("BRA", Colour::hex(0x54_04b2)),
    ("GBR", Colour::hex(0x00_1cf9)),
    ("CHE", Colour::hex(0xa6_02a4)),
];

/// Members of the two blocs keep to shades of the bloc's colour.
const EUU: &str =
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE";
const ASEAN: &str = "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM";

/// The colour of the economy or sector `id`, the same in every chart that has nobody else of that colour.
///
/// Whatever has none of its own gets one by a hash of its id, so that it keeps it from chart to chart.
#[must_use]
pub fn colour_of(id: &str) -> Colour {
    choices(id)[0]
}

/// The colours that `id` may have, its usual one first; one alone for whatever has a colour of its own.
pub(super) fn choices(id: &str) -> Vec<Colour> {
    let own = |id: &str| {
        let known = ECONOMIES.iter().chain(&SECTORS).chain(&FURTHER);
        known.clone().find(|(known, _)| *known == id).map(|(_, colour)| *colour)
    };
    if let Some(colour) = own(id) {
        return vec![colour];
    }
    let tints = [(PAPER, 0.25), (INK, 0.2), (PAPER, 0.5), (INK, 0.4), (PAPER, 0.65), (INK, 0.6)];
    for (bloc, members) in [("EUU", EUU), ("ASEAN", ASEAN)] {
        if let (Some(place), Some(colour)) = (members.split(' ').position(|member| member == id), own(bloc)) {
            let mut tints = tints.map(|(tint, portion)| colour.towards(tint, portion));
            tints[..4].rotate_left(place % 4);
            return tints.to_vec();
        }
    }
    let first = (hash(id) % FURTHER.len() as u64) as usize;
    let round = || FURTHER.iter().cycle().skip(first).take(FURTHER.len()).map(|(_, colour)| *colour);
    let tinted = |(tint, portion)| round().map(move |colour| colour.towards(tint, portion));
    round().chain(tinted((INK, 0.35))).chain(tinted((PAPER, 0.4))).collect()
}

/// FNV-1a: the standard library's hasher may change between releases, and colours must not.
fn hash(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Pale to dark (`ColorBrewer` `OrRd`, colour-blind safe): 0 is sound, 1 is worrying.
#[must_use]
pub fn concern(level: f64) -> Colour {
    const STOPS: [Colour; 8] = [
        Colour::hex(0xff_f7ec),
        Colour::hex(0xfe_e8c8),
        Colour::hex(0xfd_d49e),
        Colour::hex(0xfd_bb84),
        Colour::hex(0xfc_8d59),
        Colour::hex(0xef_6548),
        Colour::hex(0xd7_301f),
        Colour::hex(0xa5_0f15),
    ];
    let place = if level.is_finite() { level.clamp(0.0, 1.0) } else { 0.0 } * (STOPS.len() - 1) as f64;
    let below = (place as usize).min(STOPS.len() - 2);
    STOPS[below].towards(STOPS[below + 1], place - below as f64)
}
