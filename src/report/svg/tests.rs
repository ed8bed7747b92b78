//! Pictures of made-up recordings, read back by other means.

use super::{PictureError, png, svg};
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, Scenario};
use crate::analysis::{Assessment, Window};
use crate::model::{MarkRole, Trace};
use crate::report::charts::{Chart, Form, OverTime, Palette, cycle_chart};
use resvg::tiny_skia::Pixmap;
use roxmltree::Document;

/// Ten cycles that each open a file for a while; each leaves `pages` of memory behind, at first.
fn recording(pages: impl Fn(u32) -> u64) -> Trace {
    let mut scenario = Scenario::new();
    scenario.map(0, 64, HEAP).touch(0, 8).ticks(3);
    for cycle in 1..=10 {
        let at = 10_000 * u64::from(cycle);
        scenario.map(at, pages(cycle), ANONYMOUS).touch(at, pages(cycle));
        scenario.map(2000, 148, FILE).touch(2000, 148).ticks(2);
        scenario.mark("open", MarkRole::Open(cycle));
        scenario.unmap(2000, 148).tick();
        scenario.mark("closed", MarkRole::Closed(cycle));
    }
    scenario.trace
}

fn charts(trace: &Trace) -> Vec<Chart> {
    let assessment = Assessment::assess(trace, None);
    let window = Window::resolve(trace, None, None).unwrap();
    let over_time = OverTime::measure(trace, window, &assessment);
    let leading = assessment.verdicts.leading().unwrap();
    let anonymous = over_time.category(Scenario::category(ANONYMOUS)).unwrap();
    let cycles = cycle_chart(&trace.recording, &assessment.cycles, leading);
    vec![over_time.footprint(), anonymous, cycles]
}

#[test]
fn every_chart_is_a_picture_with_words() {
    for chart in charts(&recording(|_| 256)) {
        for palette in [Palette::Light, Palette::Dark, Palette::Page] {
            let drawn = svg(&chart, palette);
            let document = Document::parse(&drawn).unwrap();
            let root = document.root_element();
            let words =
                |name| root.children().find(|child| child.tag_name().name() == name).unwrap().text().unwrap();
            assert!(!words("title").is_empty() && words("desc").len() > 40, "{drawn}");
            assert_eq!(drawn.contains("light-dark("), palette == Palette::Page);
            assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
        }
    }
}

#[test]
fn what_each_of_ten_cycles_adds_stands_beside_its_point() {
    let check = |pages: fn(u32) -> u64, note: &str, expected: usize| {
        let drawn = svg(&charts(&recording(pages))[2], Palette::Light);
        let document = Document::parse(&drawn).unwrap();
        let notes = document.descendants().filter(|node| node.is_text() && node.text() == Some(note));
        assert_eq!(notes.count(), expected, "{drawn}");
    };
    check(|_| 256, "+1.0", 8);
    // Levels are in MiB, what a cycle adds is not.
    check(|cycle| if cycle == 1 { 5120 } else { 16 }, "+64 KiB", 8);
}

#[test]
fn the_colour_of_a_verdict_is_for_a_leak_alone() {
    let check = |pages: fn(u32) -> u64, is_leak| {
        for chart in charts(&recording(pages)) {
            assert_eq!(svg(&chart, Palette::Light).contains("#c4321a"), is_leak, "{chart:?}");
        }
    };
    check(|_| 256, true);
    check(|cycle| if cycle < 5 { 256 } else { 0 }, false);
}

#[test]
fn bands_lie_on_one_another() {
    let trace = recording(|cycle| u64::from(cycle) * 10);
    for chart in charts(&trace).into_iter().filter(|chart| chart.form == Form::OverTime) {
        assert_eq!(chart.flags.len(), 10);
        let layers = chart.layers();
        for pair in layers.windows(2) {
            assert_eq!(pair[0].tops.len(), pair[1].tops.len());
            assert!(pair[0].tops.iter().zip(&pair[1].tops).all(|(low, high)| low <= high), "{pair:?}");
        }
        // 550 pages were left behind; the footprint has 8 of the heap too.
        let pages = if chart.title == "Footprint" { 558.0 } else { 550.0 };
        let top = layers.last().and_then(|layer| layer.tops.last().copied()).unwrap();
        assert!((top - pages * 4096.0).abs() < 1.0, "{} has {top}", chart.title);
    }
}

#[test]
fn a_long_recording_has_as_many_columns_as_fit() {
    let mut scenario = Scenario::new();
    scenario.map(0, 10, HEAP).touch(0, 10).ticks(3000);
    let trace = scenario.trace;
    let assessment = Assessment::assess(&trace, None);
    let bands = OverTime::measure(&trace, Window::whole(&trace.recording), &assessment).footprint();
    assert!((200..=480).contains(&bands.layers()[0].tops.len()), "{}", bands.layers()[0].tops.len());
}

#[test]
fn a_picture_has_the_ground_of_its_palette() {
    let chart = &charts(&recording(|_| 256))[2];
    let check = |palette, ground: [u8; 3]| {
        let picture = Pixmap::decode_png(&png(&svg(chart, palette), 2.0).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), (960, 540));
        let corner = picture.pixel(0, 0).unwrap();
        assert_eq!([corner.red(), corner.green(), corner.blue()], ground);
        let inked = picture.pixels().iter().filter(|pixel| **pixel != corner).count();
        assert!(inked > 5_000, "{inked} pixels are drawn");
    };
    check(Palette::Light, [255, 255, 255]);
    check(Palette::Dark, [0x10, 0x14, 0x18]);
}

#[test]
fn text_is_drawn_with_our_own_fonts() {
    let inked = |text: &str| {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\">\
             <text x=\"2\" y=\"15\" font-family=\"Inter, system-ui\" {text}>tide</text></svg>"
        );
        let picture = Pixmap::decode_png(&png(&svg, 1.0).unwrap()).unwrap();
        picture.pixels().iter().map(|pixel| u32::from(pixel.alpha())).sum::<u32>()
    };
    let (plain, bold) = (inked(""), inked("font-weight=\"600\""));
    assert!(plain > 1_000 && bold > plain * 11 / 10, "{plain} and {bold}");
}

#[test]
fn what_is_no_picture_is_refused() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>";
    assert!(png(svg, 1.0).is_ok());
    assert_eq!(png(svg, 0.0), Err(PictureError::TooLarge));
    assert_eq!(png(svg, f32::NAN), Err(PictureError::TooLarge));
    assert_eq!(png(svg, 1e9), Err(PictureError::TooLarge));
    assert!(matches!(png("tide", 1.0), Err(PictureError::Unreadable(_))));
}
