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
}

impl<'t> Records<'t> {
    pub(super) fn new(text: &'t str, separator: u8) -> Records<'t> {
        Records { text, separator, at: 0 }
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
    fn field(&self) -> (Cow<'t, str>, usize) {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) != Some(&b'"') {
            let end = self.plain_end(self.at);
            return (Cow::Borrowed(self.piece(self.at, end)), end);
        }
        let open = self.at + 1;
        let (mut from, mut doubled) = (open, 0);
        loop {
            let Some(quote) = bytes.get(from..).and_then(|rest| memchr(b'"', rest)).map(|p| from + p) else {
                // A quote that nobody closed takes the rest of the file.
                return (self.unquoted(open, bytes.len(), doubled), bytes.len());
            };
            match bytes.get(quote + 1) {
                Some(b'"') => {
                    doubled += 1;
                    from = quote + 2;
                }
                Some(b) if *b != self.separator && !matches!(b, b'\r' | b'\n') => {
                    // Text behind the closing quote belongs to the field; quotes in it are only signs.
                    let end = self.plain_end(quote + 1);
                    let mut whole = self.unquoted(open, quote, doubled);
                    whole += self.piece(quote + 1, end);
                    return (whole, end);
                }
                _ => return (self.unquoted(open, quote, doubled), quote + 1),
            }
        }
    }

    /// A piece whose quotes stand twice, `doubled` times. Its length is known beforehand: a text that
    /// grows by and by would take and give back its memory many times.
    fn unquoted(&self, from: usize, to: usize, doubled: usize) -> Cow<'t, str> {
        let mut rest = self.piece(from, to);
        if doubled == 0 {
            return Cow::Borrowed(rest);
        }
        let mut text = String::with_capacity(rest.len().saturating_sub(doubled));
        while let Some(quote) = memchr(b'"', rest.as_bytes()) {
            text.push_str(rest.get(..=quote).unwrap_or(""));
            rest = rest.get(quote + 2..).unwrap_or("");
        }
        text.push_str(rest);
        Cow::Owned(text)
    }

    fn plain_end(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(from..).unwrap_or_default();
        memchr3(self.separator, b'\n', b'\r', rest).map_or(bytes.len(), |p| from + p)
    }

    /// Between marks, which are all ASCII.
    fn piece(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or("")
    }
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
