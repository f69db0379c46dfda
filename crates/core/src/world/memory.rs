//! One value per question and pass: several nodes that ask the same get the same answer from one call.

use std::any::Any;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

use super::World;
use crate::error::{Error, Result};

type Cell = Arc<OnceCell<Result<Arc<dyn Any + Send + Sync>>>>;

/// Answers by question, where a question is `service:Operation arguments`.
#[derive(Default)]
pub(crate) struct Memory(Mutex<BTreeMap<String, Cell>>);

impl Memory {
    fn cell(&self, question: String) -> Cell {
        let mut cells = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        cells.entry(question).or_default().clone()
    }
}

impl World {
    /// Asks once per pass; outside of a pass it asks every time.
    pub(crate) async fn once<T, F>(&self, question: String, ask: impl FnOnce() -> F + Send) -> Result<Arc<T>>
    where
        T: Send + Sync + 'static,
        F: Future<Output = Result<T>> + Send,
    {
        let Some(memory) = self.memory() else { return ask().await.map(Arc::new) };
        let cell = memory.cell(question);
        let answer = cell.get_or_init(|| async { ask().await.map(|value| Arc::new(value) as _) }).await.clone()?;
        answer.downcast().map_err(|_| Error::bug("two kinds of answers to one question"))
    }
}
