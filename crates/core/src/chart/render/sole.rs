//! Which variables of a template are the only holders of their map. Go changes a map where it lies and everybody who
//! holds it sees the change; where nobody else does, giving the variable the changed map is the same.

use std::collections::{BTreeMap, BTreeSet};

use gotmpl::parse::{BranchNode, CommandNode, Expr, ListNode, Node, PipeNode, SmolStr};

use super::tree::gives_fresh;

/// Functions that change the top of a map and nothing below it, and answer it.
const SHALLOW: &[&str] = &["set", "unset"];

/// Functions that read a map and keep no hold of it. What they answer of it is below it, and nobody may change that.
const READING: &[&str] = &[
    "toYaml",
    "toJson",
    "toPrettyJson",
    "include",
    "tpl",
    "hasKey",
    "get",
    "index",
    "keys",
    "values",
    "len",
    "empty",
    "not",
    "eq",
    "ne",
    "kindIs",
    "kindOf",
    "typeOf",
    "toString",
    "print",
    "printf",
    "println",
    "quote",
    "squote",
    "pick",
    "omit",
    "deepCopy",
    "mustDeepCopy",
    "fail",
];

/// How the variables of one name are used in one template.
#[derive(Default)]
struct Use {
    /// Everything it was ever given is a map that nobody else holds.
    fresh: bool,
    given: bool,
    /// Somebody else may hold its map.
    shared: bool,
    /// It is read at all.
    read: bool,
}

#[derive(Default)]
struct Uses(BTreeMap<SmolStr, Use>);

/// Makes every `$_ := set $map …` of a template whose `$map` is the only holder an assignment of the changed copy:
/// `$map = set (deepCopy $map) …`.
pub(super) fn assign(body: &mut ListNode) {
    let mut uses = Uses::default();
    uses.list(body);
    let sole = |name: &SmolStr, one: &Use| (one.given && one.fresh && !one.shared).then(|| name.clone());
    let sole: BTreeSet<SmolStr> = uses.0.iter().filter_map(|(name, one)| sole(name, one)).collect();
    let unread = |name: &SmolStr| uses.0.get(name).is_none_or(|one| !one.read);
    rewrite(body, &|pipe| {
        let Some(map) = changed(pipe).cloned() else { return };
        if sole.contains(&map) && (pipe.decl[0] == map || unread(&pipe.decl[0])) {
            let first = &mut pipe.commands[0].args[1];
            *first = copied(first.clone());
            pipe.decl = vec![map];
            pipe.is_assign = true;
        }
    });
}

/// The map as one that may be changed.
fn copied(map: Expr) -> Expr {
    let pos = map.pos();
    let command = CommandNode { pos, args: vec![Expr::Identifier(pos, "deepCopy".into()), map] };
    Expr::Pipe(pos, PipeNode { pos, decl: Vec::new(), commands: vec![command], is_assign: false })
}

/// The variable whose map a statement changes and does nothing else with.
fn changed(pipe: &PipeNode) -> Option<&SmolStr> {
    let ([_], [command]) = (pipe.decl.as_slice(), pipe.commands.as_slice()) else { return None };
    let [Expr::Identifier(_, name), Expr::Variable(_, map, path), ..] = command.args.as_slice() else { return None };
    (SHALLOW.contains(&name.as_str()) && path.is_empty()).then_some(map)
}

fn rewrite(body: &mut ListNode, change: &impl Fn(&mut PipeNode)) {
    for node in &mut body.nodes {
        match node {
            Node::List(inner) => rewrite(inner, change),
            Node::Action(action) => change(&mut action.pipe),
            Node::If(branch) | Node::With(branch) | Node::Range(branch) => {
                rewrite(&mut branch.body, change);
                branch.else_body.iter_mut().for_each(|inner| rewrite(inner, change));
            }
            _ => {}
        }
    }
}

impl Uses {
    fn list(&mut self, body: &ListNode) {
        for node in &body.nodes {
            match node {
                Node::List(inner) => self.list(inner),
                Node::Action(action) => self.statement(&action.pipe),
                Node::If(branch) | Node::Range(branch) => self.branch(branch, false),
                // The dot holds it.
                Node::With(branch) => self.branch(branch, true),
                // The called template reads it and cannot keep it.
                Node::Template(template) => template.pipe.iter().for_each(|pipe| self.pipe(pipe, false)),
                Node::Text(_) | Node::Define(_) | Node::Break(_) | Node::Continue(_) => {}
            }
        }
    }

    fn branch(&mut self, branch: &BranchNode, held: bool) {
        for name in &branch.pipe.decl {
            self.give(name, false);
        }
        self.pipe(&branch.pipe, held);
        self.list(&branch.body);
        branch.else_body.iter().for_each(|inner| self.list(inner));
    }

    fn statement(&mut self, pipe: &PipeNode) {
        if let Some(map) = changed(pipe) {
            let name = &pipe.decl[0];
            if name != map {
                self.give(name, false);
            }
            // The map itself stands first; the rest are values that it holds from now on.
            pipe.commands[0].args[2..].iter().for_each(|argument| self.expression(argument, true));
            return;
        }
        let fresh = pipe.commands.last().is_some_and(gives_fresh);
        pipe.decl.iter().for_each(|name| self.give(name, fresh));
        self.pipe(pipe, !pipe.decl.is_empty());
    }

    fn give(&mut self, name: &SmolStr, fresh: bool) {
        let one = self.0.entry(name.clone()).or_default();
        one.fresh = fresh && (one.fresh || !one.given);
        one.given = true;
    }

    /// `held`: what comes out of it is kept by somebody.
    fn pipe(&mut self, pipe: &PipeNode, held: bool) {
        for (at, command) in pipe.commands.iter().enumerate() {
            let held = pipe.commands.get(at + 1).map_or(held, |next| !reads(next));
            self.command(command, held);
        }
    }

    fn command(&mut self, command: &CommandNode, held: bool) {
        let held = match command.args.as_slice() {
            [Expr::Identifier(..), ..] => !reads(command),
            _ => held,
        };
        command.args.iter().for_each(|argument| self.expression(argument, held));
    }

    fn expression(&mut self, expression: &Expr, held: bool) {
        match expression {
            Expr::Variable(_, name, path) => {
                let one = self.0.entry(name.clone()).or_default();
                one.read = true;
                one.shared |= held && path.is_empty();
            }
            Expr::Pipe(_, inner) => self.pipe(inner, held),
            Expr::Chain(_, inner, _) => self.expression(inner, held),
            _ => {}
        }
    }
}

fn reads(command: &CommandNode) -> bool {
    matches!(command.args.as_slice(), [Expr::Identifier(_, name), ..] if READING.contains(&name.as_str()))
}
