//! Asking for a port without waiting for ever.
//!
//! A call for a port returns when macOS has asked its user, if it has to: after minutes, or never where nobody sees the
//! dialog. Nothing takes such a call back. So it is made on a thread of its own, which is left behind if need be: a port that
//! comes after all is given back there.

use super::denial::Denial;
use super::kernel::{Kernel, Right};
use crate::platform::patience::Patience;
use crossbeam_channel::{RecvTimeoutError, bounded, select};
use std::num::NonZeroU32;
use std::thread::Builder;
use std::time::Duration;

/// Over a network nobody sees a dialog.
const LIMIT_OVER_SSH: Duration = Duration::from_secs(10);

/// Asks for a port. A refusal that took more than a moment is taken for somebody's answer.
pub(crate) fn ask<K: Kernel>(
    kernel: &K,
    pid: i32,
    right: Right,
    patience: &Patience,
) -> Result<K::Task, Denial> {
    let (outbox, answer) = bounded(1);
    let asker = kernel.clone();
    let call = move || {
        let _nobody_waits = outbox.send(port(&asker, pid, right));
    };
    Builder::new().name("task port".to_owned()).spawn(call).map_err(|_out_of_threads| Denial::NotAsked)?;
    match answer.recv_timeout(patience.moment) {
        Ok(answer) => return answer,
        Err(RecvTimeoutError::Disconnected) => return Err(Denial::NotAsked),
        Err(RecvTimeoutError::Timeout) => {}
    }
    let limit = if kernel.is_over_ssh() { patience.limit.min(LIMIT_OVER_SSH) } else { patience.limit };
    (patience.tell)(&question(kernel, pid, limit));
    select! {
        recv(answer) -> answer => match answer {
            Ok(Err(Denial::Refused(refusal))) => Err(Denial::Declined(refusal)),
            Ok(answer) => answer,
            Err(_disconnected) => Err(Denial::NotAsked),
        },
        recv(patience.given_up) -> _ => Err(Denial::GivenUp),
        default(limit) => Err(Denial::Unanswered),
    }
}

fn port<K: Kernel>(kernel: &K, pid: i32, right: Right) -> Result<K::Task, Denial> {
    let name = kernel.port(pid, right).map_err(Denial::Refused)?;
    Ok(kernel.hold(NonZeroU32::new(name).ok_or(Denial::NoPort)?))
}

/// What to tell the user while macOS waits for an answer.
fn question(kernel: &impl Kernel, pid: i32, limit: Duration) -> String {
    let name = kernel.process(pid).map_or_else(|| format!("process {pid}"), |process| process.name);
    if kernel.is_over_ssh() {
        let seconds = limit.as_secs();
        format!(
            "macOS is asking on its screen whether Strandline may look at {name}, which nobody sees over SSH: goes on \
             without an answer after {seconds} s"
        )
    } else {
        format!("macOS is asking whether Strandline may look at {name}: answer its dialog")
    }
}
