//! The grid: sizes of the window's parts, in points. Its step is 4.

/// Height of the toolbar.
pub(crate) const TOOLBAR: f32 = 56.0;
/// Height of the bar with the tabs.
pub(crate) const MODE_BAR: f32 = 36.0;
/// Height of the status bar.
pub(crate) const STATUS: f32 = 24.0;
/// Height of the ruler: times above, flags below.
pub(crate) const RULER: f32 = 38.0;
/// Height of the timeline while it is folded, ruler included.
pub(crate) const STRIP: f32 = 88.0;
/// Height of a row of a table.
pub(crate) const ROW: f32 = 22.0;
/// Height of a table's header.
pub(crate) const HEADER: f32 = 26.0;
/// Height of a row, and of the header, where one chooses a process.
pub(crate) const CHOOSER_ROW: f32 = 30.0;
/// Width of a track's head.
pub(crate) const TRACK_HEAD: f32 = 208.0;
/// Width of a track's head where the tracks are under [`NARROW_TRACKS`] wide.
pub(crate) const TRACK_HEAD_NARROW: f32 = 172.0;
/// Below this width tracks have narrow heads.
pub(crate) const NARROW_TRACKS: f32 = 900.0;
/// Width of the inspector.
pub(crate) const INSPECTOR: f32 = 304.0;
/// Width of the inspector in a window that is not [`WIDE`].
pub(crate) const INSPECTOR_NARROW: f32 = 248.0;
/// From this width on a window has room for everything.
pub(crate) const WIDE: f32 = 1200.0;
/// Width of the pane beside the list of processes.
pub(crate) const CHOOSER_PANE: f32 = 340.0;
/// Width of that pane in a window that is not [`WIDE`].
pub(crate) const CHOOSER_PANE_NARROW: f32 = 280.0;
/// Width and height of a button with an icon.
pub(crate) const BUTTON: f32 = 32.0;
/// Height of other buttons and of fields.
pub(crate) const CONTROL: f32 = 28.0;
/// Space at the sides of panes and bars.
pub(crate) const PAD: i8 = 12;
/// Space inside a card.
pub(crate) const CARD: i8 = 10;
/// Radius of the corners of buttons and fields.
pub(crate) const RADIUS: u8 = 5;
/// Radius of the corners of cards and menus.
pub(crate) const CARD_RADIUS: u8 = 6;
