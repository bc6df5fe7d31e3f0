//! The state of a run that is under way: a folder inside the output folder in which every finished
//! piece of work stands as one file, so that a run that was stopped goes on where it was.
//!
//! A piece is found by what it was made from (names, sizes and fingerprints of its inputs), never by
//! a count or a time, and it carries a checksum: what is missing, torn or made from something else
//! is simply made again. Files are written beside and renamed, so each is there whole or not at all.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::hash::{SEED, fnv};

/// Name of the state folder in the output folder.
pub const STATE: &str = ".dunlin-batch";

/// First bytes of every piece; a change of what is stored changes them.
const MAGIC: &[u8; 8] = b"dunlinB1";

/// FNV-1a over bytes: stable over versions of Rust, which the standard hasher is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Print(u64);

impl Default for Print {
    fn default() -> Print {
        Print(SEED)
    }
}

impl Print {
    /// The fingerprint of bytes.
    #[must_use]
    pub(super) fn of(bytes: &[u8]) -> Print {
        Print::default().and(bytes)
    }

    /// The fingerprint with more bytes after it.
    #[must_use]
    pub(super) fn and(self, bytes: &[u8]) -> Print {
        Print(fnv(self.0, bytes.iter().copied()))
    }

    /// As a number that can be stored.
    #[must_use]
    pub(super) fn number(self) -> u64 {
        self.0
    }
}

impl std::fmt::Display for Print {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The state folder and the output folder around it.
pub(super) struct Store {
    out: PathBuf,
    state: PathBuf,
}

/// Where the body of a piece begins in its file.
pub(super) struct Piece<H> {
    pub head: H,
    path: PathBuf,
    body: u64,
    length: u64,
}

impl Store {
    pub(super) fn new(out: &Path) -> Store {
        Store { out: out.to_owned(), state: out.join(STATE) }
    }

    /// A path in the state folder.
    pub(super) fn state(&self, name: &str) -> PathBuf {
        self.state.join(name)
    }

    /// A path in the output folder.
    pub(super) fn out(&self, name: &str) -> PathBuf {
        self.out.join(name)
    }

    /// Makes the folders of the state.
    pub(super) fn make(&self) -> io::Result<()> {
        for sub in ["", "read", "party", "tmp"] {
            fs::create_dir_all(self.state.join(sub))?;
        }
        Ok(())
    }

    /// Writes a file whole or not at all. What a stopped run leaves behind of it stands in the state
    /// folder and goes with it.
    pub(super) fn place(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let name = format!("tmp/{}", Print::of(path.as_os_str().as_encoded_bytes()));
        let temporary = self.state.join(name);
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        drop(file);
        fs::rename(&temporary, path)
    }

    /// Writes a piece: a head, and a body that is read in parts later.
    pub(super) fn put(&self, name: &str, head: &impl Serialize, body: &[u8]) -> io::Result<()> {
        let head = postcard::to_allocvec(head).map_err(io::Error::other)?;
        let mut bytes = Vec::with_capacity(head.len() + body.len() + 24);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&Print::of(&head).and(body).number().to_le_bytes());
        bytes.extend_from_slice(&(head.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(body);
        self.place(&self.state(name), &bytes)
    }

    /// The head of a piece written by this run; `whole` also checks that nothing of it was torn, for a
    /// piece that an earlier, stopped run left.
    pub(super) fn get<H: DeserializeOwned>(&self, name: &str, whole: bool) -> Option<Piece<H>> {
        let path = self.state(name);
        let mut file = fs::File::open(&path).ok()?;
        let size = file.metadata().ok()?.len();
        let mut start = [0_u8; 24];
        file.read_exact(&mut start).ok()?;
        let (magic, rest) = start.split_at(8);
        let (sum, length) = rest.split_at(8);
        let number = |b: &[u8]| b.try_into().map(u64::from_le_bytes).ok();
        let (sum, head) = (number(sum)?, number(length)?);
        if magic != MAGIC || head.checked_add(24)? > size {
            return None;
        }
        let mut bytes = Vec::new();
        (&mut file).take(head).read_to_end(&mut bytes).ok()?;
        if whole {
            let mut print = Print::of(&bytes);
            let mut buffer = vec![0_u8; 1 << 16];
            loop {
                let n = file.read(&mut buffer).ok()?;
                let Some(read) = buffer.get(..n).filter(|b| !b.is_empty()) else { break };
                print = print.and(read);
            }
            if print.number() != sum {
                return None;
            }
        }
        let decoded = postcard::from_bytes(&bytes).ok()?;
        Some(Piece { head: decoded, path, body: 24 + head, length: size - 24 - head })
    }

    /// Removes the state. The note of what the run is goes last: a run stopped while it cleans up is
    /// still known to be at its end.
    pub(super) fn remove(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.state)?.flatten() {
            if entry.file_name() == super::JOB {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        let job = self.state(super::JOB);
        if job.exists() {
            fs::remove_file(job)?;
        }
        fs::remove_dir(&self.state)
    }
}

impl<H> Piece<H> {
    /// Part of the body.
    pub(super) fn part(&self, offset: u64, length: u64) -> io::Result<Vec<u8>> {
        if offset.checked_add(length).is_none_or(|end| end > self.length) {
            return Err(io::Error::other("a part of the state is missing"));
        }
        let mut file = fs::File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.body + offset))?;
        let mut bytes = Vec::new();
        file.take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_piece_is_no_piece() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::new(dir.path());
        store.make().expect("state");
        store.put("read/x", &("head".to_owned(), 7_u32), b"the body").expect("written");
        let piece = store.get::<(String, u32)>("read/x", true).expect("whole");
        assert_eq!(piece.head.1, 7);
        assert_eq!(piece.part(4, 4).expect("a part"), b"body");
        assert!(piece.part(4, 5).is_err());
        let path = store.state("read/x");
        let bytes = fs::read(&path).expect("bytes");
        for cut in [0, 7, 23, 30, bytes.len() - 1] {
            fs::write(&path, &bytes[..cut]).expect("cut");
            assert!(store.get::<(String, u32)>("read/x", true).is_none(), "cut at {cut}");
        }
        let mut other = bytes.clone();
        *other.last_mut().expect("a byte") ^= 1;
        fs::write(&path, other).expect("changed");
        assert!(store.get::<(String, u32)>("read/x", true).is_none());
    }
}
