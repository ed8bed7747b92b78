//! The line at the bottom: how many there are, and what we may.

use crate::state::{Chooser, Listing};
use crate::theme::{caption, weak};
use eframe::egui::{Align, Layout, Ui};

pub(super) fn chooser_status_ui(ui: &mut Ui, chooser: &Chooser) {
    ui.label(weak(ui, counts(chooser)).small());
    if chooser.listing() == &Listing::Waiting {
        return;
    }
    let rights = if chooser.is_root() { "Running as root" } else { "Not running as root" };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(caption(ui, rights)));
}

fn counts(chooser: &Chooser) -> String {
    match chooser.listing() {
        Listing::Waiting => "Listing the processes".to_owned(),
        Listing::Failed(_) => "No processes".to_owned(),
        Listing::Read => {
            let (all, open) = chooser.counts();
            let order =
                if chooser.is_held() { "sorting paused while pointing" } else { "listed anew each second" };
            let found = match chooser.row_count() {
                _ if chooser.filter.trim().is_empty() => String::new(),
                found => format!("{found} found  ·  "),
            };
            format!("{found}{all} processes  ·  {open} can be recorded  ·  {order}")
        }
    }
}
