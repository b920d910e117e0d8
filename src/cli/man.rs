//! `linchpin man`: manual pages.

use super::{Failure, Session};
use crate::report::OutputFolder;
use clap_mangen::Man;
use std::io;

/// Print the manual page, or write the pages of all commands to --out DIR
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Answers the command.
pub fn answer(_: &Arguments, session: &Session) -> Result<(), Failure> {
    let definition = super::definition();
    let Some(path) = &session.options.out else {
        let mut page = Vec::new();
        Man::new(definition).render(&mut page).map_err(|error| Failure::printing(&error))?;
        return session.print(|out| out.write_all(&page));
    };
    let write_all = || -> io::Result<()> {
        let mut folder = OutputFolder::open(path)?;
        folder.write("linchpin.1", |mut out| Man::new(definition.clone()).render(&mut out))?;
        for command in definition.get_subcommands().filter(|command| command.get_name() != "help") {
            let name = format!("linchpin-{}", command.get_name());
            let page = Man::new(command.clone()).title(name.as_str());
            folder.write(&format!("{name}.1"), |mut out| page.render(&mut out))?;
        }
        folder.finish()
    };
    write_all().map_err(|error| session.cannot_write(&error))
}
