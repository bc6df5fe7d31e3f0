//! Walking a folder tree of anything: which files there are, in a fixed order, and which of them are
//! copies of one another.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::store::Print;
use super::{Stopped, Watch};
use crate::model::{Finding, Level, Sentence};
use crate::say;

/// A file of the tree.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Path from the folder, with `/`: how the file is called everywhere.
    pub name: String,
    pub path: PathBuf,
    pub size: u64,
    /// Fingerprint of the content; `None` where it cannot be read.
    pub print: Option<Print>,
    /// The file it is a copy of.
    pub copy_of: Option<String>,
}

/// Names that systems and programs leave behind, and nobody means as reports.
fn is_litter(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || matches!(name, "Thumbs.db" | "desktop.ini" | "__MACOSX")
}

/// A name as it is shown: whatever could steer a terminal or is no text becomes U+FFFD.
fn shown(name: &std::ffi::OsStr) -> String {
    name.to_string_lossy().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Lists every file below a folder, sorted by name folder by folder. `except` is a folder that is not
/// looked into: the output.
pub(super) fn walk(root: &Path, except: &Path) -> (Vec<Entry>, Vec<Finding>) {
    let (mut entries, mut findings) = (Vec::new(), Vec::new());
    let except = fs::canonicalize(except).ok();
    // A stack instead of a recursion: no depth of folders can exhaust it.
    let mut open = vec![(root.to_owned(), String::new())];
    while let Some((dir, prefix)) = open.pop() {
        let mut here: Vec<fs::DirEntry> = match fs::read_dir(&dir) {
            Ok(list) => list.flatten().collect(),
            Err(e) => {
                let name = if prefix.is_empty() { "." } else { prefix.trim_end_matches('/') };
                findings.push(
                    Finding::new(
                        Level::Error,
                        "folder-unreadable",
                        say!("the folder cannot be read: {e}", e = e.to_string()),
                    )
                    .at(name, "")
                    .hint(say!("check that you may open it, or copy its files to a folder of your own")),
                );
                continue;
            }
        };
        here.sort_by_key(fs::DirEntry::file_name);
        let mut folders = Vec::new();
        for entry in here {
            let path = entry.path();
            let plain = shown(&entry.file_name());
            let name = format!("{prefix}{plain}");
            let skipped = |code, why: Sentence, hint: Sentence| {
                Finding::new(Level::Info, code, why).at(name.as_str(), "").hint(hint)
            };
            if is_litter(&plain) {
                if !entry.file_name().as_encoded_bytes().starts_with(super::STATE.as_bytes()) {
                    findings.push(skipped(
                        "file-skipped",
                        say!("hidden and temporary files are not read"),
                        Sentence::default(),
                    ));
                }
                continue;
            }
            let linked = entry.file_type().is_ok_and(|t| t.is_symlink());
            match fs::metadata(&path) {
                Ok(meta) if meta.is_dir() && linked => findings.push(skipped(
                    "link-not-followed",
                    say!("this is a link to a folder, which is not followed"),
                    say!("put the folder itself here if its files are to be read"),
                )),
                Ok(meta) if meta.is_dir() => {
                    if except.is_none() || fs::canonicalize(&path).ok() != except {
                        folders.push((path, format!("{name}/")));
                    }
                }
                Ok(meta) if meta.is_file() => {
                    entries.push(Entry { name, path, size: meta.len(), print: None, copy_of: None });
                }
                Ok(_) => findings.push(skipped(
                    "file-skipped",
                    say!("this is a device or a pipe, not a file"),
                    Sentence::default(),
                )),
                // The reader says what is wrong with it, in its own words.
                Err(_) => entries.push(Entry { name, path, size: 0, print: None, copy_of: None }),
            }
        }
        open.extend(folders.into_iter().rev());
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
    findings.sort_by(|a, b| a.file.cmp(&b.file));
    (entries, findings)
}

fn print_of(path: &Path) -> io::Result<Print> {
    let mut file = fs::File::open(path)?;
    let mut buffer = vec![0_u8; 1 << 16];
    let mut print = Print::default();
    loop {
        let n = file.read(&mut buffer)?;
        let Some(read) = buffer.get(..n).filter(|b| !b.is_empty()) else { return Ok(print) };
        print = print.and(read);
    }
}

fn same_bytes(a: &Path, b: &Path) -> io::Result<bool> {
    let (mut a, mut b) = (io::BufReader::new(fs::File::open(a)?), io::BufReader::new(fs::File::open(b)?));
    let (mut x, mut y) = (vec![0_u8; 1 << 16], vec![0_u8; 1 << 16]);
    loop {
        let n = a.read(&mut x)?;
        let Some(part) = y.get_mut(..n) else { return Ok(false) };
        if b.read_exact(part).is_err() || x.get(..n) != Some(&*part) {
            return Ok(false);
        }
        if n == 0 {
            return Ok(b.read(&mut y)? == 0);
        }
    }
}

/// Fingerprints every file and marks those that are byte for byte a copy of an earlier one.
pub(super) fn fingerprint(entries: &mut [Entry], watch: &dyn Watch) -> Result<Vec<Finding>, Stopped> {
    entries.par_iter_mut().try_for_each(|e| {
        if watch.stop() {
            return Err(Stopped);
        }
        e.print = print_of(&e.path).ok();
        Ok(())
    })?;
    let mut findings = Vec::new();
    let mut first: BTreeMap<(u64, Print), Vec<usize>> = BTreeMap::new();
    for i in 0..entries.len() {
        let Some(Entry { size, print: Some(print), path, .. }) = entries.get(i) else { continue };
        let known = first.entry((*size, *print)).or_default();
        // A fingerprint can be forged; only the same bytes are the same file.
        let twin = known
            .iter()
            .filter_map(|&n| entries.get(n))
            .find(|t| same_bytes(&t.path, path).unwrap_or(false))
            .map(|t| t.name.clone());
        match twin {
            None => known.push(i),
            // Empty files are not copies of anything; each is named as empty.
            Some(_) if *size == 0 => {}
            Some(twin) => {
                if let Some(e) = entries.get_mut(i) {
                    findings.push(
                        Finding::new(
                            Level::Info,
                            "duplicate-file",
                            say!("this file is a copy of {twin}, byte for byte, and was not read again", twin = &twin),
                        )
                        .at(e.name.as_str(), ""),
                    );
                    e.copy_of = Some(twin);
                }
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Never;
    impl Watch for Never {}

    #[test]
    fn copies_are_found_and_links_are_not_followed_in_circles() {
        let dir = tempfile::tempdir().expect("a folder");
        let at = |n: &str| dir.path().join(n);
        fs::create_dir_all(at("b/c")).expect("folders");
        fs::create_dir_all(at("out")).expect("folders");
        for (name, text) in
            [("b/c/z.csv", "one"), ("a.csv", "one"), ("b/y.csv", "two"), ("out/x.csv", "x"), ("~$a.csv", "")]
        {
            fs::write(at(name), text).expect("a file");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(dir.path(), at("b/loop")).expect("a link");
            std::os::unix::fs::symlink(at("nowhere"), at("b/broken.csv")).expect("a link");
        }
        let (mut entries, findings) = walk(dir.path(), &at("out"));
        let copies = fingerprint(&mut entries, &Never).expect("not stopped");
        let names: Vec<&str> = entries.iter().map(|e| e.name.as_str()).filter(|n| !n.contains("broken")).collect();
        assert_eq!(names, ["a.csv", "b/c/z.csv", "b/y.csv"]);
        assert_eq!(copies.len(), 1);
        assert_eq!(copies[0].file, "b/c/z.csv");
        assert!(findings.iter().any(|f| f.file == "~$a.csv"));
        #[cfg(unix)]
        assert!(findings.iter().any(|f| f.code == "link-not-followed" && f.file == "b/loop"));
    }
}
