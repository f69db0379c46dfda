//! How long files and functions are, and how many arguments they take.

use super::Finding;
use super::source::{Source, closing};
use super::tree::{File, Tree};

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 60;
const ARGUMENTS: usize = 5;
/// Files of code; data and prose may be as long as they are.
const CODE: &[&str] = &[".rs", ".py", ".js", ".mjs", ".cjs", ".ts", ".sh"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let code = tree.files.iter().filter(|file| CODE.iter().any(|end| file.path.ends_with(end)));
    let long = code.filter(|file| !file.is_generated() && file.text.lines().count() > FILE_LINES);
    let mut found: Vec<Finding> = long.map(long_file).collect();
    for (file, source) in tree.sources().filter(|(file, _)| !file.is_generated()) {
        found.extend(functions(file, source));
    }
    found
}

fn long_file(file: &File) -> Finding {
    let lines = file.text.lines().count();
    let text = format!("{lines} lines, more than {FILE_LINES}: it hides a noun");
    Finding { path: file.path.clone(), line: lines, rule: "file length", text }
}

fn functions(file: &File, source: &Source) -> Vec<Finding> {
    let code = source.code();
    let starts = code.match_indices("fn ").filter(|(at, _)| {
        let before = code[..*at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || c == '(')
    });
    let mut found = Vec::new();
    for (at, _) in starts {
        let Some(function) = Function::read(&code, at) else { continue };
        let line = code[..at].matches('\n').count();
        let is_test = source.lines.get(line).is_some_and(|line| line.is_test);
        let mut tell = |rule, text| found.push(Finding { path: file.path.clone(), line: line + 1, rule, text });
        if function.lines > FUNCTION_LINES && !is_test {
            let text = format!("`{}` has {} lines, more than {FUNCTION_LINES}", function.name, function.lines);
            tell("function length", text);
        }
        if function.arguments > ARGUMENTS {
            let text = format!("`{}` takes {} arguments, more than {ARGUMENTS}", function.name, function.arguments);
            tell("arguments", text);
        }
    }
    found
}

struct Function {
    name: String,
    lines: usize,
    /// The receiver is none.
    arguments: usize,
}

impl Function {
    /// The function whose `fn` is at `at`; `None` for function types.
    fn read(code: &str, at: usize) -> Option<Function> {
        let rest = &code[at + 3..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() {
            return None;
        }
        let after_name = at + 3 + name.len();
        let open = after_name + generics(&code[after_name..]);
        if !code[open..].starts_with('(') {
            return None;
        }
        let close = closing(code, open)?;
        let list = parts(&code[open + 1..close]);
        let receiver = |part: &&&str| part.split(':').next().is_some_and(|name| name.trim_end().ends_with("self"));
        let arguments = list.len() - list.first().iter().filter(|part| receiver(part)).count();
        let end = close + code[close..].find(['{', ';'])?;
        let last = if code[end..].starts_with('{') { closing(code, end)? } else { end };
        Some(Function { name, lines: code[at..last].matches('\n').count() + 1, arguments })
    }
}

/// The length of `<...>` and spaces.
fn generics(code: &str) -> usize {
    let mut depth = 0i32;
    let mut before = ' ';
    for (at, c) in code.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            '(' if depth == 0 => return at,
            _ if depth == 0 && !c.is_whitespace() && before != '>' => return at,
            _ => {}
        }
        before = c;
    }
    code.len()
}

/// What stands between the commas of a list.
fn parts(list: &str) -> Vec<&str> {
    let (mut depth, mut from, mut before) = (0i32, 0, ' ');
    let mut parts = Vec::new();
    for (at, c) in list.char_indices() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' && before != '=' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        before = c;
    }
    parts.push(&list[from..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_is_found_and_enough_is_not() {
        let enough = "fn ok<F: Fn(u8) -> u8>(&self, a: Map<u8, u8>, b: (u8, u8), c: F, d: u8, e: u8) {}\n";
        let much = "fn six(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8) {}\n";
        let long = format!("fn long() {{\n{}}}\n", "    call();\n".repeat(60));
        let tree = Tree::of(&[("a.rs", &format!("{enough}{much}{long}"))]);
        let rules: Vec<(&str, usize)> = check(&tree).iter().map(|finding| (finding.rule, finding.line)).collect();
        assert_eq!(rules, [("arguments", 2), ("function length", 3)]);
    }
}
