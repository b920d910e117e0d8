//! Filling polygons with exact edges: how much of each pixel they cover.
//!
//! The drawing crate's own polygon fill leaves gaps where edges meet and snaps strokes to whole pixels; both show as
//! wobble in a printed curve. This is the classical scan conversion with an active edge list and non-zero winding
//! (Foley, van Dam, Feiner and Hughes, *Computer Graphics*, section 3.6), several scan lines to the pixel.

use super::figure::Point;

/// Scan lines to a pixel.
const LINES: u32 = 4;

/// An edge that is not horizontal, top to bottom.
struct Edge {
    top: f64,
    bottom: f64,
    x: f64,
    slope: f64,
    winding: i32,
}

/// Calls `run(x, y, length, coverage)` for each stretch of equally covered pixels of the union of `contours`, within
/// `0..width` and `0..height`.
pub fn fill(contours: &[Vec<Point>], (width, height): (usize, usize), mut run: impl FnMut(usize, usize, usize, f64)) {
    let mut edges: Vec<Edge> = contours.iter().flat_map(|contour| edges_of(contour)).collect();
    edges.sort_by(|a, b| a.top.total_cmp(&b.top));
    let bottom = edges.iter().map(|e| e.bottom).fold(0.0, f64::max).min(height as f64);
    let first = edges.first().map_or(0.0, |e| e.top.max(0.0)) as usize;

    let (mut next, mut active) = (0, Vec::<usize>::new());
    let mut row = vec![0.0; width];
    let mut crossings: Vec<(f64, i32)> = Vec::new();
    for y in first..bottom.ceil() as usize {
        let mut touched = (width, 0);
        for line in 0..LINES {
            let at = y as f64 + (f64::from(line) + 0.5) / f64::from(LINES);
            while next < edges.len() && edges[next].top <= at {
                active.push(next);
                next += 1;
            }
            active.retain(|&e| edges[e].bottom > at);
            crossings.clear();
            crossings.extend(active.iter().map(|&e| {
                let edge = &edges[e];
                (edge.x + (at - edge.top) * edge.slope, edge.winding)
            }));
            crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (mut winding, mut start) = (0, 0.0);
            for &(x, direction) in &crossings {
                if winding == 0 {
                    start = x;
                }
                winding += direction;
                if winding == 0 {
                    let span = add(&mut row, start, x);
                    touched = (touched.0.min(span.0), touched.1.max(span.1));
                }
            }
        }
        emit(&mut row, touched, |x, length, coverage| run(x, y, length, coverage));
    }
}

fn edges_of(contour: &[Point]) -> impl Iterator<Item = Edge> + '_ {
    let following = contour.iter().cycle().skip(1);
    contour.iter().zip(following).filter(|(a, b)| a.1 != b.1).map(|(a, b)| {
        let (from, to, winding) = if a.1 < b.1 { (a, b, 1) } else { (b, a, -1) };
        Edge { top: from.1, bottom: to.1, x: from.0, slope: (to.0 - from.0) / (to.1 - from.1), winding }
    })
}

/// Adds one scan line's stretch to the row; returns the pixels it touched.
fn add(row: &mut [f64], start: f64, end: f64) -> (usize, usize) {
    let (start, end) = (start.clamp(0.0, row.len() as f64), end.clamp(0.0, row.len() as f64));
    if end <= start {
        return (row.len(), 0);
    }
    let (first, last) = (start as usize, (end.ceil() as usize).min(row.len()));
    for (x, covered) in row.iter_mut().enumerate().take(last).skip(first) {
        let share = (end.min(x as f64 + 1.0) - start.max(x as f64)).max(0.0);
        *covered += share / f64::from(LINES);
    }
    (first, last)
}

/// Reports the touched part of the row in runs of equal coverage and wipes it.
fn emit(row: &mut [f64], (first, end): (usize, usize), mut run: impl FnMut(usize, usize, f64)) {
    let mut x = first;
    while x < end {
        // Steps of a thousandth are finer than a colour can show and let runs form.
        let level = |covered: f64| (covered * 1000.0 + 0.5) as u32;
        let own = level(row[x]);
        let length = row[x..end].iter().take_while(|c| level(**c) == own).count();
        if own > 0 {
            run(x, length, (f64::from(own) / 1000.0).min(1.0));
        }
        row[x..x + length].fill(0.0);
        x += length;
    }
}

/// The contours whose union is a stroke of `width` along `points`, with round joins and flat ends.
#[must_use]
pub fn stroke(points: &[Point], width: f64) -> Vec<Vec<Point>> {
    let half = width / 2.0;
    let mut contours = Vec::with_capacity(points.len() * 2);
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let length = libm::hypot(x1 - x0, y1 - y0);
        if length > 0.0 {
            let (nx, ny) = (-(y1 - y0) / length * half, (x1 - x0) / length * half);
            contours.push(vec![(x0 + nx, y0 + ny), (x0 - nx, y0 - ny), (x1 - nx, y1 - ny), (x1 + nx, y1 + ny)]);
        }
    }
    if points.len() > 2 {
        contours.extend(points[1..points.len() - 1].iter().map(|&join| disc(join, half)));
    }
    contours
}

/// A disc as a polygon, wound like the quadrilaterals of [`stroke`] so that their overlap does not cancel.
#[must_use]
pub fn disc((x, y): Point, radius: f64) -> Vec<Point> {
    let corners = (radius * 2.0).clamp(12.0, 64.0) as u32;
    (0..corners)
        .map(|k| {
            let angle = std::f64::consts::TAU * f64::from(k) / f64::from(corners);
            (x + radius * libm::cos(angle), y + radius * libm::sin(angle))
        })
        .collect()
}
