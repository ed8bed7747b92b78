//! The line at the bottom: how the recording goes, and where it lies.

use crate::state::{Document, Phase};
use crate::theme::Tokens;
use eframe::egui::{Align, Label, Layout, RichText, Ui};

pub(in crate::panels) fn status_bar_ui(ui: &mut Ui, document: &Document) {
    let color = Tokens::in_force(ui).weak;
    ui.label(RichText::new(summary(document)).small().color(color));
    if let Some(note) = document.notes.last().filter(|_| document.is_live()) {
        ui.add(Label::new(RichText::new(note).small().color(Tokens::in_force(ui).text)).truncate());
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let path = document.path.display().to_string();
        // Where it is kept until then is nobody's business who does not ask.
        let reported = if document.is_saved() || document.is_live() { path.as_str() } else { "not saved" };
        let label = Label::new(RichText::new(reported).small().color(color)).truncate();
        ui.add(label).on_hover_text(path);
    });
}

fn summary(document: &Document) -> String {
    let phase = match &document.phase {
        Phase::Recording => "Recording",
        Phase::Paused => "Paused",
        Phase::Stopping => "Taking the last look",
        Phase::Ended(_) => "Ended",
        Phase::Opened(_) => "Opened",
    };
    let snapshots = match document.trace.recording.snapshots().len() {
        1 => "1 snapshot".to_owned(),
        count => format!("{count} snapshots"),
    };
    let marks = match document.trace.annotations.marks().len() {
        1 => "1 mark".to_owned(),
        count => format!("{count} marks"),
    };
    let mut reported = vec![phase.to_owned(), snapshots];
    let effort = &document.figures.effort;
    if effort.skipped > 0 {
        let ticks = if effort.skipped == 1 { "tick" } else { "ticks" };
        reported.push(format!("{} {ticks} skipped", effort.skipped));
    }
    reported.extend([format!("{} regions", document.figures.regions), marks]);
    reported.extend(effort.percent().map(|percent| format!("{percent:.1} % of a core")));
    reported.join("  ·  ")
}
