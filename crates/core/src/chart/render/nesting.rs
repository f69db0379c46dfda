//! How deep a template nests its branches, loops and parentheses, and which templates it calls: every level takes stack.

use std::collections::BTreeMap;

use gotmpl::parse::{CommandNode, Expr, ListNode, Node, PipeNode};

/// What the engine itself allows a template that calls itself.
const RECURSIVE: usize = 200;

/// The names of the templates that a tree calls by `template`.
pub(super) fn called(tree: &ListNode) -> Vec<String> {
    let mut names = Vec::new();
    for node in &tree.nodes {
        match node {
            Node::List(inner) => names.extend(called(inner)),
            Node::If(branch) | Node::With(branch) | Node::Range(branch) => {
                names.extend(called(&branch.body));
                names.extend(branch.else_body.iter().flat_map(called));
            }
            Node::Template(template) => names.push(template.name.to_string()),
            _ => {}
        }
    }
    names
}

/// The depth of a template with what it calls.
pub(super) fn depth(name: &str, trees: &BTreeMap<String, ListNode>) -> usize {
    deepest(name, trees, &mut Vec::new())
}

fn deepest<'a>(name: &'a str, trees: &'a BTreeMap<String, ListNode>, above: &mut Vec<String>) -> usize {
    let Some(tree) = trees.get(name) else { return 0 };
    if above.len() >= RECURSIVE || above.iter().any(|one| one == name) {
        return RECURSIVE;
    }
    let mut names = called(tree);
    names.sort();
    names.dedup();
    above.push(name.to_owned());
    let below = names.iter().map(|name| deepest(name, trees, above)).max().unwrap_or(0);
    above.pop();
    (own(tree) + below).min(RECURSIVE)
}

fn own(tree: &ListNode) -> usize {
    let depth = |node: &Node| match node {
        Node::List(inner) => own(inner),
        Node::Action(action) => parentheses(&action.pipe),
        Node::If(branch) | Node::With(branch) | Node::Range(branch) => {
            let inner = own(&branch.body).max(branch.else_body.as_ref().map_or(0, own));
            1 + inner.max(parentheses(&branch.pipe))
        }
        Node::Template(template) => 1 + template.pipe.as_ref().map_or(0, parentheses),
        _ => 0,
    };
    tree.nodes.iter().map(depth).max().unwrap_or(0)
}

fn parentheses(pipe: &PipeNode) -> usize {
    let depth = |argument: &Expr| match argument {
        Expr::Pipe(_, inner) => 1 + parentheses(inner),
        Expr::Chain(_, inner, _) => match inner.as_ref() {
            Expr::Pipe(_, inner) => 1 + parentheses(inner),
            _ => 0,
        },
        _ => 0,
    };
    let command = |command: &CommandNode| command.args.iter().map(depth).max().unwrap_or(0);
    pipe.commands.iter().map(command).max().unwrap_or(0)
}
