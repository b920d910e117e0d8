//! A network of firms as commands take it: two lists, or a folder of `linchpin import network`.

use super::{Failure, Session};
use crate::finding::Finding;
use crate::firm::{FirmNetwork, MANIFEST, load, read};
use crate::input::{Hashes, missing};
use crate::table::bulk;
use std::path::{Path, PathBuf};

/// Where the network comes from.
#[derive(Debug, clap::Args)]
#[group(multiple = true)]
pub struct FirmSource {
    /// List of deliveries: supplier, buyer (or customer), weight
    #[arg(long, value_name = "FILE", requires = "firms", required_unless_present = "network")]
    edges: Option<PathBuf>,
    /// List of firms: firm, sector and, if known, market and revenue
    #[arg(long, value_name = "FILE", requires = "edges", required_unless_present = "network")]
    firms: Option<PathBuf>,
    /// Folder that `linchpin import network` wrote, instead of the two lists
    #[arg(long, value_name = "DIR", conflicts_with_all = ["edges", "firms"])]
    network: Option<PathBuf>,
}

/// Notes the fingerprint of what is read; what cannot be read is no fault of the input.
pub fn known(path: &Path, hashes: &mut Hashes) -> Result<(), Failure> {
    std::fs::metadata(path).map_err(|_| Failure::Usage(missing(path).into()))?;
    bulk::read_bytes(path, hashes).map_err(|finding| Failure::Usage(finding.into()))?;
    Ok(())
}

impl FirmSource {
    /// The network and where its list of firms is; warnings are told, fingerprints noted.
    pub fn read(&self, session: &Session, hashes: &mut Hashes) -> Result<(FirmNetwork, PathBuf), Failure> {
        let (firms, edges) = match (&self.network, &self.firms, &self.edges) {
            (Some(folder), ..) => {
                known(&folder.join(MANIFEST), hashes)?;
                (folder.join("firms.csv"), folder.join("edges.csv"))
            }
            (None, Some(firms), Some(edges)) => (firms.clone(), edges.clone()),
            (None, ..) => {
                let finding = Finding::error("no network to look at");
                return Err(Failure::Usage(finding.help("name --edges and --firms, or --network").into()));
            }
        };
        known(&firms, hashes)?;
        known(&edges, hashes)?;
        let loaded = match &self.network {
            Some(folder) => load(folder)?,
            None => read(&firms, &edges)?,
        };
        session.tell(&loaded.findings);
        Ok((loaded.value, firms))
    }
}
