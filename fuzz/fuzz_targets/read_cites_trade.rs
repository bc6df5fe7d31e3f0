//! CITES annual and illegal trade reports.
#![no_main]

dunlin_fuzz::fuzz_reader!(dunlin::read::cites_trade::Trade, "cites-annual");
