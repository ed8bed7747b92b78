//! The icons: Phosphor's, by what they stand for.

use super::fonts;
use eframe::egui::RichText;

/// Lists the icons once: as an enum, and as all of its values.
macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// An icon. The code points are those of Phosphor's `style.css`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Icon {
            $($(#[$doc])* $name,)*
        }

        impl Icon {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its glyph, for text painted in [`fonts::icons`].
            pub(crate) const fn glyph(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

icons! {
    /// Ends a recording.
    Stop = "\u{e46c}",
    /// Holds a recording.
    Pause = "\u{e39e}",
    /// Begins a recording.
    Record = "\u{e3ee}",
    /// A mark.
    Flag = "\u{ecf0}",
    /// A snapshot.
    Camera = "\u{e10e}",
    /// A field to search in.
    Search = "\u{e30c}",
    /// A filter.
    Funnel = "\u{e266}",
    /// Folded, or what follows.
    Right = "\u{e13a}",
    /// Unfolded, or sorted downwards.
    Down = "\u{e136}",
    Left = "\u{e138}",
    Up = "\u{e13c}",
    /// May not be recorded.
    Lock = "\u{e308}",
    Copy = "\u{e1ca}",
    Paste = "\u{e196}",
    /// Gives something out.
    Export = "\u{eaf0}",
    Sun = "\u{e472}",
    Moon = "\u{e330}",
    /// The system's theme.
    Desktop = "\u{e560}",
    /// Opens a file.
    Folder = "\u{e256}",
    /// A command.
    Terminal = "\u{eae8}",
    /// A warning.
    Warning = "\u{e4e0}",
    /// A program with a window.
    Window = "\u{e5da}",
    Save = "\u{e248}",
    /// Takes an edit back.
    Undo = "\u{e08a}",
    /// Makes an edit again.
    Redo = "\u{e08c}",
    /// Closes or clears.
    Close = "\u{e4f6}",
    /// Shows or hides a pane.
    Sidebar = "\u{ec24}",
    /// A built-in target.
    Flask = "\u{e79e}",
    /// The sign of the program.
    Waves = "\u{e6de}",
    /// From one to another.
    Arrow = "\u{e06c}",
    Trash = "\u{e4a6}",
    /// Puts two things in each other's place.
    Swap = "\u{e0a0}",
    /// It is so, or it was done.
    Check = "\u{e182}",
    /// A box that is checked.
    Checked = "\u{e186}",
    /// A box that is not checked.
    Unchecked = "\u{e45e}",
    List = "\u{e2f2}",
    /// A region that was cut in two.
    Split = "\u{eae0}",
}

/// An icon as text, as large as on a button.
pub(crate) fn icon(icon: Icon) -> RichText {
    RichText::new(icon.glyph()).font(fonts::icons(fonts::ICON))
}

/// A filled icon as text, as large as on a button.
pub(crate) fn filled_icon(icon: Icon) -> RichText {
    RichText::new(icon.glyph()).font(fonts::filled_icons(fonts::ICON))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_in_both_fonts() {
        let fonts = [
            (fonts::icons(fonts::ICON), fonts::PHOSPHOR),
            (fonts::filled_icons(fonts::ICON), fonts::PHOSPHOR_FILL),
        ];
        let glyphs: String = Icon::ALL.iter().map(|icon| icon.glyph()).collect();
        for (font, name) in fonts {
            let drawing = fonts::drawing(&font, &glyphs);
            assert_eq!(drawing.len(), Icon::ALL.len(), "an icon is one character");
            for (icon, (_, by)) in Icon::ALL.iter().zip(drawing) {
                assert_eq!(by.as_deref(), Some(name), "{icon:?}");
            }
        }
    }
}
