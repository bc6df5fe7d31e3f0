//! Page footers, which extracted text mixes into answers, often in the middle of a sentence.
//!
//! The footer of an online report is `title [name of the account, country]` and `Page n of m`. Its
//! exact text is learnt from what stands before the bracket every time, and every occurrence is
//! taken out. The name of the account is used for nothing but finding the Party.

use super::Line;
use crate::model::Party;

/// What the footers of a report said.
#[derive(Debug, Default)]
pub(super) struct Footer {
    /// The title of the report.
    pub(super) title: String,
    /// The Party in the bracket.
    pub(super) party: Option<Party>,
}

/// Most bytes of a title before the bracket.
const TITLE: usize = 400;
/// Most bytes of a name in the bracket.
const NAME: usize = 160;

/// `Page 3 of 45` at the start of a text: its length and the number.
fn page_mark(text: &str) -> Option<(usize, u32)> {
    let word = ["Page ", "page ", "PAGE ", "P\u{e1}gina ", "p\u{e1}gina "].into_iter().find(|w| text.starts_with(w))?;
    let number = |from: usize| {
        let digits = text.get(from..)?.bytes().take_while(u8::is_ascii_digit).count();
        (1..=5).contains(&digits).then(|| from + digits)
    };
    let end = number(word.len())?;
    let n = text.get(word.len()..end)?.parse().ok()?;
    let rest = text.get(end..)?;
    let of = [" of ", " sur ", " de ", " / ", "/"].into_iter().find(|w| rest.starts_with(w));
    let whole = of.and_then(|w| number(end + w.len()));
    Some((whole.unwrap_or(end), n))
}

/// A text whose runs of white space are one blank, and where each byte came from.
struct Squeezed {
    text: String,
    from: Vec<usize>,
}

fn squeeze(full: &str) -> Squeezed {
    let mut s = Squeezed { text: String::with_capacity(full.len()), from: Vec::with_capacity(full.len()) };
    for (i, c) in full.char_indices() {
        let white = c.is_whitespace();
        if white && s.text.ends_with(' ') {
            continue;
        }
        let start = s.text.len();
        s.text.push(if white { ' ' } else { c });
        s.from.resize(s.from.len() + s.text.len() - start, i);
    }
    s
}

struct Bracket {
    start: usize,
    end: usize,
    paged: bool,
}

fn brackets(text: &str) -> Vec<Bracket> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices('[') {
        let Some(length) = text[start..].bytes().take(NAME).position(|b| b == b']') else { continue };
        let end = start + length + 1;
        let tail = text[end..].trim_start_matches(' ');
        found.push(Bracket { start, end, paged: page_mark(tail).is_some() });
    }
    found
}

/// The exact text of the footer, as far as it is the same on every page.
fn learn(full: &str, s: &Squeezed) -> Option<(usize, usize)> {
    let all = brackets(&s.text);
    let mut groups: std::collections::BTreeMap<&str, Vec<&Bracket>> = std::collections::BTreeMap::new();
    for b in &all {
        groups.entry(&s.text[b.start..b.end]).or_default().push(b);
    }
    let is_footer = |(name, list): &(&&str, &Vec<&Bracket>)| {
        list.iter().any(|b| b.paged) || (list.len() > 2 && name.starts_with("[Party"))
    };
    let (_, list) = groups.iter().filter(is_footer).max_by_key(|(_, l)| l.len())?;
    let first = list.first()?;
    let bytes = s.text.as_bytes();
    let mut same = first.start.min(TITLE);
    for other in list.iter().skip(1) {
        let n = bytes[..first.start]
            .iter()
            .rev()
            .zip(bytes[..other.start].iter().rev())
            .take(same)
            .take_while(|(a, b)| a == b)
            .count();
        same = same.min(n);
    }
    // The longest beginning that stands at the start of a line somewhere is the whole title.
    let at_line_start = |length: usize| {
        list.iter().any(|b| {
            let start = b.start.saturating_sub(length);
            let from = s.from.get(start).copied().unwrap_or(0);
            full.get(..from).is_some_and(|before| {
                before.trim_end_matches([' ', '\t']).is_empty()
                    || before.trim_end_matches([' ', '\t']).ends_with(['\n', '\u{c}'])
            })
        })
    };
    let boundary = |length: &usize| s.text.is_char_boundary(first.start - length);
    let begins = |length: &usize| !s.text[first.start - length..].starts_with(' ');
    // One occurrence says nothing about what is the same on every page: only its own line is it.
    if list.len() == 1 {
        let own = (1..=same).filter(boundary).filter(begins).find(|l| at_line_start(*l)).unwrap_or(0);
        return Some((first.start - own, first.end));
    }
    let length = (0..=same).rev().filter(boundary).filter(begins).find(|l| at_line_start(*l)).or_else(|| {
        // It never begins a line: cut at the first whole word that all pages share.
        (0..=same)
            .rev()
            .filter(boundary)
            .filter(begins)
            .find(|l| first.start == *l || bytes.get(first.start - l - 1) == Some(&b' '))
    })?;
    Some((first.start - length, first.end))
}

/// Takes the footers out of the lines and gives each line its page.
pub(super) fn remove(lines: &mut Vec<Line>) -> Footer {
    let mut full = String::new();
    let mut starts = Vec::with_capacity(lines.len());
    for l in lines.iter() {
        starts.push(full.len());
        full.push_str(&l.text);
        full.push('\n');
    }
    let s = squeeze(&full);
    let mut cut: Vec<(usize, usize)> = Vec::new();
    let mut marks: Vec<(usize, u32)> = Vec::new();
    let mut footer = Footer::default();
    if let Some((start, end)) = learn(&full, &s) {
        let text = &s.text[start..end];
        let open = text.rfind('[').unwrap_or(0);
        text[..open].trim().clone_into(&mut footer.title);
        let inside = text[open..].trim_matches(['[', ']']);
        footer.party = Party::find(inside).or_else(|| inside.split(',').rev().find_map(Party::find));
        for (at, _) in s.text.match_indices(text) {
            let (mut from, mut to) = (at, at + text.len());
            let tail = &s.text[to..];
            let blank = tail.len() - tail.trim_start_matches(' ').len();
            if let Some((length, n)) = page_mark(&tail[blank..]) {
                to += blank + length;
                marks.push((at, n));
            } else if let Some(p) = s.text[..at].trim_end().rfind(|c: char| c.is_alphabetic() && c.is_uppercase())
                && let Some((length, n)) = page_mark(&s.text[p..])
                && s.text.get(p + length..at).is_some_and(|between| between.trim().is_empty())
            {
                from = p;
                marks.push((at, n));
            }
            cut.push((from, to));
        }
    }
    let cut: Vec<(usize, usize)> = cut
        .into_iter()
        .map(|(a, b)| (s.from.get(a).copied().unwrap_or(0), s.from.get(b).copied().unwrap_or(full.len())))
        .collect();
    let mut out = String::new();
    let mut pending = cut.iter().peekable();
    for (line, start) in lines.iter_mut().zip(&starts) {
        let end = start + line.text.len();
        while pending.peek().is_some_and(|(_, to)| to <= start) {
            pending.next();
        }
        out.clear();
        let mut at = *start;
        for (from, to) in pending.clone().take_while(|(from, _)| *from < end) {
            out.push_str(full.get(at..(*from).max(at)).unwrap_or(""));
            out.push(' ');
            at = (*to).clamp(at, end);
        }
        out.push_str(full.get(at..end).unwrap_or(""));
        line.touched = at != *start || out.len() != line.text.len();
        if line.touched {
            line.text = out.trim().to_owned();
        }
        // A page number alone on its line.
        let alone = line.text.trim();
        if let Some((length, n)) = page_mark(alone)
            && length == alone.len()
        {
            marks.push((*start, n));
            line.text.clear();
            line.touched = true;
        }
    }
    marks.sort_unstable();
    marks.dedup();
    if !marks.is_empty() {
        let mut next = marks.iter().peekable();
        let mut last = 0;
        for (line, start) in lines.iter_mut().zip(&starts) {
            while let Some((_, n)) = next.next_if(|(at, _)| at < start) {
                last = *n;
            }
            let page = next.peek().map_or(last.saturating_add(1), |(_, n)| *n);
            line.page = line.page.or(Some(page));
        }
    }
    lines.retain(|l| !(l.touched && l.text.is_empty()));
    footer
}
