//! From tokens to the trees that the template engine runs. The engine's own parser takes much that Go refuses, and
//! renders it otherwise. Source: Go 1.26, text/template/parse, `parse.go`.

use std::sync::Arc;

use gotmpl::parse::{ActionNode, BranchNode, ListNode, Node, Pos, SmolStr, TemplateNode, TextNode};

use super::literals;
use super::tokens::{Kind, Token, tokens};

/// Deeper than any chart nests its branches and parentheses, shallower than the stack.
const DEEPEST: usize = 100;

/// The trees of one text: its own body, and what it defines.
#[derive(Debug)]
pub(super) struct Trees {
    pub(super) body: ListNode,
    pub(super) defined: Vec<(String, ListNode)>,
}

/// Parses a template; `knows` says which functions there are.
pub(super) fn parse(text: &str, knows: &dyn Fn(&str) -> bool) -> Result<Trees, String> {
    let placed = |(reason, at): (String, usize)| {
        let line = 1 + text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count();
        format!("line {line}: {reason}")
    };
    let mut parser = Parser {
        tokens: tokens(text).map_err(placed)?,
        at: 0,
        knows,
        scope: Scope::new(),
        defined: Vec::new(),
        depth: 0,
    };
    let body = parser.file().map_err(placed)?;
    Ok(Trees { body, defined: parser.defined })
}

pub(super) type Parsed<T> = Result<T, (String, usize)>;

pub(super) struct Parser<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) at: usize,
    pub(super) knows: &'a dyn Fn(&str) -> bool,
    pub(super) scope: Scope,
    defined: Vec<(String, ListNode)>,
    depth: usize,
}

/// What is known in one template.
pub(super) struct Scope {
    pub(super) variables: Vec<SmolStr>,
    loops: usize,
}

impl Scope {
    fn new() -> Scope {
        Scope { variables: vec!["$".into()], loops: 0 }
    }
}

pub(super) fn spot(token: &Token<'_>) -> Pos {
    Pos::new(token.at, 1)
}

impl<'a> Parser<'a> {
    pub(super) fn peek(&self) -> Token<'a> {
        // The last token is the end of the file, which nothing steps over.
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    pub(super) fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        self.at += 1;
        token
    }

    pub(super) fn skip_space(&mut self) {
        while self.peek().kind == Kind::Space {
            self.at += 1;
        }
    }

    pub(super) fn next_word(&mut self) -> Token<'a> {
        self.skip_space();
        self.next()
    }

    pub(super) fn peek_word(&mut self) -> Token<'a> {
        self.skip_space();
        self.peek()
    }

    fn expect(&mut self, kind: Kind, place: &str) -> Parsed<Token<'a>> {
        let token = self.next_word();
        if token.kind == kind { Ok(token) } else { unexpected(&token, place) }
    }

    pub(super) fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            return Err((format!("it nests more than {DEEPEST} deep"), self.peek().at));
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    /// The whole text, whose definitions stand outside of everything else.
    fn file(&mut self) -> Parsed<ListNode> {
        let mut nodes = Vec::new();
        let pos = spot(&self.peek());
        while self.peek().kind != Kind::EndOfFile {
            let start = self.at;
            if self.next().kind == Kind::Open && self.next_word().kind == Kind::Define {
                self.definition()?;
                continue;
            }
            self.at = start;
            nodes.push(self.node()?.map_err(|token| (format!("unexpected {{{{{}}}}}", token.text), token.at))?);
        }
        Ok(ListNode { pos, nodes })
    }

    fn definition(&mut self) -> Parsed<()> {
        let name = self.name("define clause")?;
        self.expect(Kind::Close, "define clause")?;
        self.separate(&name)
    }

    /// A body with a scope of its own, up to its end.
    fn separate(&mut self, name: &str) -> Parsed<()> {
        let outer = std::mem::replace(&mut self.scope, Scope::new());
        let (body, end) = self.list()?;
        self.scope = outer;
        if end.kind != Kind::End {
            return unexpected(&end, "define clause");
        }
        self.expect(Kind::Close, "end")?;
        self.define(name, body, end.at)
    }

    /// Two definitions of one name in one text are an error, unless one of them is empty.
    fn define(&mut self, name: &str, body: ListNode, at: usize) -> Parsed<()> {
        match self.defined.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) if known.is_empty_tree() => *known = body,
            Some(_) if body.is_empty_tree() => {}
            Some(_) => return Err((format!("multiple definition of template {name:?}"), at)),
            None => self.defined.push((name.to_owned(), body)),
        }
        Ok(())
    }

    fn name(&mut self, place: &str) -> Parsed<String> {
        let token = self.next_word();
        match token.kind {
            Kind::Quoted | Kind::Raw => literals::text(token.text).map_err(|reason| (reason, token.at)),
            _ => unexpected(&token, place),
        }
    }

    /// Nodes up to an `end` or `else`, which has been taken.
    fn list(&mut self) -> Parsed<(ListNode, Token<'a>)> {
        self.deeper(|parser| {
            let pos = spot(&parser.peek());
            let mut nodes = Vec::new();
            while parser.peek().kind != Kind::EndOfFile {
                match parser.node()? {
                    Ok(node) => nodes.push(node),
                    Err(end) => return Ok((ListNode { pos, nodes }, end)),
                }
            }
            Err(("unexpected EOF: an `end` is missing".to_owned(), parser.peek().at))
        })
    }

    /// One node, or the `end` or `else` that stands there.
    fn node(&mut self) -> Parsed<Result<Node, Token<'a>>> {
        let token = self.next();
        match token.kind {
            Kind::Text => Ok(Ok(Node::Text(TextNode { pos: spot(&token), text: Arc::from(token.text) }))),
            Kind::Open => self.action(),
            _ => unexpected(&token, "input"),
        }
    }

    fn action(&mut self) -> Parsed<Result<Node, Token<'a>>> {
        let token = self.next_word();
        let node = match token.kind {
            Kind::End | Kind::Else => return Ok(Err(token)),
            Kind::If => Node::If(self.branch(Kind::If, &token)?),
            Kind::With => Node::With(self.branch(Kind::With, &token)?),
            Kind::Range => Node::Range(self.branch(Kind::Range, &token)?),
            Kind::Block => self.block(&token)?,
            Kind::Template => {
                let name = self.name("template clause")?;
                self.call(&token, &name)?
            }
            Kind::Break | Kind::Continue => {
                self.expect(Kind::Close, token.text)?;
                if self.scope.loops == 0 {
                    return Err((format!("{{{{{}}}}} outside {{{{range}}}}", token.text), token.at));
                }
                if token.kind == Kind::Break { Node::Break(spot(&token)) } else { Node::Continue(spot(&token)) }
            }
            _ => {
                self.at -= 1;
                let pipe = self.pipe(Kind::Close, "command")?;
                Node::Action(ActionNode { pos: spot(&token), pipe })
            }
        };
        Ok(Ok(node))
    }

    fn branch(&mut self, kind: Kind, token: &Token<'a>) -> Parsed<BranchNode> {
        let known = self.scope.variables.len();
        let pipe = self.pipe(Kind::Close, token.text)?;
        self.scope.loops += usize::from(kind == Kind::Range);
        let body = self.list();
        self.scope.loops -= usize::from(kind == Kind::Range);
        let (body, end) = body?;
        let mut else_body = None;
        if end.kind == Kind::End {
            self.expect(Kind::Close, "end")?;
        } else {
            else_body = Some(self.otherwise(kind)?);
        }
        self.scope.variables.truncate(known);
        Ok(BranchNode { pos: spot(token), pipe, body, else_body })
    }

    /// What follows an `else`, with its end.
    fn otherwise(&mut self, kind: Kind) -> Parsed<ListNode> {
        let next = self.peek_word();
        if next.kind == kind && matches!(kind, Kind::If | Kind::With) {
            self.next();
            let branch = self.deeper(|parser| parser.branch(kind, &next))?;
            let node = if kind == Kind::If { Node::If(branch) } else { Node::With(branch) };
            return Ok(ListNode { pos: spot(&next), nodes: vec![node] });
        }
        self.expect(Kind::Close, "else")?;
        let (list, end) = self.list()?;
        if end.kind != Kind::End {
            return Err(("expected end; found {{else}}".to_owned(), end.at));
        }
        self.expect(Kind::Close, "end")?;
        Ok(list)
    }

    fn block(&mut self, token: &Token<'a>) -> Parsed<Node> {
        let name = self.name("block clause")?;
        let pipe = self.pipe(Kind::Close, "block clause")?;
        self.separate(&name)?;
        Ok(Node::Template(TemplateNode { pos: spot(token), name: name.into(), pipe: Some(pipe) }))
    }

    fn call(&mut self, token: &Token<'a>, name: &str) -> Parsed<Node> {
        let pipe = match self.peek_word().kind {
            Kind::Close => {
                self.next();
                None
            }
            _ => Some(self.pipe(Kind::Close, "template clause")?),
        };
        Ok(Node::Template(TemplateNode { pos: spot(token), name: name.into(), pipe }))
    }
}

pub(super) fn unexpected<T>(token: &Token<'_>, place: &str) -> Parsed<T> {
    match token.kind {
        Kind::EndOfFile => Err((format!("unexpected EOF in {place}"), token.at)),
        _ => Err((format!("unexpected {:?} in {place}", token.text), token.at)),
    }
}
