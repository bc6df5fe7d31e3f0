//! Public exports of the CBD reporting tool.
#![no_main]

dunlin_fuzz::fuzz_reader!(dunlin::read::cbd_export::Export, "cbd-nr7");
