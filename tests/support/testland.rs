//! The files of Testland, the invented country in `examples/`.

use std::path::{Path, PathBuf};

/// All of them but the account of the country, sorted by name.
pub(crate) fn testland() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/testland");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the example is part of the project")
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|x| x != "md"))
        .collect();
    files.sort();
    files
}
