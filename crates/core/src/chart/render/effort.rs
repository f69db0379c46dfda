//! How much one rendering may cost: a template can recurse and multiply, and then it ends here, with a reason.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use gotmpl::{TemplateError, Value as Go};

/// Deeper than any chart includes, shallower than the stack.
const DEEPEST_INCLUDE: usize = 50;
/// Branches, loops and parentheses around what is running, of all templates that include each other.
const DEEPEST_NESTING: usize = 400;
/// Printed values, rounds of loops and called templates; Karpenter's chart takes about a thousand.
const MOST_STEPS: u64 = 500_000;
/// What functions read and write in all, texts by their bytes and everything else by its parts.
const MOST_WORK: u64 = 128 * 1024 * 1024;
/// Text of one file or of one called template.
const MOST_TEXT: usize = 16 * 1024 * 1024;
/// Written text costs more than what is only looked at: it is read as YAML later.
const TEXT_COSTS: u64 = 2;
/// What a value besides a text weighs.
const PART: usize = 8;
/// To go through a value costs this much less than to read it.
const HELD: usize = 8;
/// What one value may hold, weighed as work is.
pub(super) const LARGEST_VALUE: usize = 8 * 1024 * 1024;
/// How deep lists and tables may hold each other.
const DEEPEST_VALUE: usize = 100;

/// What one rendering has cost so far. Counts, not clocks: the same chart ends at the same place every time.
#[derive(Debug, Default)]
pub(super) struct Effort {
    steps: AtomicU64,
    work: AtomicU64,
    includes: AtomicUsize,
    nesting: AtomicUsize,
}

impl Effort {
    /// Counts one step.
    pub(super) fn step(&self) -> Result<(), TemplateError> {
        if self.steps.fetch_add(1, Ordering::Relaxed) >= MOST_STEPS {
            return Err(failed(format!("the chart's templates take more than {MOST_STEPS} steps")));
        }
        Ok(())
    }

    /// Counts what a function reads or writes.
    pub(super) fn work(&self, size: usize) -> Result<(), String> {
        let size = u64::try_from(size).unwrap_or(MOST_WORK);
        if self.work.fetch_add(size, Ordering::Relaxed).saturating_add(size) > MOST_WORK {
            return Err(format!("the chart's functions read and write more than {MOST_WORK} bytes in all"));
        }
        Ok(())
    }

    /// Counts a value, and refuses one that has grown too large. Shared parts count as often as they would be written.
    pub(super) fn weigh(&self, value: &Go) -> Result<Weight, String> {
        self.counted(value, 1)
    }

    /// Counts a value that is held and not read: only its parts are gone through.
    pub(super) fn hold(&self, value: &Go) -> Result<(), String> {
        self.counted(value, HELD).map(|_| ())
    }

    fn counted(&self, value: &Go, share: usize) -> Result<Weight, String> {
        let mut weight = Weight::default();
        let fits = weight.add(value, 0);
        self.work(weight.size / share)?;
        fits.map(|()| weight)
    }

    /// Runs a template that nests `nesting` deep itself, one level deeper.
    pub(super) fn deeper<T>(
        &self,
        nesting: usize,
        run: impl FnOnce() -> Result<T, TemplateError>,
    ) -> Result<T, TemplateError> {
        self.step()?;
        let includes = self.includes.fetch_add(1, Ordering::Relaxed);
        let nested = self.nesting.fetch_add(nesting, Ordering::Relaxed) + nesting;
        let result = if includes >= DEEPEST_INCLUDE || nested > DEEPEST_NESTING {
            Err(failed(format!("templates include each other too deep ({} times)", includes + 1)))
        } else {
            run()
        };
        self.nesting.fetch_sub(nesting, Ordering::Relaxed);
        self.includes.fetch_sub(1, Ordering::Relaxed);
        result
    }
}

/// What a value holds.
#[derive(Debug, Default)]
pub(super) struct Weight {
    size: usize,
    /// Somewhere in it is an object of Go.
    pub(super) holds_object: bool,
}

impl Weight {
    fn add(&mut self, value: &Go, depth: usize) -> Result<(), String> {
        self.size += match value {
            Go::String(text) => text.len() + PART,
            _ => PART,
        };
        if self.size > LARGEST_VALUE {
            return Err("the value is too large".to_owned());
        }
        if depth > DEEPEST_VALUE {
            return Err(format!("the value nests deeper than {DEEPEST_VALUE}"));
        }
        match value {
            Go::List(items) => items.iter().try_for_each(|item| self.add(item, depth + 1)),
            Go::Map(map) => map.iter().try_for_each(|(key, item)| {
                self.size += key.len();
                self.add(item, depth + 1)
            }),
            Go::Function(_) => {
                self.holds_object = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Refuses a text before it is built.
pub(super) fn fits(size: usize) -> Result<(), String> {
    if size > LARGEST_VALUE { Err("the text it gives would be too large".to_owned()) } else { Ok(()) }
}

/// A text that takes no more than a file may hold.
#[derive(Debug)]
pub(super) struct Page<'a> {
    text: String,
    effort: &'a Effort,
    refused: Option<String>,
}

impl fmt::Write for Page<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.text.len() + text.len() > MOST_TEXT {
            self.refused = Some(format!("it writes more than {MOST_TEXT} bytes"));
            return Err(fmt::Error);
        }
        let cost = usize::try_from(TEXT_COSTS).unwrap_or(1) * text.len();
        if let Err(reason) = self.effort.work(cost) {
            self.refused = Some(reason);
            return Err(fmt::Error);
        }
        self.text.push_str(text);
        Ok(())
    }
}

impl Page<'_> {
    /// Takes what `write` writes. The engine says no more than that writing failed, so the page says why.
    pub(super) fn written(
        effort: &Effort,
        write: impl FnOnce(&mut Page<'_>) -> Result<(), TemplateError>,
    ) -> Result<String, TemplateError> {
        let mut page = Page { text: String::new(), effort, refused: None };
        let result = write(&mut page);
        match (result, page.refused) {
            (Ok(()), _) => Ok(page.text),
            (Err(_), Some(reason)) => Err(failed(reason)),
            (Err(other), None) => Err(other),
        }
    }
}

pub(super) fn failed(reason: impl Into<String>) -> TemplateError {
    TemplateError::Exec(reason.into())
}
