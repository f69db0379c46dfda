//! Random specs: fragments of every section, put together so that the whole is valid.

use fastrand::Rng;
use karpool::spec::{Format, Spec};

use crate::fragment::{EXISTING, KARPENTER, KUBERNETES, NETWORK, PIECES, PLACES, STACK, Section};

/// How much of a cluster a story is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One part alone, in a cluster that is there: the piece's number.
    Piece(usize),
    /// A few sections for a cluster that is there.
    Existing,
    /// Karpenter with its classes and pools, for a cluster that is there.
    Karpenter,
    /// A cluster without Karpenter.
    Cluster,
    /// Everything.
    Whole,
}

impl Size {
    /// Most stories are small: what must always be true is the same in all of them, and small ones are quickly told.
    pub fn draw(rng: &mut Rng) -> Size {
        match rng.u8(..100) {
            0 => Size::Whole,
            1..=4 => Size::Cluster,
            5..=14 => Size::Karpenter,
            15..=39 => Size::Existing,
            _ => Size::Piece(rng.usize(..PIECES.len())),
        }
    }

    /// Whether the cluster is somebody else's and there from the start.
    pub fn is_inside(self) -> bool {
        matches!(self, Size::Piece(_) | Size::Existing | Size::Karpenter)
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Size::Piece(_) => "one part",
            Size::Existing => "a cluster that is there",
            Size::Karpenter => "Karpenter on a cluster that is there",
            Size::Cluster => "a cluster without Karpenter",
            Size::Whole => "everything",
        })
    }
}

/// How often a spec is drawn again until it is a valid one.
const DRAWS: usize = 200;

/// A valid spec of a stack or a piece.
pub fn spec(rng: &mut Rng, name: &str, size: Size) -> String {
    if let Size::Piece(number) = size {
        return piece(rng, name, number);
    }
    for _ in 0..DRAWS {
        let text = draw(rng, name, size);
        if Spec::from_text(&text, Format::Yaml, "story.yaml").is_ok() {
            return text;
        }
    }
    panic!("no valid spec among {DRAWS}: {}", draw(rng, name, size));
}

/// Another stack in the same network. A subnet can name only one cluster in its discovery tag, so it does without.
pub fn neighbour(rng: &mut Rng) -> String {
    let drawn = std::iter::repeat_with(|| spec(rng, "other", Size::Cluster));
    drawn.take(DRAWS).find(|text| !text.contains("discovery: tags")).expect("most are without")
}

fn piece(rng: &mut Rng, name: &str, number: usize) -> String {
    let (kind, field, choices) = PIECES[number];
    format!("piece: {kind}\nclusterName: {name}\nregion: us-east-1\n{field}: {}\n", one(rng, choices))
}

fn one(rng: &mut Rng, choices: &[&'static str]) -> &'static str {
    choices[rng.usize(..choices.len())]
}

/// `{a: 1, b: 2}` of one choice of every part; nothing when all are left out.
fn parts(rng: &mut Rng, fixed: &str, tables: &[&[&'static str]]) -> String {
    let chosen = tables.iter().map(|choices| one(rng, choices)).collect::<Vec<_>>();
    let given = std::iter::once(fixed).chain(chosen).filter(|part| !part.is_empty());
    given.collect::<Vec<_>>().join(", ")
}

fn draw(rng: &mut Rng, name: &str, size: Size) -> String {
    let mut text = format!("apiVersion: karpool.dev/v1\nname: {name}\nregion: us-east-1\n");
    let place = one(rng, PLACES);
    if size.is_inside() {
        text.push_str(&format!("network: {{{place}}}\nkubernetes: {{existing: true}}\n"));
        let karpenter = size == Size::Karpenter;
        // The addons that Karpenter stands on are there already, and somebody else's.
        let lines = EXISTING.iter().filter(|(section, _)| !karpenter || *section != "addons");
        sections(rng, lines, &mut text);
        if karpenter {
            sections(rng, KARPENTER, &mut text);
        }
        return text;
    }
    text.push_str(&format!("network: {{{}}}\n", parts(rng, place, NETWORK)));
    let kubernetes = parts(rng, "", KUBERNETES);
    if !kubernetes.is_empty() {
        text.push_str(&format!("kubernetes: {{{kubernetes}}}\n"));
    }
    sections(rng, STACK, &mut text);
    match size {
        Size::Whole => sections(rng, KARPENTER, &mut text),
        _ => text.push_str("karpenter: off\n"),
    }
    text
}

fn sections<'a>(rng: &mut Rng, table: impl IntoIterator<Item = &'a Section>, text: &mut String) {
    for (section, choices) in table {
        let chosen = one(rng, choices);
        if !chosen.is_empty() {
            text.push_str(&format!("{section}: {chosen}\n"));
        }
    }
}
