//! Reports as dunlin itself writes them, as JSON.
#![no_main]

dunlin_fuzz::fuzz_reader!(dunlin::read::snapshot::Snapshot, "ramsar-cop14");
