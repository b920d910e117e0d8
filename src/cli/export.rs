//! `linchpin export`: the network as a graph for other programs.

use super::{Failure, Session};
use crate::finding::{Finding, Findings};
use crate::input::Names;
use crate::model::{Model, Sector};
use crate::network::{Network, build};
use crate::report::OutputFolder;
use crate::report::graph_file::Graph;
use crate::report::network_graph::{product_graph, supplier_graph};
use clap::ValueEnum;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Export the model's network as GraphML, Graphviz DOT or a CSV list of its flows
///
/// Nodes are suppliers (a product made in an economy, by a firm where firms are told apart) and final uses, edges the
/// normal flows between them as shares of a day's world output of the product. With --nodes products, nodes are products
/// and edges the share of the input's world use that goes into the other. Prints to standard output, or writes the file
/// that --out names; in a folder that exists, or a name that ends in `/`, the file `network.graphml`, `.dot` or `.csv`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Form of the file
    #[arg(long, value_enum)]
    to: Form,
    /// Only the chain of this sector, direct inputs from others included (`linchpin list sectors`)
    #[arg(long, value_name = "SECTOR")]
    sector: Option<String>,
    /// What a node is
    #[arg(long, value_enum, default_value_t = Nodes::Suppliers)]
    nodes: Nodes,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// GraphML: networkx, Gephi, igraph
    Graphml,
    /// Graphviz
    Dot,
    /// A row for every flow
    Csv,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Nodes {
    /// A product made in an economy, and final uses
    Suppliers,
    /// Products
    Products,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let model = session.model()?.value;
    let sector = arguments.sector.as_deref().map(|id| sector(id, &model)).transpose()?;
    let network =
        build(&model).map_err(|error| Failure::from(Findings::from(Finding::error(error.to_string()))))?.network;
    let graph = graph(arguments.nodes, &model, &network, sector);
    match &session.options.out {
        None => session.print(|out| write(&graph, arguments.to, out)),
        Some(path) => {
            let file = file(arguments.to, path);
            write_file(&graph, arguments.to, &file).map_err(|error| session.cannot_write(&error))?;
            if file != *path {
                let note = Finding::note(format!("the network is in `{}`", file.display()));
                session.tell_all(&note.help("--out may name the file itself, too").into());
            }
            Ok(())
        }
    }
}

fn sector(id: &str, model: &Model) -> Result<Sector, Failure> {
    model.sectors().iter().copied().find(|sector| sector.id() == id).ok_or_else(|| {
        let ids = model.sectors().iter().map(|sector| sector.id().to_owned());
        Failure::Input(Names::new("sector", "`linchpin list sectors`", ids).unknown(id).into())
    })
}

fn graph(nodes: Nodes, model: &Model, network: &Network, sector: Option<Sector>) -> Graph {
    match nodes {
        Nodes::Suppliers => supplier_graph(model, network, sector),
        Nodes::Products => product_graph(model, network, sector),
    }
}

fn write(graph: &Graph, form: Form, out: &mut dyn Write) -> io::Result<()> {
    match form {
        Form::Graphml => graph.write_graphml(out),
        Form::Dot => graph.write_dot(out),
        Form::Csv => graph.write_csv(out),
    }
}

/// The file that `path` names: itself, or `network.*` in it if it is a folder.
fn file(form: Form, path: &Path) -> PathBuf {
    let ending = match form {
        Form::Graphml => "graphml",
        Form::Dot => "dot",
        Form::Csv => "csv",
    };
    let folder = path.is_dir() || path.to_string_lossy().ends_with('/');
    if folder { path.join(format!("network.{ending}")) } else { path.to_owned() }
}

/// Writes `file`; it appears whole or not at all.
fn write_file(graph: &Graph, form: Form, file: &Path) -> io::Result<()> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut folder = OutputFolder::open(crate::input::parent(file))?;
    folder.write(&name, |out| write(graph, form, out))?;
    folder.finish()
}
