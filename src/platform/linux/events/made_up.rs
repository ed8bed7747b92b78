//! Records as the kernel would write them, for tests.

use perf_event_open_sys::bindings::PERF_RECORD_SAMPLE;

/// A record of a kind with this body.
pub(super) fn made_up(kind: u32, misc: u16, body: &[u64]) -> Vec<u8> {
    let size = u16::try_from(8 + 8 * body.len()).unwrap();
    let head = u64::from(kind) | u64::from(misc) << 32 | u64::from(size) << 48;
    std::iter::once(head).chain(body.iter().copied()).flat_map(u64::to_le_bytes).collect()
}

/// A sample of event 5 by thread 8 of process 7, at address 0xfa.
pub(super) fn made_up_sample(time: u64, chain: &[u64], registers: [u64; 7], stack: &[u64]) -> Vec<u8> {
    let mut body = vec![5, 7 | 8 << 32, time, 0xfa, chain.len() as u64];
    body.extend(chain);
    body.push(2);
    body.extend(registers);
    body.push(8 * stack.len() as u64);
    body.extend(stack);
    body.push(8 * stack.len() as u64);
    made_up(PERF_RECORD_SAMPLE, 2, &body)
}
