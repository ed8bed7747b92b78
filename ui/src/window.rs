//! Opens the window, or says in one sentence why there is none.

use crate::app::App;
use crate::arguments::Arguments;
use crate::shell;
use crate::system::Machine;
use eframe::egui;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shows the window until it is closed.
pub fn run(arguments: Arguments) -> ExitCode {
    if !strandline::platform::has_display() {
        return no_window("neither DISPLAY nor WAYLAND_DISPLAY names a display");
    }
    let is_open = Arc::new(AtomicBool::new(false));
    match open(arguments, &is_open) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) if is_open.load(Ordering::Acquire) => {
            say(&format!("error: the window was lost: {reason}"));
            ExitCode::FAILURE
        }
        Err(reason) => no_window(&reason),
    }
}

fn open(arguments: Arguments, is_open: &Arc<AtomicBool>) -> Result<(), String> {
    let seen_by_hook = Arc::clone(is_open);
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        if seen_by_hook.load(Ordering::Acquire) {
            usual(panicked);
        }
    }));
    let opened = Arc::clone(is_open);
    let create: eframe::AppCreator<'_> = Box::new(move |context| {
        opened.store(true, Ordering::Release);
        let mut app = App::new(&context.egui_ctx, Arc::new(Machine), arguments.start());
        app.dress(&context.egui_ctx, arguments.theme);
        app.watch_signals();
        Ok(Box::new(app))
    });
    // A missing library (libxkbcommon-x11) is no error but a panic, inside a crate that loads it: it is caught, so that it
    // ends in the same sentence. One of our own, once the window is open, goes on.
    let ended = panic::catch_unwind(AssertUnwindSafe(|| shell::run("Strandline", options(), create)));
    match ended {
        Ok(Ok(())) if !is_open.load(Ordering::Acquire) => Err("the system gave none".to_owned()),
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(payload) if is_open.load(Ordering::Acquire) => panic::resume_unwind(payload),
        Err(payload) => Err(words_of(&*payload)),
    }
}

fn options() -> eframe::NativeOptions {
    eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Strandline")
            .with_app_id("strandline")
            .with_inner_size([1400.0, 900.0])
            .with_min_inner_size([800.0, 520.0]),
        // It is dear where there is no graphics card, and flat colours have nothing to gain.
        dithering: false,
        ..eframe::NativeOptions::default()
    }
}

fn words_of(payload: &(dyn std::any::Any + Send)) -> String {
    let words = payload.downcast_ref::<&str>().map(ToString::to_string);
    words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown".to_owned())
}

fn no_window(reason: &str) -> ExitCode {
    say(&format!("error: no window can be shown ({reason}); the headless way is: strandline demo"));
    ExitCode::FAILURE
}

fn say(text: &str) {
    let _nobody_reads = writeln!(std::io::stderr(), "{text}");
}
