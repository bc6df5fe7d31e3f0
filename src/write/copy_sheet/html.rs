//! Text into HTML. Everything that comes from a file or a template goes through [`escape`].

use crate::model::hash::{SEED, fnv};

/// Text made safe for element content and for attributes in double quotes. Line ends become LF, and
/// characters that HTML does not allow become U+FFFD, so that what is shown is what is copied.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\t' => out.push(c),
            '\u{fdd0}'..='\u{fdef}' => out.push('\u{fffd}'),
            c if c.is_control() || u32::from(c) & 0xfffe == 0xfffe => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A table as tab-separated text, one cell for each heading, for pasting into a grid. A cell that a
/// spreadsheet would take for a formula gets an apostrophe in front.
pub(super) fn tsv(rows: &[Vec<&str>]) -> String {
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|c| tsv_cell(c)).collect();
        out.push_str(&cells.join("\t"));
        out.push('\n');
    }
    out
}

fn tsv_cell(cell: &str) -> String {
    let plain_number = cell.trim().replace([' ', ','], "").parse::<f64>().is_ok();
    let guarded = if cell.trim_start().starts_with(['=', '+', '-', '@']) && !plain_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if guarded.contains(['\t', '\n', '\r', '"']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

/// A short fingerprint (FNV-1a) of an answer, by which the page notices that it changed after it was
/// marked as pasted. The same on every machine.
pub(super) fn fingerprint(text: &str) -> String {
    format!("{:016x}", fnv(SEED, text.bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(
            escape("<script>\"a\" & 'b'</script>"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;"
        );
        assert_eq!(escape("a\r\nb\rc\0\u{1b}\u{ffff}\u{2028}"), "a\nb\nc\u{fffd}\u{fffd}\u{fffd}\u{2028}");
    }

    #[test]
    fn a_cell_keeps_its_lines_and_is_never_a_formula() {
        let rows = [vec!["a\tb", "say \"x\"\ny"], vec!["=1+1", "-12.5"], vec!["+x", "@sum"]];
        assert_eq!(tsv(&rows), "\"a\tb\"\t\"say \"\"x\"\"\ny\"\n'=1+1\t-12.5\n'+x\t'@sum\n");
    }
}
