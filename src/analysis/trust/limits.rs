//! Reasons for which a recording may not be called a *leak*.

use super::Trust;
use crate::analysis::{Measure, Metric, Subject};

/// More of the marks than this without a look of their own are too many.
const BLIND: f64 = 0.25;

/// More of the mapped bytes than this without any reading are too many.
const UNREAD: f64 = 0.25;

/// Where what no region explains becomes less by as large a part of what the regions gain, most of that may only have
/// become visible.
const REATTRIBUTED: f64 = 0.5;

/// A program that waits as long for whoever looks, in percent of one core, is not itself: its queues fill.
const DISTURBING: f64 = 50.0;

/// Why a recording does not bear the word *leak*: growth is *suspect* at most then.
///
/// Poor precision is no limit: it is in the noise of the levels, which the verdict weighs. A constant error of
/// reconciliation does no harm to a trend either. Limits are about what would look like growth and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrustLimit {
    /// The target called `exec` inside the cycles that count: the levels are of two programs.
    Replaced,
    /// At some mark no mapping could be read, though the system counts memory.
    Unreadable,
    /// More than a quarter of the marks took no look of their own: usage at them is of some moment before.
    BlindMarks,
    /// More than a quarter of the mapped bytes had no reading of usage at some mark.
    Unread,
    /// What no region explains became less by at least half of what the regions gained.
    Reattributed,
    /// Looking took more than half of a core.
    Disturbed,
}

impl TrustLimit {
    /// A clause that says it.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Replaced => "the target became another program between the marks",
            Self::Unreadable => "the mappings could not be read at every mark",
            Self::BlindMarks => "many marks took no look of their own, so that usage is older than they are",
            Self::Unread => "much of the memory was mapped and never looked into",
            Self::Reattributed => "much of it may have been there before, where no region showed it",
            Self::Disturbed => "looking took more than half of a core, which may have held the program up",
        }
    }

    /// A word for it that scripts can rely on.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Unreadable => "unreadable",
            Self::BlindMarks => "blind_marks",
            Self::Unread => "unread",
            Self::Reattributed => "reattributed",
            Self::Disturbed => "disturbed",
        }
    }

    /// Whether it casts doubt on this. Lengths are known from the mapping tick alone; usage is not.
    pub const fn concerns(self, subject: Subject) -> bool {
        let is_usage = match subject.measure() {
            Measure::Level(metric) => !matches!(metric, Metric::Mapped),
            Measure::Stayed | Measure::Regions | Measure::Mappings => false,
        };
        match self {
            Self::Replaced | Self::Unreadable | Self::Disturbed => true,
            Self::BlindMarks | Self::Unread | Self::Reattributed => is_usage,
        }
    }
}

/// The limits that a recording goes beyond.
pub(super) fn limits(trust: &Trust, is_replaced: bool, is_unreadable: bool) -> Vec<TrustLimit> {
    let above = |share: Option<f64>, most| share.is_some_and(|share| share > most);
    let blind = trust.marks_without_look as f64 / trust.marks.max(1) as f64;
    let limits = [
        (is_replaced, TrustLimit::Replaced),
        (is_unreadable, TrustLimit::Unreadable),
        (blind > BLIND, TrustLimit::BlindMarks),
        (above(trust.unread_share, UNREAD), TrustLimit::Unread),
        (is_reattributed(trust), TrustLimit::Reattributed),
        (above(trust.cost.cpu_percent, DISTURBING), TrustLimit::Disturbed),
    ];
    limits.into_iter().filter(|(applies, _)| *applies).map(|(_, limit)| limit).collect()
}

fn is_reattributed(trust: &Trust) -> bool {
    let Some(change) = trust.unexplained_change else { return false };
    let gained = trust.footprint_gained.get() as f64;
    gained > 0.0 && -(change.get() as f64) >= REATTRIBUTED * gained
}
