//! Colours. A colour never carries meaning alone: a sign or a word says the same.

use karpool::event::{Action, State};
use owo_colors::{OwoColorize, Style};

pub(crate) fn good(text: &str) -> String {
    text.green().to_string()
}

pub(crate) fn warning(text: &str) -> String {
    text.yellow().to_string()
}

pub(crate) fn bad(text: &str) -> String {
    text.style(Style::new().red().bold()).to_string()
}

pub(crate) fn faint(text: &str) -> String {
    text.dimmed().to_string()
}

pub(crate) fn strong(text: &str) -> String {
    text.bold().to_string()
}

pub(crate) fn hint(text: &str) -> String {
    text.style(Style::new().cyan().bold()).to_string()
}

/// In the colour of what is done.
pub(crate) fn action(action: Action, text: &str) -> String {
    match action {
        Action::Create => text.green().to_string(),
        Action::Update => text.yellow().to_string(),
        Action::Delete => text.red().to_string(),
        Action::Await => text.cyan().to_string(),
        Action::Keep => text.dimmed().to_string(),
    }
}

/// The sign in front of a node that has come so far.
pub(crate) fn sign(state: State) -> String {
    match state {
        State::Ready => "✓".green().to_string(),
        State::Gone => "✓".green().to_string(),
        State::Failed => "✗".style(Style::new().red().bold()).to_string(),
        State::Skipped => "–".yellow().to_string(),
        State::Retrying => "↻".yellow().to_string(),
        State::Creating | State::Updating | State::Deleting | State::Waiting => "•".cyan().to_string(),
    }
}

/// The word for a state.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Creating => "creating",
        State::Updating => "updating",
        State::Deleting => "deleting",
        State::Waiting => "waiting",
        State::Retrying => "retrying",
        State::Ready => "ready",
        State::Gone => "gone",
        State::Failed => "failed",
        State::Skipped => "skipped",
    }
}

/// The sign and the word for a state. What a cancel cut short is neither done nor broken.
pub(crate) fn look(at: State, cut_short: bool) -> (String, &'static str) {
    if cut_short { (sign(State::Skipped), "stopped") } else { (sign(at), state(at)) }
}

/// Cuts a text at a width, with a sign that something is missing.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Cuts a path in front: its end says more.
pub(crate) fn cut_front(text: &str, width: usize) -> String {
    let count = text.chars().count();
    if count <= width {
        return text.to_owned();
    }
    let end: String = text.chars().skip(count + 1 - width).collect();
    format!("…{end}")
}

/// Breaks a text between words.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let taken = lines[last].chars().count();
        if taken > 0 && taken + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if taken > 0 {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}

/// As [`wrap`]; a word that is longer than a line goes on in the next one.
pub(crate) fn wrap_whole(text: &str, width: usize) -> Vec<String> {
    let pieces = |line: String| {
        let letters: Vec<char> = line.chars().collect();
        letters.chunks(width.max(1)).map(|piece| piece.iter().collect()).collect::<Vec<String>>()
    };
    wrap(text, width).into_iter().flat_map(pieces).collect()
}

/// `1 node`, `2 nodes`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
