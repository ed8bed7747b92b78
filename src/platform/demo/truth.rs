//! What a built-in target has really leaked: the number that a recording of it is held against.

use super::rounds::Residue;
use super::script::{Script, TargetKind};
use crate::model::units::{Bytes, grouped};
use std::collections::HashMap;
use std::fmt;

/// How a line of the target's output begins that tells its truth to the parent process.
const PREFIX: &str = "strandline-truth ";

/// What a target left mapped between two of its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    pub kind: TargetKind,
    /// Whether its bug was mended.
    pub fixed: bool,
    /// What a recorder should call the memory in question: group ▸ name.
    pub category: String,
    /// The label of the mark from which it counts.
    pub since: String,
    /// The label of the mark up to which it counts: the last that closed a cycle.
    pub until: String,
    /// How many cycles lie between the two.
    pub cycles: u32,
    /// Mapped bytes that were born between the two and stayed, page for page; the net change too.
    pub leaked_bytes: Bytes,
    /// How many mappings these are. The kernel may show neighbours among untagged ones as one.
    pub leaked_regions: u32,
    /// How much of it came with each cycle; zero where it came only once.
    pub bytes_per_cycle: Bytes,
    /// The size of each of the mappings; zero where there are none.
    pub region_size: Bytes,
    /// How many live blocks of malloc it left between the two, where that is what it tells.
    pub leaked_blocks: u32,
    /// The size that was asked for with each of them; zero where there are none.
    pub block_size: Bytes,
}

impl Truth {
    pub(super) fn new(script: &Script, category: &str, residue: Residue) -> Self {
        let cycles = script.counted();
        let (leaked_regions, region_size, in_each_cycle) = match residue {
            Residue::Nothing | Residue::Blocks { .. } => (0, Bytes::ZERO, 0),
            Residue::EachCycle { regions, size } => (regions.saturating_mul(cycles), size, regions),
            Residue::Once { size } => (1, size, 0),
        };
        let (leaked_blocks, block_size) = match residue {
            Residue::Blocks { each_cycle, size } => (each_cycle.saturating_mul(cycles), size),
            _ => (0, Bytes::ZERO),
        };
        let bytes_of = |regions: u32| Bytes::new(region_size.get().saturating_mul(regions.into()));
        Self {
            kind: script.kind,
            fixed: script.fixed,
            category: category.to_owned(),
            since: script.since(),
            until: script.until(),
            cycles,
            leaked_bytes: bytes_of(leaked_regions),
            leaked_regions,
            bytes_per_cycle: bytes_of(in_each_cycle),
            region_size,
            leaked_blocks,
            block_size,
        }
    }

    /// One line for the parent process: `strandline-truth key=value …`, sizes in bytes.
    pub fn to_line(&self) -> String {
        format!(
            "{PREFIX}kind={} fixed={} category={} since={} until={} cycles={} leaked_bytes={} leaked_regions={} \
             bytes_per_cycle={} region_size={} leaked_blocks={} block_size={}",
            self.kind,
            self.fixed,
            quoted(&self.category),
            quoted(&self.since),
            quoted(&self.until),
            self.cycles,
            self.leaked_bytes.get(),
            self.leaked_regions,
            self.bytes_per_cycle.get(),
            self.region_size.get(),
            self.leaked_blocks,
            self.block_size.get(),
        )
    }

    /// The truth that such a line tells; nothing if it is any other line. Keys that are not known are passed over.
    pub fn parse(line: &str) -> Option<Self> {
        let fields = fields(line.strip_prefix(PREFIX)?)?;
        let text = |key| fields.get(key).map(String::as_str);
        let number = |key| text(key)?.parse().ok();
        let bytes = |key| text(key)?.parse().ok().map(Bytes::new);
        Some(Self {
            kind: text("kind")?.parse().ok()?,
            fixed: text("fixed")?.parse().ok()?,
            category: text("category")?.to_owned(),
            since: text("since")?.to_owned(),
            until: text("until")?.to_owned(),
            cycles: number("cycles")?,
            leaked_bytes: bytes("leaked_bytes")?,
            leaked_regions: number("leaked_regions")?,
            bytes_per_cycle: bytes("bytes_per_cycle")?,
            region_size: bytes("region_size")?,
            leaked_blocks: number("leaked_blocks")?,
            block_size: bytes("block_size")?,
        })
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mended = if self.fixed { ", mended," } else { "" };
        write!(f, "{}{mended} left ", self.kind)?;
        match self.leaked_regions {
            // A cache that is full gives back as much as it takes: what is new in it is still there.
            0 if self.leaked_blocks > 0 => {
                write!(
                    f,
                    "{} live blocks of {}",
                    grouped(self.leaked_blocks as usize),
                    self.block_size.exact()
                )?;
            }
            0 => f.write_str("no more than before")?,
            1 => write!(f, "{}", self.leaked_bytes)?,
            regions => write!(f, "{} ({regions} × {})", self.leaked_bytes, self.region_size)?,
        }
        write!(f, " in {} between \"{}\" and \"{}\"", self.category, self.since, self.until)?;
        if self.bytes_per_cycle > Bytes::ZERO && self.cycles > 1 {
            write!(f, ", {} in each of {} cycles", self.bytes_per_cycle, self.cycles)?;
        }
        Ok(())
    }
}

/// The text between quotation marks, in one line.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n");
    format!("\"{escaped}\"")
}

/// The value of each key; nothing if the line breaks off inside one.
fn fields(mut rest: &str) -> Option<HashMap<&str, String>> {
    let mut fields = HashMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Some(fields);
        }
        let (key, behind_key) = rest.split_once('=')?;
        let (value, behind) = match behind_key.strip_prefix('"') {
            Some(text) => unquoted(text)?,
            None => bare(behind_key),
        };
        fields.insert(key, value);
        rest = behind;
    }
}

fn bare(text: &str) -> (String, &str) {
    let (value, behind) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    (value.to_owned(), behind)
}

/// The text up to the closing quotation mark, and what is behind it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &text[place + 1..])),
            '\\' => match letters.next()?.1 {
                'n' => value.push('\n'),
                escaped => value.push(escaped),
            },
            plain => value.push(plain),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn truth(residue: Residue) -> Truth {
        let script = Script {
            kind: TargetKind::PageList,
            cycles: 10,
            warmup: 2,
            fixed: residue == Residue::Nothing,
            untagged: false,
        };
        Truth::new(&script, "Named ▸ PageList", residue)
    }

    fn leak() -> Truth {
        truth(Residue::EachCycle { regions: 6, size: Bytes::from_kib(9704) })
    }

    #[test]
    fn what_each_cycle_leaves_adds_up() {
        let truth = leak();
        assert_eq!(truth.bytes_per_cycle, Bytes::from_kib(58_224));
        assert_eq!(truth.leaked_bytes, Bytes::from_kib(582_240));
        assert_eq!((truth.leaked_regions, truth.cycles), (60, 10));
        assert_eq!((truth.since.as_str(), truth.until.as_str()), ("baseline", "cycle 12"));
    }

    #[test]
    fn a_truth_is_one_line_for_people() {
        let check = |residue, text| assert_eq!(truth(residue).to_string(), text);
        check(
            Residue::Nothing,
            r#"pagelist, mended, left no more than before in Named ▸ PageList between "baseline" and "cycle 12""#,
        );
        check(
            Residue::Once { size: Bytes::from_kib(8) },
            r#"pagelist left 8 KiB in Named ▸ PageList between "baseline" and "cycle 12""#,
        );
        assert_eq!(
            leak().to_string(),
            "pagelist left 568.6 MiB (60 × 9.5 MiB) in Named ▸ PageList between \"baseline\" and \"cycle 12\", \
             56.9 MiB in each of 10 cycles"
        );
    }

    #[test]
    fn a_truth_is_one_line_for_programs() {
        let line = leak().to_line();
        assert_eq!(
            line,
            "strandline-truth kind=pagelist fixed=false category=\"Named ▸ PageList\" since=\"baseline\" \
             until=\"cycle 12\" cycles=10 leaked_bytes=596213760 leaked_regions=60 bytes_per_cycle=59621376 \
             region_size=9936896 leaked_blocks=0 block_size=0"
        );
        assert_eq!(Truth::parse(&line), Some(leak()));
        assert_eq!(Truth::parse(&format!("{line} later=\"a new key\"\n")), Some(leak()));
    }

    #[test]
    fn other_lines_tell_no_truth() {
        let check = |line: &str| assert_eq!(Truth::parse(line), None);
        check("");
        check("strandline-truth");
        check("strandline-truth kind=pagelist");
        check("a line of the program's own");
        let line = leak().to_line();
        check(&line[..line.len() - "block_size=0".len()]);
        check(&line[..line.find("since=").unwrap() + "since=\"base".len()]);
        check(&line.replace("cycles=10", "cycles=ten"));
    }

    proptest! {
        #[test]
        fn a_truth_survives_its_line(
            texts in [any::<String>(), any::<String>(), any::<String>()],
            bytes in any::<[u64; 4]>(),
            counts in any::<[u32; 3]>(),
            kind in prop::sample::select(&TargetKind::ALL[..]),
            fixed in any::<bool>(),
        ) {
            let [category, since, until] = texts;
            let [leaked_bytes, bytes_per_cycle, region_size, block_size] = bytes.map(Bytes::new);
            let [cycles, leaked_regions, leaked_blocks] = counts;
            let truth = Truth {
                kind, fixed, category, since, until, cycles,
                leaked_bytes, leaked_regions, bytes_per_cycle, region_size, leaked_blocks, block_size,
            };
            let line = truth.to_line();
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(Truth::parse(&line), Some(truth));
        }
    }
}
