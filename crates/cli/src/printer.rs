//! The only place that prints.

use std::io::{self, BufRead, IsTerminal, Write};

use anstream::ColorChoice;
use serde::Serialize;

use crate::args::{Colour, Global, Output};

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 120;
const NARROWEST: usize = 60;
/// Where there is no terminal.
pub(crate) const USUAL: usize = 100;

/// Where results, notes and questions go.
///
/// Results go to the standard output, notes and errors to the standard error. What can't be written, because a pipe
/// was closed, is dropped: a run goes on whether somebody reads along or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printer {
    json: bool,
    quiet: bool,
    verbose: bool,
    width: usize,
}

impl Printer {
    pub(crate) fn new(global: &Global) -> Printer {
        match global.color {
            Colour::Auto => {}
            Colour::Always => ColorChoice::Always.write_global(),
            Colour::Never => ColorChoice::Never.write_global(),
        }
        let found = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = found.filter(|width| *width > 0).unwrap_or(USUAL).clamp(NARROWEST, WIDEST);
        Printer { json: global.output == Output::Json, quiet: global.quiet, verbose: global.verbose, width }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Columns to fill.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Whether somebody sits in front of it and sees lines change.
    pub(crate) fn is_live(&self) -> bool {
        !self.json && !self.quiet && io::stdout().is_terminal() && io::stderr().is_terminal()
    }

    /// Whether questions get answers.
    pub(crate) fn can_ask(&self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// A result as text; with `-o json` nothing.
    pub(crate) fn text(&self, text: &str) {
        if !self.json {
            write(anstream::stdout().lock(), text);
        }
    }

    /// A result as text, whatever the format: completions, a kubeconfig.
    pub(crate) fn raw(&self, text: &str) {
        write(anstream::stdout().lock(), text);
    }

    /// Part of a result that can be left out.
    pub(crate) fn remark(&self, text: &str) {
        if !self.quiet {
            self.text(text);
        }
    }

    /// A result as one JSON document; with `-o text` nothing.
    pub(crate) fn document(&self, value: &impl Serialize) {
        if self.json {
            self.raw_document(value);
        }
    }

    /// A JSON document, whatever the format.
    pub(crate) fn raw_document(&self, value: &impl Serialize) {
        if let Ok(text) = serde_json::to_string_pretty(value) {
            write(anstream::stdout().lock(), &format!("{text}\n"));
        }
    }

    /// One JSON document on one line; with `-o text` nothing.
    pub(crate) fn record(&self, value: &impl Serialize) {
        if self.json
            && let Ok(text) = serde_json::to_string(value)
        {
            write(anstream::stdout().lock(), &format!("{text}\n"));
        }
    }

    /// Something for the reader beside the result.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            write(anstream::stderr().lock(), text);
        }
    }

    /// Why it failed: always printed.
    pub(crate) fn error(&self, text: &str) {
        write(anstream::stderr().lock(), text);
    }

    /// Asks and gives the answer without the blanks around it; nothing when the input has ended.
    pub(crate) fn ask(&self, question: &str) -> Option<String> {
        write(anstream::stderr().lock(), question);
        let mut answer = String::new();
        match io::stdin().lock().read_line(&mut answer) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(answer.trim().to_owned()),
        }
    }
}

fn write(mut stream: impl Write, text: &str) {
    // A reader that has gone away is its own affair.
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}
