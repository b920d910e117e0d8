//! `linchpin completions`: what a shell needs to complete the command line.

use super::{Failure, Session};
use clap_complete::{Shell, generate};

/// Print the completions of a shell
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
    session.print(|out| out.write_all(&script))
}
