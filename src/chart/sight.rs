//! How far apart colours look: to normal eyes and to those that lack one of the three kinds of cones.

use super::style::Colour;

/// What is left of linear sRGB to normal eyes, and under deuteranopia, protanopia and tritanopia (Machado, Oliveira and
/// Fernandes 2009, severity 1).
const EYES: [[[f64; 3]; 3]; 4] = [
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
];

/// A colour in CIE L*a*b*, as each kind of eyes sees it.
#[derive(Debug, Clone, Copy)]
pub struct Seen([[f64; 3]; 4]);

impl Seen {
    /// What is seen of this colour.
    pub fn of(colour: Colour) -> Self {
        let linear = [colour.red, colour.green, colour.blue].map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        });
        Self(EYES.map(|eye| lab(eye.map(|row| dot(row, linear).clamp(0.0, 1.0)))))
    }

    /// The CIE76 distance from `other` for the eyes to which it is least.
    pub fn from(&self, other: &Self) -> f64 {
        let apart = |(a, b): (&[f64; 3], &[f64; 3])| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        libm::sqrt(self.0.iter().zip(&other.0).map(apart).fold(f64::INFINITY, f64::min))
    }
}

fn dot(row: [f64; 3], v: [f64; 3]) -> f64 {
    row.iter().zip(v).map(|(a, b)| a * b).sum()
}

/// CIE L*a*b* of linear sRGB, white being that of daylight (D65).
fn lab(rgb: [f64; 3]) -> [f64; 3] {
    let to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
    let [x, y, z] = [(to_xyz[0], 0.9505), (to_xyz[1], 1.0), (to_xyz[2], 1.089)].map(|(row, white)| {
        let t = dot(row, rgb) / white;
        if t > 0.008_856 { libm::cbrt(t) } else { 7.787 * t + 16.0 / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}
