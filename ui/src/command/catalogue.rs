//! The commands that have a name, with what they say, their picture and their key.

use super::Command;
use crate::state::{CompareChange, Dialog, Letter, Mode, ThemeChoice, ViewChange};
use crate::theme::Icon;
use eframe::egui::{Key, KeyboardShortcut, Modifiers};
use std::sync::OnceLock;
use strandline::platform::demo::TargetKind;

/// A key, with the keys held down beside it.
pub type Shortcut = KeyboardShortcut;

/// A command as it is offered.
#[derive(Clone, Debug)]
pub struct Entry {
    pub command: Command,
    /// What its button or line says.
    pub label: &'static str,
    /// What it does, for who hovers.
    pub tooltip: &'static str,
    /// Its picture, if it has a button.
    pub(crate) icon: Option<Icon>,
    /// The key that does the same.
    pub shortcut: Option<Shortcut>,
}

impl Entry {
    /// The key as it is written on this system.
    pub fn shortcut_text(&self, context: &eframe::egui::Context) -> Option<String> {
        self.shortcut.as_ref().map(|shortcut| context.format_shortcut(shortcut))
    }
}

/// Every command that has a name, in the order of the palette.
pub fn catalogue() -> &'static [Entry] {
    static CATALOGUE: OnceLock<Vec<Entry>> = OnceLock::new();
    CATALOGUE.get_or_init(|| [recording(), files(), marks(), time(), panes(), comparison()].concat())
}

impl Entry {
    /// Whether its key belongs to a text field while somebody types there.
    pub fn is_of_text(&self) -> bool {
        let is_of_text =
            |key: &Shortcut| matches!(key.logical_key, Key::V | Key::Z) || !key.modifiers.command;
        self.shortcut.as_ref().is_some_and(is_of_text)
    }
}

impl Command {
    /// Its line in the catalogue; nothing for a command that is about one thing on screen.
    pub fn entry(&self) -> Option<&'static Entry> {
        catalogue().iter().find(|entry| entry.command == *self)
    }
}

fn entry(command: Command, label: &'static str, tooltip: &'static str) -> Entry {
    Entry { command, label, tooltip, icon: None, shortcut: None }
}

impl Entry {
    fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    fn key(self, modifiers: Modifiers, key: Key) -> Self {
        Self { shortcut: Some(Shortcut::new(modifiers, key)), ..self }
    }
}

fn recording() -> Vec<Entry> {
    let demo = |kind, label, tooltip| entry(Command::RunDemo(kind), label, tooltip).icon(Icon::Flask);
    vec![
        entry(Command::RecordChosen, "Record", "Record the selected process")
            .icon(Icon::Record)
            .key(Modifiers::COMMAND, Key::R),
        entry(Command::Stop, "Stop", "End the recording after one last complete look")
            .icon(Icon::Stop)
            .key(Modifiers::COMMAND, Key::R),
        entry(Command::Pause, "Pause", "No more looks at the target until you resume; marks still work")
            .icon(Icon::Pause)
            .key(Modifiers::NONE, Key::Space),
        entry(Command::Resume, "Resume", "Go on recording")
            .icon(Icon::Record)
            .key(Modifiers::NONE, Key::Space),
        entry(Command::Snapshot, "Snapshot now", "One complete look at the target, without a mark")
            .icon(Icon::Camera)
            .key(Modifiers::NONE, Key::S),
        entry(
            Command::RecordAgain,
            "Record again",
            "Record the same process once more, beside this recording",
        )
        .icon(Icon::Record)
        .key(Modifiers::COMMAND, Key::R),
        entry(Command::ShowChooser, "Processes", "Choose another process; recordings of this window stay")
            .icon(Icon::List)
            .key(Modifiers::COMMAND, Key::N),
        entry(
            Command::Show(Dialog::launch()),
            "Launch a command…",
            "Start a program and record it from its first region on",
        )
        .icon(Icon::Terminal)
        .key(Modifiers::COMMAND, Key::L),
        demo(
            TargetKind::PageList,
            "Run the demo",
            "Record a built-in program that leaks in each of its cycles",
        ),
        demo(
            TargetKind::Surfaces,
            "Run the demo “surfaces”",
            "A built-in program that keeps shared surfaces of closed windows",
        ),
        demo(
            TargetKind::Cache,
            "Run the demo “cache”",
            "A built-in program whose cache fills and settles: no leak",
        ),
    ]
}

fn files() -> Vec<Entry> {
    vec![
        entry(
            Command::AskOpen,
            "Open a file…",
            "Open a recording that was saved, or what vmmap, footprint, smaps or pmap have said",
        )
        .icon(Icon::Folder)
        .key(Modifiers::COMMAND, Key::O),
        // The clipboard itself answers to this key: it stands here so that it is known.
        entry(
            Command::Paste,
            "Paste a report",
            "Read what vmmap, footprint, smaps or pmap have said from the clipboard",
        )
        .icon(Icon::Paste)
        .key(Modifiers::COMMAND, Key::V),
        entry(Command::Save, "Save", "Save this recording and its marks")
            .icon(Icon::Save)
            .key(Modifiers::COMMAND, Key::S),
        entry(Command::AskSave, "Save as…", "Save this recording under another name")
            .key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S),
        entry(
            Command::ChooseExport,
            "Export…",
            "Give out what is on screen: as a report, a table, a chart, or for another program",
        )
        .icon(Icon::Export)
        .key(Modifiers::COMMAND, Key::E),
        entry(
            Command::CopyReport,
            "Copy as Markdown",
            "The verdict, the cycles and the evidence, to be pasted into a bug report",
        )
        .icon(Icon::Copy),
        entry(Command::CloseRun, "Close the recording", "Leave this recording")
            .icon(Icon::Close)
            .key(Modifiers::COMMAND, Key::W),
        entry(Command::CloseWindow, "Close the window", "Quit, where no recording is on screen")
            .key(Modifiers::COMMAND, Key::W),
        entry(Command::Quit, "Quit", "Close the window").key(Modifiers::COMMAND, Key::Q),
    ]
}

fn marks() -> Vec<Entry> {
    vec![
        entry(
            Command::Mark,
            "Mark",
            "What was opened is closed again: a complete look at the target ends a cycle",
        )
        .icon(Icon::Flag)
        .key(Modifiers::NONE, Key::M),
        entry(
            Command::Baseline,
            "Baseline",
            "The program is warm: growth counts from this moment on, and so do the cycles",
        )
        .icon(Icon::Flag)
        .key(Modifiers::NONE, Key::B),
        entry(Command::Note, "Note this moment", "A mark with one complete look that closes no cycle")
            .icon(Icon::Flag)
            .key(Modifiers::NONE, Key::N),
        entry(Command::Undo, "Undo", "Take the last change of the marks back")
            .icon(Icon::Undo)
            .key(Modifiers::COMMAND, Key::Z),
        entry(Command::Redo, "Redo", "Do again what was taken back")
            .icon(Icon::Redo)
            .key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z),
        entry(Command::MarkPlayhead, "Mark the playhead", "Name the moment that was clicked in the ruler")
            .icon(Icon::Flag)
            .key(Modifiers::SHIFT, Key::M),
    ]
}

fn time() -> Vec<Entry> {
    let view = |change, label, tooltip| entry(Command::View(change), label, tooltip);
    let zoom = |factor| ViewChange::Zoom { factor, around: None };
    vec![
        view(zoom(0.5), "Zoom in", "Show half as much of the time").key(Modifiers::NONE, Key::Plus),
        view(zoom(2.0), "Zoom out", "Show twice as much of the time").key(Modifiers::NONE, Key::Minus),
        view(ViewChange::ShowWhole, "Show all of the time", "From the beginning to the end")
            .key(Modifiers::NONE, Key::Num0),
        view(ViewChange::ShowRange, "Zoom to the range", "Show what is selected")
            .key(Modifiers::NONE, Key::Z),
        view(ViewChange::Pan(-0.25), "Earlier", "Move to the left").key(Modifiers::NONE, Key::ArrowLeft),
        view(ViewChange::Pan(0.25), "Later", "Move to the right").key(Modifiers::NONE, Key::ArrowRight),
        view(ViewChange::Follow, "Follow", "Let what is new come into sight").key(Modifiers::NONE, Key::F),
        entry(Command::Find, "Filter…", "Search the processes, or filter the regions")
            .icon(Icon::Funnel)
            .key(Modifiers::COMMAND, Key::F),
        // One key takes away what is nearest: first the filter of the list, then the range.
        view(
            ViewChange::FilterRegions(String::new()),
            "Clear the filter",
            "Show all regions of the row again",
        )
        .key(Modifiers::NONE, Key::Escape),
        view(ViewChange::Range(None), "Clear the range", "The tables are about the whole recording again")
            .key(Modifiers::NONE, Key::Escape),
    ]
}

fn panes() -> Vec<Entry> {
    let view = |change, label, tooltip| entry(Command::View(change), label, tooltip);
    let theme = |theme, label, icon| entry(Command::Theme(theme), label, "Colours of the window").icon(icon);
    vec![
        view(ViewChange::Mode(Mode::Summary), "Summary", "What each category did in the range")
            .key(Modifiers::NONE, Key::Num1),
        view(
            ViewChange::Mode(Mode::Cycles),
            "Cycles",
            "What each cycle left behind, and whether that is a leak",
        )
        .key(Modifiers::NONE, Key::Num2),
        view(ViewChange::Mode(Mode::Regions), "Regions", "The regions behind the selected row")
            .key(Modifiers::NONE, Key::Num3),
        view(ViewChange::Mode(Mode::Compare), "Compare", "What has changed from one recording to another")
            .key(Modifiers::NONE, Key::Num4),
        view(
            ViewChange::Mode(Mode::Composition),
            "Composition",
            "What is there at the end of the range, by size",
        )
        .key(Modifiers::NONE, Key::Num5),
        entry(Command::TOGGLE_INSPECTOR, "Inspector", "Show or hide what is known of the selection")
            .icon(Icon::Sidebar)
            .key(Modifiers::NONE, Key::I),
        entry(Command::ToggleAdvice, "Advice", "Say in the toolbar what to do next, or do not"),
        entry(Command::SHOW_SETTINGS, "Settings…", "Colours, how often a process is looked at, advice")
            .key(Modifiers::COMMAND, Key::Comma),
        entry(Command::DismissNotice, "Dismiss", "Take the message away"),
        theme(ThemeChoice::System, "Colours as the system has them", Icon::Desktop),
        theme(ThemeChoice::Dark, "Dark colours", Icon::Moon),
        theme(ThemeChoice::Light, "Light colours", Icon::Sun),
        entry(Command::SHOW_PALETTE, "All commands…", "Find a command by its name")
            .icon(Icon::Search)
            .key(Modifiers::COMMAND, Key::K),
    ]
}

fn comparison() -> Vec<Entry> {
    vec![
        entry(
            Command::AskCompared(Letter::B),
            "Open a second trace…",
            "Compare this recording with one that was saved",
        )
        .icon(Icon::Folder)
        .key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O),
        entry(Command::Compare(CompareChange::Swap), "Swap A and B", "What came after was before")
            .icon(Icon::Swap)
            .key(Modifiers::NONE, Key::X),
        entry(
            Command::Compare(CompareChange::Halves),
            "Compare two parts of this recording",
            "Its first half with its second; the menus of A and B choose other parts",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_say_something() {
        let labels: BTreeSet<_> = catalogue().iter().map(|entry| entry.label).collect();
        assert_eq!(labels.len(), catalogue().len());
        assert!(catalogue().iter().all(|entry| entry.label.len() > 2 && entry.tooltip.len() > 8));
    }

    #[test]
    fn a_key_does_one_thing_at_a_time() {
        // Each of these pairs has one key: only one of the two is possible at any time, or the first one comes first.
        let clear_filter = Command::View(ViewChange::FilterRegions(String::new()));
        let pairs = [
            (Command::Pause, Command::Resume),
            (Command::RecordChosen, Command::Stop),
            (Command::RecordChosen, Command::RecordAgain),
            (Command::Stop, Command::RecordAgain),
            (Command::CloseRun, Command::CloseWindow),
            (clear_filter, Command::View(ViewChange::Range(None))),
        ];
        let with_keys: Vec<&Entry> = catalogue().iter().filter(|entry| entry.shortcut.is_some()).collect();
        for (nth, one) in with_keys.iter().enumerate() {
            for other in &with_keys[nth + 1..] {
                let is_pair = pairs.contains(&(one.command.clone(), other.command.clone()));
                assert!(one.shortcut != other.shortcut || is_pair, "{} and {}", one.label, other.label);
            }
        }
    }
}
