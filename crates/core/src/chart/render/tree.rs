//! What is changed in a parsed template before it runs, for what Go does and the template engine cannot: print floats
//! as Go prints them, follow paths as Go does, count what the rendering costs, and notice that a map is changed which
//! others hold.

use std::sync::Arc;

use gotmpl::Value as Go;
use gotmpl::parse::{ActionNode, CommandNode, Expr, ListNode, Node, PipeNode, Pos, SmolStr};

use super::functions::TYPE_OF_VALUE;
use super::object;
use super::sole::assign;

/// The function every printed value passes.
pub(super) const SHOWN: &str = "shownAsInGo";
/// The function every round of a loop and every called template begins with.
pub(super) const STEP: &str = "countedStep";
/// The function that stands where a map would be changed in place, and fails when it is reached.
pub(super) const IN_PLACE: &str = "changedInPlace";

/// The function that follows a path.
pub(super) const REACHED: &str = "reachedPath";
/// The function that calls a method.
pub(super) const CALLED: &str = "calledMethod";
/// The function that makes of an object what `if`, `with` and `range` look at.
pub(super) const TRUTH: &str = "partsOfObject";

/// Names that no template may use itself.
pub(super) const INTERNAL: &[&str] = &[SHOWN, STEP, IN_PLACE, REACHED, CALLED, TRUTH, TYPE_OF_VALUE];

/// Functions that change their first argument. Source: sprig, "Dictionaries and Dict Functions".
const CHANGING: &[&str] = &["set", "unset", "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite"];

/// Those of them that change what is below it as well.
const LAYING: &[&str] = &["merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite"];

/// Functions whose answer nobody else holds down to its leaves, or which is no map.
const FRESH_BELOW: &[&str] = &[
    "deepCopy",
    "mustDeepCopy",
    "fromYaml",
    "fromJson",
    "mustFromJson",
    "lookup",
    "include",
    "tpl",
    "print",
    "printf",
    "quote",
    "squote",
    "toString",
    "toYaml",
    "toJson",
    "int",
    "int64",
    "float64",
    "len",
    "not",
    "eq",
    "ne",
];

/// Functions that hold what they are given and nothing else.
const GATHERING: &[&str] = &["dict", "list", "tuple"];

/// Functions whose answer nobody else holds, so that a change of it is not seen elsewhere.
const FRESH: &[&str] =
    &["dict", "deepCopy", "mustDeepCopy", "fromYaml", "fromJson", "mustFromJson", "pick", "omit", "lookup"];

/// Changes the body of a template.
pub(super) fn prepare(mut body: ListNode) -> ListNode {
    assign(&mut body);
    list(&mut body);
    body.nodes.insert(0, step(body.pos));
    body
}

fn list(body: &mut ListNode) {
    for node in &mut body.nodes {
        match node {
            Node::List(inner) => list(inner),
            Node::Action(action) => {
                pipe(&mut action.pipe);
                if action.pipe.decl.is_empty() {
                    action.pipe.commands.push(call(action.pos, SHOWN));
                }
            }
            Node::If(branch) => {
                pipe(&mut branch.pipe);
                branch.pipe.commands.push(call(branch.pos, TRUTH));
                list(&mut branch.body);
                branch.else_body.iter_mut().for_each(list);
            }
            Node::With(branch) => {
                pipe(&mut branch.pipe);
                list(&mut branch.body);
                branch.else_body.iter_mut().for_each(list);
            }
            Node::Range(branch) => {
                pipe(&mut branch.pipe);
                branch.pipe.commands.push(call(branch.pos, TRUTH));
                list(&mut branch.body);
                branch.body.nodes.insert(0, step(branch.pos));
                branch.else_body.iter_mut().for_each(list);
            }
            Node::Template(template) => template.pipe.iter_mut().for_each(pipe),
            Node::Text(_) | Node::Define(_) | Node::Break(_) | Node::Continue(_) => {}
        }
    }
}

fn pipe(pipe: &mut PipeNode) {
    for at in 0..pipe.commands.len() {
        method(&mut pipe.commands[at], at > 0);
        type_of_value(&mut pipe.commands[at]);
        for argument in &mut pipe.commands[at].args {
            expression(argument);
        }
        looked_at(&mut pipe.commands[at]);
        // A command's first argument is the piped value where it has no other.
        let piped = at.checked_sub(1).map(|before| &pipe.commands[before]);
        let [Expr::Identifier(pos, name), rest @ ..] = pipe.commands[at].args.as_slice() else { continue };
        let fresh = match (rest.first(), piped) {
            (Some(first), _) => is_fresh(first),
            (None, Some(before)) => gives_fresh(before),
            (None, None) => true,
        };
        if CHANGING.contains(&name.as_str()) && !fresh {
            let (pos, name) = (*pos, Arc::from(name.as_str()));
            let args = &mut pipe.commands[at].args;
            args[0] = Expr::Identifier(pos, IN_PLACE.into());
            args.insert(1, Expr::String(pos, name));
        } else if LAYING.contains(&name.as_str()) {
            let given = rest.iter().map(is_fresh_below).chain(piped.map(gives_fresh_below));
            let mask: String = given.map(|fresh| if fresh { '1' } else { '0' }).collect();
            let pos = *pos;
            pipe.commands[at].args.insert(1, Expr::String(pos, mask.into()));
        }
    }
}

fn expression(place: &mut Expr) {
    match place {
        Expr::Pipe(_, inner) => pipe(inner),
        Expr::Chain(pos, inner, path) => {
            expression(inner);
            *place = reach(*pos, inner.as_ref().clone(), path, true);
        }
        Expr::Variable(pos, name, path) if !path.is_empty() => {
            *place = reach(*pos, Expr::Variable(*pos, name.clone(), Vec::new()), path, true);
        }
        Expr::Field(pos, path) => *place = reach(*pos, Expr::Dot(*pos), path, false),
        _ => {}
    }
}

/// Of a value of the chart it is known which of Go's types a list or table has.
fn type_of_value(command: &mut CommandNode) {
    let [Expr::Identifier(_, name), Expr::Field(_, path) | Expr::Variable(_, _, path)] = command.args.as_mut_slice()
    else {
        return;
    };
    let below = path.iter().position(|one| one == "Values").is_some_and(|at| at + 1 < path.len());
    if name == "typeOf" && below {
        *name = TYPE_OF_VALUE.into();
    }
}

/// `and`, `or` and `not` look whether an object is empty.
fn looked_at(command: &mut CommandNode) {
    let [Expr::Identifier(_, name), rest @ ..] = command.args.as_mut_slice() else { return };
    if !matches!(name.as_str(), "and" | "or" | "not") {
        return;
    }
    for argument in rest.iter_mut().filter(|argument| calls_method(argument)) {
        if let Expr::Pipe(pos, inner) = argument {
            inner.commands.push(call(*pos, TRUTH));
        }
    }
}

fn calls_method(argument: &Expr) -> bool {
    let Expr::Pipe(_, inner) = argument else { return false };
    let last = inner.commands.last().map(|command| command.args.as_slice());
    matches!(last, Some([Expr::Identifier(_, name), ..]) if name == CALLED)
}

/// A path with arguments calls a method.
fn method(command: &mut CommandNode, piped: bool) {
    if command.args.len() < 2 && !piped {
        return;
    }
    let (pos, base, path, lenient) = match &command.args[0] {
        Expr::Field(pos, path) => (*pos, Expr::Dot(*pos), path.clone(), false),
        Expr::Variable(pos, name, path) if !path.is_empty() => {
            (*pos, Expr::Variable(*pos, name.clone(), Vec::new()), path.clone(), true)
        }
        Expr::Chain(pos, inner, path) => (*pos, inner.as_ref().clone(), path.clone(), true),
        _ => return,
    };
    let (name, path) = match path.split_last() {
        Some((name, path)) => (name.clone(), path.to_vec()),
        None => return,
    };
    let object = match (path.is_empty(), base) {
        (true, base) => base,
        (false, Expr::Dot(pos)) => Expr::Field(pos, path),
        (false, Expr::Variable(pos, variable, _)) => Expr::Variable(pos, variable, path),
        (false, base) => Expr::Chain(pos, Box::new(base), path),
    };
    let method = [Expr::Identifier(pos, CALLED.into()), Expr::Bool(pos, lenient), object];
    let method = method.into_iter().chain([Expr::String(pos, Arc::from(name.as_str()))]);
    command.args.splice(..1, method);
}

/// Calls a method of an object.
pub(super) fn called(args: &[Go]) -> Result<Go, String> {
    let [Go::Bool(_), object, Go::String(name), args @ ..] = args else {
        return Err("it takes an object and a method".to_owned());
    };
    match object {
        Go::Function(_) => object::member(object, name, args),
        Go::Nil => Err(format!("nothing is there that could have `{name}`")),
        _ => Err(format!("`{name}` has arguments but is no method")),
    }
}

/// A path as a call that fails where Go fails: below something that is not there.
fn reach(pos: Pos, base: Expr, path: &[SmolStr], lenient: bool) -> Expr {
    let mut args = vec![Expr::Identifier(pos, REACHED.into()), Expr::Bool(pos, lenient), base];
    args.extend(path.iter().map(|name| Expr::String(pos, Arc::from(name.as_str()))));
    let command = CommandNode { pos, args };
    Expr::Pipe(pos, PipeNode { pos, decl: Vec::new(), commands: vec![command], is_assign: false })
}

/// What Go's type of the values has besides their keys. Source: Helm 4.2.3, `common.Values`.
const OF_VALUES: &[&str] = &["AsMap", "Encode", "PathValue", "Table", "YAML"];

/// Follows a path. Source: Go, text/template, by Helm's answers: the first name below a variable or a parenthesis that
/// is nothing gives nothing, every other name below nothing is an error.
pub(super) fn reached(args: &[Go]) -> Result<Go, String> {
    let [Go::Bool(lenient), base, names @ ..] = args else { return Err("it takes a value and names".to_owned()) };
    let mut here = base.clone();
    let mut before = "";
    for (position, name) in names.iter().enumerate() {
        let name = name.as_str().unwrap_or_default();
        here = match here {
            Go::Map(_) if before == "Values" && OF_VALUES.contains(&name) => {
                return Err(format!("`{name}` is a method of the values, which is not supported"));
            }
            Go::Map(map) => map.get(name).cloned().unwrap_or(Go::Nil),
            Go::Function(_) => object::member(&here, name, &[])?,
            Go::Nil if *lenient && position == 0 => Go::Nil,
            Go::Nil => return Err(format!("nothing is there that could have `{name}`")),
            other => return Err(format!("a {} has no `{name}`", other.type_name())),
        };
        before = name;
    }
    Ok(here)
}

fn is_fresh(expression: &Expr) -> bool {
    match expression {
        Expr::Pipe(_, pipe) => pipe.commands.last().is_some_and(gives_fresh),
        _ => false,
    }
}

/// A change of what is fresh is fresh; what was not has been replaced before.
pub(super) fn gives_fresh(command: &CommandNode) -> bool {
    match command.args.as_slice() {
        [Expr::Identifier(_, name), ..] => FRESH.contains(&name.as_str()) || CHANGING.contains(&name.as_str()),
        [only] => is_fresh(only),
        _ => false,
    }
}

/// Whether nobody else holds any map in it.
fn is_fresh_below(expression: &Expr) -> bool {
    match expression {
        Expr::Pipe(_, pipe) => pipe.commands.last().is_some_and(gives_fresh_below),
        Expr::String(..) | Expr::Number(..) | Expr::Bool(..) | Expr::Nil(_) => true,
        _ => false,
    }
}

fn gives_fresh_below(command: &CommandNode) -> bool {
    match command.args.as_slice() {
        // What was laid together carries its mask.
        [Expr::Identifier(_, name), Expr::String(_, mask), ..] if LAYING.contains(&name.as_str()) => {
            mask.chars().all(|fresh| fresh == '1')
        }
        [Expr::Identifier(_, name), rest @ ..] if GATHERING.contains(&name.as_str()) => rest.iter().all(is_fresh_below),
        [Expr::Identifier(_, name), ..] => FRESH_BELOW.contains(&name.as_str()),
        [only] => is_fresh_below(only),
        _ => false,
    }
}

fn call(pos: Pos, name: &str) -> CommandNode {
    CommandNode { pos, args: vec![Expr::Identifier(pos, name.into())] }
}

fn step(pos: Pos) -> Node {
    Node::Action(ActionNode {
        pos,
        pipe: PipeNode { pos, decl: Vec::new(), commands: vec![call(pos, STEP)], is_assign: false },
    })
}
