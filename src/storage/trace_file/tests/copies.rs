//! A trace that goes from file to file, as it is or in other words.

use super::sample::steps;
use super::{text_of, written};
use crate::model::{Backing, Category, Identity, LoggedFrame, Mark, Tag, Target, Trace, Warning, Wording};
use crate::storage::trace_file::{
    Existing, Opened, copy_reworded, copy_trace, export_text, import_text, open,
};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// The same words, louder, and other inodes.
struct Loud;

impl Wording for Loud {
    fn target(&self, target: &mut Target) {
        target.name = target.name.to_uppercase();
        target.command.push('!');
    }

    fn tag(&self, tag: &mut Tag) {
        tag.name.push('!');
    }

    fn category(&self, category: &mut Category) {
        category.name.push('!');
    }

    fn identity(&self, identity: &mut Identity) {
        if let Backing::File { inode, .. } = &mut identity.backing {
            *inode = !*inode;
        }
    }

    fn mark(&self, mark: &mut Mark) {
        mark.label.push('!');
    }

    fn frame(&self, frame: &mut LoggedFrame) {
        frame.symbol.push('!');
    }

    fn region_of_stack(&self, region: &mut String) {
        region.push('!');
    }

    fn module(&self, module: &mut crate::model::Module) {
        module.path.push('!');
    }

    fn function(&self, function: &mut crate::model::Function) {
        function.name.push('!');
    }

    fn warning(&self, warning: &mut Warning) {
        warning.text.push('!');
    }
}

/// What a file with these bytes becomes by `copy`.
fn copied(bytes: &[u8], copy: impl Fn(&Path, &Path)) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let [from, to]: [PathBuf; 2] = ["from.strand", "to.strand"].map(|name| folder.path().join(name));
    std::fs::write(&from, bytes).unwrap();
    copy(&from, &to);
    open(&to).unwrap()
}

fn through_text(from: &Path, to: &Path) {
    let mut text = Vec::new();
    export_text(from, &mut text, Path::new("-"), Some(&Loud)).unwrap();
    import_text(&*text, Path::new("-"), to, Existing::Keep).unwrap();
}

fn same(opened: &Opened, trace: &Trace) -> Result<(), TestCaseError> {
    prop_assert!(opened.complete && opened.warnings.is_empty(), "{:?}", opened.warnings);
    prop_assert_eq!(text_of(&opened.trace), text_of(trace));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_saved_trace_is_the_same(steps in steps(20)) {
        let (bytes, trace) = written(&steps);
        same(&copied(&bytes, |from, to| copy_trace(from, to, &trace.annotations, Existing::Keep).unwrap()), &trace)?;
    }

    #[test]
    fn other_words_reach_every_file_alike(steps in steps(12)) {
        let (bytes, mut trace) = written(&steps);
        trace.reword(&Loud);
        same(&copied(&bytes, |from, to| copy_reworded(from, to, &Loud, Existing::Keep).unwrap()), &trace)?;
        same(&copied(&bytes, through_text), &trace)?;
    }
}
