//! What a row writes into a cell: `"{change}[ ({period})]"`. A part in brackets stands only where all
//! that it names does.

/// Fills a pattern; empty where everything named is blank.
pub(super) fn fill(pattern: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    let mut any = false;
    while let Some(start) = rest.find('[') {
        let (before, tail) = rest.split_at(start);
        out.push_str(&part(before, value, &mut any).0);
        let tail = tail.get(1..).unwrap_or_default();
        let (inner, after) = tail.split_once(']').unwrap_or((tail, ""));
        let mut filled = false;
        let (text, whole) = part(inner, value, &mut filled);
        if whole {
            out.push_str(&text);
            any |= filled;
        }
        rest = after;
    }
    out.push_str(&part(rest, value, &mut any).0);
    let out = out.trim().trim_start_matches([',', ';', ':']).trim().to_owned();
    if any { out } else { String::new() }
}

/// A part without brackets, and whether everything it names stands there.
fn part(text: &str, value: &dyn Fn(&str) -> String, any: &mut bool) -> (String, bool) {
    let mut out = String::new();
    let mut whole = true;
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = tail.split_once('}').unwrap_or((tail, ""));
        let v = value(name);
        if v.is_empty() {
            whole = false;
        } else {
            *any = true;
        }
        out.push_str(&v);
        rest = after;
    }
    out.push_str(rest);
    (out, whole)
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn a_part_in_brackets_stands_only_where_all_it_names_does() {
        let row = |name: &str| match name {
            "site" => "Delta".to_owned(),
            "year" => "2022".to_owned(),
            _ => String::new(),
        };
        assert_eq!(fill("{site}[ ({year})][: {score}]", &row), "Delta (2022)");
        assert_eq!(fill("{tool}[, {year}]", &row), "2022");
        assert_eq!(fill("[{score}, {year}]", &row), "");
        assert_eq!(fill("{broken", &row), "");
        assert_eq!(fill("plain", &row), "");
    }
}
