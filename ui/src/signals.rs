//! Signals that end the window: the recording under way gets its end first.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use strandline::record::session::Waker;

/// A window that does not answer for so long is left.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sets `ending` and wakes the window when somebody logs out, closes the terminal, or ends us. A second signal ends us at
/// once.
#[expect(clippy::disallowed_methods, reason = "a window that does not answer ends in no other way")]
pub(crate) fn watch(ending: Arc<AtomicBool>, waker: Waker) -> io::Result<()> {
    let (mut reported, tell) = UnixStream::pair()?;
    let has_told = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP, signal_hook::consts::SIGINT] {
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&has_told))?;
        signal_hook::flag::register(signal, Arc::clone(&has_told))?;
        signal_hook::low_level::pipe::register(signal, tell.try_clone()?)?;
    }
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if reported.read_exact(&mut [0]).is_ok() {
            ending.store(true, Ordering::Release);
            waker();
            std::thread::sleep(PATIENCE);
            // What was recorded and marked is in its file but for the last half second.
            std::process::exit(1);
        }
    })?;
    Ok(())
}
