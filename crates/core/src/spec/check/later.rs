//! What the spec will have and does not have yet: refused by name, never ignored.

use crate::spec::path::Path;
use crate::spec::text::{Content, Node};

/// What of a field is not there yet.
enum What {
    /// The whole field.
    Field,
    /// Every value but these words.
    OtherThan(&'static [&'static str]),
    /// This word.
    Word(&'static str),
    /// A map.
    Map,
}

/// A field, `*` standing for any name, and what of it is not there yet.
struct Row(&'static [&'static str], What, &'static str);

const ROWS: [Row; 14] = [
    Row(&["fargateProfiles"], What::Field, "Karpenter runs on a node group: `nodeGroups`"),
    Row(&["nodeOverlays"], What::Field, "leave it out"),
    Row(&["karpenter", "identity"], What::Word("irsa"), "leave it out, or say `podIdentity`"),
    Row(&["karpenter", "stsRegional"], What::OtherThan(&["auto"]), "leave it out: it has no effect with pod identity"),
    Row(&["karpenter", "controllerRole", "trust"], What::Field, "leave it out"),
    Row(&["karpenter", "interruption", "encryption"], What::Map, "leave it out, or say `sqs`"),
    Row(&["nodeGroups", "*", "capacityType"], What::Word("capacity-block"), "say `on-demand` or `spot`"),
    Row(&["nodePools", "*", "preset"], What::Word("gpu"), "give the fields themselves"),
    Row(&["nodeClasses", "*", "placementGroup"], What::Field, "leave it out"),
    Row(&["nodeClasses", "*", "networkInterfaces"], What::Field, "leave it out"),
    Row(&["nodeClasses", "*", "connectionTracking"], What::Field, "leave it out"),
    Row(&["nodeClasses", "*", "cpuOptions"], What::Field, "leave it out"),
    Row(&["nodeClasses", "*", "ipPrefixCount"], What::Field, "leave it out"),
    Row(&["nodeClasses", "*", "context"], What::Field, "leave it out"),
];

/// Why a field is refused for now, and what to do instead.
pub(super) fn not_yet(path: &Path, node: &Node) -> Option<(String, &'static str)> {
    let names: Vec<&str> = path.fields().collect();
    if names.len() != path.segments().len() {
        return None;
    }
    let fits = |pattern: &[&str]| {
        pattern.len() == names.len() && pattern.iter().zip(&names).all(|(want, name)| *want == "*" || want == name)
    };
    let Row(_, what, instead) = ROWS.iter().find(|Row(pattern, _, _)| fits(pattern))?;
    let word = match &node.content {
        Content::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let refused = match what {
        What::Field => return Some(("not yet: this section is planned and karpool cannot do it now".into(), instead)),
        What::OtherThan(words) => word.is_none_or(|word| !words.contains(&word)),
        What::Word(planned) => word == Some(*planned),
        What::Map => matches!(node.content, Content::Map(_)),
    };
    let shown = word.map_or_else(|| "this value".to_owned(), |word| format!("`{word}`"));
    refused.then(|| (format!("not yet: {shown} is planned and karpool cannot do it now"), *instead))
}

/// Fields that are accepted with their present value and have no other effect.
pub(super) fn is_present_value(path: &Path) -> bool {
    const PRESENT: [&[&str]; 1] = [&["karpenter", "stsRegional"]];
    let names: Vec<&str> = path.fields().collect();
    PRESENT.iter().any(|present| *present == names)
}
