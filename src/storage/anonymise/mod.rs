//! Anonymised traces, to be sent to strangers. Pure.
//!
//! What is hidden, in the two forms:
//!
//! | what | becomes | strictly |
//! |---|---|---|
//! | a path, wherever it stands | `/path-1/file-3.so`: each folder and each file has a number of its own, and keeps it; what it is (`.so`, `.db`) stays | the same |
//! | a path below `/usr`, `/lib`, `/bin`, `/sbin`, `/dev`, `/System` or `/Library` | stays: it is the system's | stays where it is a library in a folder that only the system writes to |
//! | a name that a program made up: memfd, shared memory, `[anon:…]` | stays | `name-1` |
//! | the command line | the program's short name | `program` |
//! | the program's short name | stays | `program` |
//! | names of users, learned from the paths of their homes | `user-1`, in every text | |
//! | names of hosts, as far as the caller knows them | `host-1`, in every text | |
//! | labels of marks | stay otherwise | what the mark means, or `mark 1` |
//! | warnings | stay otherwise | `warning 1` |
//! | functions and modules of call stacks (of calls too, with their source files as paths), and the regions they stand below | stay otherwise | `function-1`, `name-1`, nothing |
//! | a name of a category that is none of this program's own words | stays otherwise | `name-1` |
//! | numbers of devices and inodes | numbers counted from one | the same |
//!
//! No figure changes.

mod paths;
mod people;
mod strict;
mod texts;

#[cfg(test)]
mod tests;

pub use people::Names;

use crate::model::{
    Backing, Category, Function, Identity, LoggedFrame, Mark, MarkRole, Module, Tag, Target, Trace, Warning,
    Wording,
};
use paths::Paths;
use people::People;
use std::collections::{BTreeSet, HashMap};
use strict::Strict;

/// What takes the place of a word that was not there when the words were looked at.
const HIDDEN: &str = "(hidden)";

/// The trace without what tells of its user.
#[must_use]
pub fn anonymised(mut trace: Trace) -> Trace {
    let anonymiser = Anonymiser::new(&[&trace], &Names::default());
    trace.reword(&anonymiser);
    trace
}

/// Other words for those of some traces. What has one name in several of them has one afterwards.
#[derive(Clone, Debug, Default)]
pub struct Anonymiser {
    tags: HashMap<String, String>,
    texts: HashMap<String, String>,
    /// Labels of marks, and warnings, where they are not treated as any text.
    marks: HashMap<String, String>,
    warnings: HashMap<String, String>,
    /// Functions of call stacks, likewise.
    symbols: HashMap<String, String>,
    devices: HashMap<u64, u64>,
    inodes: HashMap<(u64, u64), u64>,
    is_strict: bool,
}

/// What programs are called strictly.
const PROGRAM: &str = "program";

impl Anonymiser {
    /// Looks at all words of these traces; `names` are what the caller knows beside them.
    pub fn new(traces: &[&Trace], names: &Names) -> Self {
        Self::of_alike(traces, names, str::to_owned)
    }

    /// The same for traces that are compared: files and folders whose names are the same to `alike` become one, as they are
    /// one to the comparison.
    pub fn of_alike(traces: &[&Trace], names: &Names, alike: fn(&str) -> String) -> Self {
        let tags: BTreeSet<&str> = traces.iter().flat_map(|trace| tags(trace)).collect();
        let texts: BTreeSet<&str> = traces.iter().flat_map(|trace| texts_of(trace)).collect();
        let commands = traces.iter().flat_map(|trace| targets(trace)).map(|target| target.command.as_str());
        let all = tags.iter().chain(&texts).copied().chain(commands);
        let people = People::find(all, names);
        let files: BTreeSet<&str> = traces.iter().flat_map(|trace| names_of_files(trace)).collect();
        let mut paths = Paths::new(&people, tags.iter().copied(), alike);
        let mut anonymiser = Self::default();
        for tag in tags {
            let other =
                if files.contains(tag) || texts::is_path(tag) { paths.path(tag) } else { paths.text(tag) };
            anonymiser.tags.insert(tag.to_owned(), other);
        }
        for text in texts {
            anonymiser.texts.insert(text.to_owned(), paths.text(text));
        }
        anonymiser.number_files(traces);
        anonymiser
    }

    /// Looks at all words of these traces, of which strictly nothing is to stay but what the system's own libraries are called,
    /// and `own_words`: those of this program. What is the same to `alike` becomes one.
    pub fn strict(traces: &[&Trace], own_words: &BTreeSet<String>, alike: fn(&str) -> String) -> Self {
        let people = People::default();
        let tags: BTreeSet<&str> = traces.iter().flat_map(|trace| tags(trace)).collect();
        let files: BTreeSet<&str> = traces.iter().flat_map(|trace| names_of_files(trace)).collect();
        let mut strict = Strict::new(Paths::new(&people, std::iter::empty(), alike), own_words, alike);
        let mut anonymiser = Self { is_strict: true, ..Self::default() };
        for tag in tags {
            let is_file = files.contains(tag) || texts::is_path(tag);
            anonymiser.tags.insert(tag.to_owned(), strict.tag(tag, is_file));
        }
        let categories = traces.iter().flat_map(|trace| trace.recording.categories());
        for word in categories.flat_map(|category| [&category.group, &category.name]) {
            anonymiser.texts.entry(word.clone()).or_insert_with(|| strict.replacement(word));
        }
        let marks = traces.iter().flat_map(|trace| trace.annotations.marks()).map(|mark| &mark.label);
        let warnings =
            traces.iter().flat_map(|trace| trace.recording.warnings()).map(|warning| &warning.text);
        anonymiser.marks = numbered("mark", marks);
        anonymiser.warnings = numbered("warning", warnings);
        let frames = || traces.iter().flat_map(|trace| trace.recording.logged_stacks().frames());
        let of_calls = traces.iter().flat_map(|trace| functions(trace)).map(|function| &function.name);
        anonymiser.symbols = numbered("function", frames().map(|frame| &frame.symbol).chain(of_calls));
        for frame in frames() {
            anonymiser.texts.entry(frame.module.clone()).or_insert_with(|| strict.replacement(&frame.module));
        }
        anonymiser.number_files(traces);
        anonymiser
    }

    fn number_files(&mut self, traces: &[&Trace]) {
        let regions = traces.iter().flat_map(|trace| trace.recording.regions());
        regions.for_each(|region| self.number(&region.identity.backing));
    }

    /// Gives a file's device and inode numbers of their own. None stays none.
    fn number(&mut self, backing: &Backing) {
        let &Backing::File { device, inode, .. } = backing else { return };
        let next = self.devices.len() as u64 + 1;
        self.devices.entry(device).or_insert(if device == 0 { 0 } else { next });
        let next = self.inodes.len() as u64 + 1;
        self.inodes.entry((device, inode)).or_insert(if inode == 0 { 0 } else { next });
    }

    fn hide(words: &HashMap<String, String>, word: &mut String) {
        *word = words.get(word.as_str()).cloned().unwrap_or_else(|| HIDDEN.to_owned());
    }
}

impl Wording for Anonymiser {
    fn target(&self, target: &mut Target) {
        if self.is_strict {
            (target.name, target.command) = (PROGRAM.to_owned(), PROGRAM.to_owned());
            target.os_release = Strict::release(&target.os_release);
            return;
        }
        Self::hide(&self.texts, &mut target.name);
        target.command = target.name.clone();
        Self::hide(&self.texts, &mut target.os_release);
    }

    fn tag(&self, tag: &mut Tag) {
        Self::hide(&self.tags, &mut tag.name);
    }

    fn category(&self, category: &mut Category) {
        Self::hide(&self.texts, &mut category.group);
        Self::hide(&self.texts, &mut category.name);
    }

    fn identity(&self, identity: &mut Identity) {
        if let Backing::File { device, inode, .. } = &mut identity.backing {
            *inode = self.inodes.get(&(*device, *inode)).copied().unwrap_or_default();
            *device = self.devices.get(device).copied().unwrap_or_default();
        }
    }

    fn mark(&self, mark: &mut Mark) {
        match mark.role {
            MarkRole::Note if self.is_strict => Self::hide(&self.marks, &mut mark.label),
            MarkRole::Baseline if self.is_strict => "baseline".clone_into(&mut mark.label),
            MarkRole::Open(cycle) if self.is_strict => mark.label = format!("cycle {cycle} open"),
            MarkRole::Closed(cycle) if self.is_strict => mark.label = format!("cycle {cycle}"),
            _ => Self::hide(&self.texts, &mut mark.label),
        }
    }

    fn frame(&self, frame: &mut LoggedFrame) {
        let symbols = if self.is_strict { &self.symbols } else { &self.texts };
        Self::hide(symbols, &mut frame.symbol);
        Self::hide(&self.texts, &mut frame.module);
    }

    fn region_of_stack(&self, region: &mut String) {
        if self.is_strict {
            region.clear();
        } else {
            Self::hide(&self.texts, region);
        }
    }

    fn module(&self, module: &mut Module) {
        let is_system = !self.is_strict || self.tags.get(&module.path) == Some(&module.path);
        Self::hide(&self.tags, &mut module.path);
        if !is_system {
            module.build_id.clear();
        }
    }

    fn function(&self, function: &mut Function) {
        let symbols = if self.is_strict { &self.symbols } else { &self.texts };
        Self::hide(symbols, &mut function.name);
        Self::hide(&self.tags, &mut function.file);
    }

    fn warning(&self, warning: &mut Warning) {
        let words = if self.is_strict { &self.warnings } else { &self.texts };
        Self::hide(words, &mut warning.text);
    }
}

/// Each text with a number of its own, in the order in which they come.
fn numbered<'a>(what: &str, texts: impl Iterator<Item = &'a String>) -> HashMap<String, String> {
    let mut numbers = HashMap::new();
    for text in texts {
        let next = numbers.len() + 1;
        numbers.entry(text.clone()).or_insert_with(|| format!("{what} {next}"));
    }
    numbers
}

fn tags(trace: &Trace) -> impl Iterator<Item = &str> {
    let calls = trace.recording.calls();
    let modules = calls.modules().iter().map(|module| module.path.as_str());
    let sources = functions(trace).map(|function| function.file.as_str());
    trace.recording.tags().iter().map(|tag| tag.name.as_str()).chain(modules).chain(sources)
}

/// The functions of the stacks of calls.
fn functions(trace: &Trace) -> impl Iterator<Item = &Function> {
    let calls = trace.recording.calls();
    (0..calls.frames().len()).flat_map(|frame| calls.functions(u32::try_from(frame).unwrap_or(u32::MAX)))
}

/// The targets of all epochs.
fn targets(trace: &Trace) -> impl Iterator<Item = &Target> {
    let first = trace.recording.start().map(|start| &start.target);
    first.into_iter().chain(trace.recording.epochs().iter().map(|epoch| &epoch.target))
}

/// What is written in words.
fn texts_of(trace: &Trace) -> impl Iterator<Item = &str> {
    let recording = &trace.recording;
    let of_targets = targets(trace).flat_map(|target| [&target.name, &target.os_release]);
    let categories = recording.categories().iter().flat_map(|category| [&category.group, &category.name]);
    let marks = trace.annotations.marks().iter().map(|mark| &mark.label);
    let warnings = recording.warnings().iter().map(|warning| &warning.text);
    let stacks = recording.logged_stacks();
    let frames = stacks.frames().iter().flat_map(|frame| [&frame.symbol, &frame.module]);
    let regions = stacks.stacks().iter().map(|stack| &stack.region);
    let of_calls = functions(trace).map(|function| &function.name);
    let of_stacks = frames.chain(regions).chain(of_calls);
    of_targets.chain(categories).chain(marks).chain(warnings).chain(of_stacks).map(String::as_str)
}

/// The tags of regions with a file behind them: their names are names of files, also where they have no folder.
fn names_of_files(trace: &Trace) -> impl Iterator<Item = &str> {
    let regions = trace.recording.regions().iter();
    let of_files = regions.filter(|region| matches!(region.identity.backing, Backing::File { .. }));
    let ids: BTreeSet<_> = of_files.map(|region| region.identity.tag).collect();
    let names = ids.into_iter().filter_map(|id| trace.recording.tag(id)).map(|tag| tag.name.as_str());
    names.filter(|name| !name.is_empty() && !name.starts_with('[') && !name.starts_with("anon_inode:"))
}
