//! Cycles counted page by page, from what was mapped at each snapshot.

use crate::analysis::Window;
use crate::analysis::tests::scenario::{ANONYMOUS, RECOGNISED, Scenario};
use crate::model::SnapshotIndex;
use std::collections::BTreeMap;

/// One page from its birth to its death.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    /// The last that it was found to be: so it always was.
    kind: usize,
    birth: SnapshotIndex,
    death: Option<SnapshotIndex>,
}

impl Life {
    pub(super) fn is_there(&self, at: SnapshotIndex) -> bool {
        self.birth <= at && self.death.is_none_or(|death| at < death)
    }

    pub(super) fn is_born_in(&self, window: Window) -> bool {
        window.contains(self.birth)
    }

    pub(super) fn is_of(&self, kind: usize) -> bool {
        self.kind == kind
    }
}

/// What makes a page the same as before.
fn identity(kind: usize) -> usize {
    if kind == RECOGNISED { ANONYMOUS } else { kind }
}

/// Every page that ever lived.
pub(super) fn lives(scenario: &Scenario) -> Vec<Life> {
    let (mut over, mut alive) = (Vec::new(), BTreeMap::<u64, Life>::new());
    for (now, pages) in (0..).map(SnapshotIndex).zip(&scenario.history) {
        let is_same = |page: &u64, life: &Life| {
            pages.get(page).is_some_and(|&kind| identity(kind) == identity(life.kind))
        };
        let dead = alive.extract_if(.., |page, life| !is_same(page, life));
        over.extend(dead.map(|(_, life)| Life { death: Some(now), ..life }));
        for (&page, &kind) in pages {
            alive.entry(page).or_insert(Life { kind, birth: now, death: None }).kind = kind;
        }
    }
    over.extend(alive.into_values());
    over
}
