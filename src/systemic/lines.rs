//! Numbers of firms, eight to a line of the cache, and what comes to firms in a sweep.

use std::ops::Range;

/// Firms of a line.
pub(super) const LINE: usize = 8;
/// A number for each firm of a line.
pub(super) type Line = [f64; LINE];
pub(super) const ZERO: Line = [0.0; LINE];

/// Zeros for `count` firms and for what is left of the last line.
pub(super) fn zeros(count: usize) -> Vec<Line> {
    vec![ZERO; count.div_ceil(LINE)]
}

/// Lines with firms in `firms`.
pub(super) fn lines_of(firms: &Range<usize>) -> Range<usize> {
    firms.start / LINE..firms.end.div_ceil(LINE)
}

/// The places in `line` of those that are in `firms`.
#[inline]
pub(super) fn within(line: usize, firms: &Range<usize>) -> Range<usize> {
    let first = line * LINE;
    firms.start.max(first) - first..firms.end.min(first + LINE) - first
}

/// The sum of a line.
pub(super) fn sum(line: Line) -> f64 {
    let [a, b, c, d, e, f, g, h] = line;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// The larger one, and the second where one is no number.
#[inline]
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The smaller one, and the second where one is no number.
#[inline]
pub(super) fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// A set of lines: a byte each, so that to put one in is to write without reading.
#[derive(Debug)]
pub(super) struct Marks(Vec<[u8; LINE]>);

impl Marks {
    /// Of the lines of `count` firms; empty.
    pub fn new(count: usize) -> Self {
        Self(vec![[0; LINE]; count.div_ceil(LINE).div_ceil(LINE)])
    }

    #[inline]
    pub fn set(&mut self, line: usize) {
        self.0.as_flattened_mut()[line] = 1;
    }

    /// Takes all lines out, in ascending order.
    #[inline]
    pub fn drain(&mut self, mut take: impl FnMut(usize)) {
        for (index, eight) in self.0.iter_mut().enumerate() {
            each(std::mem::take(eight), index, &mut take);
        }
    }

    /// Looks at all lines, in ascending order.
    #[inline]
    pub fn each(&self, mut look: impl FnMut(usize)) {
        for (index, &eight) in self.0.iter().enumerate() {
            each(eight, index, &mut look);
        }
    }

    /// Looks at the lines with firms in `firms`, in ascending order, with those of the line that are.
    #[inline]
    pub fn each_of(&self, firms: &Range<usize>, mut look: impl FnMut(usize, Range<usize>)) {
        let lines = lines_of(firms);
        for (line, _) in lines.clone().zip(&self.0.as_flattened()[lines]).filter(|&(_, &mark)| mark > 0) {
            look(line, within(line, firms));
        }
    }
}

#[inline]
fn each(eight: [u8; LINE], index: usize, look: &mut impl FnMut(usize)) {
    let mut word = u64::from_le_bytes(eight);
    while word != 0 {
        look(index * LINE + word.trailing_zeros() as usize / 8);
        word &= word - 1;
    }
}

/// What comes to every firm: zero for most, with a mark on every line that holds more.
#[derive(Debug)]
pub(super) struct Inbox {
    values: Vec<Line>,
    marks: Marks,
}

impl Inbox {
    /// For `count` firms; empty.
    pub fn new(count: usize) -> Self {
        Self { values: zeros(count), marks: Marks::new(count) }
    }

    /// To put values in.
    #[inline]
    pub fn open(&mut self) -> Open<'_> {
        Open { values: self.values.as_flattened_mut(), marks: self.marks.0.as_flattened_mut() }
    }

    /// Takes out all lines with values, in ascending order.
    #[inline]
    pub fn drain(&mut self, mut take: impl FnMut(usize, Line)) {
        self.marks.drain(|line| take(line, std::mem::take(&mut self.values[line])));
    }
}

/// An inbox to put values in.
pub(super) struct Open<'a> {
    values: &'a mut [f64],
    marks: &'a mut [u8],
}

impl Open<'_> {
    #[inline]
    pub fn add(&mut self, at: u32, value: f64) {
        self.values[at as usize] += value;
        self.marks[at as usize / LINE] = 1;
    }

    /// Keeps the larger one.
    #[inline]
    pub fn raise(&mut self, at: u32, value: f64) {
        let now = &mut self.values[at as usize];
        *now = larger(value, *now);
        self.marks[at as usize / LINE] = 1;
    }

    /// Takes the value out again and gives it back; its mark stays.
    #[inline]
    pub fn take(&mut self, at: u32) -> f64 {
        std::mem::take(&mut self.values[at as usize])
    }
}

/// Firms with a number each, in the order in which they came. Room for all is there from the start, so that a firm is put in
/// without asking whether it is one that counts.
#[derive(Debug)]
pub(super) struct List {
    firms: Vec<(u32, f64)>,
    count: usize,
}

impl List {
    /// For at most `count` firms.
    pub fn new(count: usize) -> Self {
        Self { firms: vec![(0, 0.0); count.div_ceil(LINE) * LINE + 1], count: 0 }
    }

    /// Adds the firms of `line` whose number is above zero.
    #[inline]
    pub fn add(&mut self, line: usize, numbers: Line) {
        for (at, number) in numbers.into_iter().enumerate() {
            self.push_if(number > 0.0, line * LINE + at, number);
        }
    }

    /// Adds a firm, if it counts.
    #[inline]
    pub fn push_if(&mut self, counts: bool, firm: usize, number: f64) {
        self.firms[self.count] = (firm as u32, number);
        self.count += usize::from(counts);
    }

    pub fn all(&self) -> &[(u32, f64)] {
        &self.firms[..self.count]
    }

    pub fn clear(&mut self) {
        self.count = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_out_once_and_in_order() {
        let (mut inbox, mut list) = (Inbox::new(300), List::new(300));
        let mut open = inbox.open();
        for at in [299, 0, 63, 64, 65, 7, 7, 128] {
            open.add(at, 0.5);
        }
        open.raise(7, 0.75);
        open.raise(64, 2.0);
        assert_eq!(open.take(65), 0.5);
        inbox.drain(|line, values| list.add(line, values));
        assert_eq!(list.all(), [(0, 0.5), (7, 1.0), (63, 0.5), (64, 2.0), (128, 0.5), (299, 0.5)]);
        inbox.drain(|line, _| panic!("{line} twice"));
        list.clear();
        assert!(list.all().is_empty());
    }

    #[test]
    fn lines_of_some_firms_are_those_that_hold_any() {
        let mut marks = Marks::new(300);
        for line in [0, 3, 36, 37, 9] {
            marks.set(line);
        }
        let lines = |firms: Range<usize>| {
            let mut lines = Vec::new();
            marks.each_of(&firms, |line, within| lines.push((line, within)));
            lines
        };
        assert_eq!(lines(0..300), [(0, 0..8), (3, 0..8), (9, 0..8), (36, 0..8), (37, 0..4)]);
        assert_eq!(lines(25..79), [(3, 1..8), (9, 0..7)]);
        assert_eq!(lines(26..27), [(3, 2..3)]);
        assert_eq!(lines(32..72), []);
        assert_eq!(lines(0..0), []);
        let mut all = Vec::new();
        marks.each(|line| all.push(line));
        assert_eq!(all, [0, 3, 9, 36, 37]);
    }

    #[test]
    fn a_sum_is_a_sum() {
        assert_eq!(sum([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]), 255.0);
    }
}
