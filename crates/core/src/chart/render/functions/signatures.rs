//! What the functions take, as Go declares it: `s` a text, `i` a whole number, `m` a table, `b` true or false, `a`
//! anything; the last may come any number of times before a `*`. Source: sprig 3.3, Helm 4.2.3, by their answers.

use gotmpl::Value as Go;

const SIGNATURES: &[(&str, &[&str])] = &[
    (
        "a*",
        &[
            "quote", "squote", "cat", "coalesce", "all", "any", "list", "tuple", "dict", "concat", "add", "print",
            "println", "html", "js", "urlquery", "addf",
        ],
    ),
    (
        "aa*",
        &[
            "default",
            "mul",
            "max",
            "min",
            "biggest",
            "without",
            "mustWithout",
            "mulf",
            "maxf",
            "minf",
            "slice",
            "mustSlice",
        ],
    ),
    (
        "a",
        &[
            "toYaml",
            "mustToYaml",
            "toJson",
            "mustToJson",
            "toRawJson",
            "mustToRawJson",
            "toPrettyJson",
            "mustToPrettyJson",
            "toString",
            "int",
            "int64",
            "float64",
            "empty",
            "kindOf",
            "typeOf",
            "deepCopy",
            "mustDeepCopy",
            "first",
            "last",
            "rest",
            "initial",
            "reverse",
            "uniq",
            "compact",
            "mustFirst",
            "mustLast",
            "mustRest",
            "mustInitial",
            "mustReverse",
            "mustUniq",
            "mustCompact",
            "sortAlpha",
            "toStrings",
            "add1",
            "floor",
            "ceil",
            "add1f",
        ],
    ),
    (
        "aa",
        &[
            "deepEqual",
            "append",
            "prepend",
            "push",
            "mustAppend",
            "mustPrepend",
            "mustPush",
            "has",
            "mustHas",
            "sub",
            "div",
            "mod",
            "subf",
            "divf",
        ],
    ),
    ("aab", &["ternary"]),
    ("ai", &["round"]),
    ("aia", &["round"]),
    ("ia", &["chunk", "mustChunk"]),
    ("i", &["until"]),
    ("i*", &["seq"]),
    ("iii", &["untilStep"]),
    ("iis", &["substr"]),
    ("is", &["trunc", "repeat", "indent", "nindent"]),
    ("m", &["values"]),
    ("m*", &["keys"]),
    ("ms", &["unset", "get", "hasKey"]),
    ("ms*", &["pick", "omit"]),
    ("msa", &["set"]),
    (
        "s",
        &[
            "trim",
            "lower",
            "upper",
            "title",
            "untitle",
            "nospace",
            "sha256sum",
            "sha1sum",
            "regexQuoteMeta",
            "fromYaml",
            "fromYamlArray",
            "fromJson",
            "fromJsonArray",
            "mustFromJson",
            "b64enc",
            "b64dec",
            "atoi",
            "fail",
            "semver",
            "camelcase",
            "kebabcase",
            "snakecase",
            "base",
            "ext",
            "dir",
        ],
    ),
    ("sa", &["join", "kindIs", "typeIs", "typeIsLike", "required"]),
    ("sa*", &["printf"]),
    ("sm*", &["pluck"]),
    ("sis", &["splitn"]),
    (
        "ss",
        &[
            "trimAll",
            "trimSuffix",
            "trimPrefix",
            "contains",
            "hasPrefix",
            "hasSuffix",
            "splitList",
            "split",
            "regexMatch",
            "mustRegexMatch",
            "regexFind",
            "mustRegexFind",
            "semverCompare",
        ],
    ),
    ("ssi", &["regexSplit", "regexFindAll", "mustRegexSplit", "mustRegexFindAll"]),
    (
        "sss",
        &["replace", "regexReplaceAll", "mustRegexReplaceAll", "regexReplaceAllLiteral", "mustRegexReplaceAllLiteral"],
    ),
    ("ssss", &["lookup"]),
];

/// Whether the arguments are those that Go would take.
pub(super) fn check(name: &str, values: &[Go]) -> Result<(), String> {
    let mut rows =
        SIGNATURES.iter().filter(|(_, names)| names.contains(&name)).map(|(signature, _)| *signature).peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    let mut wrong = Err(String::new());
    for signature in rows {
        wrong = against(signature, values);
        if wrong.is_ok() {
            break;
        }
    }
    wrong
}

fn against(signature: &str, values: &[Go]) -> Result<(), String> {
    let (fixed, rest) = match signature.strip_suffix('*') {
        Some(all) => (&all[..all.len() - 1], all.chars().next_back()),
        None => (signature, None),
    };
    if values.len() < fixed.len() || values.len() > fixed.len() && rest.is_none() {
        let least = if rest.is_some() { "at least " } else { "" };
        return Err(format!("wrong number of arguments: it takes {least}{}, not {}", fixed.len(), values.len()));
    }
    let kinds = fixed.chars().chain(rest.into_iter().cycle());
    for (kind, value) in kinds.zip(values) {
        let expected = match (kind, value) {
            ('a', _)
            | ('s', Go::String(_))
            | ('i', Go::Int(_) | Go::Uint(_))
            | ('b', Go::Bool(_))
            | ('m', Go::Map(_)) => continue,
            ('s', _) => "string",
            ('i', _) => "int",
            ('b', _) => "bool",
            _ => "map[string]interface {}",
        };
        return Err(format!("wrong type for value; expected {expected}; got {}", value.type_name()));
    }
    Ok(())
}
