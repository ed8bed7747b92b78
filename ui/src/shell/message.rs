//! What a Mac's application asks its delegate.

use std::ffi::CStr;

/// A message to the delegate of the application, which is the last to be asked when nobody before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Files are to be opened: from the Finder, the Dock, the menu or `open -a`.
    OpenFiles,
    /// The application is to end: from the Dock, by the end of the session, or by another program.
    ShouldTerminate,
    /// Whether what is restored after a restart is read with care.
    RestoresSecurely,
    /// A line of a menu was chosen.
    Perform,
    /// Whether a line can be chosen, and what it says now.
    Validate,
    /// The files that were opened lately are to be listed.
    ListRecent,
    /// One of those was chosen.
    OpenRecent,
    /// Cut what is selected.
    Cut,
    /// Copy what is selected.
    Copy,
    Paste,
    SelectAll,
}

impl Message {
    pub const ALL: [Self; 11] = [
        Self::OpenFiles,
        Self::ShouldTerminate,
        Self::RestoresSecurely,
        Self::Perform,
        Self::Validate,
        Self::ListRecent,
        Self::OpenRecent,
        Self::Cut,
        Self::Copy,
        Self::Paste,
        Self::SelectAll,
    ];

    /// Its name in Objective-C.
    pub const fn selector(self) -> &'static CStr {
        match self {
            Self::OpenFiles => c"application:openURLs:",
            Self::ShouldTerminate => c"applicationShouldTerminate:",
            Self::RestoresSecurely => c"applicationSupportsSecureRestorableState:",
            Self::Perform => c"strandlinePerform:",
            Self::Validate => c"validateMenuItem:",
            Self::ListRecent => c"menuNeedsUpdate:",
            Self::OpenRecent => c"strandlineOpenRecent:",
            Self::Cut => c"cut:",
            Self::Copy => c"copy:",
            Self::Paste => c"paste:",
            Self::SelectAll => c"selectAll:",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_colon_for_each_argument_and_is_that_of_one_message() {
        let names: Vec<&str> = Message::ALL.iter().map(|one| one.selector().to_str().unwrap()).collect();
        for (nth, name) in names.iter().enumerate() {
            let arguments = if name.starts_with("application:") { 2 } else { 1 };
            assert_eq!(name.matches(':').count(), arguments, "{name}");
            assert!(name.ends_with(':') && !names[..nth].contains(name), "{name}");
        }
    }
}
