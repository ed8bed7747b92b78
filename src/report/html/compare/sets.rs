//! What the cycles retained in only one of the recordings, and in both.

use super::rows::hue;
use crate::analysis::{RetainedClass, RetainedSets};
use crate::model::units::Bytes;
use crate::report::charts::row_name;
use crate::report::html::grid::{Cell, Grid};
use crate::report::html::growth::{bytes, dot};
use crate::report::markup::Element;
use crate::report::render::page::named;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many classes of each set are listed.
const MOST: usize = 20;

pub(super) fn tables(sets: &RetainedSets) -> Vec<Element> {
    let all = [("Only in A", &sets.only_before), ("In both", &sets.both), ("Only in B", &sets.only_after)];
    if all.iter().all(|(_, set)| set.is_empty()) {
        return Vec::new();
    }
    let told = all.map(|(title, set)| {
        let (count, bytes) = RetainedSets::sum(set);
        let heading = Element::new("h3").text(format!("{title}: {count} regions, {bytes}"));
        Element::new("div").child(heading).children(table(title, set))
    });
    vec![Element::new("div").class("sets").children(told)]
}

/// The classes of which there are most bytes.
fn table(title: &str, set: &BTreeMap<RetainedClass, usize>) -> Vec<Element> {
    let size = |class: &RetainedClass, count: usize| Bytes::new(class.len.get().saturating_mul(count as u64));
    let mut classes: Vec<_> = set.iter().map(|(class, &count)| (class, count)).collect();
    classes.sort_by_key(|&(class, count)| Reverse(size(class, count)));
    let mut grid = Grid::new([("What", true), ("#", false), ("Each", false), ("All", false)], MOST);
    for (class, count) in classes {
        let name = match &*class.name {
            "" => row_name(&class.category),
            name => format!("{}, {name}", row_name(&class.category)),
        };
        grid.add(vec![
            Cell::name([dot(hue(&class.category)), named(&name)]),
            Cell::figure(count.to_string(), count as f64),
            bytes(class.len),
            bytes(size(class, count)),
        ]);
    }
    grid.done(title)
}
