//! Moving a formula: where the cell that carries a shared formula is filled, the cells that share it
//! need it written out for their own place.

/// The formula of a cell `rows` below and `columns` right of the one it was written for. References
/// with `$`, names, texts and sheet names stay. A reference that would leave the sheet is `#REF!`.
pub(super) fn shifted(formula: &str, rows: i64, columns: i64) -> String {
    let mut out = String::with_capacity(formula.len() + 8);
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            // A doubled quote only begins the next piece.
            '"' | '\'' => rest.get(1..).and_then(|r| r.find(c)).map_or(rest.len(), |p| p + 2),
            '[' => bracketed(rest),
            c if is_word(c) => rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        if !is_word(c) || after.starts_with(['(', '!', '[']) {
            out.push_str(piece);
            continue;
        }
        let range = after.starts_with(':') || out.ends_with(':');
        out.push_str(&moved(piece, rows, columns, range).unwrap_or_else(|| piece.to_owned()));
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\' | '?')
}

fn bracketed(text: &str) -> usize {
    let mut depth = 0_usize;
    for (i, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// A reference to a cell, or to whole columns or rows within a range; `None` for any other word.
fn moved(word: &str, rows: i64, columns: i64, range: bool) -> Option<String> {
    let (fixed_column, rest) = word.strip_prefix('$').map_or((false, word), |r| (true, r));
    let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(letters);
    if letters > 3 {
        return None;
    }
    // `$12` of a range of rows: the mark belongs to the row.
    let (fixed_row, digits) = match (letters, rest.strip_prefix('$')) {
        (0, _) => (fixed_column, rest),
        (_, Some(r)) => (true, r),
        (_, None) => (false, rest),
    };
    if letters == 0 && !range || digits.is_empty() && !(range && letters > 0 && !fixed_row) {
        return None;
    }
    let mut out = String::new();
    if letters > 0 {
        let mut column = 0_i64;
        for b in name.bytes() {
            column = column * 26 + i64::from(b.to_ascii_uppercase() - b'A') + 1;
        }
        if column > 16_384 {
            return None;
        }
        let to = if fixed_column { column } else { column + columns };
        if !(1..=16_384).contains(&to) {
            return Some("#REF!".to_owned());
        }
        out.push_str(if fixed_column { "$" } else { "" });
        out.push_str(&super::sheet::column_name(u32::try_from(to - 1).ok()?));
    }
    if !digits.is_empty() {
        if digits.len() > 7 || !digits.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let row: i64 = digits.parse().ok()?;
        if !(1..=1_048_576).contains(&row) {
            return None;
        }
        let to = if fixed_row { row } else { row + rows };
        if !(1..=1_048_576).contains(&to) {
            return Some("#REF!".to_owned());
        }
        out.push_str(if fixed_row { "$" } else { "" });
        out.push_str(&to.to_string());
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::shifted;

    #[test]
    fn references_move_and_nothing_else() {
        for (formula, moved) in [
            ("IF(C2=\"\",\"see C2\",D$2+$E2)", "IF(D5=\"\",\"see C2\",E$2+$E5)"),
            ("SUM(A1:B2,'My sheet 2'!A1)", "SUM(B4:C5,'My sheet 2'!B4)"),
            (
                "_xlfn.XLOOKUP(D2,Sheet2!$A$1:$F$1,T1[[#This Row],[C2]])",
                "_xlfn.XLOOKUP(E5,Sheet2!$A$1:$F$1,T1[[#This Row],[C2]])",
            ),
            ("LOG10(A1)+1E5+2.5+ABCD1+Biome", "LOG10(B4)+1E5+2.5+ABCD1+Biome"),
            ("SUM(A:A,$B:C,2:3,$2:3)", "SUM(B:B,$B:D,5:6,$2:6)"),
            ("\"it''s \"\"A1\"\"\"&'it''s'!A1", "\"it''s \"\"A1\"\"\"&'it''s'!B4"),
            ("", ""),
        ] {
            assert_eq!(shifted(formula, 3, 1), moved, "{formula}");
        }
        assert_eq!(shifted("A1", -1, 0), "#REF!");
        assert_eq!(shifted("\"open", 1, 1), "\"open");
    }
}
