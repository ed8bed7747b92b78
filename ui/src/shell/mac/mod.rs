//! A Mac's desktop, by `AppKit`. Nothing here has ever run: it is type-checked and linked; what decides lies in [`Desk`].

mod delegate;
mod menu;
mod unchecked;

use super::{Desk, Shown};
use objc2::MainThreadMarker;
use objc2::rc::Retained;
use objc2::runtime::{NSObjectProtocol, ProtocolObject};
use objc2_app_kit::{NSApplication, NSDocumentController, NSWindow};
use objc2_foundation::{NSActivityOptions, NSProcessInfo, NSString, NSURL};
use std::any::Any;
use std::cell::OnceCell;
use std::path::Path;
use winit::event_loop::EventLoop;
use winit::platform::macos::EventLoopBuilderExtMacOS as _;

static DESK: Desk = Desk::new();

thread_local! {
    /// Ours. Only the main thread has it.
    static WINDOW: OnceCell<Retained<NSWindow>> = const { OnceCell::new() };
}

/// What stands between the desktop and the window.
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
pub(crate) const fn desk() -> Option<&'static Desk> {
    Some(&DESK)
}

/// Shows the window until it is closed. The delegate can do all it should before the application starts: a document that
/// starts it is handed over before there is a window.
pub(crate) fn run(
    name: &str,
    options: eframe::NativeOptions,
    create: eframe::AppCreator<'_>,
) -> eframe::Result {
    let event_loop = EventLoop::<eframe::UserEvent>::with_user_event().with_default_menu(false).build()?;
    if let Some(main) = MainThreadMarker::new() {
        delegate::extend(main);
    }
    super::login::prepare();
    let create: eframe::AppCreator<'_> = Box::new(move |context| {
        if let Some(main) = MainThreadMarker::new() {
            keep_window(main);
            menu::install(main);
        }
        DESK.show_with(show);
        create(context)
    });
    let mut application = eframe::create_native(name, options, create, &event_loop);
    event_loop.run_app(&mut application)?;
    Ok(())
}

/// Keeps the machine awake, and a covered window from being napped, until what is returned is dropped.
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
pub(crate) fn keep_awake(reason: &str) -> Option<Box<dyn Any>> {
    let reason = NSString::from_str(reason);
    let activity = NSProcessInfo::processInfo()
        .beginActivityWithOptions_reason(NSActivityOptions::UserInitiated, &reason);
    Some(Box::new(Activity(activity)))
}

/// Under way until it is dropped.
struct Activity(Retained<ProtocolObject<dyn NSObjectProtocol>>);

impl Drop for Activity {
    fn drop(&mut self) {
        unchecked::end_activity(&self.0);
    }
}

/// While it is made, ours is the only window there is.
fn keep_window(main: MainThreadMarker) {
    let window = NSApplication::sharedApplication(main).windows().firstObject();
    WINDOW.with(|own| window.map(|window| own.set(window)));
}

/// The dot in the close button, the file in the title, and the file among those that were opened lately.
fn show(shown: &Shown) {
    let Some(main) = MainThreadMarker::new() else { return };
    let url = shown.file.as_deref().and_then(url);
    WINDOW.with(|own| {
        let Some(window) = own.get() else { return };
        window.setDocumentEdited(shown.is_edited);
        let before = window.representedURL();
        window.setRepresentedURL(url.as_deref());
        if let Some(url) = url.filter(|url| before.as_ref() != Some(url)) {
            NSDocumentController::sharedDocumentController(main).noteNewRecentDocumentURL(&url);
        }
    });
}

fn url(path: &Path) -> Option<Retained<NSURL>> {
    NSURL::from_file_path(path)
}
