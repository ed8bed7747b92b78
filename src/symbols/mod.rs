//! From places in code to functions, source files and lines; off the process, and whenever it is wanted.
//!
//! The modules of a recording are looked for by their paths, and by their build ids where debug files lie. A file of another
//! build is not used. What is found nowhere stays module and offset.

mod demangled;
mod files;
mod module;

use crate::model::{CallLog, Frame, Function};
use files::DebugFiles;
use module::Symbols;
use std::path::Path;

/// The functions of all frames, and the modules of which none were found, each with the reason.
#[derive(Debug, Default)]
pub struct Symbolicated {
    /// For each frame the functions it is in, the innermost of those that were inlined first.
    pub functions: Vec<Vec<Function>>,
    /// What could not be used.
    pub missing: Vec<String>,
}

/// Names the functions of the frames of a recording, by the files below `root`. Names that the recording has already stay
/// where these files have none.
pub fn symbolicate(calls: &CallLog, root: &Path) -> Symbolicated {
    let files = DebugFiles::below(root);
    let mut functions: Vec<_> =
        (0..).zip(calls.frames()).map(|(frame, _)| calls.functions(frame).to_vec()).collect();
    let mut missing = Vec::new();
    for (number, module) in (0..).zip(calls.modules()) {
        let is_in = |frame: &&(usize, &Frame)| frame.1.module == Some(number);
        let frames: Vec<_> = calls.frames().iter().enumerate().filter(|frame| is_in(&frame)).collect();
        if frames.is_empty() {
            continue;
        }
        match files.of_module(module) {
            Err(why) => missing.push(why),
            Ok(found) => {
                let symbols = Symbols::read(&found);
                for (place, frame) in frames {
                    let found = symbols.functions(frame.offset);
                    if !found.is_empty() {
                        functions[place] = found;
                    }
                }
            }
        }
    }
    Symbolicated { functions, missing }
}

#[cfg(test)]
mod tests;
