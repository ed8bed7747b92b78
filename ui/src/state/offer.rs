//! What is to be asked before texts of other tools become a recording.

use super::{ContinuedSeries, Document, Import, Texts};
use std::collections::BTreeSet;
use strandline::import::{Family, Text, processes, shared_process};

/// What is to be asked before texts become a recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What is done if the user agrees.
    pub import: Import,
    /// The texts: what they are called, and what they were recognised as.
    pub listed: Vec<(String, String)>,
    /// Of each text, what its lines were taken for.
    pub lines: Vec<Lines>,
    /// The processes that they are about, by their ids: one is to be chosen where there are several.
    pub processes: Vec<(u32, String)>,
}

/// What the lines of a text were taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// How many were not understood, in words; empty where all were.
    pub unread: String,
    /// Runs of lines, each in words, and whether they were understood.
    pub runs: Vec<(String, bool)>,
}

impl Lines {
    fn read(text: &Text) -> Self {
        let unread = if text.unread.count > 0 { text.unread.to_string() } else { String::new() };
        let runs = text.outline.iter().map(|run| (run.to_string(), run.what.is_some())).collect();
        Self { unread, runs }
    }
}

impl Offer {
    /// What is to be asked about texts while `shown` is on screen. One that is of the process of a series on screen may
    /// continue it.
    pub fn new(texts: Texts, shown: Option<&Document>) -> Self {
        let joins = shown.and_then(|shown| joined(&texts, shown));
        let choice = shown.and_then(|shown| shown.imported.as_ref()).filter(|_| joins.is_some());
        let mut choice = choice.map(|imported| imported.choice).unwrap_or_default();
        let found = processes(texts.all());
        let processes: Vec<(u32, String)> = match found.len() {
            0 | 1 => Vec::new(),
            _ if joins.is_some() || shared_process(texts.all()).is_some() => Vec::new(),
            _ => found.iter().filter_map(|process| Some((process.pid?, process.to_string()))).collect(),
        };
        choice.pid = choice.pid.or_else(|| processes.first().map(|&(pid, _)| pid));
        let listed = texts.all().iter().map(|text| (text.name.clone(), text.recognised_as())).collect();
        let lines = texts.all().iter().map(Lines::read).collect();
        Self { import: Import { texts, choice, joins }, listed, lines, processes }
    }

    /// Whether there is anything to choose.
    pub fn is_question(&self) -> bool {
        self.listed.len() > 1 || self.processes.len() > 1 || self.import.joins.is_some()
    }

    /// Whether it is asked what the texts are to each other: unless something else is. A series goes on as what it is.
    pub fn has_roles(&self) -> bool {
        self.listed.len() > 1 && self.import.joins.is_none() && self.processes.len() < 2
    }
}

/// The series on screen, if these texts may be about its process, and are of its tool.
fn joined(texts: &Texts, shown: &Document) -> Option<ContinuedSeries> {
    let imported = shown.imported.as_ref()?;
    let is_of_tool = |tool: &Family| texts.all().iter().all(|text| tools(text).contains(tool));
    let earlier: BTreeSet<Family> = imported.texts.all().iter().flat_map(tools).collect();
    if !earlier.iter().any(is_of_tool) {
        return None;
    }
    let is_one = processes(imported.texts.all().iter().chain(texts.all())).len() == 1;
    let has = |pid| processes(texts.all()).iter().any(|process| process.pid.is_none_or(|own| own == pid));
    let may_join = is_one || imported.choice.pid.is_some_and(has);
    may_join.then(|| ContinuedSeries { run: shown.run, name: shown.name(), texts: imported.texts.clone() })
}

fn tools(text: &Text) -> BTreeSet<Family> {
    text.captures.iter().map(|capture| capture.format.family()).collect()
}
