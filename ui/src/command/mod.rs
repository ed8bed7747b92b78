//! Everything that can be done. Buttons, menus, keys and the palette are made from one list: they cannot disagree.

mod catalogue;
mod menus;
mod possible;

pub use catalogue::{Entry, Shortcut, catalogue};
pub use menus::{Line, Menu, SystemLine, is_taken_by_macos, menu_bar};

use crate::state::{
    ChooserChange, CompareChange, Dialog, Edit, Export, Import, Leaving, Letter, RunId, ThemeChoice,
    ViewChange,
};
use std::path::PathBuf;
use strandline::platform::demo::TargetKind;

/// Something that the user wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Record this process.
    Record(u32),
    /// Record a built-in target.
    RunDemo(TargetKind),
    /// Start a command, given as one line, and record it.
    Launch(String),
    /// Record the process that is selected on the first screen.
    RecordChosen,
    /// Record the process of the recording on screen once more.
    RecordAgain,
    /// End the recording.
    Stop,
    Pause,
    /// Go on after a rest.
    Resume,
    /// Set a mark that closes a cycle.
    Mark,
    /// Set a mark from which on growth counts.
    Baseline,
    /// Set a mark that says nothing about cycles.
    Note,
    /// One complete look at the target, without a mark.
    Snapshot,
    /// Ask which trace to open.
    AskOpen,
    /// Open this trace, or text of another tool.
    Open(PathBuf),
    /// Open these: each trace for itself, texts of other tools as one series.
    OpenAll(Vec<PathBuf>),
    /// Read what is on the clipboard.
    Paste,
    /// Make a recording of texts.
    Import(Import),
    /// Save where it was saved before, or ask.
    Save,
    /// Ask where to save.
    AskSave,
    /// Save there; ask first where something lies there.
    SaveTo(PathBuf),
    /// Save there, in place of what lies there.
    SaveOver(PathBuf),
    /// Ask in which form to export what is on screen: a recording, or two that are compared.
    ChooseExport,
    /// Ask where to export.
    AskExport(Export),
    /// Export there; ask first where something lies there.
    ExportTo(Export, PathBuf),
    /// Export there, in place of what lies there.
    ExportOver(Export, PathBuf),
    /// Move a recording that was never saved to the bin.
    Bin(PathBuf),
    /// Take a recording out of the bin.
    Restore(PathBuf),
    /// Delete a recording in the bin for good.
    Delete(PathBuf),
    /// Leave the recording on screen: ask first where something would be lost.
    CloseRun,
    /// Close the window, where no recording is on screen that could be left instead: ask first where something would be lost.
    CloseWindow,
    /// Close the window: ask first where something would be lost.
    Quit,
    /// What is to become of what was not saved; then go on with what was asked for.
    Leave(Leaving),
    /// Choose another process; the recordings of this window stay.
    ShowChooser,
    /// Show another recording of this window.
    ShowRun(RunId),
    /// Change the marks.
    Edit(Edit),
    /// Set a mark at the playhead, afterwards.
    MarkPlayhead,
    /// Take the last change of the marks back.
    Undo,
    /// Do it again.
    Redo,
    /// Search, sort or select on the first screen.
    Choose(ChooserChange),
    /// Look at it in another way.
    View(ViewChange),
    /// Put the cursor into the field that searches or filters what is on screen.
    Find,
    /// Compare other recordings, or look at the comparison in another way.
    Compare(CompareChange),
    /// Ask for a trace to compare with.
    AskCompared(Letter),
    Theme(ThemeChoice),
    /// Copy the report as it goes into a bug report.
    CopyReport,
    /// Say what to do next, or do not.
    ToggleAdvice,
    /// Show a dialog.
    Show(Dialog),
    /// Take the dialog away; of what macOS asks its user no answer is waited for any more.
    CloseDialog,
    /// Take away what the last attempt had to say.
    DismissNotice,
}

impl Command {
    /// Whether somebody who asks for it has given up what was to follow when a recording is saved.
    pub(crate) const fn is_another_intent(&self) -> bool {
        matches!(
            self,
            Self::Save
                | Self::AskSave
                | Self::AskOpen
                | Self::Open(_)
                | Self::OpenAll(_)
                | Self::Paste
                | Self::Import(_)
                | Self::AskCompared(_)
                | Self::ChooseExport
                | Self::Show(_)
                | Self::CloseRun
                | Self::CloseWindow
                | Self::Quit
                | Self::Leave(_)
        )
    }

    /// The demo that a newcomer sees first.
    pub const FIRST_DEMO: Self = Self::RunDemo(TargetKind::PageList);

    /// Shows or hides the inspector.
    pub const TOGGLE_INSPECTOR: Self = Self::View(ViewChange::ToggleInspector);

    /// Shows what can be chosen for good.
    pub const SHOW_SETTINGS: Self = Self::Show(Dialog::Settings);

    /// Shows all commands.
    pub const SHOW_PALETTE: Self = Self::Show(Dialog::palette());
}
