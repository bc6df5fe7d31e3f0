//! The questionnaire CSV of the Online Reporting System.
#![no_main]

dunlin_fuzz::fuzz_reader!(dunlin::read::ors_csv::Questionnaire, "cms-cop12");
