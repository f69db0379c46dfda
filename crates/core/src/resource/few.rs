//! Lists of names in a sentence.

use std::fmt;

/// Names as people list them: `i-1, i-2, i-3, ...`, for not all of many are told.
pub(crate) struct Few<'a>(pub &'a [String]);

/// More than these are not named.
const NAMED: usize = 3;

impl fmt::Display for Few<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0[..self.0.len().min(NAMED)].join(", "))?;
        f.write_str(if self.0.len() > NAMED { ", ..." } else { "" })
    }
}
