//! One reading pass over a graph: every node at once, as far as keys allow.

use futures::future::join_all;

use super::Change;
use crate::error::Error;
use crate::event::Action;
use crate::graph::Slot;
use crate::node::{Resources, Run, Site, Survey};

/// What the pass learned, node by node.
pub(crate) struct Pass {
    pub run: Run,
    pub surveys: Vec<Option<Survey>>,
    pub errors: Vec<Error>,
}

impl Pass {
    pub(crate) fn changes(&self) -> Vec<Change> {
        self.surveys.iter().flatten().flat_map(|survey| survey.changes.iter().cloned()).collect()
    }

    /// The nodes that will do something. One that stands for many things does so once.
    pub(crate) fn work(&self) -> Vec<(usize, Action)> {
        let surveys = self.surveys.iter().enumerate();
        let first = |survey: &Survey| {
            let mut changes = survey.changes.iter();
            changes.find(|change| change.action != Action::Keep && !change.unapproved).map(|change| change.action)
        };
        surveys.filter_map(|(node, survey)| Some((node, first(survey.as_ref()?)?))).collect()
    }

    pub(crate) fn warnings(&self) -> Vec<String> {
        self.surveys.iter().flatten().flat_map(|survey| survey.warnings.iter().cloned()).collect()
    }
}

pub(crate) async fn survey(graph: &Resources, run: Run) -> Pass {
    let visits = graph.iter().map(|(node, declared)| {
        let run = &run;
        async move {
            let site = Site { run, node, id: &declared.id, needs: &declared.needs };
            let answer = declared.body.survey(&site).await;
            let slot = match &answer {
                Ok(Some(survey)) => Slot::Filled(survey.slot.clone()),
                Ok(None) | Err(_) => Slot::Blocked,
            };
            run.slots.put(node, slot);
            answer.map_err(|error| error.at(&declared.id))
        }
    });
    let answers = join_all(visits).await;
    let mut surveys = Vec::with_capacity(answers.len());
    let mut errors = Vec::new();
    for answer in answers {
        match answer {
            Ok(survey) => surveys.push(survey),
            Err(error) => {
                surveys.push(None);
                errors.push(error);
            }
        }
    }
    Pass { run, surveys, errors }
}
