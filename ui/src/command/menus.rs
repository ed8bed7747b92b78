//! The menu bar of a Mac, made from the catalogue and from what each application there has.
//!
//! Commands that share a key, such as those to record and to stop, share a line: it is the one that is possible. The bar
//! takes keys before the window does, so that a line has a key only if that is held down with ⌘: others are typed into fields.

use super::{Command, Entry, Shortcut, catalogue};
use crate::state::{Dialog, State, ViewChange};
use eframe::egui::{Key, Modifiers};
use std::sync::OnceLock;

/// A menu of the bar, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    /// The one with the name of the application.
    Application,
    /// Recordings and their files.
    File,
    /// Marks, text, filters.
    Edit,
    View,
    /// What is done with the target.
    Record,
    Window,
    Help,
}

impl Menu {
    /// All of them, from left to right.
    pub const ALL: [Self; 7] =
        [Self::Application, Self::File, Self::Edit, Self::View, Self::Record, Self::Window, Self::Help];

    /// What stands in the bar.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Application => "Strandline",
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Record => "Record",
            Self::Window => "Window",
            Self::Help => "Help",
        }
    }
}

/// A line that macOS answers itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemLine {
    /// The panel with name and version.
    About,
    /// What other applications offer.
    Services,
    /// Hides the application.
    Hide,
    /// Hides the others.
    HideOthers,
    /// Shows them again.
    ShowAll,
    /// Files that were opened lately.
    OpenRecent,
    /// Of the text that is selected.
    Cut,
    /// Of the text that is selected, or of the row.
    Copy,
    /// Into the field, or a report to be read.
    Paste,
    /// All text of the field.
    SelectAll,
    /// The window without frame, on a screen of its own.
    FullScreen,
    /// Into the Dock.
    Minimize,
    /// As large as it is useful.
    Zoom,
    /// All windows before those of others.
    BringAllToFront,
}

impl SystemLine {
    /// All of them, in the order of their menus.
    pub const ALL: [Self; 14] = [
        Self::About,
        Self::Services,
        Self::Hide,
        Self::HideOthers,
        Self::ShowAll,
        Self::OpenRecent,
        Self::Cut,
        Self::Copy,
        Self::Paste,
        Self::SelectAll,
        Self::FullScreen,
        Self::Minimize,
        Self::Zoom,
        Self::BringAllToFront,
    ];

    /// What it says, as every application has it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::About => "About Strandline",
            Self::Services => "Services",
            Self::Hide => "Hide Strandline",
            Self::HideOthers => "Hide Others",
            Self::ShowAll => "Show All",
            Self::OpenRecent => "Open Recent",
            Self::Cut => "Cut",
            Self::Copy => "Copy",
            Self::Paste => "Paste",
            Self::SelectAll => "Select All",
            Self::FullScreen => "Enter Full Screen",
            Self::Minimize => "Minimize",
            Self::Zoom => "Zoom",
            Self::BringAllToFront => "Bring All to Front",
        }
    }

    /// The key that every application has for it.
    pub const fn shortcut(self) -> Option<Shortcut> {
        let with_option = Modifiers { alt: true, ..Modifiers::COMMAND };
        let with_control = Modifiers { ctrl: true, ..Modifiers::MAC_CMD };
        let (modifiers, key) = match self {
            Self::Hide => (Modifiers::COMMAND, Key::H),
            Self::HideOthers => (with_option, Key::H),
            Self::Cut => (Modifiers::COMMAND, Key::X),
            Self::Copy => (Modifiers::COMMAND, Key::C),
            Self::Paste => (Modifiers::COMMAND, Key::V),
            Self::SelectAll => (Modifiers::COMMAND, Key::A),
            Self::FullScreen => (with_control, Key::F),
            Self::Minimize => (Modifiers::COMMAND, Key::M),
            Self::About
            | Self::Services
            | Self::ShowAll
            | Self::OpenRecent
            | Self::Zoom
            | Self::BringAllToFront => return None,
        };
        Some(Shortcut::new(modifiers, key))
    }

    /// Its menu, and which part of that.
    const fn place(self) -> (Menu, u8) {
        match self {
            Self::About => (Menu::Application, 0),
            Self::Services => (Menu::Application, 2),
            Self::Hide | Self::HideOthers | Self::ShowAll => (Menu::Application, 3),
            Self::OpenRecent => (Menu::File, 0),
            Self::Cut | Self::Copy | Self::Paste | Self::SelectAll => (Menu::Edit, 1),
            Self::FullScreen => (Menu::View, 5),
            Self::Minimize | Self::Zoom => (Menu::Window, 0),
            Self::BringAllToFront => (Menu::Window, 1),
        }
    }
}

/// Whether macOS itself answers to a key before any application does, or does not send it as it is: those of F1 and its
/// neighbours need `fn`.
pub fn is_taken_by_macos(shortcut: &Shortcut) -> bool {
    const SYSTEM: [Key; 3] = [Key::Tab, Key::Space, Key::Backtick];
    let is_of_system = shortcut.modifiers.command && SYSTEM.contains(&shortcut.logical_key);
    let is_of_menu = || SystemLine::ALL.iter().any(|line| line.shortcut().as_ref() == Some(shortcut));
    let name = shortcut.logical_key.name();
    let is_function = name.starts_with('F') && name[1..].parse::<u8>().is_ok();
    is_of_system || is_function || is_of_menu()
}

/// A line of a menu.
#[derive(Clone, Debug)]
pub enum Line {
    /// Commands of the catalogue that share a key, or one; the line is the first that is possible.
    Commands(Vec<&'static Entry>),
    /// One that macOS answers.
    System(SystemLine),
    /// A rule between two parts.
    Separator,
}

impl Line {
    /// The command that the line is now, and whether it may be chosen: the first that makes sense, which a dialog or a text
    /// that is written may forbid for a while; else the first of all.
    pub fn command_now(&self, state: &State, is_typing: bool) -> Option<(&'static Entry, bool)> {
        let Self::Commands(entries) = self else { return None };
        let makes_sense = |entry: &Entry| entry.command.is_possible(state);
        let is_free = |entry: &Entry| {
            let is_asked = state.dialog.is_some() && entry.command != Command::Quit;
            !(is_asked || is_typing && entry.is_of_text())
        };
        let now = entries.iter().find(|entry| makes_sense(entry) && is_free(entry));
        let now =
            now.or_else(|| entries.iter().find(|entry| makes_sense(entry))).or_else(|| entries.first())?;
        Some((*now, makes_sense(now) && is_free(now)))
    }

    /// The key that the bar answers to.
    pub fn shortcut(&self) -> Option<Shortcut> {
        match self {
            Self::Commands(entries) => {
                let shortcut = entries.first()?.shortcut?;
                (shortcut.modifiers.command && !is_taken_by_macos(&shortcut)).then_some(shortcut)
            }
            Self::System(line) => line.shortcut(),
            Self::Separator => None,
        }
    }
}

impl Command {
    /// Its menu, and which part of that; nothing for a command without a name.
    const fn place(&self) -> Option<(Menu, u8)> {
        Some(match self {
            Self::Show(Dialog::Settings) => (Menu::Application, 1),
            Self::Quit => (Menu::Application, 4),
            Self::ShowChooser | Self::AskOpen | Self::Paste | Self::AskCompared(_) => (Menu::File, 0),
            Self::CloseRun | Self::CloseWindow | Self::Save | Self::AskSave => (Menu::File, 1),
            Self::ChooseExport | Self::CopyReport => (Menu::File, 2),
            Self::Undo | Self::Redo => (Menu::Edit, 0),
            Self::Find | Self::View(ViewChange::FilterRegions(_) | ViewChange::Range(_)) => (Menu::Edit, 2),
            Self::View(ViewChange::Mode(_)) => (Menu::View, 0),
            Self::View(ViewChange::ToggleInspector) | Self::ToggleAdvice | Self::DismissNotice => {
                (Menu::View, 1)
            }
            Self::View(_) => (Menu::View, 2),
            Self::Compare(_) => (Menu::View, 3),
            Self::Theme(_) => (Menu::View, 4),
            Self::RecordChosen
            | Self::RecordAgain
            | Self::Stop
            | Self::Pause
            | Self::Resume
            | Self::Snapshot => (Menu::Record, 0),
            Self::Mark | Self::Baseline | Self::Note | Self::MarkPlayhead => (Menu::Record, 1),
            Self::Show(Dialog::Launch { .. }) | Self::RunDemo(_) => (Menu::Record, 2),
            Self::Show(Dialog::Palette { .. }) => (Menu::Help, 0),
            _ => return None,
        })
    }
}

/// The bar: each menu with its lines.
pub fn menu_bar() -> &'static [(Menu, Vec<Line>)] {
    static BAR: OnceLock<Vec<(Menu, Vec<Line>)>> = OnceLock::new();
    BAR.get_or_init(|| Menu::ALL.into_iter().map(|menu| (menu, lines_of(menu))).collect())
}

fn lines_of(menu: Menu) -> Vec<Line> {
    let mut parts: Vec<(u8, Line)> = Vec::new();
    for entry in catalogue() {
        let Some((_, part)) = entry.command.place().filter(|(own, _)| *own == menu) else { continue };
        let shares_key = |line: &Line| match line {
            Line::Commands(entries) => entry.shortcut.is_some() && entries[0].shortcut == entry.shortcut,
            Line::System(_) | Line::Separator => false,
        };
        match parts.iter_mut().find(|(_, line)| shares_key(line)) {
            Some((_, Line::Commands(entries))) => entries.push(entry),
            _ => parts.push((part, Line::Commands(vec![entry]))),
        }
    }
    let of_system = SystemLine::ALL.into_iter().filter(|line| line.place().0 == menu);
    parts.extend(of_system.map(|line| (line.place().1, Line::System(line))));
    parts.sort_by_key(|(part, _)| *part);
    let mut lines = Vec::new();
    let mut last = None;
    for (part, line) in parts {
        if last.is_some_and(|last| last != part) {
            lines.push(Line::Separator);
        }
        lines.push(line);
        last = Some(part);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<&'static Line> {
        menu_bar().iter().flat_map(|(_, lines)| lines).collect()
    }

    #[test]
    fn every_command_stands_in_the_bar_once() {
        let lines = lines();
        for entry in catalogue() {
            let holds = |line: &&&Line| matches!(line, Line::Commands(all) if all.iter().any(|one| one.command == entry.command));
            assert_eq!(lines.iter().filter(holds).count(), 1, "{}", entry.label);
        }
        for one in SystemLine::ALL {
            let holds = |line: &&&Line| matches!(line, Line::System(line) if *line == one);
            assert_eq!(lines.iter().filter(holds).count(), 1, "{one:?}");
        }
    }

    #[test]
    fn each_key_of_the_bar_is_that_of_one_line() {
        let keys: Vec<Shortcut> = lines().into_iter().filter_map(Line::shortcut).collect();
        for (nth, key) in keys.iter().enumerate() {
            assert!(!keys[..nth].contains(key), "{key:?}");
        }
        let has = |modifiers, key| keys.contains(&Shortcut::new(modifiers, key));
        for key in [Key::R, Key::F, Key::W, Key::Comma, Key::Q, Key::O, Key::S, Key::N, Key::Z] {
            assert!(has(Modifiers::COMMAND, key), "⌘{}", key.name());
        }
    }

    #[test]
    fn no_command_has_only_a_key_that_macos_takes() {
        let taken = |modifiers, key| is_taken_by_macos(&Shortcut::new(modifiers, key));
        assert!(taken(Modifiers::NONE, Key::F5) && taken(Modifiers::COMMAND, Key::H));
        assert!(!taken(Modifiers::NONE, Key::F) && !taken(Modifiers::COMMAND, Key::R));
        for entry in catalogue() {
            // The line of macOS itself does what this one does.
            let is_same = entry.command == Command::Paste;
            assert!(is_same || !entry.shortcut.as_ref().is_some_and(is_taken_by_macos), "{}", entry.label);
        }
    }

    #[test]
    fn menus_begin_and_end_with_a_line() {
        for (menu, lines) in menu_bar() {
            let is_rule = |line: Option<&Line>| matches!(line, None | Some(Line::Separator));
            assert!(!is_rule(lines.first()) && !is_rule(lines.last()), "{menu:?}");
            let doubled = lines.windows(2).any(|two| is_rule(two.first()) && is_rule(two.last()));
            assert!(!doubled, "{menu:?}");
        }
    }
}
