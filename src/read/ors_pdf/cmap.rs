//! The table by which a font says which letters its codes are (`ToUnicode`).
//!
//! Read tolerantly: what cannot be understood of the table is left out.

use std::collections::BTreeMap;

/// Most entries of a table.
const ENTRIES: usize = 70_000;

/// Codes to letters.
#[derive(Debug, Default)]
pub(super) struct Letters {
    single: BTreeMap<u32, String>,
    /// First and last code, and the letter of the first: the others follow it.
    ranges: Vec<(u32, u32, String)>,
}

enum Token {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(String),
}

fn tokens(content: &[u8]) -> impl Iterator<Item = Token> + '_ {
    let mut rest = content;
    std::iter::from_fn(move || {
        loop {
            let skip = rest.iter().position(|b| !b.is_ascii_whitespace())?;
            rest = rest.get(skip..)?;
            let (first, after) = rest.split_first()?;
            match first {
                b'%' => rest = rest.get(rest.iter().position(|b| matches!(b, b'\n' | b'\r'))?..)?,
                b'<' if after.first() == Some(&b'<') => rest = after.get(1..)?,
                b'>' => rest = after,
                b'<' => {
                    let end = after.iter().position(|b| *b == b'>')?;
                    let digits: Vec<u8> =
                        after.get(..end)?.iter().filter_map(|b| char::from(*b).to_digit(16)).map(|d| d as u8).collect();
                    rest = after.get(end + 1..)?;
                    // An odd last digit counts as if a zero followed.
                    let bytes =
                        digits.chunks(2).map(|c| c.iter().fold(0, |n, d| n << 4 | d) << (4 * (2 - c.len()))).collect();
                    return Some(Token::Hex(bytes));
                }
                b'[' => {
                    rest = after;
                    return Some(Token::Open);
                }
                b']' => {
                    rest = after;
                    return Some(Token::Close);
                }
                _ => {
                    let end = rest
                        .iter()
                        .skip(1)
                        .position(|b| b.is_ascii_whitespace() || matches!(b, b'<' | b'>' | b'[' | b']' | b'/' | b'%'))
                        .map_or(rest.len(), |p| p + 1);
                    let word = String::from_utf8_lossy(rest.get(..end)?).into_owned();
                    rest = rest.get(end..)?;
                    return Some(Token::Word(word));
                }
            }
        }
    })
}

fn code(bytes: &[u8]) -> Option<u32> {
    (1..=4).contains(&bytes.len()).then(|| bytes.iter().fold(0, |n, b| n << 8 | u32::from(*b)))
}

fn letters(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).take(32).map(|c| c.iter().fold(0, |n, b| n << 8 | u16::from(*b))).collect();
    char::decode_utf16(units).filter_map(Result::ok).collect()
}

impl Letters {
    pub(super) fn parse(content: &[u8]) -> Letters {
        let mut all = Letters::default();
        let mut within = "";
        let mut held: Vec<Vec<u8>> = Vec::new();
        let mut list: Option<Vec<Vec<u8>>> = None;
        for token in tokens(content) {
            match token {
                Token::Word(w) => {
                    within = match w.as_str() {
                        "beginbfchar" => "char",
                        "beginbfrange" => "range",
                        "endbfchar" | "endbfrange" => "",
                        _ => within,
                    };
                    held.clear();
                    list = None;
                }
                Token::Open => list = Some(Vec::new()),
                Token::Close => {
                    if let (Some(l), [a, _]) = (list.take(), &held[..])
                        && let Some(first) = code(a)
                    {
                        for (c, text) in (first..).zip(l) {
                            all.one(c, letters(&text));
                        }
                    }
                    held.clear();
                }
                Token::Hex(bytes) => {
                    if let Some(l) = &mut list {
                        l.push(bytes);
                        continue;
                    }
                    held.push(bytes);
                    match (within, &held[..]) {
                        ("char", [from, to]) => {
                            if let Some(c) = code(from) {
                                all.one(c, letters(to));
                            }
                            held.clear();
                        }
                        ("range", [first, last, to]) => {
                            if let (Some(a), Some(b)) = (code(first), code(last))
                                && a <= b
                                && all.ranges.len() < ENTRIES
                            {
                                all.ranges.push((a, b, letters(to)));
                            }
                            held.clear();
                        }
                        ("", _) => held.clear(),
                        _ => {}
                    }
                }
            }
        }
        all.ranges.sort();
        all
    }

    fn one(&mut self, code: u32, text: String) {
        if self.single.len() < ENTRIES {
            self.single.insert(code, text);
        }
    }

    /// The letters of a code; `None` where the table does not say.
    pub(super) fn of(&self, code: u32) -> Option<String> {
        if let Some(t) = self.single.get(&code) {
            return Some(t.clone());
        }
        let upto = self.ranges.partition_point(|(a, _, _)| *a <= code);
        let (a, b, text) = self.ranges.get(upto.checked_sub(1)?)?;
        if code > *b {
            return None;
        }
        let mut chars: Vec<char> = text.chars().collect();
        let last = chars.pop()?;
        chars.push(char::from_u32(u32::from(last).checked_add(code - a)?)?);
        Some(chars.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Letters;

    #[test]
    fn single_codes_ranges_lists_and_damage() {
        let l = Letters::parse(
            b"/CIDInit begin\n1 begincodespacerange <0000><FFFF> endcodespacerange\n2 beginbfchar\n<01> <2611>\n<0002> <00660069> % fi\nendbfchar 2 beginbfrange <10><12><0041> <20> <21> [<0058> <0059>] <zz endbfrange",
        );
        let of = |c| l.of(c).unwrap_or_default();
        assert_eq!([of(1), of(2), of(0x10), of(0x12), of(0x20), of(0x21)], ["\u{2611}", "fi", "A", "C", "X", "Y"]);
        assert_eq!(l.of(0x13), None);
    }
}
