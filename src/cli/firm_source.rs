//! A network of firms as commands take it: two lists, or a folder of `linchpin import network`.

use super::{Failure, Session};
use crate::finding::{Finding, Findings};
use crate::firm::{FirmNetwork, MANIFEST, load, read};
use crate::graph::Graph;
use crate::input::{Hashes, missing};
use crate::report::charts;
use crate::report::manifest::VERSION;
use crate::study::Study;
use crate::table::bulk;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Where the network comes from.
#[derive(Debug, clap::Args)]
#[group(multiple = true)]
pub struct FirmSource {
    /// List of deliveries: supplier, buyer (or customer), weight
    #[arg(long, value_name = "FILE", requires = "firms")]
    edges: Option<PathBuf>,
    /// List of firms: firm, sector and, if known, market and revenue
    #[arg(long, value_name = "FILE", requires = "edges")]
    firms: Option<PathBuf>,
    /// Folder that `linchpin import network` wrote, instead of the two lists
    #[arg(long, value_name = "DIR", conflicts_with_all = ["edges", "firms"])]
    network: Option<PathBuf>,
}

/// Whether this is a file that can be opened; one that cannot is no fault of what is in it.
pub fn present(path: &Path) -> Result<(), Failure> {
    let metadata = std::fs::metadata(path).map_err(|_| Failure::Usage(missing(path).into()))?;
    if !metadata.is_file() {
        let finding = Finding::error("this is not a regular file").in_file(&path.display().to_string());
        return Err(Failure::Usage(finding.into()));
    }
    File::open(path).map(|_| ()).map_err(|error| Failure::io("read this file", path, &error))
}

/// Whether all of these can be opened: each that cannot is told.
pub fn all_present(paths: &[&Path]) -> Result<(), Failure> {
    let mut findings = Findings::new();
    for failure in paths.iter().filter_map(|path| present(path).err()) {
        findings.extend(failure.findings().cloned().unwrap_or_default());
    }
    if findings.has_errors() { Err(Failure::Usage(findings)) } else { Ok(()) }
}

/// Notes the fingerprint of a file whose reader does not say it.
pub fn known(path: &Path, hashes: &mut Hashes) -> Result<(), Failure> {
    present(path)?;
    bulk::read_bytes(path, hashes).map_err(|finding| Failure::Usage(finding.into()))?;
    Ok(())
}

/// Who delivers to whom, and what they are called.
pub struct Members {
    /// The network.
    pub graph: Graph,
    /// `firms` or `suppliers`.
    pub noun: &'static str,
    /// What a chart says of where they come from.
    pub source: String,
}

impl FirmSource {
    /// The network that is named or, where none is, that of the model's suppliers; warnings are told, fingerprints noted.
    pub fn members(&self, session: &Session, hashes: &mut Hashes) -> Result<Members, Failure> {
        if self.firms.is_none() && self.network.is_none() {
            let model = session.model()?;
            hashes.extend(model.hashes);
            let study = Study::new(model.value).map_err(|error| Failure::input(&error))?;
            return Ok(Members { graph: study.graph(), noun: "suppliers", source: charts::source(&study) });
        }
        let graph = Graph::of_firms(&self.read(session, hashes)?.0);
        let size = (graph.len(), graph.edges().count());
        let source = format!("Linchpin {VERSION}; network of {} firms, {} links", size.0, size.1);
        Ok(Members { graph, noun: "firms", source })
    }

    /// The network and where its list of firms is; warnings are told, fingerprints noted.
    pub fn read(&self, session: &Session, hashes: &mut Hashes) -> Result<(FirmNetwork, PathBuf), Failure> {
        let (firms, edges) = match (&self.network, &self.firms, &self.edges) {
            (Some(folder), ..) => {
                present(&folder.join(MANIFEST))?;
                (folder.join("firms.csv"), folder.join("edges.csv"))
            }
            (None, Some(firms), Some(edges)) => (firms.clone(), edges.clone()),
            (None, ..) => {
                let finding = Finding::error("no network of firms is named");
                let help =
                    "name --edges and --firms, or --network; `linchpin suppliers` ranks the suppliers of the model";
                return Err(Failure::Usage(finding.help(help).into()));
            }
        };
        all_present(&[&firms, &edges])?;
        let loaded = match &self.network {
            Some(folder) => load(folder)?,
            None => read(&firms, &edges)?,
        };
        session.tell(&loaded.findings);
        hashes.extend(loaded.hashes);
        Ok((loaded.value, firms))
    }
}
