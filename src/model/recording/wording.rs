//! Replaces the names in a recording.

use super::Recording;
use crate::model::{RegionId, Wording};
use std::sync::Arc;

impl Recording {
    /// Takes on other words. All that was measured stays.
    pub(in crate::model) fn reword(&mut self, wording: &dyn Wording) {
        if let Some(start) = &mut self.start {
            start.reword(wording);
        }
        self.epochs.iter_mut().for_each(|epoch| epoch.reword(wording));
        for tag in Arc::make_mut(&mut self.tags) {
            wording.tag(tag);
        }
        for category in Arc::make_mut(&mut self.categories) {
            wording.category(category);
        }
        let ids = (0..).map(RegionId).take(self.regions.len());
        ids.for_each(|id| self.regions.change(id, |region| wording.identity(&mut region.identity)));
        Arc::make_mut(&mut self.logged_stacks).reword(wording);
        self.calls.change_names(|module| wording.module(module), |function| wording.function(function));
        self.warnings.iter_mut().for_each(|warning| wording.warning(warning));
    }
}
