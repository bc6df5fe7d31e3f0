//! Tables of questions and answers.
#![no_main]

dunlin_fuzz::fuzz_reader!(dunlin::read::table::Table, "ramsar-cop13");
