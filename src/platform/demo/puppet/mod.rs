//! A process that maps what it is told to: for live tests and benches, which need to know every mapping.

mod slots;

#[cfg(target_os = "linux")]
mod zoo;

use super::TargetKind;
use super::system;
use crate::model::units::Bytes;
use crate::platform::memory::Mapping;
use slots::Slots;
use std::io::{self, BufRead, Write};
use std::str::FromStr;
use std::time::Duration;

/// Does what the lines of `orders` say, and answers each with `ok`, until they end.
///
/// `map COUNT KIB` maps so many pieces of that size, by turns plain (untouched) and named "Churn" (written to); `plain COUNT
/// KIB` by turns plain and inaccessible: so no two of them merge. `touch` writes to all that is plain; `drop` unmaps
/// both again.
///
/// `keep SLOT KIND COUNT KIB` holds so many pieces of one kind in a slot of any name. They are `anonymous`, `named`
/// ("Churn"), of a `pagelist` or of the `heap`, all of them written to, or each a `file` of its own; on Linux any that
/// `zoo` knows too. Of `parted` ones, which are not touched, every other page may
/// only be read.
/// `release SLOT COUNT` lets go of those that came first, as far as there are so many; `replace SLOT` unmaps each of a slot
/// and maps anonymous memory at the same address.
///
/// On Linux `fork` begins a child that shares all of it, until `join`.
///
/// `restless` lets a piece of 1 MiB come and go from now on. Anything else is given to `other`; what it does not know is an
/// error.
pub fn puppet(
    orders: impl BufRead,
    mut answers: impl Write,
    mut other: impl FnMut(&str) -> io::Result<()>,
) -> io::Result<()> {
    let mut held = Held::default();
    let mut slots = Slots::default();
    #[cfg(target_os = "linux")]
    let mut sharers = Vec::new();
    for order in orders.lines() {
        let order = order?;
        let words: Vec<&str> = order.split_whitespace().collect();
        match words.as_slice() {
            ["map", count, kib] => held.map(number(count)?, Bytes::from_kib(number(kib)?))?,
            ["plain", count, kib] => held.map_plain(number(count)?, Bytes::from_kib(number(kib)?))?,
            ["touch"] => held.plain.iter_mut().for_each(|mapping| mapping.touch(1)),
            ["drop"] => held = Held::default(),
            ["keep", slot, kind, count, kib] => {
                slots.keep(slot, kind, number(count)?, Bytes::from_kib(number(kib)?))?;
            }
            ["release", slot, count] => slots.release(slot, number(count)?)?,
            ["replace", slot] => slots.replace(slot)?,
            ["restless"] => come_and_go()?,
            #[cfg(target_os = "linux")]
            ["fork"] => sharers.push(crate::platform::memory::Sharer::fork()?),
            #[cfg(target_os = "linux")]
            ["join"] => sharers.clear(),
            _ => other(&order)?,
        }
        writeln!(answers, "ok")?;
        answers.flush()?;
    }
    Ok(())
}

/// What the puppet has mapped.
#[derive(Default)]
struct Held {
    plain: Vec<Mapping>,
    others: Vec<Mapping>,
}

impl Held {
    fn map(&mut self, count: u64, size: Bytes) -> io::Result<()> {
        for nth in 0..count {
            if nth % 2 == 0 {
                self.plain.push(Mapping::anonymous(size)?);
            } else {
                let mut named = system::map(TargetKind::Churn, size)?;
                named.touch(1);
                self.others.push(named);
            }
        }
        Ok(())
    }

    fn map_plain(&mut self, count: u64, size: Bytes) -> io::Result<()> {
        for nth in 0..count {
            if nth % 2 == 0 {
                self.plain.push(Mapping::anonymous(size)?);
            } else {
                self.others.push(Mapping::inaccessible(size)?);
            }
        }
        Ok(())
    }
}

/// Maps and unmaps beside whatever else is done, until the process ends.
fn come_and_go() -> io::Result<()> {
    let pause = || std::thread::sleep(Duration::from_millis(70));
    std::thread::Builder::new().name("restless".to_owned()).spawn(move || {
        while let Ok(mut mapping) = Mapping::anonymous(Bytes::from_kib(1024)) {
            mapping.touch(1);
            pause();
            drop(mapping);
            pause();
        }
    })?;
    Ok(())
}

fn number<N: FromStr>(word: &str) -> io::Result<N> {
    word.parse()
        .map_err(|_not_a_number| io::Error::new(io::ErrorKind::InvalidInput, format!("{word} is no number")))
}

fn invalid(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}
