//! Heaps that are made up are counted as they were written, and forged ones in part.

use super::made_up::{BRK, Block, Image, SECOND, VARIABLES, VERSIONS, Version, mappings, process};
use super::{Heap, Memory};
use crate::model::units::Bytes;
use crate::model::{HeapCount, SizeClass};
use proptest::prelude::*;

fn count(image: &mut Image) -> Option<HeapCount> {
    let mappings = mappings(image);
    Heap::find(image, &mappings).map(|heap| heap.count(image))
}

/// What the blocks add up to: live blocks and bytes, cached, free.
fn sums(blocks: &[Block]) -> [u64; 4] {
    let mut sums = [0; 4];
    for block in blocks {
        match block {
            Block::Used(size) => {
                sums[0] += 1;
                sums[1] += size;
            }
            Block::Cached(size) | Block::Fast(size) => sums[2] += size,
            Block::Free(size) => sums[3] += size,
        }
    }
    sums
}

#[track_caller]
fn check(version: Version, main: &[Block], second: &[Block]) {
    let mut image = process(version, main, second);
    let found = count(&mut image).unwrap();
    let [live_blocks, live, cached, free] = sums(&[main, second].concat());
    let sums = found.sums;
    assert_eq!(found.damage, None);
    assert_eq!((sums.unaccounted, sums.arenas), (Bytes::ZERO, 2));
    assert_eq!(sums.live_blocks, live_blocks + 2, "{version:?}");
    assert_eq!(sums.cached.get(), cached, "{version:?}");
    assert_eq!(sums.free().get(), free);
    let cache = found.sums.live.get() - live;
    assert!(cache == 2 * 0x290 || cache == 2 * 0x300, "{cache}");
    assert_eq!((sums.mmapped.get(), sums.mmapped_blocks), (0x40_2000, 2));
    let by_class: u64 = found.classes.iter().map(|class| class.blocks).sum();
    assert_eq!(by_class, sums.live_blocks);
}

#[test]
fn every_block_is_told_apart_in_every_version() {
    use Block::{Cached, Fast, Free, Used};
    for version in VERSIONS {
        check(version, &[], &[]);
        check(version, &[Used(32), Free(4096), Used(1296)], &[Used(64)]);
        check(
            version,
            &[
                Used(48),
                Cached(48),
                Cached(48),
                Free(0x3000),
                Used(0x20000),
                Fast(32),
                Fast(32),
                Fast(128),
                Used(32),
            ],
            &[Cached(1040), Used(32), Cached(64), Fast(64), Free(64)],
        );
    }
}

#[test]
fn a_class_has_its_blocks() {
    let blocks =
        [vec![Block::Used(1296); 5], vec![Block::Used(1312); 2], vec![Block::Cached(1008); 3]].concat();
    let found = count(&mut process(VERSIONS[1], &blocks, &[])).unwrap();
    let class = |size| found.class(SizeClass::of_block(Bytes::new(size)));
    assert_eq!((class(1296).blocks, class(1296).bytes.get()), (5, 6480));
    assert_eq!((class(1312).blocks, class(1008).blocks), (2, 0));
}

#[test]
fn whole_pages_of_a_free_block_can_be_returned() {
    let free_first = [Block::Used(0x1000), Block::Free(0x5000), Block::Used(32)];
    let sums = count(&mut process(VERSIONS[1], &free_first, &[])).unwrap().sums;
    // The block begins at 0x1290 of the heap; the first whole page behind its words is the one at 0x2000, the last ends at 0x6000.
    assert_eq!((sums.free_returnable.get(), sums.free_pinned.get()), (0x4000, 0x1000));
}

#[test]
fn a_heap_without_arenas_is_none() {
    assert_eq!(count(&mut Image::default()), None);
    let mut image = process(VERSIONS[1], &[], &[]);
    // The ring leads nowhere.
    image.set(VARIABLES + 0x800 + 112 + 254 * 8 + 16, 0x10);
    assert_eq!(count(&mut image), None);
}

#[test]
fn a_broken_block_is_found_and_the_others_are_counted() {
    let blocks = vec![Block::Used(64); 200];
    let mut image = process(VERSIONS[1], &blocks, &[]);
    let broken = BRK + 0x290 + 64 * 100;
    image.set(broken + 8, 0x7777_7777_7777);
    let found = count(&mut image).unwrap();
    let (place, times) = found.damage.unwrap();
    assert_eq!((place.start.get(), times), (broken, 1));
    // The two caches, and all but the broken one.
    assert_eq!(found.sums.live_blocks, 201);
    assert_eq!(found.sums.unaccounted.get(), 64);
}

#[test]
fn what_others_took_from_the_middle_is_overhead() {
    // The words of two fenceposts, and a page that malloc never had, instead of a block.
    let blocks = [vec![Block::Used(64); 20], vec![Block::Used(0x1020)], vec![Block::Used(64); 20]].concat();
    let mut image = process(VERSIONS[1], &blocks, &[]);
    let hole = BRK + 0x290 + 64 * 20;
    image.set(hole + 8, 0x11);
    image.set(hole + 0x18, 0x11);
    for word in (hole + 0x20..hole + 0x1020).step_by(8) {
        image.set(word, 0xdead_beef_dead_beef);
    }
    let found = count(&mut image).unwrap();
    assert_eq!((found.damage, found.sums.unaccounted), (None, Bytes::ZERO));
    assert_eq!(found.sums.live_blocks, 42);
}

fn any_block() -> impl Strategy<Value = Block> {
    let size = (2u64..200).prop_map(|units| units * 16);
    (size, 0u8..6).prop_map(|(size, fate)| match fate {
        0 => Block::Free(size),
        1 if size <= 1040 => Block::Cached(size),
        2 if size <= 128 => Block::Fast(size),
        _ => Block::Used(size),
    })
}

/// Blocks as malloc leaves them: free neighbours are one, and no used block has the size of a thread's cache.
fn any_blocks() -> impl Strategy<Value = Vec<Block>> {
    prop::collection::vec(any_block(), 0..120).prop_map(|blocks| {
        let mut kept: Vec<Block> = Vec::new();
        let mut in_bin = std::collections::BTreeMap::new();
        for block in blocks {
            let follows_free = matches!(kept.last(), Some(Block::Free(_)));
            let block = match block {
                Block::Free(size) if follows_free => Block::Used(size),
                Block::Cached(size) | Block::Fast(size)
                    if in_bin.get(&size).is_some_and(|&count| count > 6) =>
                {
                    Block::Used(size)
                }
                Block::Cached(size) | Block::Fast(size) => {
                    *in_bin.entry(size).or_insert(0) += 1;
                    block
                }
                other => other,
            };
            kept.push(block);
        }
        kept
    })
}

proptest! {
    #[test]
    fn every_byte_has_its_place(main in any_blocks(), second in any_blocks(), nth in 0..VERSIONS.len()) {
        check(VERSIONS[nth], &main, &second);
    }

    #[test]
    fn a_forged_heap_gives_a_partial_count(
        main in any_blocks(),
        nth in 0..VERSIONS.len(),
        forged in prop::collection::vec((0usize..3, any::<prop::sample::Index>(), prop_oneof![any::<u64>(), 0u64..0x2000, Just(BRK), Just(SECOND), Just(VARIABLES + 0x800)]), 1..40),
    ) {
        let mut image = process(VERSIONS[nth], &main, &[Block::Used(64), Block::Cached(64)]);
        for (range, place, word) in forged {
            let start = [VARIABLES, BRK, SECOND][range];
            let len = image.0[&start].len();
            image.set(start + (place.index(len / 8) as u64) * 8, word);
        }
        let len: u64 = image.0.values().map(|bytes| bytes.len() as u64).sum();
        if let Some(found) = count(&mut image) {
            prop_assert!(found.sums.live.get() <= len);
            let by_class: u64 = found.classes.iter().map(|class| class.bytes.get()).sum();
            prop_assert_eq!(by_class, found.sums.live.get());
        }
    }

    #[test]
    fn a_cut_image_gives_a_partial_count(main in any_blocks(), keep in any::<prop::sample::Index>()) {
        let mut image = process(VERSIONS[1], &main, &[]);
        let bytes = image.0.get_mut(&BRK).unwrap();
        let len = keep.index(bytes.len());
        let mapping = mappings(&image);
        image.0.get_mut(&BRK).unwrap().truncate(len);
        let heap = Heap::find(&mut image, &mapping).unwrap();
        let found = heap.count(&mut image);
        prop_assert!(found.sums.live.get() <= len as u64 + 0x4_0000);
        prop_assert_eq!(image.read(BRK + len as u64, &mut [0; 8]), 0);
    }
}
