//! Findings as rustc shows them: message, place, the line with a caret, help.

use super::{Finding, Findings, Kind, Place};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::fmt::Write;

/// Lines longer than this are named but not shown: nobody reads them, and laying them out takes time.
const LONGEST_LINE: usize = 2_000;

/// Findings of each kind that are shown one by one; the rest are counted.
const SHOWN: usize = 100;

/// Whether messages for people should be coloured: on a terminal, unless `NO_COLOR` is set.
#[must_use]
pub fn wants_colour(is_terminal: bool) -> bool {
    is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

impl Findings {
    /// All findings for people, in order, with a closing line that counts them; empty if there is none.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
        let mut out = String::new();
        let mut seen = [Kind::Error, Kind::Warning, Kind::Note].map(|kind| (kind, 0));
        for finding in self.iter() {
            let count = seen.iter_mut().find(|(kind, _)| *kind == finding.kind).map_or(0, |(_, count)| {
                *count += 1;
                *count
            });
            if count > SHOWN {
                continue;
            }
            out.push_str(&renderer.render(&[group(finding)]));
            out.push_str("\n\n");
        }
        for (kind, count) in seen.into_iter().filter(|(_, count)| *count > SHOWN) {
            let (more, s) = (count - SHOWN, if count - SHOWN == 1 { "" } else { "s" });
            let _ = write!(out, "and {more} more {}{s}\n\n", kind.word());
        }
        if !self.is_empty() {
            out.push_str(&self.summary());
            out.push('\n');
        }
        out
    }

    /// How many there are of each kind, for example `2 errors, 1 note`.
    #[must_use]
    pub fn summary(&self) -> String {
        let counted = [Kind::Error, Kind::Warning, Kind::Note]
            .map(|kind| (self.count(kind), kind.word()))
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            .collect::<Vec<_>>();
        if counted.is_empty() { "no findings".to_owned() } else { counted.join(", ") }
    }
}

fn group(finding: &Finding) -> Group<'_> {
    let level = match finding.kind {
        Kind::Error => Level::ERROR,
        Kind::Warning => Level::WARNING,
        Kind::Note => Level::NOTE,
    };
    let mut group = level.primary_title(finding.message.as_str()).elements(std::iter::empty::<Origin>());
    if let Some(place) = &finding.place {
        group = located(group, place, finding.label.as_deref());
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

fn located<'a>(group: Group<'a>, place: &'a Place, label: Option<&'a str>) -> Group<'a> {
    let Some(span) = &place.span else {
        return group.element(Origin::path(place.name()));
    };
    // Only the line at hand goes to the renderer: it scans all it is given, for every finding.
    let (number, line) = place.source.line(span.start);
    if line.len() > LONGEST_LINE {
        let (line, column) = place.source.line_column(span.start);
        return group.element(Origin::path(place.name()).line(line).char_column(column));
    }
    let text = &place.source.text()[line.clone()];
    let start = span.start.min(line.end) - line.start;
    let end = span.end.clamp(line.start + start, line.end) - line.start;
    group.element(
        Snippet::source(text)
            .path(place.name())
            .line_start(number + 1)
            .annotation(AnnotationKind::Primary.span(start..end).label(label)),
    )
}
