//! Dates as tools print them.

use std::time::{Duration, SystemTime};

/// The moment that `2026-08-25 00:07:27.490 +0100` names, or `2026-09-05T11:27:12.932+05:30`. Without an offset it is
/// taken for universal time: files of one machine keep their order.
pub(super) fn moment(text: &str) -> Option<SystemTime> {
    let mut rest = text.trim();
    let year = number(&mut rest, 4, "-/")?;
    let month = number(&mut rest, 2, "-/")?;
    let day = number(&mut rest, 2, " T")?;
    let hour = number(&mut rest, 2, ":")?;
    let minute = number(&mut rest, 2, ":")?;
    let second = number(&mut rest, 2, "")?;
    let fraction = rest.strip_prefix('.').unwrap_or("");
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count().min(9);
    let nanos = fraction[..digits].parse::<u32>().unwrap_or(0) * 10u32.pow(9 - u32::try_from(digits).ok()?);
    let zone = rest.trim_start_matches(|letter: char| letter == '.' || letter.is_ascii_digit()).trim();
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset(zone)?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::new(u64::try_from(seconds).ok()?, nanos))
}

/// The moment that a line begins with, and what stands behind it: `2026-08-25 00:07:27 …`, `2026-08-25T00:07:27Z …`.
pub(super) fn moment_before(line: &str) -> Option<(SystemTime, &str)> {
    if !line.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let with_time = line.match_indices(' ').map(|(end, _)| end).take(3);
    with_time.filter_map(|end| Some((moment(&line[..end])?, line[end..].trim_start()))).last()
}

/// Takes a number of so many digits, and one of the letters behind it.
fn number(rest: &mut &str, digits: usize, ends: &str) -> Option<i64> {
    let (number, behind) = rest.split_at_checked(digits)?;
    *rest = if ends.is_empty() { behind } else { behind.strip_prefix(|letter| ends.contains(letter))? };
    number.bytes().all(|digit| digit.is_ascii_digit()).then(|| number.parse().ok())?
}

/// Seconds by which a zone is ahead: `+0100`, `+05:30`, `Z`.
fn offset(zone: &str) -> Option<i64> {
    if zone.is_empty() || zone.starts_with('Z') {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|&letter| letter != ':').take(4).collect();
    let mut digits = digits.as_str();
    let hours = number(&mut digits, 2, "")?;
    let minutes = number(&mut digits, 2, "")?;
    Some(sign * (hours * 3600 + minutes * 60))
}

/// Days from 1970 to a day of the Gregorian calendar. Years are counted from March, so that the leap day is their last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    let before = year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1;
    before - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_moments() {
        assert_eq!(moment("2026/03/14 18:12:20"), moment("2026-03-14 18:12:20"));
        assert!(moment("2026/03/14 18:12:20").is_some());
        let check = |text, expected: Option<u64>| {
            let millis =
                moment(text).map(|moment| moment.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis());
            assert_eq!(millis, expected.map(u128::from), "{text}");
        };
        check("1970-01-01 00:00:00", Some(0));
        check("2026-08-25 00:07:27.490 +0100", Some(1_787_612_847_490));
        check("2026-08-25 00:07:27.490 +0000", Some(1_787_616_447_490));
        check("2026-09-05T11:27:12.932+05:30", Some(1_788_587_832_932));
        check("2024-02-29 12:00:00.0000 -0100", Some(1_709_211_600_000));
        for wrong in [
            "",
            "yesterday",
            "2026-13-01 00:00:00",
            "2026-08-25",
            "1969-12-31 23:59:59",
            "2026-08-25 00:07:27 CEST",
        ] {
            check(wrong, None);
        }
    }
}
