//! Every token and widget of the window on one page: `cargo run -p strandline-app --example gallery -- dark|light`.
//!
//! The modules are taken in by their paths: the window keeps them to itself.

#[path = "../src/theme/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a page shows what is seen, not all that is there")]
mod theme;
#[path = "../src/widgets/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a page shows what is seen, not all that is there")]
mod widgets;

use eframe::egui::{
    self, CentralPanel, Color32, Frame, Grid, Margin, Panel, Rect, ScrollArea, Sense, Ui, pos2, vec2,
};
use theme::{Icon, Tokens, caption, fonts, icon, medium, mono, strong, weak};
use widgets::{
    EmptyState, PushButton, byte_figure, copy_box, dot, figure, flag, hatch, key_cap, ratio_bar,
    search_field, segmented, sparkline,
};

const MIB: f64 = 1_048_576.0;

/// What the page remembers.
struct Gallery {
    search: String,
    tab: &'static str,
}

fn main() -> eframe::Result {
    let is_light = std::env::args().any(|argument| argument == "light");
    let theme = if is_light { egui::Theme::Light } else { egui::Theme::Dark };
    let viewport = egui::ViewportBuilder::default().with_inner_size([1400.0, 900.0]);
    let options = eframe::NativeOptions { viewport, dithering: false, ..eframe::NativeOptions::default() };
    let create: eframe::AppCreator<'_> = Box::new(move |context| {
        context.egui_ctx.set_theme(theme);
        theme::install(&context.egui_ctx);
        Ok(Box::new(Gallery { search: "tag:PageList size>1M".to_owned(), tab: "Regions" }))
    });
    eframe::run_native("Gallery of Strandline", options, create)
}

impl eframe::App for Gallery {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let tokens = Tokens::of(ui);
        let bar = Frame::new().fill(tokens.header).inner_margin(Margin::symmetric(theme::size::PAD, 0));
        Panel::top("toolbar").exact_size(theme::size::TOOLBAR).frame(bar).show(ui, |ui| {
            ui.horizontal_centered(buttons_ui);
        });
        Panel::top("tabs").exact_size(theme::size::MODE_BAR).frame(bar).show(ui, |ui| {
            ui.horizontal_centered(|ui| self.tabs_ui(ui));
        });
        let pane = Frame::new().fill(tokens.panel).inner_margin(Margin::same(theme::size::PAD));
        Panel::right("inspector").exact_size(theme::size::INSPECTOR).frame(pane).show(ui, inspector_ui);
        CentralPanel::default().frame(pane.fill(tokens.canvas)).show(ui, |ui| {
            ScrollArea::vertical().show(ui, |ui| {
                tokens_ui(ui);
                categories_ui(ui);
                text_ui(ui);
                icons_ui(ui);
                figures_ui(ui);
                marks_ui(ui);
            });
        });
    }
}

impl Gallery {
    fn tabs_ui(&mut self, ui: &mut Ui) {
        let tabs = ["Summary", "Cycles", "Regions", "Compare"].map(|name| (name, name));
        if let Some(tab) = segmented(ui, &tabs, self.tab) {
            self.tab = tab;
        }
        search_field(ui, &mut self.search, "Filter", "Name, size, age", 320.0);
        search_field(ui, &mut String::new(), "Search", "Name, pid, user or command", 240.0);
    }
}

fn buttons_ui(ui: &mut Ui) {
    PushButton::filled_icon(Icon::Stop, "Stop").key(Some("⇧R")).show(ui);
    PushButton::filled_icon(Icon::Pause, "Pause").tooltip("Nothing is looked at meanwhile").show(ui);
    PushButton::text("Mark").with_icon(Icon::Flag).key(Some("M")).show(ui);
    PushButton::icon(Icon::Camera, "Snapshot").key(Some("F5")).show(ui);
    PushButton::icon(Icon::Undo, "Undo").enabled(false).show(ui);
    PushButton::text("Back to the chooser").show(ui);
    PushButton::text("Save").enabled(false).show(ui);
    PushButton::text("Record ghostty").primary().show(ui);
    key_cap(ui, "M");
    key_cap(ui, "⇧R");
    key_cap(ui, "Space");
}

fn tokens_ui(ui: &mut Ui) {
    ui.label(caption(ui, "Tokens"));
    let tokens = Tokens::of(ui);
    let all = [
        ("canvas", tokens.canvas),
        ("panel", tokens.panel),
        ("header", tokens.header),
        ("raised", tokens.raised),
        ("hover", tokens.hover),
        ("line", tokens.line),
        ("grid", tokens.grid),
        ("strong", tokens.strong),
        ("text", tokens.text),
        ("weak", tokens.weak),
        ("faint", tokens.faint),
        ("select", tokens.select),
        ("focus", tokens.focus),
        ("verdict", tokens.verdict),
        ("verdict_soft", tokens.verdict_soft),
        ("band", tokens.band),
        ("flag", tokens.flag),
        ("on_flag", tokens.on_flag),
        ("hatch", tokens.hatch),
        ("notice", tokens.notice),
        ("others", tokens.others),
    ];
    ui.horizontal_wrapped(|ui| {
        for (name, color) in all {
            swatch_ui(ui, name, &[color]);
        }
    });
}

fn swatch_ui(ui: &mut Ui, name: &str, colors: &[Color32]) {
    let tokens = Tokens::of(ui);
    let (place, _) = ui.allocate_exact_size(vec2(150.0, 34.0), Sense::hover());
    let width = place.width() / colors.len() as f32;
    for (nth, &color) in colors.iter().enumerate() {
        let corner = pos2(place.left() + nth as f32 * width, place.top());
        ui.painter().rect_filled(Rect::from_min_size(corner, vec2(width, 18.0)), 0.0, color);
    }
    let whole = Rect::from_min_size(place.min, vec2(place.width(), 18.0));
    ui.painter().rect_stroke(whole, 0.0, (1.0, tokens.line), egui::StrokeKind::Inside);
    let font = fonts::regular(fonts::SMALL);
    ui.painter().text(place.left_bottom(), egui::Align2::LEFT_BOTTOM, name, font, tokens.weak);
}

fn categories_ui(ui: &mut Ui) {
    let groups: [(&str, &[&str]); 8] = [
        ("Named", &["PageList", "scrollback", "cache", "glyphs"]),
        ("Graphics", &["IOSurface", "IOAccelerator", "CoreAnimation", "DRM vram", "NVIDIA", "dma-buf"]),
        ("Malloc", &["heap", "glibc arenas", "large malloc", "jemalloc", "mimalloc", "loader"]),
        ("Files", &["code", "data", "other"]),
        ("Stacks", &["main stack", "thread stacks"]),
        ("JIT", &["generated code", "v8"]),
        ("Anonymous", &["anonymous", "Untagged"]),
        ("Reserved", &["guard", "glibc arena", "reservation", "file gap"]),
    ];
    ui.label(caption(ui, "Categories: persistent, transient"));
    ui.horizontal_wrapped(|ui| {
        for (group, names) in groups {
            for name in names {
                let color = theme::category_color(ui, group, name);
                swatch_ui(ui, &format!("{group} ▸ {name}"), &[color, Tokens::of(ui).transient(color)]);
            }
        }
    });
}

fn text_ui(ui: &mut Ui) {
    ui.label(caption(ui, "Text"));
    ui.horizontal(|ui| {
        ui.label(strong(ui, "+58.2 MiB").size(fonts::DISPLAY));
        ui.heading("Heading");
        ui.label(strong(ui, "Lead").size(fonts::LEAD));
        ui.label(strong(ui, "strong"));
        ui.label(medium(ui, "medium"));
        ui.label("text");
        ui.label(weak(ui, "weak"));
        ui.small("small");
        ui.label(caption(ui, "Caption"));
        ui.label(mono(ui, "0x28d0 --swapped -> !="));
        ui.hyperlink_to("link", "");
    });
    ui.label("0x28d -> != -- App-specific ▸ PageList › 9.5 MiB · 36 × 9.5 … – — ≥ ≤ ↑ ↓ → ▲ ▼ + − ✓ ÷ Δ σ ±");
}

fn icons_ui(ui: &mut Ui) {
    ui.label(caption(ui, "Icons"));
    for draw in [icon, theme::filled_icon] {
        ui.horizontal_wrapped(|ui| {
            for &each in Icon::ALL {
                ui.label(draw(each)).on_hover_text(format!("{each:?}"));
            }
        });
    }
}

fn figures_ui(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    ui.label(caption(ui, "Figures"));
    let rows = [
        ("PageList", "349.2 MiB", "78", "+58.2 MiB", [0.0, 60.0, 118.0, 176.0, 234.0, 292.0]),
        ("IOSurface", "15.0 MiB", "3", "+1.2 MiB", [0.0, 8.0, 12.0, 14.0, 14.5, 15.0]),
        ("Stack", "0", "0", "0", [9.8, 9.7, 9.9, 9.8, 9.8, 9.8]),
        ("mapped file", "592 KiB", "1,204", "−8 KiB", [0.2, 0.2, 0.2, 0.3, 0.3, 0.2]),
    ];
    Grid::new("figures").min_col_width(96.0).show(ui, |ui| {
        for (name, bytes, count, change, levels) in rows {
            ui.horizontal(|ui| {
                dot(ui, theme::category_color(ui, "Graphics", name));
                ui.label(name);
            });
            let leaks = name == "PageList";
            let ink = if leaks { tokens.verdict } else { tokens.weak };
            sparkline(ui, vec2(64.0, 14.0), &levels.map(|level| level * MIB), ink, name);
            let color = if bytes == "0" { tokens.faint } else { tokens.strong };
            byte_figure(ui, bytes, color);
            figure(ui, count, color);
            byte_figure(ui, change, if leaks { tokens.verdict } else { color });
            let hue = theme::category_color(ui, "Named", "PageList");
            ratio_bar(ui, 160.0, [(0.5, hue), (0.2, tokens.transient(hue))], bytes);
            ui.end_row();
        }
    });
}

fn marks_ui(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    ui.label(caption(ui, "Flags and hatching"));
    let (rect, _) = ui.allocate_exact_size(vec2(480.0, 40.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, tokens.band);
    let mut place = rect.left_top() + vec2(8.0, 8.0);
    for (text, is_filled) in
        [("W1", false), ("W2", false), ("1", true), ("2", true), ("10", true), ("baseline", true)]
    {
        let flag = flag(ui.painter(), place, text, is_filled, &tokens);
        place.x = flag.right() + 12.0;
    }
    let gap = Rect::from_min_max(pos2(place.x, rect.top()), rect.right_bottom());
    hatch(ui.painter(), gap, tokens.hatch, 6.0);
}

fn inspector_ui(ui: &mut Ui) {
    ui.label(strong(ui, "Find the code").size(fonts::LEAD));
    copy_box(
        ui,
        "sudo dtrace -p 41233 -n 'syscall::mmap:entry /pid==$target && arg1==0x980000/ {ustack();}'",
        "it",
    );
    copy_box(ui, "vmmap -interleaved 41233", "the command");
    EmptyState {
        icon: Icon::Funnel,
        title: "No region fits",
        hint: "The filter hides 36 regions of PageList. Every term must fit.",
        button: Some("Clear the filter"),
    }
    .show(ui);
}
