//! Pipelines, commands and operands: what stands inside of an action. Source: Go 1.26, text/template/parse, `parse.go`.

use gotmpl::parse::{CommandNode, Expr, PipeNode, SmolStr};

use super::literals;
use super::syntax::{Parsed, Parser, spot, unexpected};
use super::tokens::Kind;

impl Parser<'_> {
    pub(super) fn pipe(&mut self, end: Kind, place: &str) -> Parsed<PipeNode> {
        let pos = spot(&self.peek_word());
        let (decl, is_assign) = self.declared(place)?;
        let mut commands = Vec::new();
        loop {
            let token = self.peek_word();
            if token.kind == end {
                self.next();
                break;
            }
            if !begins_operand(token.kind) {
                return unexpected(&token, place);
            }
            let command = self.command()?;
            let fixed = matches!(
                command.args[0],
                Expr::Bool(..) | Expr::Dot(_) | Expr::Nil(_) | Expr::Number(..) | Expr::String(..)
            );
            if fixed && !commands.is_empty() {
                return Err((format!("non executable command in pipeline stage {}", commands.len() + 1), token.at));
            }
            commands.push(command);
        }
        if commands.is_empty() {
            return Err((format!("missing value for {place}"), pos.offset));
        }
        for name in decl.iter().filter(|_| !is_assign) {
            self.scope.variables.push(name.clone());
        }
        Ok(PipeNode { pos, decl, commands, is_assign })
    }

    /// The variables that a pipeline begins with, and whether they are there already.
    fn declared(&mut self, place: &str) -> Parsed<(Vec<SmolStr>, bool)> {
        let start = self.at;
        let mut decl: Vec<SmolStr> = Vec::new();
        while self.peek_word().kind == Kind::Variable && decl.len() < 2 {
            let variable = self.next();
            let sign = self.next_word();
            match sign.kind {
                Kind::Assign | Kind::Declare => {
                    decl.push(variable.text.into());
                    let assigns = sign.kind == Kind::Assign;
                    let unknown = decl.iter().find(|name| !self.scope.variables.contains(name));
                    if let Some(name) = unknown.filter(|_| assigns) {
                        return Err((format!("undefined variable {name:?}"), variable.at));
                    }
                    return Ok((decl, assigns));
                }
                Kind::Sign if sign.text == "," && place == "range" && decl.is_empty() => {
                    decl.push(variable.text.into());
                }
                Kind::Sign if sign.text == "," => {
                    return Err((format!("too many declarations in {place}"), variable.at));
                }
                _ if decl.is_empty() => break,
                _ => return unexpected(&sign, place),
            }
        }
        if !decl.is_empty() {
            return Err(("range can only initialize variables".to_owned(), self.peek().at));
        }
        self.at = start;
        Ok((decl, false))
    }

    fn command(&mut self) -> Parsed<CommandNode> {
        let pos = spot(&self.peek_word());
        let mut args = Vec::new();
        loop {
            self.skip_space();
            args.extend(self.operand()?);
            let token = self.next();
            match token.kind {
                Kind::Space => {}
                Kind::Pipe => break,
                Kind::Close | Kind::RightParen => {
                    self.at -= 1;
                    break;
                }
                _ => return unexpected(&token, "operand"),
            }
        }
        if args.is_empty() {
            return Err(("empty command".to_owned(), pos.offset));
        }
        Ok(CommandNode { pos, args })
    }

    /// A term with the fields that follow it.
    fn operand(&mut self) -> Parsed<Option<Expr>> {
        let Some(term) = self.term()? else { return Ok(None) };
        let first = self.peek();
        let mut path: Vec<SmolStr> = Vec::new();
        while self.peek().kind == Kind::Field {
            path.push(self.next().text[1..].into());
        }
        if path.is_empty() {
            return Ok(Some(term));
        }
        Ok(Some(match term {
            Expr::Field(pos, mut own) => {
                own.extend(path);
                Expr::Field(pos, own)
            }
            Expr::Variable(pos, name, _) => Expr::Variable(pos, name, path),
            Expr::Pipe(..) | Expr::Identifier(..) => Expr::Chain(spot(&first), Box::new(term), path),
            _ => return Err((format!("unexpected {} after a term", first.text), first.at)),
        }))
    }

    fn term(&mut self) -> Parsed<Option<Expr>> {
        let token = self.peek_word();
        if !begins_operand(token.kind) {
            return Ok(None);
        }
        self.next();
        let pos = spot(&token);
        let wrong = |reason: String| (reason, token.at);
        Ok(Some(match token.kind {
            Kind::Dot => Expr::Dot(pos),
            Kind::Nil => Expr::Nil(pos),
            Kind::Bool => Expr::Bool(pos, token.text == "true"),
            Kind::Field => Expr::Field(pos, vec![token.text[1..].into()]),
            Kind::Variable if self.scope.variables.iter().any(|known| known == token.text) => {
                Expr::Variable(pos, token.text.into(), Vec::new())
            }
            Kind::Variable => return Err(wrong(format!("undefined variable {:?}", token.text))),
            Kind::Identifier if (self.knows)(token.text) => Expr::Identifier(pos, token.text.into()),
            Kind::Identifier => return Err(wrong(format!("function {:?} is not supported", token.text))),
            Kind::Quoted | Kind::Raw => Expr::String(pos, literals::text(token.text).map_err(wrong)?.into()),
            Kind::Letter => Expr::Number(pos, literals::letter(token.text).map_err(wrong)?),
            Kind::Number => Expr::Number(pos, literals::number(token.text).map_err(wrong)?),
            _ => {
                let pipe = self.deeper(|parser| parser.pipe(Kind::RightParen, "parenthesized pipeline"))?;
                Expr::Pipe(pos, pipe)
            }
        }))
    }
}

fn begins_operand(kind: Kind) -> bool {
    use Kind::{Bool, Dot, Field, Identifier, LeftParen, Letter, Nil, Number, Quoted, Raw, Variable};
    matches!(kind, Bool | Dot | Field | Identifier | LeftParen | Letter | Nil | Number | Quoted | Raw | Variable)
}
