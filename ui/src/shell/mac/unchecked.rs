//! Calls of `AppKit` that the compiler cannot check.
#![expect(unsafe_code, reason = "what AppKit calls by name cannot be checked by the compiler")]

use objc2::rc::Retained;
use objc2::runtime::{AnyObject, NSObjectProtocol, ProtocolObject, Sel};
use objc2::{MainThreadMarker, Message as _, msg_send};
use objc2_app_kit::{NSApplication, NSDocumentController, NSMenu, NSMenuItem};
use objc2_foundation::{NSProcessInfo, NSURL};

/// Who answers for the application.
pub(super) fn delegate(main: MainThreadMarker) -> Option<Retained<AnyObject>> {
    let delegate = NSApplication::sharedApplication(main).delegate()?;
    let object: &AnyObject = (*delegate).as_ref();
    Some(object.retain())
}

/// Has the delegate answer for a line of a menu.
pub(super) fn aim(item: &NSMenuItem, main: MainThreadMarker) {
    let delegate = delegate(main);
    // SAFETY: the delegate knows every message that a line of ours sends.
    unsafe { item.setTarget(delegate.as_deref()) };
}

/// Has the list of documents answer for a line of a menu.
pub(super) fn aim_at_documents(item: &NSMenuItem, main: MainThreadMarker) {
    let documents = NSDocumentController::sharedDocumentController(main);
    // SAFETY: it knows `clearRecentDocuments:`.
    unsafe { item.setTarget(Some(documents.as_ref())) };
}

/// What a line of a menu sends.
pub(super) fn set_action(item: &NSMenuItem, action: Option<Sel>) {
    // SAFETY: each message that is sent so has one argument, the line.
    unsafe { item.setAction(action) };
}

/// What a line of a menu stands for.
pub(super) fn set_url(item: &NSMenuItem, url: &NSURL) {
    // SAFETY: whoever reads it asks whether it is a URL.
    unsafe { item.setRepresentedObject(Some(url.as_ref())) };
}

/// Has the delegate fill a menu whenever it is opened.
pub(super) fn fill(list: &NSMenu, main: MainThreadMarker) {
    let Some(delegate) = delegate(main) else { return };
    // SAFETY: the delegate knows `menuNeedsUpdate:`, and lives as long as the application.
    let () = unsafe { msg_send![list, setDelegate: &*delegate] };
}

/// Ends what kept the machine awake.
pub(super) fn end_activity(activity: &ProtocolObject<dyn NSObjectProtocol>) {
    // SAFETY: it came from the call that begins one, and is ended once, when it is dropped.
    unsafe { NSProcessInfo::processInfo().endActivity(activity) };
}
