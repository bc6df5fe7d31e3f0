//! Workbooks of indicator data, as tables of text.
#![no_main]

dunlin_fuzz::fuzz_reader!(dunlin::read::cbd_indicators::Upload, "cbd-nr7");
