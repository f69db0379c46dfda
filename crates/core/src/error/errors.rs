//! Several errors of one run.

use std::fmt;

use super::{Error, Kind};

/// At least one error; the first that is not a mere cancel decides the kind.
#[derive(Clone)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// `None` when there are none.
    pub fn of(errors: Vec<Error>) -> Option<Errors> {
        (!errors.is_empty()).then_some(Errors(errors))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Error> {
        self.0.iter()
    }

    /// The error that decides the exit code.
    pub fn first(&self) -> &Error {
        self.0.iter().find(|error| !error.is(Kind::Cancelled)).unwrap_or(&self.0[0])
    }

    pub fn kind(&self) -> Kind {
        self.first().kind()
    }
}

impl From<Error> for Errors {
    fn from(error: Error) -> Errors {
        Errors(vec![error])
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, error) in self.0.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl std::error::Error for Errors {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.first().source()
    }
}
