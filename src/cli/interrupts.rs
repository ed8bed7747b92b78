//! Requests to end: Ctrl-C, `kill`, a terminal that is closed.

use crate::platform;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

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
