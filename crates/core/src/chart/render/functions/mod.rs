//! The functions templates may call besides Go's own: Helm's, and those of sprig that give the same answer every time.

mod collections;
mod conversion;
mod flow;
mod json;
mod layers;
mod numbers;
mod print;
mod text;
mod versions;

use std::sync::Arc;

use gotmpl::{FuncMap, TemplateError, Value as Go};

use super::arguments::{Arguments, Function};
use super::effort::fits;
use super::tree::IN_PLACE;

/// Functions of sprig and Helm whose answer differs from run to run, or depends on the machine.
const REFUSED: &[&str] = &[
    "now",
    "date",
    "dateInZone",
    "ago",
    "htmlDate",
    "uuidv4",
    "randAlphaNum",
    "randAlpha",
    "randNumeric",
    "randAscii",
    "randInt",
    "randBytes",
    "shuffle",
    "genPrivateKey",
    "genCA",
    "genCAWithKey",
    "genSelfSignedCert",
    "genSignedCert",
    "genSignedCertWithKey",
    "htpasswd",
    "bcrypt",
    "derivePassword",
    "encryptAES",
    "env",
    "expandenv",
    "getHostByName",
];

/// Every function by its name, `include` and `tpl` excepted.
pub(super) fn all() -> FuncMap {
    let mut map = FuncMap::new();
    let tables = [
        collections::TABLE,
        conversion::TABLE,
        flow::TABLE,
        layers::TABLE,
        numbers::TABLE,
        print::TABLE,
        text::TABLE,
        versions::TABLE,
    ];
    for (name, function) in tables.into_iter().flatten() {
        insert(&mut map, name, *function);
    }
    for name in REFUSED {
        let reason = format!("{name}: its answer is not the same every time, so a plan could not show it");
        map.insert((*name).to_owned(), Arc::new(move |_: &[Go]| Err(TemplateError::Exec(reason.clone()))));
    }
    insert(&mut map, IN_PLACE, |arguments| {
        let name = arguments.text(0)?;
        Err(format!("`{name}` changes a map in place that is used elsewhere, which is not supported"))
    });
    map
}

fn insert(map: &mut FuncMap, name: &'static str, function: Function) {
    let call = move |values: &[Go]| {
        let result = function(&Arguments { values }).and_then(|value| fits(&value).map(|()| value));
        result.map_err(|reason| TemplateError::Exec(format!("{name}: {reason}")))
    };
    map.insert(name.to_owned(), Arc::new(call));
}
