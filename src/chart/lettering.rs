//! Setting type: how wide a text is, where a line breaks, and what fits.

use super::figure::{Anchor, Type};
use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
use std::sync::OnceLock;

/// Family under which the bundled Noto Sans is registered; in an SVG the first of these that the reader has.
pub const FAMILY: &str = "Noto Sans, Helvetica, Arial, sans-serif";

/// The drawing crate takes ascent plus descent for the size: those of Noto Sans in ems.
pub const LINE_PER_EM: f64 = 1.069 + 0.293;

/// Registers the bundled fonts once; false when they cannot be read.
pub fn ready() -> bool {
    static READY: OnceLock<bool> = OnceLock::new();
    *READY.get_or_init(|| {
        register_font(FAMILY, FontStyle::Normal, notosans::REGULAR_TTF).is_ok()
            && register_font(FAMILY, FontStyle::Bold, notosans::BOLD_TTF).is_ok()
    })
}

/// The bundled font, `em` pixels to the em.
pub fn font(em: f64, bold: bool) -> FontDesc<'static> {
    let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
    FontDesc::new(FontFamily::Name(FAMILY), em * LINE_PER_EM, style)
}

/// Width of `text` in pixels.
#[must_use]
pub fn width(text: &str, look: Type) -> f64 {
    // Measured large, since the font answers in whole pixels.
    const EM: f64 = 512.0;
    let measured = if ready() { font(EM, look.bold).box_size(text).ok() } else { None };
    let ems = measured.map_or_else(|| text.chars().count() as f64 * 0.6, |(width, _)| f64::from(width) / EM);
    ems * look.size
}

/// `text`, or as much of it as fits `width` with an ellipsis.
#[must_use]
pub fn fit(text: &str, look: Type, room: f64) -> String {
    let text = clean(text);
    if width(&text, look) <= room {
        return text;
    }
    let chars: Vec<char> = text.chars().take(400).collect();
    let shortened = |keep: usize| {
        let mut kept: String = chars[..keep].iter().collect();
        kept.truncate(kept.trim_end_matches([' ', ',', '(', '/', '-', '–']).len());
        kept + "…"
    };
    let (mut fits, mut too_long) = (0, chars.len() + 1);
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

/// `text` broken at spaces into at most `lines` lines of `room` pixels, the last one shortened if need be.
#[must_use]
pub fn wrap(text: &str, look: Type, room: f64, lines: usize) -> Vec<String> {
    // Longer texts cannot fit anyway, and measuring them takes time.
    let text: String = clean(text).chars().take(2000).collect();
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let mut set: Vec<String> = Vec::new();
    let mut next = 0;
    while next < words.len() && set.len() < lines {
        if set.len() + 1 == lines {
            set.push(fit(&words[next..].join(" "), look, room));
            break;
        }
        let mut line = words[next].to_owned();
        next += 1;
        while next < words.len() {
            let longer = format!("{line} {}", words[next]);
            if width(&longer, look) > room {
                break;
            }
            line = longer;
            next += 1;
        }
        set.push(fit(&line, look, room));
    }
    set
}

/// `text` without what neither paper nor XML can show.
#[must_use]
pub fn clean(text: &str) -> String {
    let shown = |c: char| if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') { ' ' } else { c };
    text.chars().map(shown).collect::<String>().trim().to_owned()
}

/// How far left of its x a text begins.
#[must_use]
pub fn offset(text: &str, look: Type) -> f64 {
    match look.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => width(text, look) / 2.0,
        Anchor::End => width(text, look),
    }
}
