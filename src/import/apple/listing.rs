//! A row of vmmap's list of regions.

use crate::import::capture::Listed;
use crate::import::figures::{Rounded, UsageFigures, vmmap_size};
use crate::model::Protection;
use crate::model::units::{AddressRange, Bytes};

/// What stands in the place of addresses where memory has none.
const UNMAPPED: [&str; 2] = ["unmapped-unmapped", "kernel-kernel"];

/// Reads a row: type, addresses, sizes in brackets, rights, sharing mode, purgeability, detail. Nothing where it is none.
///
/// Before macOS 10.11 there is one size, or with `-resident` two; since then there are four. With `-pages` they count pages,
/// which the addresses give away.
pub(crate) fn region(line: &str) -> Option<Listed> {
    let (left, rest) = line.split_once('[')?;
    let (label, span) = left.trim().rsplit_once(char::is_whitespace)?;
    let range = if UNMAPPED.contains(&span) { None } else { Some(span_of(span)?) };
    let (sizes, rest) = rest.split_once(']')?;
    // Some paste them without the blank between.
    let (allowed, behind) = rest.split_once("SM=")?;
    let protection = rights(allowed.trim())?;
    let sharing = behind.split_whitespace().next()?;
    let detail = detail(rest, sharing);
    let sizes = sizes.split_whitespace().map(vmmap_size).collect::<Option<Vec<_>>>()?;
    let unit = unit(*sizes.first()?, range);
    let mut sizes = sizes.into_iter().map(|size| size.times(unit));
    let size = sizes.next()?;
    let mut figures = UsageFigures {
        resident: sizes.next(),
        dirty: sizes.next(),
        swapped: sizes.next(),
        ..UsageFigures::default()
    };
    // Volatile memory is resident and not dirty.
    figures.lazy_free = figures.resident.filter(|_| rest.contains("PURGE=V"));
    // A line number is no word of a label.
    let is_label = label.trim().starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    (sizes.next().is_none() && is_label).then(|| Listed {
        range,
        size,
        label: label.trim().to_owned(),
        detail,
        protection,
        is_empty: sharing == "NUL",
        figures,
        ..Listed::default()
    })
}

/// `100-200`.
fn span_of(text: &str) -> Option<AddressRange> {
    let (start, end) = text.split_once('-')?;
    let address = |text: &str| {
        let is_hex = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hex.then(|| u64::from_str_radix(text, 16).ok()).flatten()
    };
    let range = AddressRange::from_bounds(address(start)?, address(end)?);
    (!range.is_empty()).then_some(range)
}

/// `rw-/rwx`: what may be done, and what could be allowed at most.
fn rights(text: &str) -> Option<Protection> {
    let (now, most) = text.split_once('/')?;
    if now.len() != 3 || !(1..=3).contains(&most.len()) {
        return None;
    }
    let letters = [('r', Protection::READ), ('w', Protection::WRITE), ('x', Protection::EXECUTE)];
    now.chars().zip(letters).try_fold(Protection::default(), |all, (found, (letter, right))| match found {
        '-' => Some(all),
        _ if found == letter => Some(all.with(right)),
        _ => None,
    })
}

/// What stands behind sharing mode and purgeability, without an annotation of whoever pasted it.
fn detail(rest: &str, sharing: &str) -> String {
    let behind = rest.split_once("SM=").map_or("", |(_, behind)| &behind[sharing.len()..]).trim();
    let behind = match behind.strip_prefix("PURGE=") {
        Some(purge) => purge.split_once(char::is_whitespace).map_or("", |(_, detail)| detail),
        None => behind,
    };
    behind.split("<<<").next().unwrap_or_default().trim().to_owned()
}

/// What a bare number counts: bytes, or with `-pages` pages.
fn unit(size: Rounded, range: Option<AddressRange>) -> Bytes {
    let pages = |page: &u64| {
        range.is_some_and(|range| size.bytes.get().checked_mul(*page) == Some(range.len().get()))
    };
    let page = [4096, 16_384].into_iter().find(pages).filter(|_| size.quantum == Bytes::ZERO);
    Bytes::new(page.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Label, start, size, then resident, dirty and swapped, in bytes; and the detail.
    type Told<'a> = (&'a str, u64, u64, [Option<u64>; 3], &'a str);

    fn check(line: &str, expected: Option<Told<'_>>) {
        let found = region(line);
        let bytes = |size: Option<Rounded>| size.map(|size| size.bytes.get());
        let actual = found.as_ref().map(|region| {
            let figures = region.figures;
            (
                region.label.as_str(),
                region.range.map_or(0, |range| range.start.get()),
                region.len().get(),
                [bytes(figures.resident), bytes(figures.dirty), bytes(figures.swapped)],
                region.detail.as_str(),
            )
        });
        assert_eq!(actual, expected, "{line}");
    }

    #[test]
    fn rows_of_every_generation_are_read() {
        const K: u64 = 1024;
        check(
            "MALLOC_TINY                 300000000-300100000    [ 1024K   256K   200K     8K] rw-/rwx SM=PRV PURGE=N  DefaultMallocZone_0x1",
            Some((
                "MALLOC_TINY",
                0x3_0000_0000,
                1024 * K,
                [Some(256 * K), Some(200 * K), Some(8 * K)],
                "DefaultMallocZone_0x1",
            )),
        );
        check(
            "STACK GUARD            000000011f216000-000000011f217000 [    4K     0K] ---/rwx SM=NUL  stack guard for thread 2",
            Some(("STACK GUARD", 0x1_1f21_6000, 4 * K, [Some(0), None, None], "stack guard for thread 2")),
        );
        check(
            "__TEXT                 0000000105b60000-0000000105b62000 [    8K] r-x/rwx SM=COW  /opt/a b/python",
            Some(("__TEXT", 0x1_05b6_0000, 8 * K, [None, None, None], "/opt/a b/python")),
        );
        check(
            "__DATA      00000001088aa000-00000001088af000 [     5      5      4      0] rw-/rwx SM=COW          /usr/lib/dyld",
            Some(("__DATA", 0x1_088a_a000, 20 * K, [Some(20 * K), Some(16 * K), Some(0)], "/usr/lib/dyld")),
        );
        check(
            "__LINKEDIT    103b00000-103b04000    [   16K    16K     0K     0K] r--/r-SM=COW          /opt/tidepool",
            Some(("__LINKEDIT", 0x1_03b0_0000, 16 * K, [Some(16 * K), Some(0), Some(0)], "/opt/tidepool")),
        );
        check(
            "unused __DATA               1e1738bfc-1e1738c00    [     4     0K     0K      4] rw-/rw- SM=COW          on dirty page",
            Some(("unused __DATA", 0x1_e173_8bfc, 4, [Some(0), Some(0), Some(4)], "on dirty page")),
        );
        check(
            "owned unmapped (graphics)    unmapped-unmapped     [ 4144K  4144K     0K     0K] rw-/rw- SM=PRV PURGE=V  owned",
            Some(("owned unmapped (graphics)", 0, 4144 * K, [Some(4144 * K), Some(0), Some(0)], "owned")),
        );
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for line in [
            "",
            "MALLOC_TINY 300000000-300100000 1024K rw-/rwx SM=PRV",
            "MALLOC_TINY 300000000-300100000 [ 1024K",
            "MALLOC_TINY 300100000-300000000 [ 1024K 1K 1K 1K] rw-/rwx SM=PRV",
            "MALLOC_TINY 300000000-99999999999999999 [ 1024K 1K 1K 1K] rw-/rwx SM=PRV",
            "MALLOC_TINY 300000000-300100000 [ 1024K 1K -1K 1K] rw-/rwx SM=PRV",
            "MALLOC_TINY 300000000-300100000 [ 1024K 1K 1K 1K 1K] rw-/rwx SM=PRV",
            "MALLOC_TINY 300000000-300100000 [ 1024K 1K NaN 1K] rw-/rwx SM=PRV",
            "300000000-300100000 [ 1024K] rw-/rwx SM=PRV",
            "TYPE 1-2 [1K] wr-/rwx SM=PRV",
        ] {
            check(line, None);
        }
    }
}
