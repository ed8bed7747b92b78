//! Which columns there is room for, and where.

use crate::state::Column;
use eframe::egui::Rangef;

/// A command of which less can be seen says nothing.
const COMMAND: f32 = 170.0;

/// Columns with a width of their own; the command has the rest.
const COLUMNS: [(Column, f32, f32); 5] = [
    (Column::Process, 214.0, 168.0),
    // Linux counts up to 4194304.
    (Column::Pid, 74.0, 70.0),
    (Column::User, 116.0, 96.0),
    (Column::Footprint, 208.0, 160.0),
    (Column::Resident, 92.0, 88.0),
];

/// What is left out where there is no room, in this order.
const DROPPED: [&[Column]; 3] = [&[], &[Column::Resident], &[Column::Resident, Column::User]];

/// The columns of a table that is so wide, from the left. First they become narrower, then some are left out.
pub(super) fn columns(width: f32) -> Vec<(Column, Rangef)> {
    let wide = COLUMNS.map(|(column, wide, _)| (column, wide)).to_vec();
    let narrow = DROPPED.iter().map(|dropped| {
        let kept = COLUMNS.iter().filter(|(column, ..)| !dropped.contains(column));
        kept.map(|&(column, _, narrow)| (column, narrow)).collect::<Vec<_>>()
    });
    let mut choices = std::iter::once(wide).chain(narrow);
    let fits = |choice: &Vec<(Column, f32)>| width - sum(choice) >= COMMAND;
    let chosen = choices.find(fits).unwrap_or_else(narrowest);
    let rest = (width - sum(&chosen)).max(0.0);
    let mut left = 0.0;
    let place = |(column, width): (Column, f32)| {
        let range = Rangef::new(left, left + width);
        left = range.max;
        (column, range)
    };
    chosen.into_iter().chain([(Column::Command, rest)]).map(place).collect()
}

fn narrowest() -> Vec<(Column, f32)> {
    let kept = COLUMNS.iter().filter(|(column, ..)| !DROPPED[DROPPED.len() - 1].contains(column));
    kept.map(|&(column, _, narrow)| (column, narrow)).collect()
}

fn sum(columns: &[(Column, f32)]) -> f32 {
    columns.iter().map(|(_, width)| width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Column::{Command, Footprint, Pid, Process, Resident, User};

    #[test]
    fn columns_go_one_after_the_other_and_the_command_stays() {
        let check = |width: f32, expected: &[Column], command: f32| {
            let columns = columns(width);
            let names: Vec<Column> = columns.iter().map(|(column, _)| *column).collect();
            assert_eq!(names, expected, "{width}");
            let (_, last) = columns[columns.len() - 1];
            assert_eq!((last.span(), last.max), (command, width), "{width}");
        };
        check(1060.0, &[Process, Pid, User, Footprint, Resident, Command], 356.0);
        check(800.0, &[Process, Pid, User, Footprint, Resident, Command], 218.0);
        check(720.0, &[Process, Pid, User, Footprint, Command], 226.0);
        check(600.0, &[Process, Pid, Footprint, Command], 202.0);
        check(500.0, &[Process, Pid, Footprint, Command], 102.0);
    }
}
