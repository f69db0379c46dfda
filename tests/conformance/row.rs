//! What a kind has to say about itself to be put to the laws.

use karpool::Specimen;
use karpool::error::Kind;
use karpool::resource::{Owner, Resource};

use crate::bench::{Bench, Ground};

/// Whose specimens are, unless a law says otherwise.
pub fn owner() -> Owner {
    Owner::new("us-east-1/specimen", "specimen")
}

/// One kind in the table.
pub trait Row: 'static {
    type Of: Resource;

    /// The account in which one is made.
    const GROUND: Ground = Ground::Account;

    /// What the account says about whose it is.
    const MARKS: Marks = Marks::Tags;

    /// Fields of the want, by their names in the struct, that cannot drift, each with the reason.
    const STEADY: &'static [(&'static str, &'static str)] = &[];

    /// What one needs that the ground does not have.
    fn prepare(_bench: &Bench) {}

    /// One, wanted by `owner`. Every field that can be given is given.
    fn specimen(bench: &Bench, owner: Owner) -> Specimen<Self::Of>;

    /// How one can become other than wanted. Every field of the want must be in it or in [`Row::STEADY`].
    fn drifts(bench: &Bench) -> Vec<Drift<Self::Of>>;

    /// Takes every owner's mark off the specimen, as if a stranger had made it.
    fn unmark(_bench: &Bench) {}

    /// The want with permission to take fields over from other managers, where there is such a thing.
    fn insist(want: Self::Of) -> Self::Of {
        want
    }
}

/// How a kind says whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// Tags or annotations: what nobody has marked is taken over only when asked.
    Tags,
    /// Tags; what nobody has marked is taken into use without being asked.
    TagsOrFree,
    /// Tags, by which it is found: what nobody has marked is not seen, and another one is made beside it.
    Invisible,
    /// It belongs to the account: nobody owns it, and destroy leaves it.
    Nobody,
}

type Change<R> = Box<dyn Fn(&mut R) + Send + Sync>;
type Meddling = Box<dyn Fn(&Bench) + Send + Sync>;

/// How one field became other than wanted.
pub enum Hand<R> {
    /// It was made with another want.
    Made(Change<R>),
    /// A stranger changed it through the service's API.
    Stranger(Meddling),
}

/// What must become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The plan shows the path, and apply puts it right.
    Repaired,
    /// The plan says that it can never change, with a hint; nothing is written.
    Refused,
    /// Another field manager has set it: refused, unless the want insists; then repaired.
    Contested,
    /// It is kept as it lives.
    Kept,
}

impl Then {
    /// The kind of error in the plan, if there is one.
    pub fn error(self) -> Option<Kind> {
        match self {
            Then::Refused => Some(Kind::Immutable),
            Then::Contested => Some(Kind::NotOurs),
            Then::Repaired | Then::Kept => None,
        }
    }
}

/// A row of a kind's drifts.
pub struct Drift<R> {
    /// The field of the want, as the struct names it.
    pub field: &'static str,
    /// Where the plan shows it: a path, or the beginning of one.
    pub path: String,
    pub hand: Hand<R>,
    pub then: Then,
    /// The wanted one cannot become this by an update: it has to be made so.
    pub anew: bool,
}

impl<R> Drift<R> {
    /// It was made with another want.
    pub fn made(field: &'static str, path: &str, change: impl Fn(&mut R) + Send + Sync + 'static) -> Drift<R> {
        Drift { field, path: path.to_owned(), hand: Hand::Made(Box::new(change)), then: Then::Repaired, anew: false }
    }

    /// A stranger changed it.
    pub fn stranger(field: &'static str, path: &str, meddle: impl Fn(&Bench) + Send + Sync + 'static) -> Drift<R> {
        Drift {
            field,
            path: path.to_owned(),
            hand: Hand::Stranger(Box::new(meddle)),
            then: Then::Repaired,
            anew: false,
        }
    }

    pub fn then(mut self, then: Then) -> Drift<R> {
        self.then = then;
        // Only what could be put right is as wanted afterwards.
        self.anew = matches!(then, Then::Refused | Then::Kept);
        self
    }

    /// For what can be left, but not be come back to.
    pub fn anew(mut self) -> Drift<R> {
        self.anew = true;
        self
    }
}

/// The names of a want's fields: the first level of its debug form.
pub fn fields_of(want: &impl std::fmt::Debug) -> Vec<String> {
    let text = format!("{want:#?}");
    let first_level = text.lines().filter_map(|line| line.strip_prefix("    "));
    let named = first_level.filter(|line| !line.starts_with([' ', '}', ']', ')']));
    named.filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_owned()).collect()
}
