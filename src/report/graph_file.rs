//! Graphs as files that other programs read: GraphML (Brandes et al. 2002), Graphviz DOT, and CSV.

use super::table::plain;
use std::borrow::Cow;
use std::io::{self, Write};

/// A node or an edge's attribute: name and value.
pub type Attribute = (&'static str, Value);

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A whole number.
    Count(u64),
    /// Yes or no.
    Flag(bool),
}

impl Value {
    const fn graphml_type(&self) -> &'static str {
        match self {
            Self::Text(_) => "string",
            Self::Number(_) => "double",
            Self::Count(_) => "long",
            Self::Flag(_) => "boolean",
        }
    }

    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Count(count) => Cow::Owned(count.to_string()),
            Self::Flag(flag) => Cow::Owned(flag.to_string()),
        }
    }
}

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its id, unique in the graph.
    pub id: String,
    /// What people read.
    pub label: String,
    /// What else is known.
    pub attributes: Vec<Attribute>,
}

/// A directed edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Index of the node it leaves.
    pub from: usize,
    /// Index of the node it enters.
    pub to: usize,
    /// Its weight.
    pub flow: f64,
}

/// A directed graph.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graph {
    /// Nodes.
    pub nodes: Vec<Node>,
    /// Edges.
    pub edges: Vec<Edge>,
}

impl Graph {
    /// Writes GraphML.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_graphml(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
        )?;
        writeln!(out, "  <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>")?;
        for (name, kind) in self.attribute_types() {
            writeln!(out, "  <key id=\"{name}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
        }
        writeln!(out, "  <key id=\"flow\" for=\"edge\" attr.name=\"flow\" attr.type=\"double\"/>")?;
        writeln!(out, "  <graph id=\"linchpin\" edgedefault=\"directed\">")?;
        for node in &self.nodes {
            writeln!(out, "    <node id=\"{}\">", xml(&node.id))?;
            writeln!(out, "      <data key=\"label\">{}</data>", xml(&node.label))?;
            for (name, value) in &node.attributes {
                writeln!(out, "      <data key=\"{name}\">{}</data>", xml(&value.text()))?;
            }
            writeln!(out, "    </node>")?;
        }
        for Edge { from, to, flow } in &self.edges {
            let (from, to) = (xml(&self.nodes[*from].id), xml(&self.nodes[*to].id));
            writeln!(out, "    <edge source=\"{from}\" target=\"{to}\"><data key=\"flow\">{flow}</data></edge>")?;
        }
        writeln!(out, "  </graph>\n</graphml>")
    }

    /// Writes Graphviz DOT.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_dot(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "digraph linchpin {{\n  rankdir=LR;\n  node [shape=box];")?;
        for node in &self.nodes {
            write!(out, "  {} [label={}", dot(&node.id), dot(&node.label))?;
            for (name, value) in &node.attributes {
                write!(out, ", {name}={}", dot(&value.text()))?;
            }
            writeln!(out, "];")?;
        }
        for Edge { from, to, flow } in &self.edges {
            writeln!(out, "  {} -> {} [flow=\"{flow}\"];", dot(&self.nodes[*from].id), dot(&self.nodes[*to].id))?;
        }
        writeln!(out, "}}")
    }

    /// Writes the edges as CSV: source, target, flow, and the attributes of both ends.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let names: Vec<&str> = self.attribute_types().into_iter().map(|(name, _)| name).collect();
        let mut writer = csv::Writer::from_writer(out);
        let ends =
            ["source", "target"].into_iter().flat_map(|end| names.iter().map(move |name| format!("{end}_{name}")));
        writer.write_record(["source", "target", "flow"].map(str::to_owned).into_iter().chain(ends)).map_err(plain)?;
        for edge in &self.edges {
            let nodes = [&self.nodes[edge.from], &self.nodes[edge.to]];
            let attributes = nodes.into_iter().flat_map(|node| {
                names.iter().map(|name| {
                    let found = node.attributes.iter().find(|(own, _)| own == name);
                    found.map_or_else(String::new, |(_, value)| value.text().into_owned())
                })
            });
            let lead = [nodes[0].id.clone(), nodes[1].id.clone(), edge.flow.to_string()];
            writer.write_record(lead.into_iter().chain(attributes)).map_err(plain)?;
        }
        writer.flush()
    }

    /// Names and GraphML types of the attributes, in order of appearance.
    fn attribute_types(&self) -> Vec<(&'static str, &'static str)> {
        let mut types: Vec<(&'static str, &'static str)> = Vec::new();
        for (name, value) in self.nodes.iter().flat_map(|node| &node.attributes) {
            if !types.iter().any(|(known, _)| known == name) {
                types.push((name, value.graphml_type()));
            }
        }
        types
    }
}

/// `text` as it can stand in XML: escaped, characters that XML 1.0 does not know replaced.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// `text` as a quoted id of DOT.
fn dot(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&Graph, &mut dyn Write) -> io::Result<()>) -> String {
        let node = |id: &str| Node {
            id: id.to_owned(),
            label: format!("the \"{id}\" node"),
            attributes: vec![("kind", Value::Text("a<b>&'c'\u{1}".to_owned())), ("output", Value::Number(0.5))],
        };
        let graph = Graph { nodes: vec![node("a\\b"), node("c\"d")], edges: vec![Edge { from: 0, to: 1, flow: 0.25 }] };
        let mut out = Vec::new();
        write(&graph, &mut out).expect("written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn graphml_is_escaped() {
        let text = written(|graph, out| graph.write_graphml(out));
        assert!(
            text.contains("<edge source=\"a\\b\" target=\"c&quot;d\"><data key=\"flow\">0.25</data></edge>"),
            "{text}"
        );
        assert!(text.contains("a&lt;b&gt;&amp;&apos;c&apos;\u{fffd}"), "{text}");
        assert!(text.contains("<key id=\"output\" for=\"node\" attr.name=\"output\" attr.type=\"double\"/>"), "{text}");
    }

    #[test]
    fn dot_is_escaped() {
        let text = written(|graph, out| graph.write_dot(out));
        assert!(text.contains(r#""a\\b" -> "c\"d" [flow="0.25"];"#), "{text}");
        assert!(text.contains(r#"label="the \"c\"d\" node""#), "{text}");
    }

    /// Ends after a few bytes, as `head` does.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_has_gone_is_told_apart_in_every_form() {
        let node = Node { id: "a".repeat(100_000), label: String::new(), attributes: Vec::new() };
        let graph = Graph { nodes: vec![node], edges: vec![Edge { from: 0, to: 0, flow: 1.0 }] };
        for write in [Graph::write_csv, Graph::write_dot, Graph::write_graphml] {
            assert_eq!(write(&graph, &mut Gone).expect_err("gone").kind(), io::ErrorKind::BrokenPipe);
        }
    }

    #[test]
    fn csv_has_the_attributes_of_both_ends() {
        let text = written(|graph, out| graph.write_csv(out));
        assert!(text.starts_with("source,target,flow,source_kind,source_output,target_kind,target_output\n"), "{text}");
    }
}
