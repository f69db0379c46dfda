//! Two long texts by the parts in which they differ, with a sign where something is left out.

use serde_json::Value;

/// What stands for a part that both texts share.
const LEFT_OUT: &str = "…";
/// How much of what both share is kept beside a difference inside a word.
const BESIDE: usize = 12;

/// Columns of a text.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// Two texts at this width each. Both whole where they fit; else only items that the other one does not have, and of
/// long items what is around the first difference. A text that only lacks something answers nothing.
pub(super) fn excerpts(from: &str, to: &str, room: usize) -> (String, String) {
    if width(from) <= room && width(to) <= room {
        return (from.to_owned(), to.to_owned());
    }
    let separator = if from.contains(',') || to.contains(',') { ',' } else { ' ' };
    let (old, new) = (items(from, separator), items(to, separator));
    let (gone, come) = (only(&old, &new, separator), only(&new, &old, separator));
    match (gone, come) {
        (None, None) => window(from, to, room),
        (gone, come) => {
            let (gone, come) = (gone.unwrap_or_default(), come.unwrap_or_default());
            if width(&gone) <= room && width(&come) <= room { (gone, come) } else { window(&gone, &come, room) }
        }
    }
}

/// What only one of two lists has, when the other lacks nothing else: `+ item` or `- item`.
pub(super) fn one_sided(from: &str, to: &str) -> Option<String> {
    let separator = if from.contains(',') || to.contains(',') { ',' } else { ' ' };
    let (old, new) = (items(from, separator), items(to, separator));
    match (only(&old, &new, separator), only(&new, &old, separator)) {
        (Some(gone), None) => Some(format!("- {gone}")),
        (None, Some(come)) => Some(format!("+ {come}")),
        _ => None,
    }
}

/// Texts of several lines by the lines that one of them lacks.
pub(super) fn of_lines(from: &Value, to: &Value) -> Option<Vec<String>> {
    let (from, to) = (from.as_str()?, to.as_str()?);
    if from.lines().count() < 2 && to.lines().count() < 2 {
        return None;
    }
    let lacks = |text: &str, line: &str| !text.lines().any(|other| other == line);
    let gone = from.lines().filter(|line| lacks(to, line)).map(|line| format!("- {line}"));
    let come = to.lines().filter(|line| lacks(from, line)).map(|line| format!("+ {line}"));
    Some(gone.chain(come).collect())
}

fn items(text: &str, separator: char) -> Vec<&str> {
    text.split(separator).map(str::trim).collect()
}

/// The items that the other list does not have, with what is between them left out; nothing when it has them all.
fn only(some: &[&str], others: &[&str], separator: char) -> Option<String> {
    let bare = |item: &str| item.trim_matches(['[', ']', '{', '}']).to_owned();
    let others: Vec<String> = others.iter().map(|item| bare(item)).collect();
    let shared = |item: &&str| others.contains(&bare(item));
    if some.iter().all(&shared) {
        return None;
    }
    let joint = if separator == ',' && some.iter().any(|item| item.contains('=')) { "," } else { ", " };
    let joint = if separator == ' ' { " " } else { joint };
    let mut kept: Vec<&str> = Vec::new();
    for item in some {
        match shared(item) {
            true if kept.last() == Some(&LEFT_OUT) => {}
            true => kept.push(LEFT_OUT),
            false => kept.push(item),
        }
    }
    Some(kept.join(joint))
}

/// Both texts around their first difference.
fn window(from: &str, to: &str, room: usize) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let shared = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let start = if shared + 1 < room.saturating_sub(BESIDE) { 0 } else { shared.saturating_sub(BESIDE) };
    (cut_around(&old, start, room), cut_around(&new, start, room))
}

/// A text from a place on, with a sign at each end that is cut.
fn cut_around(text: &[char], start: usize, room: usize) -> String {
    let head = if start > 0 { LEFT_OUT } else { "" };
    let left = room.saturating_sub(width(head));
    let rest = text.get(start..).unwrap_or_default();
    if rest.len() <= left {
        return format!("{head}{}", rest.iter().collect::<String>());
    }
    format!("{head}{}{LEFT_OUT}", rest.iter().take(left.saturating_sub(1)).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_never_cut_away() {
        let long = |middle: &str| format!("{}{middle}{}", "a".repeat(90), "b".repeat(90));
        let (from, to) = excerpts(&long("X"), &long("Y"), 40);
        assert_eq!((width(&from), width(&to)), (40, 40));
        assert!(from.starts_with("…aaa") && from.contains('X') && from.ends_with("b…"), "{from}");
        assert!(to.contains('Y'), "{to}");
    }

    #[test]
    fn a_list_is_told_by_what_came_and_went() {
        let list = |items: &[&str]| format!("[{}]", items.join(", "));
        let (from, to) = (list(&["aaaa", "bbbb", "cccc", "dddd"]), list(&["aaaa", "cccc", "dddd", "eeee"]));
        assert_eq!(excerpts(&from, &to, 20), ("…, bbbb, …".to_owned(), "…, eeee]".to_owned()));
        assert_eq!(excerpts(&list(&["aaaa", "bbbb"]), &list(&["aaaa", "bbbb", "cccc"]), 8).0, "");
        // The same items in another order.
        let (from, to) = excerpts("--first=1,--second=2", "--second=2,--first=1", 12);
        assert!(from.contains("first") && to.contains("second"), "{from} {to}");
    }
}
