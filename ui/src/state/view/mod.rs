//! How somebody looks at a recording: what is on screen, selected, sorted and filtered. None of it is saved.

mod subject;
mod time;

pub use subject::Subject;
pub use time::TimeView;

use std::collections::BTreeSet;
use strandline::analysis;
use strandline::model::RegionId;
use strandline::model::units::{TimeRange, Timestamp};

/// How one recording is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The part of the time on screen.
    pub time: TimeView,
    /// The range that the tables are about, if one was selected; else it is from the baseline to the end.
    pub range: Option<TimeRange>,
    /// A moment that was pointed at: what is read there stands in the heads of the tracks.
    pub playhead: Option<Timestamp>,
    /// What the lower half shows.
    pub mode: Mode,
    /// The row that is selected.
    pub subject: Subject,
    /// Whether the user has selected it; else it is what keeps most, once a recording is over.
    pub is_subject_chosen: bool,
    /// Which verdict is looked at; else the first that is about the selected row, or the one that says most.
    pub judged: Option<analysis::Subject>,
    /// The region that is selected.
    pub region: Option<RegionId>,
    /// Whether the inspector is hidden.
    pub hides_inspector: bool,
    /// How the summary is sorted.
    pub summary_order: Order,
    /// The groups whose categories are hidden.
    pub folded: BTreeSet<String>,
    /// What regions are filtered by, as it was typed.
    pub region_filter: String,
    /// How the regions are sorted.
    pub region_order: Order,
}

/// What the lower half of the window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What each category did.
    #[default]
    Summary,
    /// What each cycle left behind, and whether that is a leak.
    Cycles,
    /// The regions behind a row.
    Regions,
    /// Two recordings side by side.
    Compare,
    /// What is there at the end of the range: areas by size.
    Composition,
}

/// By which column a table is sorted: by the first, the largest first, unless told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// The number of the column.
    pub column: usize,
    /// Whether the smallest comes first.
    pub is_ascending: bool,
}

impl Order {
    /// What a click on the head of a column makes of it: another column, or the other direction.
    #[must_use]
    pub const fn clicked(self, column: usize) -> Self {
        Self { column, is_ascending: self.column == column && !self.is_ascending }
    }
}

/// One change of the view.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewChange {
    /// Shows more of the time, or less, around a moment; see [`TimeView::zoom`].
    Zoom {
        /// How many times as much of the time is shown.
        factor: f64,
        /// The moment that stays where it is; nothing for the playhead or the middle.
        around: Option<Timestamp>,
    },
    /// Moves by a part of what is on screen.
    Pan(f64),
    /// Shows all of the time.
    ShowWhole,
    /// Shows the selected range.
    ShowRange,
    /// Lets what is new come into sight.
    Follow,
    /// Selects what the tables are about.
    Range(Option<TimeRange>),
    /// Points at a moment.
    Playhead(Option<Timestamp>),
    /// Shows something else in the lower half.
    Mode(Mode),
    /// Selects a row of the summary.
    Subject(Subject),
    /// Selects a row and shows its regions.
    DrillDown(Subject),
    /// Selects a verdict, and the row that it is about.
    Judged(analysis::Subject),
    /// The same, and shows the cycles.
    Verdict(analysis::Subject),
    /// Selects a region.
    Region(Option<RegionId>),
    /// Shows or hides the inspector.
    ToggleInspector,
    /// Hides the categories of a group, or shows them again.
    Fold(String),
    /// Sorts the summary by a column.
    SortSummary(usize),
    /// Sorts the regions by a column.
    SortRegions(usize),
    /// Filters the regions.
    FilterRegions(String),
}

impl View {
    /// Changes it, for a recording whose last snapshot was taken at `end`.
    pub fn apply(&mut self, change: ViewChange, end: Timestamp, is_live: bool) {
        match change {
            ViewChange::Zoom { factor, around } => {
                let around = around.unwrap_or_else(|| self.center(end, is_live));
                self.time.zoom(factor, around, end, is_live);
            }
            ViewChange::Pan(part) => self.time.pan(part, end, is_live),
            ViewChange::ShowWhole => self.time = TimeView::Whole,
            ViewChange::ShowRange => {
                if let Some(range) = self.range {
                    self.time.show(range, end, is_live);
                }
            }
            ViewChange::Follow => self.time.follow(end, is_live),
            ViewChange::Range(range) => self.range = range.filter(|range| range.from < range.to),
            ViewChange::Playhead(moment) => self.playhead = moment.map(|moment| moment.min(end)),
            ViewChange::Mode(mode) => self.mode = mode,
            ViewChange::Subject(subject) => self.choose(subject),
            ViewChange::DrillDown(subject) => {
                self.choose(subject);
                self.mode = Mode::Regions;
            }
            ViewChange::Judged(judged) => self.judge(judged),
            ViewChange::Verdict(judged) => {
                self.judge(judged);
                self.mode = Mode::Cycles;
            }
            ViewChange::Region(region) => self.region = region,
            ViewChange::ToggleInspector => self.hides_inspector = !self.hides_inspector,
            ViewChange::Fold(group) => {
                if !self.folded.remove(&group) {
                    self.folded.insert(group);
                }
            }
            ViewChange::SortSummary(column) => self.summary_order = self.summary_order.clicked(column),
            ViewChange::SortRegions(column) => self.region_order = self.region_order.clicked(column),
            ViewChange::FilterRegions(filter) => self.region_filter = filter,
        }
    }

    fn choose(&mut self, subject: Subject) {
        self.is_subject_chosen = true;
        self.select(subject);
    }

    /// Selects what keeps most, unless the user has selected something.
    pub fn suggest(&mut self, subject: Subject) {
        if !self.is_subject_chosen {
            self.select(subject);
        }
    }

    /// The row that a verdict is about is selected with it; what no region explains has no row.
    fn judge(&mut self, judged: analysis::Subject) {
        match judged {
            analysis::Subject::Category(id, _) => self.choose(Subject::Category(id)),
            analysis::Subject::Total(_) => self.choose(Subject::All),
            analysis::Subject::Unattributed(_) => {}
        }
        self.judged = Some(judged);
    }

    /// The region belongs to the row that was selected before, and so does the verdict.
    fn select(&mut self, subject: Subject) {
        if self.subject != subject {
            self.subject = subject;
            self.region = None;
            self.judged = None;
        }
    }

    /// The end, where the view follows it; else the playhead, if it is in sight; else the middle.
    fn center(&self, end: Timestamp, is_live: bool) -> Timestamp {
        let shown = self.time.range(end, is_live);
        if is_live && self.time.follows() {
            return end;
        }
        let middle = Timestamp::after(shown.from.since_start() + shown.duration() / 2);
        self.playhead.filter(|&playhead| shown.contains(playhead)).unwrap_or(middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const END: Timestamp = Timestamp::from_nanos(100_000_000_000);

    #[test]
    fn a_click_on_a_head_turns_its_order() {
        let order = Order::default();
        assert_eq!(order.clicked(0), Order { column: 0, is_ascending: true });
        assert_eq!(order.clicked(0).clicked(0), order);
        assert_eq!(order.clicked(0).clicked(3), Order { column: 3, is_ascending: false });
    }

    #[test]
    fn another_row_lets_go_of_the_region() {
        let mut view = View { region: Some(RegionId(3)), ..View::default() };
        view.apply(ViewChange::Subject(Subject::All), END, false);
        assert_eq!(view.region, Some(RegionId(3)));
        view.apply(ViewChange::DrillDown(Subject::Group("Malloc".to_owned())), END, false);
        assert_eq!((view.region, view.mode), (None, Mode::Regions));
    }

    #[test]
    fn what_the_user_selects_stays() {
        let mut view = View::default();
        view.suggest(Subject::Group("Named".to_owned()));
        assert_eq!(view.subject, Subject::Group("Named".to_owned()));
        view.apply(ViewChange::Subject(Subject::All), END, false);
        view.suggest(Subject::Group("Named".to_owned()));
        assert_eq!(view.subject, Subject::All);
    }

    #[test]
    fn an_empty_range_is_none() {
        let mut view = View::default();
        let second = Timestamp::after(Duration::from_secs(1));
        view.apply(ViewChange::Range(Some(TimeRange::new(second, END))), END, false);
        assert!(view.range.is_some());
        view.apply(ViewChange::Range(Some(TimeRange::new(second, second))), END, false);
        assert_eq!(view.range, None);
    }

    #[test]
    fn keys_zoom_around_the_playhead_and_a_live_view_goes_on_following() {
        let zoom = ViewChange::Zoom { factor: 0.5, around: None };
        let mut view = View { playhead: Some(Timestamp::after(Duration::from_secs(20))), ..View::default() };
        view.apply(zoom.clone(), END, false);
        let shown = view.time.range(END, false);
        assert_eq!((shown.from.seconds(), shown.to.seconds()), (10.0, 60.0));
        let mut live = View::default();
        live.apply(zoom, END, true);
        assert_eq!(live.time, TimeView::Tail(Duration::from_secs(50)));
    }
}
