//! Names of functions as their programmers wrote them.

use std::borrow::Cow;

/// The name without its mangling, for Rust without the hash behind it; as it is where it has none.
pub(super) fn demangled(name: &str) -> String {
    // A symbol may name the version of its library.
    let name = name.split('@').next().unwrap_or(name);
    let plain = addr2line::demangle_auto(Cow::Borrowed(name), None);
    without_hash(&plain).to_owned()
}

/// The old mangling of Rust ends with `::h` and sixteen digits.
fn without_hash(name: &str) -> &str {
    let is_hash = |tail: &&str| tail.len() == 16 && tail.bytes().all(|digit| digit.is_ascii_hexdigit());
    match name.rsplit_once("::h") {
        Some((function, tail)) if is_hash(&tail) => function,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_several_languages_are_readable() {
        let check = |name, expected| assert_eq!(demangled(name), expected);
        check("_ZN4core3fmt5Write9write_fmt17h1b4d6a0e4b1e6a7cE", "core::fmt::Write::write_fmt");
        check("_RNvC6_123foo3bar", "123foo::bar");
        check("_ZN6Screen6appendEi", "Screen::append(int)");
        check("mmap64@@GLIBC_2.2.5", "mmap64");
        check("page_list.PageList.grow", "page_list.PageList.grow");
        check("main", "main");
        check("", "");
    }
}
