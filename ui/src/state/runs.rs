//! The recordings of one window.

use super::{Document, RunId};

/// The recordings of one window in the order in which they came, and which of them is shown.
#[derive(Debug, Default)]
pub struct Runs {
    documents: Vec<Document>,
    shown: Option<RunId>,
    next: u32,
}

impl Runs {
    /// Adds a recording and shows it.
    pub fn add(&mut self, document: Document) -> RunId {
        let id = self.add_beside(document);
        self.shown = Some(id);
        id
    }

    /// Adds a recording; what was shown before goes on being shown.
    pub fn add_beside(&mut self, mut document: Document) -> RunId {
        let id = RunId(self.next);
        self.next += 1;
        document.run = id;
        self.documents.push(document);
        id
    }

    /// Takes one away; the one beside it is shown then.
    pub fn remove(&mut self, id: RunId) -> Option<Document> {
        let place = self.documents.iter().position(|document| document.run == id)?;
        let removed = self.documents.remove(place);
        if self.shown == Some(id) {
            let beside = self.documents.get(place).or_else(|| self.documents.last());
            self.shown = beside.map(|document| document.run);
        }
        Some(removed)
    }

    /// Shows another one.
    pub fn show(&mut self, id: RunId) {
        if self.get(id).is_some() {
            self.shown = Some(id);
        }
    }

    /// One of them.
    pub fn get(&self, id: RunId) -> Option<&Document> {
        self.documents.iter().find(|document| document.run == id)
    }

    /// One of them, to be changed.
    pub fn get_mut(&mut self, id: RunId) -> Option<&mut Document> {
        self.documents.iter_mut().find(|document| document.run == id)
    }

    /// The one that is shown.
    pub fn shown(&self) -> Option<&Document> {
        self.get(self.shown?)
    }

    /// The one that is shown, to be changed.
    pub fn shown_mut(&mut self) -> Option<&mut Document> {
        self.get_mut(self.shown?)
    }

    /// The one that is under way.
    pub fn live(&self) -> Option<&Document> {
        self.documents.iter().find(|document| document.is_live())
    }

    /// All of them, in the order in which they came.
    pub fn all(&self) -> &[Document] {
        &self.documents
    }
}
