//! `/proc/PID/stat`: what tells a process from a later one with its pid.

/// Three fields of `stat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    /// State letter; `Z` and `X` are dead.
    pub(crate) state: char,
    /// Start time in clock ticks since boot.
    pub(crate) start_time: u64,
}

impl Stat {
    /// Whether the process has ended.
    pub(crate) const fn is_dead(self) -> bool {
        matches!(self.state, 'Z' | 'X' | 'x')
    }
}

/// Parses `stat`. The name in it may hold spaces and parentheses: fields are counted from the last one.
pub(crate) fn stat(text: &str) -> Option<Stat> {
    let (_, behind) = text.rsplit_once(')')?;
    let mut fields = behind.split_whitespace();
    let state = fields.next()?.chars().next()?;
    // State is field 3, start time is field 22.
    let start_time = fields.nth(18)?.parse().ok()?;
    Some(Stat { state, start_time })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything() {
        let text =
            "17 (a) b (c) S 1 17 17 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 4242 100 7 18446744073709551615";
        assert_eq!(stat(text), Some(Stat { state: 'S', start_time: 4242 }));
        assert_eq!(stat("17 (a"), None);
        assert_eq!(stat("17 (a) Z 1 2"), None);
    }
}
