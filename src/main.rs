//! The `dunlin` program: everything it does is in the library's `cli` room.

use std::io::{self, Write};
use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let stdout = io::stdout();
    let mut out = io::BufWriter::new(stdout.lock());
    // A finding is one piece, not one for each of its parts.
    let mut err = io::LineWriter::new(io::stderr());
    let code = dunlin::cli::run(std::env::args_os(), &mut out, &mut err);
    // A closed pipe (dunlin … | head) is no error of the user's.
    match out.flush() {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(1),
        _ => ExitCode::from(code),
    }
}
