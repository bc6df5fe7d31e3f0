//! Copy sheet.
