//! What the delegate of the application answers beside what winit's answers.
//!
//! winit insists on a delegate of its own class, and a class below that one is of it: the delegate that is there gets such
//! a class. It has no fields of its own, so that nothing has to be allocated.
#![expect(unsafe_code, reason = "what AppKit calls by name cannot be checked by the compiler")]

use super::unchecked::delegate;
use super::{DESK, menu};
use crate::shell::{Message, Request, TextEdit};
use objc2::MainThreadMarker;
use objc2::runtime::{AnyObject, Bool, ClassBuilder, Sel};
use objc2_app_kit::{NSDocumentController, NSMenu, NSMenuItem};
use objc2_foundation::{NSArray, NSDictionary, NSNumber, NSString, NSURL, NSUserDefaults};
use std::path::PathBuf;

/// Answers to `applicationShouldTerminate:`.
const TERMINATE_CANCEL: usize = 0;
const TERMINATE_NOW: usize = 1;

/// Teaches the delegate the messages of [`Message`]. To be called when there is an event loop, and before it runs.
pub(super) fn extend(main: MainThreadMarker) {
    let Some(delegate) = delegate(main) else { return };
    let Some(mut class) = ClassBuilder::new(c"StrandlineApplicationDelegate", delegate.class()) else {
        return;
    };
    for message in Message::ALL {
        add(&mut class, message);
    }
    let class = class.register();
    // SAFETY: the new class is below the old one and has no fields: whatever knows the object finds it as it was.
    unsafe { AnyObject::set_class(&delegate, class) };
    // Arguments of the command line are ours: AppKit would open them as documents, once more.
    let name = NSString::from_str("NSTreatUnknownArgumentsAsOpen");
    let no = NSNumber::new_bool(false);
    let no: &AnyObject = &no;
    let defaults = NSDictionary::from_slices(&[&*name], &[no]);
    // SAFETY: the values are objects that property lists may hold.
    unsafe { NSUserDefaults::standardUserDefaults().registerDefaults(&defaults) };
}

/// Each has the arguments and the answer that `AppKit` declares for its name.
fn add(class: &mut ClassBuilder, message: Message) {
    let name = Sel::register(message.selector());
    match message {
        Message::OpenFiles => {
            // SAFETY: `application:openURLs:` has two objects and answers nothing.
            unsafe { class.add_method(name, open_urls as extern "C-unwind" fn(_, _, _, _)) };
        }
        Message::ShouldTerminate => {
            // SAFETY: `applicationShouldTerminate:` has one object and answers an unsigned number as wide as a pointer.
            unsafe { class.add_method(name, should_terminate as extern "C-unwind" fn(_, _, _) -> _) };
        }
        Message::RestoresSecurely => {
            // SAFETY: `applicationSupportsSecureRestorableState:` has one object and answers a truth.
            unsafe { class.add_method(name, restores_securely as extern "C-unwind" fn(_, _, _) -> _) };
        }
        Message::Perform => {
            // SAFETY: an action has its sender, and answers nothing.
            unsafe { class.add_method(name, perform as extern "C-unwind" fn(_, _, _)) };
        }
        Message::Validate => {
            // SAFETY: `validateMenuItem:` has the item and answers a truth.
            unsafe { class.add_method(name, validate as extern "C-unwind" fn(_, _, _) -> _) };
        }
        Message::ListRecent => {
            // SAFETY: `menuNeedsUpdate:` has the menu and answers nothing.
            unsafe { class.add_method(name, list_recent as extern "C-unwind" fn(_, _, _)) };
        }
        Message::OpenRecent => {
            // SAFETY: an action has its sender, and answers nothing.
            unsafe { class.add_method(name, open_recent as extern "C-unwind" fn(_, _, _)) };
        }
        Message::Cut | Message::Copy | Message::Paste | Message::SelectAll => {
            // SAFETY: an action has its sender, and answers nothing.
            unsafe { class.add_method(name, edit_text as extern "C-unwind" fn(_, _, _)) };
        }
    }
}

extern "C-unwind" fn open_urls(_: &AnyObject, _: Sel, _application: &AnyObject, urls: &NSArray<NSURL>) {
    open(urls.iter().filter_map(|url| url.to_file_path()).collect());
}

extern "C-unwind" fn should_terminate(_: &AnyObject, _: Sel, _application: &AnyObject) -> usize {
    if DESK.may_end() { TERMINATE_NOW } else { TERMINATE_CANCEL }
}

extern "C-unwind" fn restores_securely(_: &AnyObject, _: Sel, _application: &AnyObject) -> Bool {
    Bool::YES
}

extern "C-unwind" fn perform(_: &AnyObject, _: Sel, item: &NSMenuItem) {
    if let Ok(place) = usize::try_from(item.tag()) {
        DESK.perform(place);
    }
}

/// A line of ours says what it would do now; the others always make sense.
extern "C-unwind" fn validate(_: &AnyObject, _: Sel, item: &NSMenuItem) -> Bool {
    if item.action() != Some(Sel::register(Message::Perform.selector())) {
        return Bool::YES;
    }
    let line = usize::try_from(item.tag()).ok().and_then(|place| DESK.line(place));
    let Some(line) = line else { return Bool::NO };
    item.setTitle(&NSString::from_str(line.label));
    Bool::new(line.is_possible)
}

extern "C-unwind" fn list_recent(_: &AnyObject, _: Sel, list: &NSMenu) {
    let Some(main) = MainThreadMarker::new() else { return };
    let urls = NSDocumentController::sharedDocumentController(main).recentDocumentURLs();
    menu::list_recent(list, &urls.to_vec(), main);
}

extern "C-unwind" fn open_recent(_: &AnyObject, _: Sel, item: &NSMenuItem) {
    let url = item.representedObject().and_then(|object| object.downcast::<NSURL>().ok());
    open(url.and_then(|url| url.to_file_path()).into_iter().collect());
}

extern "C-unwind" fn edit_text(_: &AnyObject, name: Sel, _sender: &AnyObject) {
    let edit = match Message::ALL.into_iter().find(|message| Sel::register(message.selector()) == name) {
        Some(Message::Cut) => TextEdit::Cut,
        Some(Message::Copy) => TextEdit::Copy,
        Some(Message::Paste) => TextEdit::Paste,
        Some(Message::SelectAll) => TextEdit::SelectAll,
        _ => return,
    };
    DESK.ask(Request::Text(edit));
}

fn open(paths: Vec<PathBuf>) {
    if !paths.is_empty() {
        DESK.ask(Request::Open(paths));
    }
}
