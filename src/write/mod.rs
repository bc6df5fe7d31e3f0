//! Writing reports: one file per kind of output.

mod account;
pub mod cbd_indicators;
pub mod cbd_json;
pub mod copy_sheet;
mod expert_sheet;
pub mod fill_word;
pub mod fill_xlsx;
pub mod gaps_html;
pub mod gaps_xlsx;
mod snapshot;
mod sources_html;
mod words;
mod workbook;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::model::{Finding, Level};
use crate::say;

pub use account::{Account, Side, Striking, account};
pub(crate) use copy_sheet::escape;
pub use expert_sheet::expert_sheet;
pub use snapshot::snapshot;
pub use sources_html::sources_html;
pub use workbook::{blank, core, workbook};

/// Why an output was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is a file of that name, and nobody asked to replace it.
    #[error("{}: there is already a file of this name", .0.display())]
    Exists(PathBuf),
    /// The file could not be written.
    #[error("{}: the file cannot be written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The workbook could not be made.
    #[error("the workbook cannot be made")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The parts of the workbook could not be put together.
    #[error("the workbook cannot be put together")]
    Package(#[from] zip::result::ZipError),
}

impl From<Error> for Finding {
    fn from(e: Error) -> Finding {
        match e {
            Error::Exists(path) => {
                Finding::new(Level::Error, "output-exists", say!("there is already a file of this name"))
                    .at(path.display().to_string(), "")
                    .hint(say!("give another name, or --force to replace it"))
            }
            Error::Io { path, source } => Finding::new(
                Level::Error,
                "output-unwritable",
                say!("the file cannot be written: {source}", source = source.to_string()),
            )
            .at(path.display().to_string(), "")
            .hint(match source.kind() {
                io::ErrorKind::NotFound => say!("make the folder first, or name another"),
                io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => {
                    say!("a file stands where a folder should be, or a folder where a file should; give another name")
                }
                _ => say!("close the file where it is open, and check that you may write to the folder"),
            }),
            Error::Workbook(e) => Finding::new(
                Level::Error,
                "output-workbook",
                say!("the workbook cannot be made: {e}", e = e.to_string()),
            ),
            Error::Package(e) => Finding::new(
                Level::Error,
                "output-workbook",
                say!("the workbook cannot be put together: {e}", e = e.to_string()),
            ),
        }
    }
}

/// Makes sure that a folder to write into is there.
///
/// # Errors
/// Where it cannot be made, for instance because a file of that name is in the way.
pub fn folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// Writes a file whole or not at all: into a temporary file in the same folder, then renames it.
///
/// # Errors
/// Where there is a file of that name and `force` is false, and where the file cannot be written;
/// what was there before then stays as it was.
pub fn whole_file(path: &Path, bytes: &[u8], force: bool) -> Result<(), Error> {
    if !force && path.symlink_metadata().is_ok() {
        return Err(Error::Exists(path.to_owned()));
    }
    let io = |source| Error::Io { path: path.to_owned(), source };
    let name = path.file_name().ok_or_else(|| io(io::Error::from(io::ErrorKind::InvalidInput)))?;
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}.part", std::process::id()));
    let temporary = path.with_file_name(temporary);
    let written = fs::OpenOptions::new().write(true).create_new(true).open(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, path)
    });
    written.map_err(|e| {
        if e.kind() != io::ErrorKind::AlreadyExists {
            // Nothing is left behind; what went wrong first is what the user should read.
            let _ = fs::remove_file(&temporary);
        }
        io(e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_existing_is_replaced_unless_asked_and_nothing_is_left_behind() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("report.xlsx");
        whole_file(&path, b"one", false).expect("a new file");
        let again = whole_file(&path, b"two", false).expect_err("it exists");
        assert!(again.to_string().contains("report.xlsx"));
        assert!(Finding::from(again).hint.contains("--force"));
        assert_eq!(fs::read(&path).expect("file"), b"one");
        whole_file(&path, b"two", true).expect("asked to");
        assert_eq!(fs::read(&path).expect("file"), b"two");
        // A folder in the way cannot be replaced by a file.
        let folder = dir.path().join("folder");
        fs::create_dir(&folder).expect("a folder");
        assert!(whole_file(&folder, b"x", true).is_err());
        assert!(whole_file(&dir.path().join("no/such/folder.xlsx"), b"x", false).is_err());
        let names: Vec<_> = fs::read_dir(dir.path()).expect("folder").flatten().map(|e| e.file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }
}
