//! A recording of this very process: the right to look at oneself is never refused.

use crate::puppet::{CHURN, Take, figures};
use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Write};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, thread};
use strandline::model::units::Bytes;
use strandline::platform::demo::puppet;

const PACE: Duration = Duration::from_millis(10);
/// The category of a built-in page list.
const PAGE_LIST: &str =
    if cfg!(target_os = "macos") { "App-Specific ▸ App-Specific Tag 1" } else { "Named ▸ PageList" };

/// A puppet on a thread of this process.
struct OwnPuppet {
    orders: Option<PipeWriter>,
    answers: BufReader<PipeReader>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl OwnPuppet {
    fn new() -> Self {
        let (orders_read, orders) = io::pipe().unwrap();
        let (answers, answers_written) = io::pipe().unwrap();
        let unknown = |order: &str| Err(io::Error::other(order.to_owned()));
        let work = move || puppet(BufReader::new(orders_read), answers_written, unknown);
        let thread = thread::Builder::new().name("puppet".to_owned()).spawn(work).unwrap();
        Self { orders: Some(orders), answers: BufReader::new(answers), thread: Some(thread) }
    }

    /// Has it do something, and waits until it did.
    fn order(&mut self, order: &str) {
        writeln!(self.orders.as_ref().unwrap(), "{order}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        assert_eq!(answer, "ok\n", "to {order}");
    }

    /// Lets it give back what it has.
    fn end(mut self) {
        drop(self.orders.take());
        self.thread.take().unwrap().join().unwrap().unwrap();
    }
}

#[test]
fn our_own_memory_has_its_categories_sizes_and_dirty_pages() {
    let mut puppet = OwnPuppet::new();
    let mut take = Take::attach(std::process::id(), PACE);
    take.mark("before");
    // 592 KiB are whole pages, be they of 4 or of 16 KiB.
    puppet.order("keep pages pagelist 5 592");
    puppet.order("keep churn named 3 64");
    take.mark("mapped");
    puppet.order("release pages 2");
    take.mark("released");
    puppet.end();
    take.mark("ended");
    let trace = take.stop();
    let check = |category, from, to, mapped_kib, died_kib| {
        let figures = figures(&trace, category, from, to);
        assert_eq!(figures.after.mapped, Bytes::from_kib(mapped_kib), "{category} at {to}");
        assert_eq!(figures.after.footprint(), Bytes::from_kib(mapped_kib), "{category} dirty at {to}");
        assert_eq!(figures.died, Bytes::from_kib(died_kib), "{category} since {from}");
    };
    check(PAGE_LIST, "before", "mapped", 5 * 592, 0);
    check(CHURN, "before", "mapped", 3 * 64, 0);
    check(PAGE_LIST, "mapped", "released", 3 * 592, 2 * 592);
    check(PAGE_LIST, "released", "ended", 0, 3 * 592);
    check(CHURN, "mapped", "ended", 0, 3 * 64);
}
