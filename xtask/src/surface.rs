//! What programs in Rust can name of the library: one line for every public item, so that a change of it is seen.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::{ImplItem, Item, ItemImpl, Type, UseTree, Visibility};

const LIBRARY: &str = "crates/core/src/lib.rs";

#[derive(Default)]
struct Surface {
    lines: BTreeSet<String>,
    /// Names that are exported from modules which are private themselves.
    exported: BTreeSet<String>,
}

/// The surface as sorted lines.
pub(crate) fn surface(root: &Path) -> Result<String, String> {
    let mut surface = Surface::default();
    let file = root.join(LIBRARY);
    // Twice: a name may be exported after the file in which it is defined was read.
    for _ in 0..2 {
        surface.lines.clear();
        surface.visit_file(&file, "karpool", true)?;
    }
    Ok(surface.lines.into_iter().map(|line| line + "\n").collect())
}

/// What the documentation leaves out is there for the library's own neighbours, and no promise.
fn is_hidden(item: &Item) -> bool {
    let attributes = match item {
        Item::Mod(found) => &found.attrs,
        Item::Use(found) => &found.attrs,
        Item::Fn(found) => &found.attrs,
        Item::Struct(found) => &found.attrs,
        Item::Enum(found) => &found.attrs,
        Item::Trait(found) => &found.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| attribute.path().is_ident("doc") && text(&attribute.meta).contains("hidden"))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Tokens as one line with the usual spaces.
fn text(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let tight = [(" :: ", "::"), (" < ", "<"), (" >", ">"), (" ,", ","), (" (", "("), ("& ", "&"), (" :", ":")];
    let text = tight.iter().fold(text, |text, (from, to)| text.replace(from, to));
    text.replace("( ", "(")
        .replace(" )", ")")
        .replace("& ", "&")
        .replace("< ", "<")
        .replace("->", " -> ")
        .replace("  ", " ")
}

impl Surface {
    fn visit_file(&mut self, file: &Path, path: &str, reachable: bool) -> Result<(), String> {
        let source = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let parsed = syn::parse_file(&source).map_err(|error| format!("{}: {error}", file.display()))?;
        parsed.items.iter().try_for_each(|item| self.visit(item, file, (path, reachable)))
    }

    fn add(&mut self, kind: &str, path: &str, rest: &str) {
        self.lines.insert(format!("{kind} {path}::{rest}"));
    }

    fn visit(&mut self, item: &Item, file: &Path, (path, reachable): (&str, bool)) -> Result<(), String> {
        let seen = |surface: &Surface, name: &syn::Ident| reachable || surface.exported.contains(&name.to_string());
        if is_hidden(item) {
            return Ok(());
        }
        match item {
            Item::Mod(module) if module.content.is_none() => {
                let inner = inside(file, &module.ident.to_string());
                let path = format!("{path}::{}", module.ident);
                return self.visit_file(&inner, &path, reachable && is_public(&module.vis));
            }
            Item::Use(used) if reachable && is_public(&used.vis) => self.export(&used.tree, path, ""),
            Item::Fn(function) if is_public(&function.vis) && seen(self, &function.sig.ident) => {
                self.add("fn", path, text(&function.sig).trim_start_matches("fn "));
            }
            Item::Struct(found) if is_public(&found.vis) && seen(self, &found.ident) => {
                let fields = found.fields.iter().filter(|field| is_public(&field.vis));
                let fields = fields.map(|field| format!("{}: {}", field.ident.to_token_stream(), text(&field.ty)));
                let fields: Vec<String> = fields.collect();
                self.add("struct", path, &format!("{} {{ {} }}", found.ident, fields.join(", ")));
            }
            Item::Enum(found) if is_public(&found.vis) && seen(self, &found.ident) => {
                let variants = found.variants.iter().map(|variant| {
                    let fields = variant.fields.iter().map(|field| text(&field.ty)).collect::<Vec<_>>().join(", ");
                    format!("{}({fields})", variant.ident).replace("()", "")
                });
                self.add("enum", path, &format!("{} {{ {} }}", found.ident, variants.collect::<Vec<_>>().join(", ")));
            }
            Item::Trait(found) if is_public(&found.vis) && seen(self, &found.ident) => {
                self.add("trait", path, &found.ident.to_string());
            }
            Item::Type(found) if is_public(&found.vis) && seen(self, &found.ident) => {
                self.add("type", path, &format!("{} = {}", found.ident, text(&found.ty)));
            }
            Item::Const(found) if is_public(&found.vis) && seen(self, &found.ident) => {
                self.add("const", path, &format!("{}: {}", found.ident, text(&found.ty)));
            }
            Item::Macro(call) if call.mac.path.is_ident("section") => self.section(call, path),
            Item::Impl(block) if block.trait_.is_none() => self.methods(block, path, reachable),
            _ => {}
        }
        Ok(())
    }

    fn export(&mut self, tree: &UseTree, path: &str, from: &str) {
        match tree {
            UseTree::Path(inner) => self.export(&inner.tree, path, &format!("{from}{}::", inner.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.export(tree, path, from)),
            UseTree::Name(name) => {
                self.exported.insert(name.ident.to_string());
                self.add("use", path, &format!("{} from {}", name.ident, from.trim_end_matches("::")));
            }
            UseTree::Rename(name) => {
                self.exported.insert(name.ident.to_string());
                self.add("use", path, &format!("{} from {from}{}", name.rename, name.ident));
            }
            UseTree::Glob(_) => self.add("use", path, &format!("* from {from}")),
        }
    }

    /// A section of the spec: its fields are setters as well.
    fn section(&mut self, call: &syn::ItemMacro, path: &str) {
        let Ok(found) = syn::parse2::<syn::ItemStruct>(call.mac.tokens.clone()) else { return };
        let fields = found.fields.iter().map(|field| format!("{}: {}", field.ident.to_token_stream(), text(&field.ty)));
        self.add("section", path, &format!("{} {{ {} }}", found.ident, fields.collect::<Vec<_>>().join(", ")));
    }

    fn methods(&mut self, block: &ItemImpl, path: &str, reachable: bool) {
        let Type::Path(target) = &*block.self_ty else { return };
        let Some(name) = target.path.segments.last().map(|segment| segment.ident.to_string()) else { return };
        if !reachable && !self.exported.contains(&name) {
            return;
        }
        for item in &block.items {
            match item {
                ImplItem::Fn(function) if is_public(&function.vis) => {
                    self.add("fn", path, &format!("{name}::{}", text(&function.sig).trim_start_matches("fn ")));
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    self.add("const", path, &format!("{name}::{}: {}", constant.ident, text(&constant.ty)));
                }
                _ => {}
            }
        }
    }
}

/// Where a module of a file is: beside it, or in the folder of its name.
fn inside(file: &Path, name: &str) -> PathBuf {
    let folder = file.parent().unwrap_or(file);
    let stem = file.file_stem().unwrap_or_default();
    let folder = if stem == "lib" || stem == "mod" { folder.to_owned() } else { folder.join(stem) };
    let flat = folder.join(format!("{name}.rs"));
    if flat.exists() { flat } else { folder.join(name).join("mod.rs") }
}
