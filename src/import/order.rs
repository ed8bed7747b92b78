//! The order of files that somebody names all at once.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

/// Puts files in the order of their names, with numbers by their size: who drops several chooses no order, and a shell lists
/// the tenth ahead of the second.
pub fn sort_by_name(paths: &mut [PathBuf]) {
    paths.sort_by(|one, other| by_name(one, other));
}

fn by_name(one: &Path, other: &Path) -> Ordering {
    parts(one).cmp(&parts(other)).then_with(|| one.cmp(other))
}

/// A name as its words and numbers.
fn parts(path: &Path) -> Vec<(String, u64)> {
    let name = path.to_string_lossy();
    let mut parts = vec![(String::new(), 0_u64)];
    let mut was_digit = false;
    for letter in name.chars() {
        if was_digit && !letter.is_ascii_digit() {
            parts.push((String::new(), 0));
        }
        if let Some((word, number)) = parts.last_mut() {
            match letter.to_digit(10) {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(digit.into()),
                None => word.push(letter),
            }
        }
        was_digit = letter.is_ascii_digit();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_in_the_order_of_their_numbers() {
        let check = |names: &[&str], expected: &[&str]| {
            let mut paths: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
            sort_by_name(&mut paths);
            assert_eq!(paths, expected.iter().map(PathBuf::from).collect::<Vec<_>>());
        };
        check(
            &["cycle-10.txt", "cycle-2.txt", "cycle-1.txt"],
            &["cycle-1.txt", "cycle-2.txt", "cycle-10.txt"],
        );
        check(&["open.txt", "closed.txt"], &["closed.txt", "open.txt"]);
        check(&["2", "10", "02"], &["02", "2", "10"]);
        check(&["a9b2", "a9b10", "a10b1"], &["a9b2", "a9b10", "a10b1"]);
    }
}
