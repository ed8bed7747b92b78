//! What recording costs: CPU time of ticks and of the whole recorder at ten ticks a second, beside a plain reader of
//! `maps` and one of `smaps` at the same pace.
//!
//! `cargo bench --bench recording [SECONDS]`. Figures are shares of one core. "plain" are anonymous mappings; of "map"
//! every other one has a name, which the kernel spells out at each look. A still target changes nothing; in a restless one
//! a mapping comes and goes all the time, so that mappings are read at each tick.
#![cfg_attr(target_os = "linux", expect(clippy::print_stdout, reason = "the figures are the point"))]

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::File;
    use std::io::{BufRead, BufReader, Write};
    use std::os::unix::fs::FileExt;
    use std::process::{Child, ChildStdout, Command, Stdio};
    use std::time::{Duration, Instant};
    use strandline::classify::categories::Rules;
    use strandline::model::{Recording, SnapshotKind};
    use strandline::platform;
    use strandline::record::session::{Event, Options, Session, recording_start};
    use strandline::storage::trace_file::{Existing, Writer};

    const PERIOD: Duration = Duration::from_millis(100);

    /// A process with so many mappings that changes nothing.
    struct Puppet(Child, BufReader<ChildStdout>);

    impl Puppet {
        fn new(orders: &str) -> Self {
            let mut child = Command::new(env!("CARGO_BIN_EXE_strandline"))
                .arg("puppet")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("the tool starts");
            let answers = BufReader::new(child.stdout.take().expect("piped"));
            let mut puppet = Self(child, answers);
            puppet.order(orders);
            puppet
        }

        fn order(&mut self, order: &str) {
            writeln!(self.0.stdin.as_ref().expect("piped"), "{order}").expect("the puppet listens");
            let mut answer = String::new();
            self.1.read_line(&mut answer).expect("the puppet answers");
            assert_eq!(answer, "ok\n", "to {order}");
        }
    }

    impl Drop for Puppet {
        fn drop(&mut self) {
            drop(self.0.stdin.take());
            let _ended = self.0.wait();
        }
    }

    /// CPU time of this whole process: clock ticks of 10 ms.
    fn own_cpu() -> Duration {
        let stat = std::fs::read_to_string("/proc/self/stat").expect("we are a process");
        let fields: Vec<&str> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
        let ticks: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().expect("a number")).sum();
        Duration::from_millis(ticks * 10)
    }

    fn percent(cpu: Duration, wall: Duration) -> f64 {
        cpu.as_secs_f64() / wall.as_secs_f64() * 100.0
    }

    /// Records for a while: share of the mapping question, and of the whole process.
    fn record(pid: u32, wall: Duration) -> (f64, f64, usize) {
        let file = tempfile::NamedTempFile::new().expect("a place for the trace");
        let source =
            platform::attach(pid, Rules::built_in(), &platform::Patience::default()).expect("our own child");
        let start = recording_start(&*source, PERIOD);
        let writer = Writer::create(file.path(), Existing::Replace, &start).expect("a trace");
        let options = Options { interval: PERIOD, writer: Some(writer), ..Options::default() };
        let session = Session::start(source, options).expect("a sampler");
        let mut recording = Recording::new(start);
        let (mut began, mut cpu, mut snapshots) = (Instant::now(), Duration::ZERO, 0);
        let mut mapping = Duration::ZERO;
        while let Ok(event) = session.events().recv() {
            let Event::Delta(delta) = event else { continue };
            recording.append(&delta).expect("a delta that fits");
            if delta.kind == SnapshotKind::Barrier {
                // The first complete look is outside the budget; count from behind it.
                (began, cpu, snapshots, mapping) = (Instant::now(), own_cpu(), 0, Duration::ZERO);
                continue;
            }
            snapshots += 1;
            mapping += delta.cost.mapping;
            if began.elapsed() >= wall {
                break;
            }
        }
        let took = began.elapsed();
        (percent(mapping, took), percent(own_cpu().saturating_sub(cpu), took), snapshots)
    }

    /// Reads a file of the process from its beginning to its end, ten times a second.
    fn read(pid: u32, name: &str, wall: Duration) -> f64 {
        let file = File::open(format!("/proc/{pid}/{name}")).expect("our own child");
        let mut piece = vec![0; 16 << 10];
        let (began, cpu) = (Instant::now(), own_cpu());
        let mut next = began;
        while began.elapsed() < wall {
            let mut offset = 0;
            while let Ok(read @ 1..) = file.read_at(&mut piece, offset) {
                offset += read as u64;
            }
            next += PERIOD;
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
        }
        percent(own_cpu().saturating_sub(cpu), began.elapsed())
    }

    pub(super) fn run() {
        let seconds = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(15);
        let wall = Duration::from_secs(seconds);
        println!("share of one core, ten ticks a second, {seconds} s each");
        println!(
            "mappings             mapping tick  whole recorder  plain reader of maps  of smaps  tick ÷ plain reader  recorder ÷ smaps"
        );
        let targets = ["plain 1000", "plain 10000", "map 1000", "map 10000"];
        for (mappings, restless) in targets.into_iter().flat_map(|target| [(target, false), (target, true)]) {
            let mut puppet = Puppet::new(&format!("{mappings} 4"));
            if restless {
                puppet.order("restless");
            }
            let pid = puppet.0.id();
            let (tick, whole, snapshots) = record(pid, wall);
            let maps = read(pid, "maps", wall);
            let smaps = read(pid, "smaps", wall);
            println!(
                "{mappings:<11} {:<8} {tick:>16.2} % {whole:>13.2} % {maps:>19.2} % {smaps:>7.2} % {:>20.2} {:>17.2}   ({snapshots} ticks)",
                if restless { "restless" } else { "still" },
                tick / maps,
                whole / smaps,
            );
        }
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    linux::run();
}
