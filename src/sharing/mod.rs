//! Sharing the work on a core report: who is asked what, what came back, what is to be translated.
//!
//! A core report is split into a short workbook for each expert, and what comes back is merged, with
//! who gave each answer. Nothing here reads or writes files.

mod handout;
mod merge;
mod part;
mod translate;

pub use handout::{By, Handout, Plan, handed_out, plan, to_table};
pub use merge::{CONTRIBUTIONS, Contribution, Merged, NOT_THEIRS, merge};
pub use part::{Given, given, part};
pub use translate::{SENTENCES, missing};

/// Eight hexadecimal digits that stand for these texts.
pub(crate) fn fingerprint(texts: &[&str]) -> String {
    // FNV-1a: stable over versions of Rust and machines.
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for t in texts {
        for b in t.bytes().chain([0]) {
            h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{:08x}", (h >> 32) ^ (h & 0xffff_ffff))
}
