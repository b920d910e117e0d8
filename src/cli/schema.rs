//! `linchpin schema`: JSON Schemas of the input files, for editors.

use super::{Failure, Session};
use crate::input::{FILE_KINDS, schemas};
use crate::report::{OutputFolder, write_json};
use clap::builder::PossibleValuesParser;
use serde_json::{Map, Value};
use std::io;

/// Print the JSON Schema of a kind of input file, or of all, or write them to --out DIR
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Kind of file; all if absent
    #[arg(value_parser = PossibleValuesParser::new(FILE_KINDS))]
    name: Option<String>,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let wanted = |name: &str| arguments.name.as_deref().is_none_or(|wanted| wanted == name);
    let chosen: Vec<(&str, Value)> = schemas().into_iter().filter(|(name, _)| wanted(name)).collect();
    if let Some(path) = &session.options.out {
        let write_all = || -> io::Result<()> {
            let mut folder = OutputFolder::open(path)?;
            for (name, schema) in &chosen {
                folder.write(&format!("{name}.schema.json"), |out| write_json(out, schema))?;
            }
            folder.finish()
        };
        return write_all().map_err(|error| session.cannot_write(&error));
    }
    if let (Some(_), [(_, schema)]) = (&arguments.name, chosen.as_slice()) {
        return session.print(|out| write_json(out, schema));
    }
    let all: Map<String, Value> = chosen.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    session.print(|out| write_json(out, &all))
}
