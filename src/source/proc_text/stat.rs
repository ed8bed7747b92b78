//! `/proc/PID/stat`: what tells a process from a later one with its pid.

/// `PF_KTHREAD` of `linux/sched.h` among the flags.
const KERNEL_THREAD: u32 = 0x0020_0000;

/// Some fields of `stat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    /// State letter; `Z` and `X` are dead.
    pub(crate) state: char,
    /// Its parent; 0 for those that have none.
    pub(crate) parent: u32,
    /// Whether it is a thread of the kernel, without memory of its own.
    pub(crate) is_of_kernel: bool,
    /// How many threads it has, a main thread that has ended included.
    pub(crate) threads: u32,
    /// CPU time of all its threads, in user and kernel space, in clock ticks.
    pub(crate) cpu_time: u64,
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
    // State is field 3; then come the parent, 4, flags, 9, CPU times, 14 and 15, number of threads, 20, and start time, 22.
    let parent = fields.next()?.parse().ok()?;
    let flags: u32 = fields.nth(4)?.parse().ok()?;
    let user: u64 = fields.nth(4)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    let threads = fields.nth(4)?.parse().ok()?;
    let start_time = fields.nth(1)?.parse().ok()?;
    let cpu_time = user.saturating_add(system);
    Some(Stat { state, parent, is_of_kernel: flags & KERNEL_THREAD != 0, threads, cpu_time, start_time })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything() {
        let text =
            "17 (a) b (c) S 1 17 17 0 -1 4194304 1 2 3 4 50 6 7 8 20 0 1 0 4242 100 7 18446744073709551615";
        let expected =
            Stat { state: 'S', parent: 1, is_of_kernel: false, threads: 1, cpu_time: 56, start_time: 4242 };
        assert_eq!(stat(text), Some(expected));
        let kernel = text.replace("4194304", "69238880");
        assert!(stat(&kernel).unwrap().is_of_kernel);
        assert_eq!(stat("17 (a"), None);
        assert_eq!(stat("17 (a) Z 1 2"), None);
    }
}
