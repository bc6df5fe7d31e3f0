//! The records of a text table. The same rules as the csv crate's (a test holds them together); but
//! the text is in memory and known to be UTF-8, so that fields are found by their marks instead of
//! going from byte to byte, and copied once, into the cell.

use std::borrow::Cow;

use memchr::{memchr, memchr3};

/// Records one after the other.
pub(super) struct Records<'t> {
    text: &'t str,
    separator: u8,
    at: usize,
    /// A field whose quotes stand twice, while it is put together.
    whole: String,
}

impl<'t> Records<'t> {
    pub(super) fn new(text: &'t str, separator: u8) -> Records<'t> {
        Records { text, separator, at: 0, whole: String::new() }
    }

    /// Where the next record begins, or empty lines before it.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The fields of the next record, and where it begins; empty lines are none.
    pub(super) fn next(&mut self, fields: &mut Vec<Cow<'t, str>>) -> Option<usize> {
        fields.clear();
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
        let start = self.at;
        if start >= bytes.len() {
            return None;
        }
        loop {
            let (field, end) = self.field();
            fields.push(field);
            match bytes.get(end) {
                Some(b) if *b == self.separator => self.at = end + 1,
                // A break between records; the rest of it is skipped as an empty line.
                Some(_) => {
                    self.at = end + 1;
                    return Some(start);
                }
                None => {
                    self.at = end;
                    return Some(start);
                }
            }
        }
    }

    /// The field that begins here, and where it ends.
    fn field(&mut self) -> (Cow<'t, str>, usize) {
        let text = self.text;
        let bytes = text.as_bytes();
        if bytes.get(self.at) != Some(&b'"') {
            let end = self.plain_end(self.at);
            return (Cow::Borrowed(piece(text, self.at, end)), end);
        }
        let mut from = self.at + 1;
        self.whole.clear();
        loop {
            let Some(quote) = bytes.get(from..).and_then(|rest| memchr(b'"', rest)).map(|p| from + p) else {
                // A quote that nobody closed takes the rest of the file.
                return (self.joined(piece(text, from, bytes.len())), bytes.len());
            };
            match bytes.get(quote + 1) {
                Some(b'"') => {
                    self.whole.push_str(piece(text, from, quote + 1));
                    from = quote + 2;
                }
                Some(b) if *b != self.separator && !matches!(b, b'\r' | b'\n') => {
                    // Text behind the closing quote belongs to the field; quotes in it are only signs.
                    let end = self.plain_end(quote + 1);
                    self.whole.push_str(piece(text, from, quote));
                    return (self.joined(piece(text, quote + 1, end)), end);
                }
                _ => return (self.joined(piece(text, from, quote)), quote + 1),
            }
        }
    }

    /// A field whose last piece this is. One that is made of several is copied with its length known: a
    /// text that grows by and by would take and give back its memory many times.
    fn joined(&mut self, last: &'t str) -> Cow<'t, str> {
        if self.whole.is_empty() {
            return Cow::Borrowed(last);
        }
        self.whole.push_str(last);
        Cow::Owned(self.whole.as_str().to_owned())
    }

    fn plain_end(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(from..).unwrap_or_default();
        memchr3(self.separator, b'\n', b'\r', rest).map_or(bytes.len(), |p| from + p)
    }
}

/// Between marks, which are all ASCII.
fn piece(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn records_are_those_of_the_csv_crate(text in "[a\u{e9},;\"\r\n ]{0,24}", semicolon in any::<bool>()) {
            let separator = if semicolon { b';' } else { b',' };
            let mut theirs = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(separator)
                .from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> =
                theirs.records().map(|r| r.expect("UTF-8").iter().map(str::to_owned).collect()).collect();
            let mut records = Records::new(&text, separator);
            let (mut fields, mut ours) = (Vec::new(), Vec::new());
            while records.next(&mut fields).is_some() {
                ours.push(fields.iter().map(|f| f.to_string()).collect::<Vec<_>>());
            }
            prop_assert_eq!(ours, theirs);
        }
    }
}
