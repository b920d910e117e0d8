//! Percolation: the largest connected part against the share of nodes removed.

use super::Chart;
use super::axis::Scale;
use super::caption::Caption;
use super::figure::{Figure, Type};
use super::plot::{Plot, Stroke};
use super::style::{self, LEFT, RIGHT, SMALL, WIDTH};

/// How a network shrinks under several attacks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RemovalCurve {
    /// The words around it.
    pub caption: Caption,
    /// The attacks, at most four.
    pub lines: Vec<RemovalLine>,
}

/// One attack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RemovalLine {
    /// Its name.
    pub label: String,
    /// The largest part as a share of all nodes, after no removal, one, two and so on to all.
    pub largest: Vec<f64>,
}

const NUMBERS: f64 = 34.0;
const LABELS: f64 = 178.0;
const HEIGHT: f64 = 260.0;
const MOST_LINES: usize = 4;
const COLOURS: [&str; MOST_LINES] = ["CHN", "IND", "JPN", "ROW"];

impl Chart for RemovalCurve {
    fn figure(&self) -> Figure {
        let lines: Vec<&RemovalLine> =
            self.lines.iter().take(MOST_LINES).filter(|line| line.largest.len() > 1).collect();
        if lines.is_empty() {
            return self.caption.without_data("No nodes to remove");
        }
        let (mut figure, y) = self.caption.begin();
        let measure = "% of all nodes in the largest connected part";
        figure.text_within((LEFT, y + 2.0), WIDTH - LEFT - RIGHT, Type::new(SMALL).muted(), measure);
        let plot = Plot {
            x: Scale { values: (0.0, 100.0), pixels: (LEFT + NUMBERS, WIDTH - RIGHT - LABELS) },
            y: Scale { values: (0.0, 100.0), pixels: (y + 12.0 + HEIGHT, y + 12.0) },
        };
        plot.across(&mut figure, &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0], "");
        let look = Type::new(SMALL).muted().middle();
        for tick in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] {
            let x = plot.x.at(tick);
            figure.line(vec![(x, plot.y.pixels.0), (x, plot.y.pixels.0 + 3.0)], 0.75, style::RULE);
            figure.text((x, plot.y.pixels.0 + 13.0), look, &format!("{tick:.0}"));
        }
        let middle = (f64::midpoint(plot.x.pixels.0, plot.x.pixels.1), plot.y.pixels.0 + 26.0);
        figure.text_within(middle, plot.x.pixels.1 - plot.x.pixels.0, look, "% of nodes removed");
        let mut ends = Vec::new();
        for (line, colour) in lines.iter().zip(COLOURS) {
            let colour = style::colour_of(colour);
            let removals = (line.largest.len() - 1) as f64;
            let points = line.largest.iter().enumerate().map(|(k, share)| (k as f64 / removals * 100.0, share * 100.0));
            plot.line(&mut figure, points, Stroke { width: 1.8, colour, dashed: false });
            ends.push((line.largest.last().map_or(0.0, |share| share * 100.0), colour, line.label.clone()));
        }
        plot.end_labels(&mut figure, LABELS, &ends);
        self.caption.end(figure, plot.y.pixels.0 + 30.0, &[])
    }
}
