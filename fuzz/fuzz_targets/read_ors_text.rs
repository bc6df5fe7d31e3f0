//! Text of printed reports of the Online Reporting System.
#![no_main]

dunlin_fuzz::fuzz_reader!(dunlin::read::ors_text::OrsText, "ramsar-cop14");
