//! Work on a thread of its own, and the way to its result.

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use strandline::record::session::Waker;

/// Messages that may wait for the window; later ones are dropped until it has read them.
const MOST_WAITING: usize = 8;

/// Work that the window's thread does not wait for.
pub(crate) trait Work: Send + 'static {
    /// The name of the thread.
    const THREAD: &'static str;

    /// Whether a job is waited for when it is dropped: what it writes would be lost otherwise.
    const MUST_FINISH: bool = false;

    /// What the work tells while it runs.
    type Message: Send + 'static;

    /// What comes of it.
    type Output: Send + 'static;

    /// Why nothing came of it.
    type Error: From<Panicked> + Send + 'static;

    /// Does the work.
    fn run(&mut self, link: &Link<Self::Message>) -> Result<Self::Output, Self::Error>;
}

/// Work that was done, and what came of it.
pub(crate) struct Done<W: Work> {
    pub(crate) work: W,
    pub(crate) result: Result<W::Output, W::Error>,
}

/// Work under way. Whoever drops it gives it up.
pub(crate) struct Job<W: Work> {
    done: Receiver<Done<W>>,
    messages: Receiver<W::Message>,
    last_message: Option<W::Message>,
    /// The work is given up when this is gone.
    interest: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl<W: Work> Job<W> {
    /// Starts the work; `waker` is called whenever there is something to take from the job.
    pub(crate) fn start(mut work: W, waker: Waker) -> io::Result<Self> {
        let (outbox, done) = bounded(1);
        let (messages_outbox, messages) = bounded(MOST_WAITING);
        let (interest, given_up) = bounded(0);
        let link = Link { messages: messages_outbox, given_up, waker };
        let thread = Builder::new().name(W::THREAD.to_owned()).spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work.run(&link)));
            let result = result.unwrap_or_else(|_panic| Err(Panicked(W::THREAD).into()));
            let _nobody_waits = outbox.send(Done { work, result });
            link.wake();
        })?;
        let (interest, thread) = (Some(interest), Some(thread));
        Ok(Self { done, messages, last_message: None, interest, thread })
    }

    /// The work and its result, once it is done.
    pub(crate) fn done(&self) -> Option<Done<W>> {
        self.done.try_recv().ok()
    }

    /// The last message of the work, if there is one that was not taken.
    pub(crate) fn new_message(&mut self) -> Option<&W::Message> {
        self.last_message = Some(self.messages.try_iter().last()?);
        self.last_message.as_ref()
    }

    /// The last message that was not taken, for who keeps it.
    pub(crate) fn take_message(&mut self) -> Option<W::Message> {
        self.messages.try_iter().last()
    }

    /// The last message that [`Self::new_message`] has found.
    pub(crate) const fn last_message(&self) -> Option<&W::Message> {
        self.last_message.as_ref()
    }

    /// Waits until the work is done.
    pub(crate) fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            let _result_is_in_the_channel = thread.join();
        }
    }
}

impl<W: Work> Drop for Job<W> {
    fn drop(&mut self) {
        self.interest = None;
        if W::MUST_FINISH {
            self.join();
        }
    }
}

/// How work reaches the window.
#[derive(Clone)]
pub(crate) struct Link<M> {
    messages: Sender<M>,
    /// Ends when nobody waits for the result any more.
    pub(crate) given_up: Receiver<()>,
    waker: Waker,
}

impl<M> Link<M> {
    /// Tells the window something. It is dropped where the window has not read the last messages.
    pub(crate) fn tell(&self, message: M) {
        let _is_busy = self.messages.try_send(message);
        self.wake();
    }

    /// Has the window draw a frame.
    pub(crate) fn wake(&self) {
        (self.waker)();
    }

    /// Waits so long; says whether the work is still wanted.
    pub(crate) fn pause(&self, time: Duration) -> bool {
        self.given_up.recv_timeout(time) == Err(RecvTimeoutError::Timeout)
    }
}

/// A mistake of ours: the thread of a job has panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panicked(&'static str);

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "internal error: the thread to {} has failed", self.0)
    }
}

impl std::error::Error for Panicked {}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::{Receiver, Sender, bounded};
    use std::sync::Arc;

    /// Does what it is told to, step by step.
    struct Scripted {
        orders: Receiver<&'static str>,
        ended: Sender<()>,
    }

    impl Work for Scripted {
        const THREAD: &'static str = "follow orders";
        type Message = &'static str;
        type Output = u32;
        type Error = Panicked;

        fn run(&mut self, link: &Link<&'static str>) -> Result<u32, Panicked> {
            let mut count = 0;
            for order in &self.orders {
                match order {
                    "panic" => panic!("as it was told"),
                    "wait" => {
                        let _given_up = link.given_up.recv();
                        self.ended.send(()).unwrap();
                    }
                    message => link.tell(message),
                }
                count += 1;
            }
            Ok(count)
        }
    }

    /// A job, its orders, what happens when it is woken, and when its wait has ended.
    fn started() -> (Job<Scripted>, Sender<&'static str>, Receiver<()>, Receiver<()>) {
        let ((orders_outbox, orders), (woken_outbox, woken), (ended, end)) =
            (bounded(9), bounded(9), bounded(1));
        let waker: Waker = Arc::new(move || woken_outbox.send(()).unwrap());
        (Job::start(Scripted { orders, ended }, waker).unwrap(), orders_outbox, woken, end)
    }

    #[test]
    fn messages_come_while_it_runs_and_the_result_at_the_end() {
        let (mut job, orders, woken, _) = started();
        orders.send("half").unwrap();
        woken.recv().unwrap();
        assert_eq!(job.new_message(), Some(&"half"));
        assert_eq!(job.new_message(), None);
        assert_eq!(job.last_message(), Some(&"half"));
        assert!(job.done().is_none());
        drop(orders);
        woken.recv().unwrap();
        let Done { work, result } = job.done().unwrap();
        assert_eq!((work.orders.len(), result), (0, Ok(1)));
    }

    #[test]
    fn a_panic_is_an_error_and_the_work_comes_back() {
        let (job, orders, woken, _) = started();
        orders.send("panic").unwrap();
        orders.send("never done").unwrap();
        woken.recv().unwrap();
        let Done { work, result } = job.done().unwrap();
        assert_eq!((work.orders.len(), result), (1, Err(Panicked("follow orders"))));
    }

    #[test]
    fn who_drops_a_job_gives_it_up() {
        let (job, orders, _woken, end) = started();
        orders.send("wait").unwrap();
        drop(job);
        end.recv().unwrap();
    }
}
