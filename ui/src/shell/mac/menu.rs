//! The menu bar, as [`menu_bar`] has it.

use super::unchecked;
use crate::command::{Line, Menu, Shortcut, SystemLine, menu_bar};
use crate::shell::Message;
use objc2::rc::Retained;
use objc2::runtime::Sel;
use objc2::{MainThreadMarker, MainThreadOnly as _, sel};
use objc2_app_kit::{NSApplication, NSEventModifierFlags, NSMenu, NSMenuItem};
use objc2_foundation::{NSString, NSURL};

/// Lays out the bar.
pub(super) fn install(main: MainThreadMarker) {
    let application = NSApplication::sharedApplication(main);
    let bar = NSMenu::new(main);
    let mut place = 0;
    for (menu, lines) in menu_bar() {
        let submenu = titled(menu.title(), main);
        for line in lines {
            let item = match line {
                Line::Separator => NSMenuItem::separatorItem(main),
                Line::System(system) => system_item(*system, line.shortcut(), main),
                Line::Commands(entries) => {
                    let item = item(entries[0].label, Message::Perform, line.shortcut(), main);
                    unchecked::aim(&item, main);
                    item.setTag(place);
                    place += 1;
                    item
                }
            };
            submenu.addItem(&item);
        }
        match menu {
            Menu::Window => application.setWindowsMenu(Some(&submenu)),
            Menu::Help => application.setHelpMenu(Some(&submenu)),
            _ => {}
        }
        let holder = NSMenuItem::new(main);
        holder.setSubmenu(Some(&submenu));
        bar.addItem(&holder);
    }
    application.setMainMenu(Some(&bar));
}

fn titled(title: &str, main: MainThreadMarker) -> Retained<NSMenu> {
    NSMenu::initWithTitle(NSMenu::alloc(main), &NSString::from_str(title))
}

fn item(
    label: &str,
    message: Message,
    shortcut: Option<Shortcut>,
    main: MainThreadMarker,
) -> Retained<NSMenuItem> {
    with_action(label, Some(Sel::register(message.selector())), shortcut, main)
}

fn with_action(
    label: &str,
    action: Option<Sel>,
    shortcut: Option<Shortcut>,
    main: MainThreadMarker,
) -> Retained<NSMenuItem> {
    let item = NSMenuItem::new(main);
    item.setTitle(&NSString::from_str(label));
    unchecked::set_action(&item, action);
    if let Some(shortcut) = shortcut {
        let key = shortcut.logical_key.symbol_or_name().to_lowercase();
        item.setKeyEquivalent(&NSString::from_str(&key));
        item.setKeyEquivalentModifierMask(mask(shortcut));
    }
    item
}

fn mask(shortcut: Shortcut) -> NSEventModifierFlags {
    let held = shortcut.modifiers;
    let flags = [
        (held.command || held.mac_cmd, NSEventModifierFlags::Command),
        (held.shift, NSEventModifierFlags::Shift),
        (held.alt, NSEventModifierFlags::Option),
        (held.ctrl, NSEventModifierFlags::Control),
    ];
    let held = flags.into_iter().filter(|(is_held, _)| *is_held).map(|(_, flag)| flag);
    held.fold(NSEventModifierFlags::empty(), |all, flag| all | flag)
}

/// Whoever has the keyboard answers, or else the application, and last its delegate.
fn system_item(line: SystemLine, shortcut: Option<Shortcut>, main: MainThreadMarker) -> Retained<NSMenuItem> {
    let label = line.label();
    let of_application = |action| with_action(label, Some(action), shortcut, main);
    match line {
        SystemLine::About => of_application(sel!(orderFrontStandardAboutPanel:)),
        SystemLine::Hide => of_application(sel!(hide:)),
        SystemLine::HideOthers => of_application(sel!(hideOtherApplications:)),
        SystemLine::ShowAll => of_application(sel!(unhideAllApplications:)),
        SystemLine::FullScreen => of_application(sel!(toggleFullScreen:)),
        SystemLine::Minimize => of_application(sel!(performMiniaturize:)),
        SystemLine::Zoom => of_application(sel!(performZoom:)),
        SystemLine::BringAllToFront => of_application(sel!(arrangeInFront:)),
        SystemLine::Cut => item(label, Message::Cut, shortcut, main),
        SystemLine::Copy => item(label, Message::Copy, shortcut, main),
        SystemLine::Paste => item(label, Message::Paste, shortcut, main),
        SystemLine::SelectAll => item(label, Message::SelectAll, shortcut, main),
        SystemLine::Services => {
            let services = titled(label, main);
            NSApplication::sharedApplication(main).setServicesMenu(Some(&services));
            holding(label, &services, main)
        }
        SystemLine::OpenRecent => {
            let recent = titled(label, main);
            unchecked::fill(&recent, main);
            holding(label, &recent, main)
        }
    }
}

fn holding(label: &str, submenu: &NSMenu, main: MainThreadMarker) -> Retained<NSMenuItem> {
    let item = with_action(label, None, None, main);
    item.setSubmenu(Some(submenu));
    item
}

/// Lists files that were opened lately, each with its URL.
pub(super) fn list_recent(menu: &NSMenu, urls: &[Retained<NSURL>], main: MainThreadMarker) {
    menu.removeAllItems();
    for url in urls {
        let label = url.lastPathComponent().map(|name| name.to_string()).unwrap_or_default();
        let item = item(&label, Message::OpenRecent, None, main);
        unchecked::aim(&item, main);
        unchecked::set_url(&item, url);
        menu.addItem(&item);
    }
    if !urls.is_empty() {
        menu.addItem(&NSMenuItem::separatorItem(main));
        let clear = with_action("Clear Menu", Some(sel!(clearRecentDocuments:)), None, main);
        unchecked::aim_at_documents(&clear, main);
        menu.addItem(&clear);
    }
}
