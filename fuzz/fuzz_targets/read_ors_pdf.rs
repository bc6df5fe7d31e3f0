//! Printed reports as PDF.
#![no_main]

dunlin_fuzz::fuzz_reader!(dunlin::read::ors_pdf::OrsPdf, "ramsar-cop14");
