//! Places of this very test program, and files that are not what was recorded.

use super::*;
use crate::model::{CallBatch, Module, Recording, RecordingStart};
use object::{Object, ObjectSymbol};

/// A function that is found by its name.
#[inline(never)]
fn landmark(number: u64) -> u64 {
    std::hint::black_box(number) + 1
}

fn log(module: Module, offsets: &[u64]) -> Recording {
    let frames = offsets.iter().map(|&offset| Frame { module: Some(0), offset }).collect();
    let mut recording = Recording::new(RecordingStart::synthetic("a"));
    let batch = CallBatch { modules: vec![module], frames, ..CallBatch::default() };
    recording.add_calls(&batch).unwrap();
    recording
}

#[test]
fn a_place_in_this_program_is_named_with_its_line() {
    assert_eq!(landmark(1), 2);
    let path = std::env::current_exe().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let file = object::File::parse(bytes.as_slice()).unwrap();
    let symbol =
        file.symbols().find(|symbol| symbol.name().is_ok_and(|name| name.contains("8landmark"))).unwrap();
    let build_id = file.build_id().unwrap().unwrap_or_default().to_vec();
    let module = Module { path: path.to_str().unwrap().to_owned(), build_id };
    let recording = log(module, &[symbol.address() + 1, 1 << 60]);
    let Symbolicated { functions, missing } = symbolicate(recording.calls(), Path::new("/"));
    assert_eq!(missing, [""; 0]);
    let [landmark] = functions[0].as_slice() else { panic!("one function, not {:?}", functions[0]) };
    assert!(landmark.name.ends_with("symbols::tests::landmark"), "{landmark:?}");
    assert!(landmark.file.ends_with("symbols/tests.rs") && landmark.line > 0, "{landmark:?}");
    assert_eq!(functions[1], []);
}

#[test]
fn a_file_of_another_build_names_nothing() {
    let path = std::env::current_exe().unwrap().to_str().unwrap().to_owned();
    for module in [
        Module { path, build_id: vec![1, 2, 3] },
        Module { path: "/nowhere".to_owned(), build_id: vec![] },
        Module { path: "/".to_owned(), build_id: vec![] },
    ] {
        let mut recording = log(module, &[0x1000]);
        let Symbolicated { functions, missing } = symbolicate(recording.calls(), Path::new("/"));
        assert_eq!((functions, missing.len()), (vec![Vec::new()], 1));

        // What is known already stays.
        let known = vec![vec![Function { name: "grow".to_owned(), ..Function::default() }]];
        recording.name_functions(known.clone());
        assert_eq!(symbolicate(recording.calls(), Path::new("/")).functions, known);
    }
}
