//! The ids that a file may refer to, and the finding for one that does not exist.

use super::{Cursor, nearest_few};
use crate::finding::{Finding, Findings};
use std::collections::{BTreeMap, BTreeSet};

/// The ids of one kind of thing.
#[derive(Debug, Clone, Default)]
pub struct Names {
    what: &'static str,
    where_to_look: &'static str,
    all: BTreeSet<String>,
    aliases: BTreeMap<String, String>,
    incomplete: bool,
}

impl Names {
    /// The ids of every `what` ("economy"), which `where_to_look` ("economies.toml") holds.
    #[must_use]
    pub fn new(what: &'static str, where_to_look: &'static str, all: impl IntoIterator<Item = String>) -> Self {
        Self { what, where_to_look, all: all.into_iter().collect(), ..Self::default() }
    }

    /// Marks them as read from a file that could not be read in full, so that an absent id proves nothing.
    #[must_use]
    pub const fn incomplete_if(mut self, incomplete: bool) -> Self {
        self.incomplete = incomplete;
        self
    }

    /// Remembers the names people use ("China") for ids ("CHN"), to answer who writes one of them.
    #[must_use]
    pub fn called(mut self, names: impl IntoIterator<Item = (String, String)>) -> Self {
        self.aliases.extend(names.into_iter().map(|(name, id)| (name.to_lowercase(), id)));
        self
    }

    /// These and the ids of `other`.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.all.extend(other.all.iter().cloned());
        self
    }

    /// True if `id` is one of them.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.all.contains(id)
    }

    /// All of them, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }

    /// Adds a finding at `cursor` unless `id` is one of them; says whether it is.
    pub fn check(&self, id: &str, cursor: Cursor<'_>, findings: &mut Findings) -> bool {
        if self.contains(id) {
            return true;
        }
        if !self.incomplete && !self.is_of_a_misformed(id) {
            cursor.report(self.unknown(id), findings);
        }
        false
    }

    /// True if `id` is what an id of the wrong form (`Gallium` for `gallium`) should have been: that one has its own
    /// finding, and who refers to it as it should be is right.
    fn is_of_a_misformed(&self, id: &str) -> bool {
        let well_formed = |id: &str| !id.contains(char::is_uppercase) || !id.contains(char::is_lowercase);
        let misformed = |known: &&String| !well_formed(known) || known.contains(char::is_whitespace);
        let plain = |id: &str| id.trim().to_lowercase().replace(|c: char| !c.is_alphanumeric(), "_");
        well_formed(id) && self.all.iter().filter(misformed).any(|known| plain(known) == plain(id))
    }

    /// Checks every one of `ids`, a list that stands at `cursor`.
    pub fn check_all(&self, ids: &[String], cursor: Cursor<'_>, findings: &mut Findings) {
        for (index, id) in ids.iter().enumerate() {
            self.check(id, cursor.row(index), findings);
        }
    }

    /// The finding for an `id` that is none of them, without a place.
    #[must_use]
    pub fn unknown(&self, id: &str) -> Finding {
        let Self { what, where_to_look, .. } = self;
        let finding = Finding::error(format!("{}{}`", self.unknown_words(), shortened(id)));
        let by_name = self.aliases.get(&id.trim().to_lowercase()).map(String::as_str);
        let near = by_name.map_or_else(|| nearest_few(id, self.iter()), |id| vec![id]);
        match near.as_slice() {
            [] if self.all.is_empty() => finding.help(format!("{where_to_look} names none")),
            [] if self.all.len() <= 12 => {
                let all = self.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
                finding.help(format!("there are {all} ({where_to_look})"))
            }
            [] => finding.help(format!("{where_to_look} names those that exist")),
            near => {
                let near: Vec<String> = near.iter().map(|id| format!("`{id}`")).collect();
                finding.label(format!("no such {what}")).help(format!("did you mean {}?", near.join(" or ")))
            }
        }
    }

    /// How many of `findings` are [`unknown`](Self::unknown) ids of this kind.
    #[must_use]
    pub fn unknown_among(&self, findings: &Findings) -> usize {
        let words = self.unknown_words();
        findings.iter().filter(|finding| finding.message.starts_with(&words)).count()
    }

    fn unknown_words(&self) -> String {
        format!("unknown {} `", self.what)
    }
}

/// `text` as it can stand in a message: one line of bounded length.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}
