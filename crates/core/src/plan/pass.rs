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

    /// What will be done, with the node that does it: one that stands for many things does each of them.
    pub(crate) fn work(&self) -> Vec<(usize, &Change)> {
        let surveys = self.surveys.iter().enumerate();
        let changes = surveys.flat_map(|(node, survey)| {
            survey.iter().flat_map(|survey| &survey.changes).map(move |change| (node, change))
        });
        changes.filter(|(_, change)| change.action != Action::Keep && !change.unapproved).collect()
    }

    pub(crate) fn warnings(&self) -> Vec<String> {
        self.surveys.iter().flatten().flat_map(|survey| survey.warnings.iter().cloned()).collect()
    }
}

pub(crate) async fn survey(graph: &Resources, run: Run) -> Pass {
    let visits = graph.iter().map(|(node, declared)| {
        let run = &run;
        async move {
            let site = Site { run, node, id: &declared.id, needs: &declared.needs, hosts: &declared.hosts };
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
