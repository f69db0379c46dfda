//! `man`: the manual pages.

use std::path::Path;

use clap::CommandFactory;

use super::Session;
use crate::args::Cli;
use crate::exit::{DONE, Failure};

/// Prints the page of `karpool`, or writes it and one for every command into a folder.
pub(super) fn manual(session: &Session, out: Option<&Path>) -> Result<u8, Failure> {
    let Some(folder) = out else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(|error| Failure::Sandbox(error.to_string()))?;
        session.printer.raw(&String::from_utf8_lossy(&page));
        return Ok(DONE);
    };
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(|error| Failure::file(folder, error))?;
    session.printer.note(&format!("wrote the manual pages to {}; `man -l FILE` shows one\n", folder.display()));
    Ok(DONE)
}
