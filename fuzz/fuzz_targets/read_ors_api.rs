//! API dumps of the Online Reporting System, JSON and XML.
#![no_main]

dunlin_fuzz::fuzz_reader!(dunlin::read::ors_api::Dump, "cms-cop14");
