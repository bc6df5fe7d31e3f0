//! Tags and texts of HTML and XML, read leniently: web systems save tables under the name of a
//! workbook with unclosed tags, bare `&` and attributes without quotes, which an XML parser refuses.

use std::borrow::Cow;

use super::super::book::Sheet;
use super::excel::put;
use super::{Limits, text_cell};

/// Characters looked at for the end of a tag, quotes considered. A stray quote must not make every
/// tag after it cost the whole file.
const LONGEST_TAG: usize = 1 << 16;

/// A tag or a text.
pub(super) enum Event<'a> {
    /// An opening tag; `closed` where it ends with `/>`.
    Open {
        /// Local name in lower case.
        name: String,
        /// What stands after the name.
        attributes: &'a str,
        /// Closes itself.
        closed: bool,
    },
    /// A closing tag: local name in lower case.
    Close(String),
    /// Text as it stands, entities not resolved.
    Text(&'a str),
}

/// Tags and texts in order. Comments, declarations and instructions are left out.
pub(super) struct Events<'a> {
    rest: &'a str,
}

impl<'a> Events<'a> {
    pub(super) fn new(text: &'a str) -> Events<'a> {
        Events { rest: text }
    }

    /// Cuts at the end of `mark`, or takes all that is left.
    fn skip_past(&mut self, mark: &str) {
        self.rest = self.rest.find(mark).and_then(|p| self.rest.get(p + mark.len()..)).unwrap_or("");
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if self.rest.starts_with("<!--") {
                self.skip_past("-->");
                continue;
            }
            if let Some(data) = self.rest.strip_prefix("<![CDATA[") {
                let (text, rest) = data.split_once("]]>").unwrap_or((data, ""));
                self.rest = rest;
                return Some(Event::Text(text));
            }
            if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                self.skip_past(">");
                continue;
            }
            let is_tag = self.rest.starts_with("</")
                || (self.rest.starts_with('<') && self.rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()));
            if is_tag {
                // A `>` inside a quoted attribute does not end the tag.
                let mut quote = None;
                let end = self.rest.char_indices().take(LONGEST_TAG).find_map(|(i, c)| match (quote, c) {
                    (None, '>') => Some(i),
                    (None, '"' | '\'') => {
                        quote = Some(c);
                        None
                    }
                    (Some(q), c) if q == c => {
                        quote = None;
                        None
                    }
                    _ => None,
                });
                let end = end.or_else(|| self.rest.find('>')).unwrap_or(self.rest.len());
                let tag = self.rest.get(1..end).unwrap_or("");
                self.rest = self.rest.get(end + 1..).unwrap_or("");
                let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |t| (true, t));
                let split = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
                let (name, attributes) = tag.split_at(split);
                let name = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
                if closing {
                    return Some(Event::Close(name));
                }
                if (name == "script" || name == "style") && !attributes.ends_with('/') {
                    // What follows is no text; without an end it is all that is left.
                    let mut at = 0;
                    self.rest = loop {
                        let Some(p) = self.rest.get(at..).and_then(|r| r.find("</")) else { break "" };
                        at += p;
                        let tag = self.rest.get(at + 2..at + 2 + name.len()).unwrap_or("");
                        if tag.eq_ignore_ascii_case(&name) {
                            break self.rest.get(at..).unwrap_or("");
                        }
                        at += 2;
                    };
                }
                return Some(Event::Open { name, attributes, closed: attributes.ends_with('/') });
            }
            // The first character may be a stray `<`.
            let from = self.rest.chars().next().map_or(1, char::len_utf8);
            let end = self.rest.get(from..).and_then(|r| r.find('<')).map_or(self.rest.len(), |p| p + from);
            let (text, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Some(Event::Text(text));
        }
    }
}

/// The value of an attribute, by its local name.
pub(super) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let after = after.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            rest = after;
            if key.is_empty() {
                return None;
            }
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(q @ ('"' | '\'')) => value.get(1..).and_then(|v| v.split_once(q)).unwrap_or((value, "")),
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        let local = key.rsplit(':').next().unwrap_or(key);
        if local.eq_ignore_ascii_case(name) {
            return Some(unescape(value).into_owned());
        }
        rest = after;
    }
}

/// Resolves entities; one that is not known stays as it is.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(p) = rest.find('&') {
        out.push_str(&rest[..p]);
        rest = &rest[p..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(i, _)| i);
        let found = end.and_then(|e| entity(&rest[1..e]).map(|c| (c, e)));
        if let Some((c, e)) = found {
            out.push(c);
            rest = &rest[e + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "eacute" => 'é',
        "egrave" => 'è',
        "ecirc" => 'ê',
        "agrave" => 'à',
        "acirc" => 'â',
        "aacute" => 'á',
        "ccedil" => 'ç',
        "iacute" => 'í',
        "icirc" => 'î',
        "oacute" => 'ó',
        "ocirc" => 'ô',
        "uacute" => 'ú',
        "ugrave" => 'ù',
        "ucirc" => 'û',
        "ntilde" => 'ñ',
        "Eacute" => 'É',
        "iexcl" => '¡',
        "iquest" => '¿',
        "laquo" => '«',
        "raquo" => '»',
        "ndash" => '–',
        "mdash" => '—',
        "rsquo" => '’',
        "lsquo" => '‘',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "deg" => '°',
        _ => return None,
    })
}

/// The text of a piece of HTML: paragraphs stand apart by an empty line, entries of a list begin with
/// a dash, a link keeps its address, an image its description.
pub(crate) fn plain_text(html: &str) -> String {
    let mut out = String::new();
    // Line breaks owed before the next text; a leading space owed within a line.
    let (mut breaks, mut space, mut dash) = (0_usize, false, false);
    let mut lists = 0_usize;
    let mut link: Option<(String, usize)> = None;
    let put = |out: &mut String, breaks: &mut usize, space: &mut bool, dash: &mut bool, text: &str| {
        for c in text.chars() {
            if c.is_whitespace() {
                *space = true;
                continue;
            }
            if *breaks > 0 && !out.is_empty() {
                out.push_str(&"\n".repeat((*breaks).min(2)));
            } else if *space && !out.is_empty() {
                out.push(' ');
            }
            if *dash {
                out.push_str("- ");
            }
            (*breaks, *space, *dash) = (0, false, false);
            out.push(c);
        }
    };
    for event in Events::new(html) {
        match event {
            Event::Text(t) => put(&mut out, &mut breaks, &mut space, &mut dash, &unescape(t)),
            Event::Open { name, attributes, .. } => match name.as_str() {
                "br" => breaks += 1,
                "ul" | "ol" => {
                    breaks = breaks.max(if lists == 0 { 2 } else { 1 });
                    lists += 1;
                }
                "li" => {
                    breaks = breaks.max(1);
                    dash = true;
                }
                // A paragraph inside an entry of a list is the entry.
                "p" if dash => {}
                "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "blockquote" | "figure" => {
                    breaks = breaks.max(2);
                }
                "div" | "tr" => breaks = breaks.max(1),
                "td" | "th" if breaks == 0 && !out.is_empty() => {
                    put(&mut out, &mut breaks, &mut space, &mut dash, " | ");
                    space = true;
                }
                "a" => link = attribute(attributes, "href").map(|h| (h, out.len())),
                "img" => {
                    let alt = attribute(attributes, "alt").unwrap_or_default();
                    let text = if alt.trim().is_empty() { " [image] ".to_owned() } else { format!(" [{alt}] ") };
                    put(&mut out, &mut breaks, &mut space, &mut dash, &text);
                }
                _ => {}
            },
            Event::Close(name) => match name.as_str() {
                "ul" | "ol" => {
                    lists = lists.saturating_sub(1);
                    dash = false;
                    breaks = breaks.max(if lists == 0 { 2 } else { 1 });
                }
                "p" if lists > 0 => breaks = breaks.max(1),
                "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "blockquote" | "figure" => {
                    breaks = breaks.max(2);
                }
                "li" | "div" | "tr" => breaks = breaks.max(1),
                "a" => {
                    if let Some((href, from)) = link.take()
                        && href.contains(':')
                        && !out.get(from..).unwrap_or("").contains(href.trim_start_matches("mailto:"))
                    {
                        put(&mut out, &mut breaks, &mut space, &mut dash, &format!(" ({href})"));
                    }
                }
                _ => {}
            },
        }
    }
    out
}

/// The outermost tables of a page, one sheet each.
pub(super) fn tables(text: &str, limits: &Limits) -> Result<Vec<Sheet>, String> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut left = limits.cells;
    let (mut depth, mut row, mut column) = (0_usize, 0_u32, 0_u32);
    let mut cell: Option<(String, u32, u32)> = None;
    // Columns still covered by a cell of a row above: column to rows left.
    let mut covered: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
    let mut in_row = false;
    for event in Events::new(text) {
        match event {
            Event::Open { name, attributes, closed } => match name.as_str() {
                "table" => {
                    depth += 1;
                    if depth == 1 {
                        let name = format!("Table {}", sheets.len() + 1);
                        sheets.push(Sheet { name, ..Sheet::default() });
                        (row, column, in_row) = (0, 0, false);
                        covered.clear();
                    }
                }
                "tr" if depth == 1 => {
                    flush(&mut sheets, &mut cell, row, &mut column, &mut covered, &mut left, limits)?;
                    if in_row {
                        row = row.saturating_add(1);
                    }
                    (column, in_row) = (0, true);
                    for rows in covered.values_mut() {
                        *rows = rows.saturating_sub(1);
                    }
                    covered.retain(|_, rows| *rows > 0);
                }
                "td" | "th" if depth == 1 => {
                    flush(&mut sheets, &mut cell, row, &mut column, &mut covered, &mut left, limits)?;
                    let span = |n| {
                        attribute(attributes, n).and_then(|v| v.trim().parse().ok()).unwrap_or(1_u32).clamp(1, 1000)
                    };
                    cell = Some((String::new(), span("colspan"), span("rowspan")));
                    if closed {
                        flush(&mut sheets, &mut cell, row, &mut column, &mut covered, &mut left, limits)?;
                    }
                }
                "br" | "p" | "div" | "li" => {
                    if let Some((t, _, _)) = &mut cell
                        && !t.trim().is_empty()
                    {
                        t.push('\n');
                    }
                }
                _ => {}
            },
            Event::Close(name) => match name.as_str() {
                "td" | "th" if depth == 1 => {
                    flush(&mut sheets, &mut cell, row, &mut column, &mut covered, &mut left, limits)?;
                }
                "table" => {
                    if depth == 1 {
                        flush(&mut sheets, &mut cell, row, &mut column, &mut covered, &mut left, limits)?;
                    }
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            },
            Event::Text(t) => {
                if let Some((text, _, _)) = &mut cell {
                    // Line breaks of the source are spaces; those of the page are tags.
                    text.push_str(&unescape(t).replace(['\r', '\n', '\t'], " "));
                }
            }
        }
    }
    flush(&mut sheets, &mut cell, row, &mut column, &mut covered, &mut left, limits)?;
    sheets.retain(|s| !s.rows.is_empty());
    Ok(sheets)
}

fn flush(
    sheets: &mut [Sheet],
    cell: &mut Option<(String, u32, u32)>,
    row: u32,
    column: &mut u32,
    covered: &mut std::collections::BTreeMap<u32, u32>,
    left: &mut usize,
    limits: &Limits,
) -> Result<(), String> {
    let (Some((text, columns, rows)), Some(sheet)) = (cell.take(), sheets.last_mut()) else { return Ok(()) };
    while covered.contains_key(column) {
        *column = column.saturating_add(1);
    }
    let at = *column;
    *column = at.saturating_add(columns);
    if *column > 1 << 14 {
        return Err("a table has more than 16384 columns".to_owned());
    }
    if rows > 1 {
        for c in at..*column {
            covered.insert(c, rows);
        }
    }
    if rows > 1 || columns > 1 {
        sheet.merged.push((row, at, row.saturating_add(rows - 1), *column - 1));
    }
    if !text.trim().is_empty() {
        put(sheet, row, at, text_cell(text.trim().to_owned()), left, limits)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn html_becomes_text_with_its_paragraphs() {
        for (html, text) in [
            ("<p>One &amp; two.</p>\n<p>Three<br>four</p>", "One & two.\n\nThree\nfour"),
            ("<p>List:</p><ul><li><p>a</p></li><li>b</li></ul><p>end</p>", "List:\n\n- a\n- b\n\nend"),
            ("<div>a</div><div>b</div>", "a\nb"),
            ("<p>see <a href=\"https://x.example/1\">the act</a>.</p>", "see the act (https://x.example/1)."),
            ("<a href='https://x.example'>https://x.example</a>", "https://x.example"),
            ("<p><br></p><p>&nbsp;</p><p>only</p><p></p>", "only"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
            ("a < b", "a < b"),
            ("<p>x<script>alert(1)</script>y</p>", "xy"),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }
}
