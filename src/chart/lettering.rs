//! Setting type: how wide a text is, where a line breaks, and what fits.

use super::figure::{Point, Type};
use ab_glyph::{Font, FontRef, GlyphId, PxScaleFont, ScaleFont};
use std::sync::OnceLock;

/// Families an SVG asks for, the bundled one first.
pub const FAMILY: &str = "Noto Sans, Helvetica, Arial, sans-serif";

/// The bundled font, unless it cannot be read.
fn font(bold: bool) -> Option<&'static FontRef<'static>> {
    static FONTS: OnceLock<[Option<FontRef<'static>>; 2]> = OnceLock::new();
    let fonts = FONTS
        .get_or_init(|| [notosans::REGULAR_TTF, notosans::BOLD_TTF].map(|bytes| FontRef::try_from_slice(bytes).ok()));
    fonts[usize::from(bold)].as_ref()
}

/// The font scaled so that its em is `em` pixels.
fn scaled(em: f64, bold: bool) -> Option<PxScaleFont<&'static FontRef<'static>>> {
    let font = font(bold)?;
    // The font crate takes ascent plus descent for the size.
    let line = font.height_unscaled() / font.units_per_em()?;
    Some(font.as_scaled(em as f32 * line))
}

/// The glyphs of `text` with the distance of each from its beginning, and the width of the whole.
fn advance(text: &str, font: &PxScaleFont<&FontRef>) -> (Vec<(GlyphId, f32)>, f32) {
    let (mut glyphs, mut x, mut last) = (Vec::new(), 0.0, None);
    for letter in text.chars() {
        let glyph = font.glyph_id(letter);
        x += last.map_or(0.0, |last| font.kern(last, glyph));
        glyphs.push((glyph, x));
        x += font.h_advance(glyph);
        last = Some(glyph);
    }
    (glyphs, x)
}

/// Width of `text` in pixels.
#[must_use]
pub fn width(text: &str, look: Type) -> f64 {
    match scaled(look.size, look.bold) {
        Some(font) => f64::from(advance(text, &font).1),
        None => text.chars().count() as f64 * look.size * 0.6,
    }
}

/// Calls `dot(x, y, coverage)` for every pixel that `text` touches when drawn `zoom` times its size with its baseline
/// at `at`; false when the font cannot be read.
///
/// Set here because the drawing crate leaves out the space a glyph has at its left.
pub fn outline(text: &str, look: Type, at: Point, zoom: f64, mut dot: impl FnMut(i32, i32, f64)) -> bool {
    let Some(font) = scaled(look.size * zoom, look.bold) else { return false };
    let (glyphs, width) = advance(text, &font);
    let left = (at.0 * zoom) as f32 - width * look.anchor.portion();
    for (glyph, x) in glyphs {
        let glyph = glyph.with_scale_and_position(font.scale(), ab_glyph::point(left + x, (at.1 * zoom) as f32));
        if let Some(outline) = font.outline_glyph(glyph) {
            let bounds = outline.px_bounds();
            let (x0, y0) = (bounds.min.x as i32, bounds.min.y as i32);
            outline.draw(|x, y, covered| dot(x0 + x.cast_signed(), y0 + y.cast_signed(), f64::from(covered)));
        }
    }
    true
}

/// `text`, or as much of it as fits `width` with an ellipsis.
#[must_use]
pub fn fit(text: &str, look: Type, room: f64) -> String {
    let text = clean(text);
    if width(&text, look) <= room {
        return text;
    }
    let chars: Vec<char> = text.chars().take(400).collect();
    most(chars.len(), look, room, |keep| head_of(&chars[..keep]) + "…")
}

/// Each of `texts` as [`fit`] has it, but for those that would then look alike: they lose their middles, or else their
/// beginnings.
#[must_use]
pub fn fit_apart(texts: &[&str], look: Type, room: f64) -> Vec<String> {
    let mut fitted: Vec<String> = texts.iter().map(|text| fit(text, look, room)).collect();
    let alike = |fitted: &[String], k: usize| {
        fitted[k].contains('…') && (0..texts.len()).any(|j| fitted[j] == fitted[k] && texts[j] != texts[k])
    };
    for tail in [0.5, 1.0] {
        let unclear: Vec<usize> = (0..texts.len()).filter(|k| alike(&fitted, *k)).collect();
        for k in unclear {
            let chars: Vec<char> = clean(texts[k]).chars().take(400).collect();
            fitted[k] = most(chars.len(), look, room, |keep| {
                let last = (keep as f64 * tail).round() as usize;
                let rest: String = chars[chars.len() - last..].iter().collect();
                head_of(&chars[..keep - last]) + "…" + rest.trim_start()
            });
        }
    }
    fitted
}

/// `chars` without the signs that look lost before an ellipsis.
fn head_of(chars: &[char]) -> String {
    let mut kept: String = chars.iter().collect();
    kept.truncate(kept.trim_end_matches([' ', ',', '(', '/', '-', '–']).len());
    kept
}

/// What `shortened` makes of as many of `count` letters as `room` has.
fn most(count: usize, look: Type, room: f64, shortened: impl Fn(usize) -> String) -> String {
    let (mut fits, mut too_long) = (0, count + 1);
    while too_long - fits > 1 {
        let middle = usize::midpoint(fits, too_long);
        if width(&shortened(middle), look) <= room {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    if fits == 0 { String::new() } else { shortened(fits) }
}

/// `text` broken into at most `lines` lines of `room` pixels, the last one shortened if need be.
///
/// Breaks at spaces, and after hyphens and slashes within long words; a word too long for a line runs on in the next.
#[must_use]
pub fn wrap(text: &str, look: Type, room: f64, lines: usize) -> Vec<String> {
    // Longer texts cannot fit anyway, and measuring them takes time.
    let text: String = clean(text).chars().take(2000).collect();
    let long = |word: &str| word.chars().count() > 13;
    let words = text.split_inclusive(' ');
    let mut pieces: Vec<&str> =
        words.flat_map(|word| word.split_inclusive(move |c| long(word) && matches!(c, '-' | '/'))).collect();
    let mut set: Vec<String> = Vec::new();
    let mut next = 0;
    while next < pieces.len() && set.len() < lines {
        if set.len() + 1 == lines {
            set.push(fit(&pieces[next..].concat(), look, room));
            break;
        }
        if let Some(head) = head(pieces[next], look, room) {
            set.push(format!("{}-", &pieces[next][..head]));
            pieces[next] = &pieces[next][head..];
            continue;
        }
        let mut line = pieces[next].to_owned();
        next += 1;
        while let Some(piece) = pieces.get(next) {
            let longer = line.clone() + piece;
            if width(longer.trim_end(), look) > room {
                break;
            }
            line = longer;
            next += 1;
        }
        set.push(fit(&line, look, room));
    }
    set.retain(|line| !line.is_empty());
    set
}

/// How many bytes of a word too long for `room` stand before a hyphen there; none where it fits or cannot be broken.
fn head(word: &str, look: Type, room: f64) -> Option<usize> {
    let word = word.trim_end();
    if width(word, look) <= room {
        return None;
    }
    // Two letters at least on either side.
    let ends: Vec<usize> = word.char_indices().map(|(end, _)| end).skip(2).collect();
    let ends = &ends[..ends.len().saturating_sub(1)];
    let fits = ends.partition_point(|end| width(&format!("{}-", &word[..*end]), look) <= room);
    fits.checked_sub(1).map(|last| ends[last])
}

/// Whether `lines` have `text` without a word broken or cut.
#[must_use]
pub fn whole(lines: &[String], text: &str) -> bool {
    let letters = |text: &str| text.replace(' ', "");
    letters(&lines.concat()) == letters(text)
}

/// Like [`wrap`], but with lines of about equal length, as a title wants them.
#[must_use]
pub fn wrap_evenly(text: &str, look: Type, room: f64, lines: usize) -> Vec<String> {
    let mut best = wrap(text, look, room, lines);
    let count = best.len();
    let whole = |set: &[String]| set.iter().map(|line| line.chars().filter(|c| *c != ' ').count()).sum::<usize>();
    let (mut narrow, mut wide) = (room / 2.0, room);
    for _ in 0..8 {
        let middle = f64::midpoint(narrow, wide);
        let set = wrap(text, look, middle, lines);
        if set.len() == count && whole(&set) == whole(&best) && !set.iter().any(|line| line.ends_with('…')) {
            (wide, best) = (middle, set);
        } else {
            narrow = middle;
        }
    }
    best
}

/// `text` without what neither paper nor XML can show.
#[must_use]
pub fn clean(text: &str) -> String {
    let shown = |c: char| if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') { ' ' } else { c };
    text.chars().map(shown).collect::<String>().trim().to_owned()
}
