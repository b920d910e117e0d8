//! Axes: where the ticks stand, how a number is written, and how labels make room for each other.

/// A linear map from values to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Values at the two ends.
    pub values: (f64, f64),
    /// Pixels at the two ends.
    pub pixels: (f64, f64),
}

impl Scale {
    /// The pixel of `value`, held within the ends.
    #[must_use]
    pub fn at(&self, value: f64) -> f64 {
        let (low, high) = self.values;
        let t = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        self.pixels.0 + (self.pixels.1 - self.pixels.0) * t
    }
}

/// `value` if it is a number a chart can show, held within what arithmetic on an axis can bear.
#[must_use]
pub fn shown(value: f64) -> Option<f64> {
    value.is_finite().then(|| value.clamp(-1e15, 1e15))
}

/// The largest of `values` that can be shown.
pub fn largest(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    values.into_iter().filter_map(shown).reduce(f64::max)
}

/// Round numbers from zero to at least `most`, about `count` steps of them.
#[must_use]
pub fn ticks(most: f64, count: usize) -> Vec<f64> {
    let most = shown(most).filter(|most| *most > 0.0).unwrap_or(1.0).max(1e-9);
    let rough = most / count.max(1) as f64;
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * power).find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let steps = ((most / step) - 1e-6).ceil().max(1.0) as usize;
    (0..=steps).map(|k| k as f64 * step).collect()
}

/// Days at which a time axis is marked: multiples of a span people count in, at most `count` steps.
#[must_use]
pub fn day_ticks(first: f64, last: f64, count: usize) -> Vec<f64> {
    const SPANS: [f64; 11] = [1.0, 2.0, 7.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0, 730.0, 1825.0];
    let length = (last - first).max(1.0);
    let span = SPANS.into_iter().find(|span| length / span <= count as f64);
    let span = span.unwrap_or_else(|| libm::ceil(length / count.max(1) as f64 / 3650.0) * 3650.0);
    let from = libm::ceil(first / span) as i64;
    let to = libm::floor(last / span) as i64;
    (from..=to).take(count + 2).map(|k| k as f64 * span).collect()
}

/// A number as a reader would write it: thousands apart, no more decimals than `step` needs.
#[must_use]
pub fn number(value: f64, step: f64) -> String {
    let Some(value) = shown(value) else { return "–".to_owned() };
    let places = (0..4_usize).find(|p| {
        let scaled = step.abs() * libm::pow(10.0, *p as f64);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1.0)
    });
    if value.abs() >= 1e9 {
        return format!("{value:.1e}");
    }
    let text = format!("{:.*}", places.unwrap_or(3), value);
    let (whole, decimals) = text.split_at(text.find('.').unwrap_or(text.len()));
    let (sign, digits) = if let Some(rest) = whole.strip_prefix('-') { ("-", rest) } else { ("", whole) };
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 && digits.len() > 4 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    let zero = grouped.trim_matches(['0', '.']).is_empty() && decimals.trim_matches(['0', '.']).is_empty();
    format!("{}{grouped}{decimals}", if zero { "" } else { sign })
}

/// A number with one decimal, or none if that says the same.
#[must_use]
pub fn plain(value: f64) -> String {
    let tenths = (value * 10.0).round();
    number(tenths / 10.0, if tenths % 10.0 == 0.0 { 1.0 } else { 0.1 })
}

/// A score of 0 to 100 in whole points, which says so when rounding would feign 0 or 100.
#[must_use]
pub fn score(value: Option<f64>) -> String {
    match value.and_then(shown) {
        None => "–".to_owned(),
        Some(v) if v > 0.0 && v < 0.5 => "<1".to_owned(),
        Some(v) if (99.5..100.0).contains(&v) => ">99".to_owned(),
        Some(v) => number(v.round(), 1.0),
    }
}

/// Moves labels apart to at least `gap` pixels within `low..high`, each as near its wish as the others allow.
///
/// Keeps their order: this is least-squares isotonic regression of the wishes less the gaps (pool adjacent violators).
#[must_use]
pub fn spread(wishes: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|a, b| wishes[*a].total_cmp(&wishes[*b]).then(a.cmp(b)));
    let gap = gap.min((high - low) / wishes.len().saturating_sub(1).max(1) as f64);
    let sorted: Vec<f64> = order.iter().map(|k| wishes[*k]).collect();
    let gaps = vec![gap; wishes.len()];
    let placed = place_in_order(&sorted, &gaps, low, high);
    let mut places = vec![0.0; wishes.len()];
    for (place, k) in placed.into_iter().zip(order) {
        places[k] = place;
    }
    places
}

/// Places things in the given order, the k-th at least `gaps[k]` after the one before it, as near their wishes as
/// possible in the least-squares sense, then held within `low..high`.
#[must_use]
pub fn place_in_order(wishes: &[f64], gaps: &[f64], low: f64, high: f64) -> Vec<f64> {
    let mut offset = 0.0;
    let offsets: Vec<f64> = (0..wishes.len())
        .map(|k| {
            offset += if k > 0 { gaps[k] } else { 0.0 };
            offset
        })
        .collect();
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (wish, offset) in wishes.iter().zip(&offsets) {
        let mut pool = (wish - offset, 1_usize);
        while let Some(&(mean, count)) = pools.last() {
            if mean <= pool.0 {
                break;
            }
            pools.pop();
            let joint = count + pool.1;
            pool = ((mean * count as f64 + pool.0 * pool.1 as f64) / joint as f64, joint);
        }
        pools.push(pool);
    }
    let highest = (high - offsets.last().copied().unwrap_or(0.0)).max(low);
    let flat = pools.into_iter().flat_map(|(mean, count)| std::iter::repeat_n(mean.clamp(low, highest), count));
    flat.zip(offsets).map(|(base, offset)| base + offset).collect()
}
