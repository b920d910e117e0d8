//! `linchpin completions`: what a shell needs to complete the command line.

use super::{Failure, Session};
use crate::report::OutputFolder;
use clap_complete::{Generator, Shell, generate};
use std::io;

/// Print the completions of a shell, or write them to --out DIR
///
/// For example: linchpin completions bash > ~/.local/share/bash-completion/completions/linchpin
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Answers the command.
pub fn answer(arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut super::definition(), "linchpin", &mut script);
    let Some(path) = &session.options.out else {
        return session.print(|out| out.write_all(&script));
    };
    let write = || -> io::Result<()> {
        let mut folder = OutputFolder::open(path)?;
        folder.write(&arguments.shell.file_name("linchpin"), |out| out.write_all(&script))?;
        folder.finish()
    };
    write().map_err(|error| session.cannot_write(&error))
}
