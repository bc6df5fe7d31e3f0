//! Time and memory of a questionnaire of 30 MB and 170 respondents, each side in a process of its own:
//! dunlin, and the csv crate keeping each cell as a string. Times are processor time of all threads,
//! from the file on disk to the answers held in memory, the least of several runs taken in turn.
//!
//! Both sides have the allocator that the program has, mimalloc.
//!
//! `cargo bench --bench questionnaire`; it needs `/proc`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::read::{Context, Options, read_file};
use mimalloc::MiMalloc;

mod made;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 9;

fn main() {
    let given: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    match &given[..] {
        [side, file] => alone(side, Path::new(file)),
        _ => all(),
    }
}

/// Runs both sides in turn and says the least of each.
#[allow(clippy::print_stdout)] // a bench talks to the terminal
fn all() {
    let file = made_file();
    let size = fs::metadata(&file).map_or(0, |m| m.len());
    let sides = ["csv", "dunlin"];
    let mut least = [[f64::MAX; 3]; 2];
    for _ in 0..RUNS {
        for (side, least) in sides.iter().zip(&mut least) {
            let out = Command::new(env::current_exe().expect("this program")).arg(side).arg(&file).output();
            let out = String::from_utf8(out.expect("started").stdout).expect("text");
            for (n, least) in out.split_whitespace().zip(least) {
                *least = least.min(n.parse().expect("a figure"));
            }
        }
    }
    println!("questionnaire of {} bytes, {} respondents; least of {RUNS} runs in turn", size, made::RESPONDENTS);
    for (side, [time, peak, start]) in sides.iter().zip(least) {
        println!("{side:>7}: {time:.1} ms, peak {peak:.1} MiB, of which {start:.1} MiB before reading");
    }
    println!("ratio: time {:.2}, peak {:.2}", least[1][0] / least[0][0], least[1][1] / least[0][1]);
    let _ = fs::remove_file(file);
}

fn made_file() -> PathBuf {
    let file = env::temp_dir().join(format!("dunlin-questionnaire-{}.csv", std::process::id()));
    fs::write(&file, made::questionnaire(&Catalogue::builtin())).expect("written");
    file
}

/// One side: reads, holds what it read, and says what it took.
#[allow(clippy::print_stdout)] // read by the process above
fn alone(side: &str, file: &Path) {
    let (time, start) = match side {
        "csv" => {
            let (before, start) = (busy(), peak());
            let bytes = fs::read(file).expect("read");
            let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes.as_slice());
            let rows: Vec<Vec<String>> =
                reader.records().map(|r| r.expect("text").iter().map(str::to_owned).collect()).collect();
            drop(bytes);
            let time = busy() - before;
            assert!(rows.len() > 10, "all rows are held");
            (time, start)
        }
        _ => {
            let catalogue = Catalogue::builtin();
            let crosswalk = Crosswalk::load(&catalogue);
            let options = Options::default();
            let context = Context { catalogue: &catalogue, crosswalk: &crosswalk, options: &options };
            let (before, start) = (busy(), peak());
            let reading = read_file(file, &context);
            let time = busy() - before;
            assert_eq!(reading.reports.len(), made::RESPONDENTS, "all answers are held");
            (time, start)
        }
    };
    println!("{} {} {}", time / 1e6, peak() / 1024.0, start / 1024.0);
}

/// Nanoseconds that the threads of this process had a processor.
fn busy() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").expect("Linux");
    tasks
        .flatten()
        .filter_map(|t| fs::read_to_string(t.path().join("schedstat")).ok()?.split(' ').next()?.parse::<f64>().ok())
        .sum()
}

/// Most memory that was held at once, in KiB.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}
