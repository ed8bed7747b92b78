//! Requests to end: Ctrl-C, `kill`, a terminal that is closed.

use crate::platform;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Puts off being stopped by the terminal (Ctrl-Z) while another process stands still for us, and would do so as long as we.
pub(super) struct Resolve {
    /// Whether such a stop is heeded at once.
    heeds: Arc<AtomicBool>,
    missed: Arc<AtomicBool>,
}

impl Resolve {
    /// Heeds stops as ever until it is told to put them off.
    pub(super) fn new() -> io::Result<Self> {
        let resolve = Self { heeds: Arc::new(AtomicBool::new(true)), missed: Arc::default() };
        if !platform::is_ignored(SIGTSTP) {
            flag::register_conditional_default(SIGTSTP, Arc::clone(&resolve.heeds))?;
            flag::register(SIGTSTP, Arc::clone(&resolve.missed))?;
        }
        Ok(resolve)
    }

    /// Does something that nobody may stop half-way; a stop that came meanwhile is heeded behind it.
    pub(super) fn to<T>(&self, act: impl FnOnce() -> T) -> T {
        self.missed.store(false, Ordering::SeqCst);
        self.heeds.store(false, Ordering::SeqCst);
        let done = act();
        self.heeds.store(true, Ordering::SeqCst);
        if self.missed.swap(false, Ordering::SeqCst) {
            let _goes_on_afterwards = emulate_default_handler(SIGTSTP);
        }
        done
    }
}

/// Who is asked a second time has so long to leave in good order.
const HURRY: Duration = Duration::from_secs(1);

/// What was asked for so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupts {
    stop: Arc<AtomicBool>,
    hurry: Arc<AtomicBool>,
}

impl Interrupts {
    /// Takes such requests from here on. The first asks to end in good order, the second to end at once; a second closed
    /// terminal is the same one: the shell and the system both tell of it. What we were told to ignore (`nohup`) we do.
    pub(super) fn take() -> io::Result<Self> {
        let heard = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|&signal| !platform::is_ignored(signal));
        let mut signals = Signals::new(heard)?;
        let interrupts = Self::default();
        let Self { stop, hurry } = interrupts.clone();
        std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for (nth, signal) in signals.forever().enumerate() {
                stop.store(true, Ordering::Relaxed);
                if nth == 0 || signal == SIGHUP {
                    continue;
                }
                hurry.store(true, Ordering::Relaxed);
                std::thread::sleep(HURRY);
                // As any program that does not hear it.
                let _never_comes_back = emulate_default_handler(signal);
            }
        })?;
        Ok(interrupts)
    }

    /// What ends the recording when it is set.
    pub(super) fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// Whether the recording is to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether nothing more is to be waited for.
    pub(super) fn is_hurried(&self) -> bool {
        self.hurry.load(Ordering::Relaxed)
    }
}
