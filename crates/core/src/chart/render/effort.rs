//! How much one rendering may cost: a template can recurse and multiply, and then it ends here, with a reason.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use gotmpl::{TemplateError, Value as Go};

/// Deeper than any chart includes, shallower than the stack.
const DEEPEST_INCLUDE: usize = 50;
/// Printed values, rounds of loops and called templates; Karpenter's chart takes about a thousand.
const MOST_STEPS: u64 = 500_000;
/// Text of one file or of one called template.
const MOST_TEXT: usize = 16 * 1024 * 1024;
/// What one value may hold: texts by their bytes, everything else by its parts.
const LARGEST_VALUE: usize = 8 * 1024 * 1024;

/// What one rendering has cost so far. Counts, not clocks: the same chart ends at the same place every time.
#[derive(Debug, Default)]
pub(super) struct Effort {
    steps: AtomicU64,
    depth: AtomicUsize,
}

impl Effort {
    /// Counts one step.
    pub(super) fn step(&self) -> Result<(), TemplateError> {
        if self.steps.fetch_add(1, Ordering::Relaxed) >= MOST_STEPS {
            return Err(failed(format!("the chart's templates take more than {MOST_STEPS} steps")));
        }
        Ok(())
    }

    /// Runs something one level deeper.
    pub(super) fn deeper<T>(&self, run: impl FnOnce() -> Result<T, TemplateError>) -> Result<T, TemplateError> {
        self.step()?;
        let depth = self.depth.fetch_add(1, Ordering::Relaxed);
        let result = if depth >= DEEPEST_INCLUDE {
            Err(failed(format!("templates include each other more than {DEEPEST_INCLUDE} deep")))
        } else {
            run()
        };
        self.depth.fetch_sub(1, Ordering::Relaxed);
        result
    }
}

/// Refuses a value that has grown too large. Shared parts count as often as they would be written.
pub(super) fn fits(value: &Go) -> Result<(), String> {
    let mut left = LARGEST_VALUE;
    if weigh(value, &mut left) { Ok(()) } else { Err("the value it gives is too large".to_owned()) }
}

fn weigh(value: &Go, left: &mut usize) -> bool {
    let own = match value {
        Go::String(text) => text.len() + 1,
        _ => 1,
    };
    if own > *left {
        return false;
    }
    *left -= own;
    match value {
        Go::List(items) => items.iter().all(|item| weigh(item, left)),
        Go::Map(map) => map.values().all(|item| weigh(item, left)),
        _ => true,
    }
}

/// A text that takes no more than a file may hold.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    full: bool,
}

impl fmt::Write for Page {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.text.len() + text.len() > MOST_TEXT {
            self.full = true;
            return Err(fmt::Error);
        }
        self.text.push_str(text);
        Ok(())
    }
}

impl Page {
    /// Takes what `write` writes. The engine says no more than that writing failed, so the page says why.
    pub(super) fn written(write: impl FnOnce(&mut Page) -> Result<(), TemplateError>) -> Result<String, TemplateError> {
        let mut page = Page::default();
        match write(&mut page) {
            Ok(()) => Ok(page.text),
            Err(_) if page.full => Err(failed(format!("it writes more than {MOST_TEXT} bytes"))),
            Err(other) => Err(other),
        }
    }
}

pub(super) fn failed(reason: impl Into<String>) -> TemplateError {
    TemplateError::Exec(reason.into())
}
