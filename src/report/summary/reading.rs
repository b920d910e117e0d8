//! How the summary is to be read: what is true of this model, and which files there are.

use crate::model::{Confidence, Model, revise};
use std::io::{self, Write};

/// The model whose softeners `docs/ablation.md` measures.
const MEASURED: &str = "five-sectors";

pub(super) fn write(out: &mut dyn Write, model: &Model, batch: bool, chains: bool) -> io::Result<()> {
    let of_batch = if batch {
        "`mc.csv` and `mc.json`, `year_loss.csv`, `groups.csv`, `exceedance.csv`, `contributions.csv`, `convergence.csv`, "
    } else {
        ""
    };
    let of_chains = if chains {
        "`indicators.csv`, `cuts.csv`, `single_points.csv`, `systemic.csv`, `suppliers.csv`, `robustness.csv`, "
    } else {
        ""
    };
    let (known, softened) = (known(model), softened(model));
    writeln!(
        out,
        "## How to read this\n\n\
         - {known} `linchpin run SCENARIO --band` shows what the figures' ranges leave open.\n\
         - Prices, new plants and what governments do in answer are not modelled. {softened}\n\
         - Days count from the first onset. A sector's weakest fifth is the fifth of its products, by weight, that is worst off.\n\
         - Files: `scores.csv` and `scores.json`, `dependence.csv`, `dependence_days.csv`, `look_through.csv`, \
           `concentration.csv`, {of_chains}`scenarios.csv` and \
           `scenarios.json`, `products.csv`, {of_batch}`manifest.json` (version, seed, arguments, input hashes, timings), `charts/`."
    )
}

/// How well the figures are known.
fn known(model: &Model) -> String {
    if model.flows.is_some() {
        return "Flows are those of the table; stocks, overtime, switching, transit and criticality are assumptions, since flows do \
                not say them: read the ranking and the order of magnitude, not the last digit."
            .to_owned();
    }
    let (mut estimates, mut figures) = (0_usize, 0_usize);
    let looked_at = revise(&mut model.clone(), &mut |site| {
        figures += 1;
        estimates += usize::from(site.figure.confidence == Confidence::Estimate);
        None
    });
    debug_assert!(looked_at.is_ok(), "looking changes nothing");
    if 2 * estimates > figures {
        "Most figures of the model are estimates: read the ranking and the order of magnitude, not the last digit."
            .to_owned()
    } else {
        format!("Of the model's {figures} figures {estimates} are estimates.")
    }
}

/// What makes losses milder.
fn softened(model: &Model) -> &'static str {
    if model.flows.is_some() {
        "Stocks, overtime and rerouting are, as far as the model assumes them, and make losses milder."
    } else if model.manifest.id == MEASURED {
        "Stocks, substitutes, overtime and rerouting are, and make losses milder: stocks, substitutes and overtime by most, \
         rerouting by little (docs/ablation.md). They rest on judgement more than on sources, so the risk is optimism."
    } else {
        "Stocks, substitutes, overtime and rerouting are, and make losses milder."
    }
}
