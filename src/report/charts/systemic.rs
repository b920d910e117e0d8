//! How systemic risk falls with rank.

use crate::chart::{Caption, RankCurve, RankLine};
use crate::report::manifest::VERSION;
use crate::report::systemic_table::Ranked;

/// The index of every firm against its rank, beside the firms' own shares of output.
#[must_use]
pub fn systemic(ranked: &Ranked<'_>) -> RankCurve {
    let order = ranked.order();
    let values = |of: &dyn Fn(usize) -> f64| (0..ranked.losses.len()).map(of).collect::<Vec<f64>>();
    let count = ranked.losses.len();
    let large = ranked.losses.iter().filter(|loss| loss.combined >= 0.01).count();
    let title = match order.first() {
        Some(&first) => format!(
            "The failure of {} costs {:.1} % of all sales; {large} of {count} firms cost 1 % or more",
            ranked.name(first),
            ranked.losses[first].combined * 100.0
        ),
        None => "No firms".to_owned(),
    };
    let subtitle = "Economic systemic risk index (Diem et al. 2022) by rank, and the firms' own shares of sales by theirs; both axes logarithmic";
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let (firms, links) = (counted(ranked.network.firms.len(), "firm"), counted(ranked.cascade.links(), "link"));
    let source = format!("Linchpin {VERSION}; network of {firms}, {links}");
    RankCurve {
        caption: Caption::new(title, subtitle, source),
        measure: "share of all sales".to_owned(),
        ranked: "firms".to_owned(),
        lines: vec![
            RankLine { label: "lost if it fails".to_owned(), values: values(&|row| ranked.losses[row].combined) },
            RankLine { label: "its own".to_owned(), values: values(&|row| ranked.own_share(row)) },
        ],
        names: order.iter().take(5).map(|&row| ranked.name(row).to_owned()).collect(),
    }
}
