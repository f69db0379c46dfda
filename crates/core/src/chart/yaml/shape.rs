//! In which ways a text can be written, and how its signs are. Source: go.yaml.in/yaml/v2 2.4.3.

/// The ways in which a text can be written.
pub(super) struct Shape {
    /// Without quotes.
    pub(super) plain: bool,
    /// In single quotes.
    pub(super) single: bool,
    /// As a literal of several lines.
    pub(super) block: bool,
}

impl Shape {
    pub(super) fn of(text: &str) -> Shape {
        let edge = |letter: Option<char>| letter.is_some_and(|letter| letter == ' ' || is_break(letter));
        let (first, last) = (text.chars().next(), text.chars().next_back());
        let pairs = || text.chars().zip(text.chars().skip(1));
        let break_then_space = pairs().any(|(one, other)| is_break(one) && other == ' ');
        let space_then_break = pairs().any(|(one, other)| one == ' ' && is_break(other));
        let printable = text.chars().all(is_printable) && !space_then_break;
        Shape {
            plain: printable
                && !break_then_space
                && !edge(first)
                && !edge(last)
                && !text.contains(is_break)
                && !is_indicated(text),
            single: printable && !break_then_space,
            block: printable && last != Some(' '),
        }
    }
}

/// Whether something in the text has a meaning of its own outside of quotes.
fn is_indicated(text: &str) -> bool {
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let blank_follows = letters.peek().is_none_or(|next| matches!(next, ' ' | '\t'));
        let found = match (before, letter) {
            (None, '?' | '-') | (_, ':') => blank_follows,
            (None, _) => "#,[]{}&*!|>'\"%@`".contains(letter),
            (Some(before), '#') => matches!(before, ' ' | '\t' | '\0') || is_break(before),
            _ => false,
        };
        if found {
            return true;
        }
        before = Some(letter);
    }
    text.starts_with("---") || text.starts_with("...")
}

pub(super) fn is_break(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What beyond the basic plane lies is not printed either.
pub(super) fn is_printable(letter: char) -> bool {
    matches!(letter, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && letter != '\u{feff}'
}

pub(super) fn escape(letter: char) -> String {
    let short = match letter {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' | '\\' => letter,
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            return match u32::from(letter) {
                code @ ..=0xff => format!("\\x{code:02X}"),
                code @ ..=0xffff => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            };
        }
    };
    format!("\\{short}")
}
