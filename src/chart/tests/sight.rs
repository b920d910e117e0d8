//! Whether colours can be told apart and type read on them.

use crate::chart::style::{self, Colour, colour_of};

/// CIE L*a*b* of a colour as seen with a Machado, Oliveira and Fernandes (2009) matrix.
fn lab(colour: Colour, seen: [[f64; 3]; 3]) -> [f64; 3] {
    let linear = [colour.red, colour.green, colour.blue].map(|c| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    let dot = |row: [f64; 3], v: [f64; 3]| row.iter().zip(v).map(|(a, b)| a * b).sum::<f64>();
    let rgb = seen.map(|row| dot(row, linear).clamp(0.0, 1.0));
    let to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
    let [x, y, z] = [(to_xyz[0], 0.9505), (to_xyz[1], 1.0), (to_xyz[2], 1.089)].map(|(row, white)| {
        let t: f64 = dot(row, rgb) / white;
        if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn the_main_economies_can_be_told_apart_by_all_eyes() {
    let eyes = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ];
    let ids = ["CHN", "TWN", "JPN", "KOR", "USA", "EUU", "IND", "AUS", "ASEAN", "ROW", "OTHER"];
    for seen in eyes {
        for (k, a) in ids.iter().enumerate() {
            for b in &ids[..k] {
                let (p, q) = (lab(colour_of(a), seen), lab(colour_of(b), seen));
                let apart = p.iter().zip(q).map(|(p, q)| (p - q).powi(2)).sum::<f64>().sqrt();
                assert!(apart > 18.0, "{a} and {b} are {apart:.1} apart");
            }
        }
    }
}

#[test]
fn colours_are_stable_and_inks_readable() {
    assert_eq!(colour_of("CHN"), colour_of("CHN"));
    assert_ne!(colour_of("CHN"), colour_of("TWN"));
    assert_eq!(colour_of("XYZ"), colour_of("XYZ"));
    for level in 0..=20 {
        let fill = style::concern(f64::from(level) / 20.0);
        let (a, b) = (fill.luminance() + 0.05, fill.ink_on().luminance() + 0.05);
        assert!((a / b).max(b / a) > 3.0, "{level}: {:?} on {fill:?}", fill.ink_on());
    }
}
