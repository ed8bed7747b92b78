//! What lies between the desktop and the window: requests on their way in, and what the window shows on its way out.
//!
//! The desktop may ask before there is a window, and on its own thread: nothing is lost, and nobody waits.

use crate::command::{Command, Line, menu_bar};
use crate::state::State;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use strandline::record::session::Waker;

/// What the desktop wants of the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// These files are to be opened.
    Open(Vec<PathBuf>),
    /// The window is to be closed, after the question that comes before.
    Quit,
    /// A line of a menu was chosen.
    Perform(Command),
    /// Something is to be done with the text that is selected.
    Text(TextEdit),
}

/// What every application can do with text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEdit {
    /// Take it away, onto the clipboard.
    Cut,
    /// Put it on the clipboard.
    Copy,
    /// Put in what is on the clipboard.
    Paste,
    /// Select all there is.
    SelectAll,
}

/// What the desktop shows of the window, beside the window itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The file of the recording on screen, if the user has named one.
    pub file: Option<PathBuf>,
    /// Whether something on screen is in no such file.
    pub is_edited: bool,
    /// Whether there is a question before the end.
    pub asks_before_end: bool,
    /// The lines of the menus that are commands, in the order of [`menu_bar`].
    pub lines: Vec<LineNow>,
}

/// A line of a menu as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct LineNow {
    pub label: &'static str,
    pub command: Command,
    /// Whether that makes sense.
    pub is_possible: bool,
}

/// The place where both meet.
#[derive(Default)]
pub struct Desk {
    requests: Mutex<Vec<Request>>,
    waker: Mutex<Option<Waker>>,
    shown: Mutex<Shown>,
    /// Shows what has changed.
    show: Mutex<Option<fn(&Shown)>>,
}

impl Desk {
    /// An empty one.
    pub const fn new() -> Self {
        let shown = Shown { file: None, is_edited: false, asks_before_end: false, lines: Vec::new() };
        Self {
            requests: Mutex::new(Vec::new()),
            waker: Mutex::new(None),
            shown: Mutex::new(shown),
            show: Mutex::new(None),
        }
    }

    /// Has this called whenever there is a new request, and at once if there are some.
    pub fn wake_with(&self, waker: Waker) {
        if !held(&self.requests).is_empty() {
            waker();
        }
        *held(&self.waker) = Some(waker);
    }

    /// Asks something of the window.
    pub fn ask(&self, request: Request) {
        held(&self.requests).push(request);
        if let Some(waker) = held(&self.waker).as_ref() {
            waker();
        }
    }

    /// Whether the program may end at once: nothing would be lost. Otherwise the window is asked to close, and asks first.
    pub fn may_end(&self) -> bool {
        let is_free = !held(&self.shown).asks_before_end;
        if !is_free {
            self.ask(Request::Quit);
        }
        is_free
    }

    /// What was asked for since the last time.
    pub fn take(&self) -> Vec<Request> {
        std::mem::take(&mut *held(&self.requests))
    }

    /// Has this called with whatever is shown from now on.
    pub fn show_with(&self, show: fn(&Shown)) {
        *held(&self.show) = Some(show);
    }

    /// Shows this from now on.
    pub fn show(&self, shown: &Shown) {
        let before = std::mem::replace(&mut *held(&self.shown), shown.clone());
        let show = *held(&self.show);
        if let Some(show) = show.filter(|_| before != *shown) {
            show(shown);
        }
    }

    pub fn shown(&self) -> Shown {
        held(&self.shown).clone()
    }

    /// A line of the menus that are commands, by its place among those.
    pub fn line(&self, place: usize) -> Option<LineNow> {
        held(&self.shown).lines.get(place).cloned()
    }

    /// That line was chosen.
    pub fn perform(&self, place: usize) {
        if let Some(line) = self.line(place).filter(|line| line.is_possible) {
            self.ask(Request::Perform(line.command));
        }
    }
}

/// Nothing that is held here is left half done by a panic.
fn held<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
    one.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The lines of the menus that are commands, as they are now.
pub(crate) fn lines_now(state: &State, is_typing: bool) -> Vec<LineNow> {
    let lines = menu_bar().iter().flat_map(|(_, lines)| lines);
    let now = |line: &Line| {
        let (entry, is_possible) = line.command_now(state, is_typing)?;
        Some(LineNow { label: entry.label, command: entry.command.clone(), is_possible })
    };
    lines.filter_map(now).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn requests_wait_for_the_window_and_wake_it() {
        let desk = Desk::new();
        desk.ask(Request::Open(vec![PathBuf::from("a.strand")]));
        let woken = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&woken);
        desk.wake_with(Arc::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        }));
        assert_eq!(woken.load(Ordering::Relaxed), 1, "for what came before the window");
        desk.ask(Request::Text(TextEdit::Copy));
        assert_eq!(woken.load(Ordering::Relaxed), 2);
        assert_eq!(desk.take().len(), 2);
        assert_eq!(desk.take(), []);
    }

    #[test]
    fn an_end_is_free_only_where_nothing_is_asked_before() {
        let desk = Desk::new();
        assert!(desk.may_end());
        desk.show(&Shown { asks_before_end: true, ..Shown::default() });
        assert!(!desk.may_end());
        assert_eq!(desk.take(), [Request::Quit]);
    }

    #[test]
    fn a_line_that_makes_no_sense_is_not_performed() {
        let desk = Desk::new();
        let line = |is_possible| LineNow { label: "Save", command: Command::Save, is_possible };
        desk.show(&Shown { lines: vec![line(false), line(true)], ..Shown::default() });
        (0..3).for_each(|place| desk.perform(place));
        assert_eq!(desk.take(), [Request::Perform(Command::Save)]);
    }
}
