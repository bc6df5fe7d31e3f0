//! Formats, colours and the small steps by which cells are written.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, FormatAlign,
    FormatBorder, FormatUnderline, Formula, Note, ProtectionOptions, Worksheet, XlsxError,
};

use chrono::NaiveDate;

use crate::model::{Lang, Standing, number_text};
use crate::write::Error;
use crate::write::words::{W, word};

use super::Lists;

/// Most UTF-16 units of text in one cell, a little below Excel's 32,767.
pub(super) const CELL: usize = 32_000;

const INK: u32 = 0x0020_2A30;
const PALE_INK: u32 = 0x0060_6A70;
const HEADER: u32 = 0x001F_4E5F;
const SUBJECT_BAND: u32 = 0x003F_7283;
const SAID: u32 = 0x00F7_F5EC;
const ITEM_BAND: u32 = 0x00C5_D6DC;
const BLOCK_BAND: u32 = 0x00E9_EFF1;
const LINE: u32 = 0x00C9_CFD2;
const FRAME: u32 = 0x0070_7A80;
const LINK: u32 = 0x001F_4E9F;

/// The colour of a standing: light enough to print as a pale grey, and never the only sign.
pub(super) fn colour(standing: Standing) -> Color {
    Color::RGB(match standing {
        Standing::Kept => 0x00DD_EBD3,
        Standing::Copied | Standing::Recoded | Standing::Derived | Standing::Composed => 0x00D6_E6F4,
        Standing::CarriedOver => 0x00FF_F0C2,
        Standing::Suggested | Standing::Hint => 0x00E9_E1F2,
        Standing::Conflict => 0x00F8_CFCA,
        Standing::Gap => 0x00FF_FFFF,
        Standing::NotAsked => 0x00EE_EEEE,
    })
}

/// The house styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// As the file has it where nothing is said.
    Bare,
    Title,
    Subtitle,
    Header,
    /// Band of a subject.
    Subject,
    /// What was said about a subject so far.
    Said,
    /// Band of an item.
    Item,
    /// Band of a block, a heading.
    Block,
    /// Plain locked cell.
    Plain,
    /// Plain, bold.
    Strong,
    /// Smaller and paler.
    Small,
    /// A link.
    Link,
    /// A link outside tables.
    BareLink,
    /// A cell to fill in: framed, unlocked.
    Open(Standing),
    /// The standing.
    Mark(Standing),
    /// Free text outside tables.
    Text,
    /// A name before a text outside tables.
    Name,
    /// Hidden columns.
    Hidden,
}

/// What a cell to fill in takes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Input {
    /// Nothing: the cell is locked.
    Locked,
    Text,
    List(Vec<String>),
    Number,
    Date,
    Tick,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    Blank,
    Text(String),
    Number(f64),
    Date(NaiveDate),
}

impl Content {
    /// The content as text, as the reader will see it.
    pub(super) fn text(&self) -> String {
        match self {
            Content::Blank => String::new(),
            Content::Text(t) => t.clone(),
            Content::Number(n) => number_text(*n),
            Content::Date(d) => d.to_string(),
        }
    }
}

/// How a cell looks: a house style, and what is different about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Look {
    style: Style,
    /// What an open cell holds.
    holds: Option<Holds>,
    size: Option<u8>,
    bold: Option<bool>,
    wrap: Option<bool>,
    italic: bool,
    indent: u8,
}

/// What a cell to fill in holds. Text and list cells are text cells, so that an entry that begins with `=` or `-`, or
/// looks like a day (`2-5`), stays what the person typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Holds {
    Text,
    Number,
    Date,
    Tick,
}

impl From<Style> for Look {
    fn from(style: Style) -> Look {
        Look { style, holds: None, size: None, bold: None, wrap: None, italic: false, indent: 0 }
    }
}

impl Look {
    /// A cell to fill in.
    pub(super) fn open(standing: Standing, input: &Input, content: &Content) -> Look {
        let holds = match (input, content) {
            (Input::Locked | Input::Text | Input::List(_), _) => Holds::Text,
            // A text that is no number stays legible as text.
            (Input::Number, Content::Text(_)) => Holds::Text,
            (Input::Number, _) => Holds::Number,
            (Input::Date, _) => Holds::Date,
            (Input::Tick, _) => Holds::Tick,
        };
        Look { holds: Some(holds), ..Look::from(Style::Open(standing)) }
    }

    /// The same in letters of this size, in points.
    pub(super) fn size(self, points: u8) -> Look {
        Look { size: Some(points), ..self }
    }

    /// The same, in bold letters or not.
    pub(super) fn bold(self, bold: bool) -> Look {
        Look { bold: Some(bold), ..self }
    }

    /// The same, in lines as wide as the column or in one.
    pub(super) fn wrap(self, wrap: bool) -> Look {
        Look { wrap: Some(wrap), ..self }
    }

    /// The same, in slanted letters.
    pub(super) fn italic(self) -> Look {
        Look { italic: true, ..self }
    }

    /// The same, indented.
    pub(super) fn indent(self, indent: u8) -> Look {
        Look { indent, ..self }
    }

    /// The look as the library knows it.
    pub(super) fn format(self) -> Format {
        let mut f = format(self.style);
        f = match self.holds {
            None => f,
            Some(Holds::Text) => f.set_num_format("@"),
            Some(Holds::Number) => f.set_align(FormatAlign::Left),
            Some(Holds::Date) => f.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            Some(Holds::Tick) => f.set_num_format("@").set_align(FormatAlign::Center),
        };
        if let Some(points) = self.size {
            f = f.set_font_size(points);
        }
        f = match self.bold {
            None => f,
            Some(true) => f.set_bold(),
            Some(false) => f.unset_bold(),
        };
        f = match self.wrap {
            None => f,
            Some(true) => f.set_text_wrap(),
            Some(false) => f.unset_text_wrap(),
        };
        if self.italic {
            f = f.set_italic();
        }
        // Without an alignment Excel keeps an indent but does not show it.
        if self.indent == 0 { f } else { f.set_align(FormatAlign::Left).set_indent(self.indent) }
    }
}

/// A house style as the library knows it.
fn format(style: Style) -> Format {
    let base = Format::new()
        .set_font_name("Calibri")
        .set_font_size(11)
        .set_font_color(Color::RGB(INK))
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let lined = |f: Format| f.set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE));
    match style {
        Style::Bare => Format::new(),
        Style::Title => base.set_bold().set_font_size(18).set_font_color(Color::RGB(HEADER)).unset_text_wrap(),
        Style::Subtitle => base.set_bold().set_font_size(13).set_font_color(Color::RGB(HEADER)).unset_text_wrap(),
        Style::Header => lined(base)
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(Color::RGB(HEADER))
            .set_align(FormatAlign::VerticalCenter),
        Style::Subject => lined(base)
            .set_bold()
            .set_font_size(13)
            .set_font_color(Color::White)
            .set_background_color(Color::RGB(SUBJECT_BAND))
            .set_align(FormatAlign::VerticalCenter)
            .unset_text_wrap(),
        Style::Said => base.set_font_size(10).set_background_color(Color::RGB(SAID)),
        Style::Item => lined(base).set_bold().set_background_color(Color::RGB(ITEM_BAND)).unset_text_wrap(),
        Style::Block => lined(base).set_bold().set_background_color(Color::RGB(BLOCK_BAND)).unset_text_wrap(),
        Style::Plain => lined(base),
        Style::Strong => lined(base).set_bold(),
        Style::Small => lined(base).set_font_size(9).set_font_color(Color::RGB(PALE_INK)),
        Style::Link => lined(base).set_font_color(Color::RGB(LINK)).set_underline(FormatUnderline::Single),
        Style::BareLink => {
            base.set_font_color(Color::RGB(LINK)).set_underline(FormatUnderline::Single).unset_text_wrap()
        }
        Style::Open(standing) => base
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(FRAME))
            .set_background_color(colour(standing))
            .set_unlocked(),
        Style::Mark(standing) => lined(base).set_bold().set_background_color(colour(standing)),
        Style::Text => base,
        Style::Name => base.set_bold().set_font_color(Color::RGB(PALE_INK)),
        Style::Hidden => Format::new().set_font_name("Calibri").set_font_size(8).set_num_format("@"),
    }
}

/// Cells of a question that is not asked.
pub(super) fn grey() -> Format {
    Format::new().set_background_color(Color::RGB(0x00EE_EEEE)).set_font_color(Color::RGB(0x0090_9090))
}

/// A row number of the file format.
pub(super) fn row(n: usize) -> Result<u32, XlsxError> {
    u32::try_from(n).map_err(|_| XlsxError::RowColumnLimitError)
}

/// A column number of the file format.
pub(super) fn column(n: usize) -> Result<u16, XlsxError> {
    u16::try_from(n).map_err(|_| XlsxError::RowColumnLimitError)
}

/// Text as a cell can hold it: line ends as Excel writes them, no control characters.
pub(in crate::write) fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // XML can hold none of these.
    text.chars().filter(|&c| matches!(c, '\n' | '\t') || (c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))).collect()
}

/// True for a text that [`clean`] would not change; one look at its bytes tells.
pub(super) fn is_clean(text: &str) -> bool {
    // U+FFFE and U+FFFF begin with 0xEF, as few others do.
    text.bytes().all(|b| b >= b' ' && b != 0xEF || matches!(b, b'\n' | b'\t'))
}

/// True for a text that surely fits one cell: no text has more units than bytes.
pub(super) fn fits(text: &str) -> bool {
    text.len() <= CELL - CELL / 10
}

/// A text in pieces that each fit a cell; joined again they are the text.
pub(super) fn pieces(text: &str) -> Vec<String> {
    if fits(text) {
        return if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    }
    let mut out = Vec::new();
    let mut piece = String::new();
    let mut length = 0;
    for c in text.chars() {
        // The last tenth of a cell is cut where a word ends, so that no word is torn.
        let full = length + c.len_utf16() > CELL || (length > CELL - CELL / 10 && piece.ends_with([' ', '\n']));
        if full {
            out.push(std::mem::take(&mut piece));
            length = 0;
        }
        piece.push(c);
        length += c.len_utf16();
    }
    if !piece.is_empty() {
        out.push(piece);
    }
    out
}

/// A day Excel can hold without its leap-year mistake of 1900 in the way.
pub(super) fn is_excel_date(d: NaiveDate) -> bool {
    NaiveDate::from_ymd_opt(1900, 3, 1).is_some_and(|first| d >= first)
        && NaiveDate::from_ymd_opt(9999, 12, 31).is_some_and(|last| d <= last)
}

/// The number Excel has for a day: days since the end of 1899; `None` for one it cannot hold.
pub(super) fn serial(d: NaiveDate) -> Option<f64> {
    let days = d.signed_duration_since(NaiveDate::from_ymd_opt(1899, 12, 30)?).num_days();
    is_excel_date(d).then(|| i32::try_from(days).ok().map(f64::from))?
}

/// The validation of a cell to fill in; `None` for a locked cell, and for a text without a prompt.
pub(super) fn validation(
    input: &Input,
    prompt: &str,
    title: &str,
    lang: Lang,
    lists: &mut Lists,
) -> Result<Option<DataValidation>, Error> {
    let v = DataValidation::new();
    let (v, error) = match input {
        Input::Locked => return Ok(None),
        Input::Text if prompt.is_empty() => return Ok(None),
        Input::Text => (v.allow_any_value(), None),
        Input::List(entries) => {
            let formula = Formula::new(format!("={}", lists.name(entries)));
            (v.allow_list_formula(formula), Some(W::ErrChoose))
        }
        Input::Number => (v.allow_decimal_number(DataValidationRule::Between(-1.0e15, 1.0e15)), Some(W::ErrNumber)),
        Input::Date => {
            let (from, to) = (ExcelDateTime::from_ymd(1900, 3, 1)?, ExcelDateTime::from_ymd(2200, 12, 31)?);
            (v.allow_date(DataValidationRule::Between(from, to)), Some(W::ErrDate))
        }
        Input::Tick => (v.allow_list_strings(&["x"])?, Some(W::ErrTick)),
    };
    let mut v = v;
    if !prompt.is_empty() {
        v = v.set_input_title(super::cut(title, 32))?.set_input_message(super::cut(prompt, 255))?;
    }
    if let Some(e) = error {
        v = v
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("dunlin")?
            .set_error_message(word(e, lang))?;
    }
    Ok(Some(v))
}

/// A note of readable size.
pub(super) fn note(t: &str) -> Note {
    let lines: usize = t.lines().map(|l| 1 + l.chars().count() / 58).sum();
    let height = u32::try_from(24 + lines * 16).unwrap_or(600).clamp(60, 600);
    Note::new(super::cut(t, 4_000))
        .set_author("dunlin")
        .add_author_prefix(false)
        .set_font_name("Calibri")
        .set_font_size(10)
        .set_width(380)
        .set_height(height)
}

/// Protects a sheet without a password: columns and rows may be resized, rows filtered and sorted.
pub(super) fn protect(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    });
}

/// Sets up the printed page: A4 landscape, one page wide, `rows` repeated, page numbers.
pub(super) fn page(sheet: &mut Worksheet, repeat: Option<(u32, u32)>, footer: &str, lang: Lang) -> Result<(), Error> {
    sheet.set_paper_size(9);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.2, 0.3);
    if let Some((first, last)) = repeat {
        sheet.set_repeat_rows(first, last)?;
    }
    // An ampersand starts a code in a footer.
    let left = super::cut(&footer.replace('&', "&&"), 150);
    sheet.set_footer(format!("&L&8{left}&R&8{} &P / &N", word(W::Page, lang)));
    Ok(())
}

/// About how many lines a text takes in a column of `width` characters; none where it is empty.
pub(super) fn lines(text: &str, width: f64) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let width = (width * 1.19).max(4.0) as usize;
    // Most texts are short.
    if text.len() <= width && !text.contains('\n') {
        return usize::from(!text.is_empty());
    }
    text.lines().map(|l| wrapped(l, width)).sum()
}

/// Lines of one paragraph, broken between words as a spreadsheet does.
fn wrapped(paragraph: &str, width: usize) -> usize {
    if paragraph.len() <= width {
        return 1;
    }
    let (mut lines, mut at, mut length) = (1, 0, 0);
    let mut word = |length: usize| {
        if at > 0 && at + length > width {
            lines += 1;
            at = 0;
        }
        // A word longer than the column is broken anywhere.
        if length > width {
            lines += (length - 1) / width;
            at = length % width + 1;
        } else {
            at += length + 1;
        }
    };
    for b in paragraph.bytes() {
        match b {
            b' ' => word(std::mem::take(&mut length)),
            // The bytes after the first of a character.
            0x80..=0xBF => {}
            _ => length += 1,
        }
    }
    word(length);
    lines
}

/// The height in points of some lines, at most what Excel allows.
pub(super) fn height(lines: usize, points: f64) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let all = lines as f64 * points;
    (all + 1.0).min(409.0)
}
