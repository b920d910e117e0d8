//! Points that probably part thousands (`1.500`) in a column of quantities: they are read as decimal points.

use super::cells::Cell;
use crate::finding::{Finding, Findings, Place, SourceText};
use std::ops::Range;
use std::sync::Arc;

/// What the cells of a column of quantities have shown so far.
#[derive(Debug, Clone, Default)]
pub struct Thousands {
    /// The first number with a point and three digits behind it.
    first: Option<(String, Range<usize>)>,
    /// A whole number, beside zeros.
    whole: bool,
    /// A point that can only be that of a decimal.
    decimals: bool,
}

impl Thousands {
    /// Looks at one more cell.
    pub fn see(&mut self, cell: &Cell<'_>) {
        if self.decimals {
            return;
        }
        let text = cell.text.strip_prefix('-').unwrap_or(&cell.text);
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        match text.split_once('.') {
            None => self.whole |= digits(text) && text.bytes().any(|byte| byte != b'0'),
            Some((before, after)) => {
                let grouped = (1..=3).contains(&before.len()) && !before.starts_with('0') && digits(before);
                if grouped && after.len() == 3 && digits(after) {
                    self.first.get_or_insert_with(|| (text.to_owned(), cell.span.clone()));
                } else {
                    self.decimals = true;
                }
            }
        }
    }

    /// Warns if every point of the column may part thousands and other numbers of it are whole.
    pub fn tell(&self, source: &Arc<SourceText>, findings: &mut Findings) {
        if let Some(finding) = self.warning(source) {
            findings.push(finding);
        }
    }

    fn warning(&self, source: &Arc<SourceText>) -> Option<Finding> {
        let (text, span) = self.first.as_ref().filter(|_| self.whole && !self.decimals)?;
        let value: f64 = text.parse().ok()?;
        let finding = Finding::warning(format!("`{text}` is read as {value}")).at(Place::new(source, span.clone()));
        let help = format!("numbers have no separators of thousands: write {} if that is meant", text.replace('.', ""));
        Some(finding.help(help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::cells::Rows;

    fn warned(column: &str) -> Option<String> {
        let mut thousands = Thousands::default();
        Rows::of(column).for_each(|row| thousands.see(&row[0]));
        let source = Arc::new(SourceText::new("list.csv", column.to_owned()));
        thousands.warning(&source).map(|finding| crate::finding::Findings::from(finding).render(false))
    }

    #[test]
    fn points_among_whole_numbers_are_doubted() {
        let told = warned("900\n1.500\n800\n").expect("a doubt");
        assert!(told.contains("list.csv:2:1") && told.contains("`1.500` is read as 1.5"), "{told}");
        assert!(told.contains("write 1500 if that is meant"), "{told}");
    }

    #[test]
    fn decimals_are_not() {
        for column in [
            "12.345\n3.1\n2\n",
            "2.75\n1.500\n3\n",
            "0.125\n1.500\n7\n",
            "1.500\n2.250\n0\n",
            "1\n2\n",
            "1234.500\n1\n",
        ] {
            assert_eq!(warned(column), None, "{column}");
        }
    }
}
