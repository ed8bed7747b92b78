//! A desktop that knows nothing of a window but its title.

use super::Desk;
use std::any::Any;

/// Shows the window until it is closed.
pub(crate) fn run(
    name: &str,
    options: eframe::NativeOptions,
    create: eframe::AppCreator<'_>,
) -> eframe::Result {
    eframe::run_native(name, options, create)
}

/// What stands between the desktop and the window: nothing.
pub(crate) const fn desk() -> Option<&'static Desk> {
    None
}

/// Keeps the machine awake until what is returned is dropped: a desktop that does so for nobody.
pub(crate) fn keep_awake(_reason: &str) -> Option<Box<dyn Any>> {
    None
}
