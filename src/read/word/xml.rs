//! The parts of a Word document as a tree whose every element knows where it stands in the text, so
//! that a filler can change a few places and leave every other byte as it was.

use std::ops::Range;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

/// Elements a part may have at most.
const NODES: usize = 3_000_000;
/// How deep elements may stand in each other; Word itself stays far below.
const DEPTH: usize = 400;

/// The namespaces that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ns {
    /// WordprocessingML, transitional or strict.
    W,
    /// Word 2010 additions: check boxes.
    W14,
    /// Alternate content.
    Mc,
    /// Any other.
    Other,
}

/// An element.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) ns: Ns,
    /// Name without prefix.
    pub(crate) name: String,
    /// Prefix with its colon; empty for the default namespace.
    pub(crate) prefix: String,
    /// Attributes: name without prefix, value.
    pub(crate) attributes: Vec<(String, String)>,
    /// The whole element in the text.
    pub(crate) outer: Range<usize>,
    /// The start tag.
    pub(crate) tag: Range<usize>,
    /// What stands between the tags; empty at the end of a self-closing element.
    pub(crate) inner: Range<usize>,
    /// `<w:p/>`.
    pub(crate) self_closing: bool,
    pub(crate) children: Vec<usize>,
    pub(crate) parent: Option<usize>,
    /// Text directly in it.
    pub(crate) text: String,
}

impl Node {
    /// An attribute by its name without prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// True for this element of WordprocessingML.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.ns == Ns::W && self.name == name
    }
}

/// The elements of a part in document order; the first is the root.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
}

/// Why a part cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    /// Not well-formed, or not XML at all.
    Damaged,
    /// Too many or too deep elements.
    TooLarge,
}

impl Tree {
    /// Reads a part.
    pub(crate) fn parse(text: &str) -> Result<Tree, Bad> {
        let mut reader = NsReader::from_str(text);
        let mut tree = Tree::default();
        let mut open: Vec<usize> = Vec::new();
        loop {
            let start = position(&reader);
            let (resolved, event) = reader.read_resolved_event().map_err(|_| Bad::Damaged)?;
            let ns = match resolved {
                ResolveResult::Bound(ns) => namespace(ns.as_ref()),
                _ => Ns::Other,
            };
            match event {
                Event::Start(e) => {
                    let node = node(&e, ns)?;
                    let end = position(&reader);
                    let at = tree.add(node, open.last().copied(), start, end, false)?;
                    open.push(at);
                    if open.len() > DEPTH {
                        return Err(Bad::TooLarge);
                    }
                }
                Event::Empty(e) => {
                    let node = node(&e, ns)?;
                    let end = position(&reader);
                    tree.add(node, open.last().copied(), start, end, true)?;
                }
                Event::End(_) => {
                    let end = position(&reader);
                    let at = open.pop().ok_or(Bad::Damaged)?;
                    let node = tree.nodes.get_mut(at).ok_or(Bad::Damaged)?;
                    node.inner.end = start;
                    node.outer.end = end;
                }
                Event::Text(t) => tree.put(open.last().copied(), &t.xml10_content()),
                Event::CData(t) => tree.put(open.last().copied(), &t.xml10_content()),
                Event::GeneralRef(r) => {
                    let text = match r.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        Ok(None) => match r.xml10_content().as_ref() {
                            "amp" => "&".to_owned(),
                            "lt" => "<".to_owned(),
                            "gt" => ">".to_owned(),
                            "quot" => "\"".to_owned(),
                            "apos" => "'".to_owned(),
                            _ => return Err(Bad::Damaged),
                        },
                        Err(_) => return Err(Bad::Damaged),
                    };
                    tree.put(open.last().copied(), &text);
                }
                // Word writes no document type; entities declared in one are how XML bombs work.
                Event::DocType(_) => return Err(Bad::Damaged),
                Event::Eof => break,
                _ => {}
            }
        }
        if !open.is_empty() || tree.nodes.is_empty() {
            return Err(Bad::Damaged);
        }
        Ok(tree)
    }

    fn add(
        &mut self,
        mut node: Node,
        parent: Option<usize>,
        start: usize,
        end: usize,
        closed: bool,
    ) -> Result<usize, Bad> {
        let at = self.nodes.len();
        if at >= NODES {
            return Err(Bad::TooLarge);
        }
        node.outer = start..end;
        node.tag = start..end;
        node.inner = end..end;
        node.self_closing = closed;
        node.parent = parent;
        self.nodes.push(node);
        if let Some(p) = parent.and_then(|p| self.nodes.get_mut(p)) {
            p.children.push(at);
        }
        Ok(at)
    }

    fn put(&mut self, at: Option<usize>, text: &str) {
        if let Some(node) = at.and_then(|a| self.nodes.get_mut(a)) {
            node.text.push_str(text);
        }
    }

    /// An element; `None` cannot happen for a number this tree gave out.
    pub(crate) fn get(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// Children of an element with their numbers.
    pub(crate) fn children(&self, at: usize) -> impl Iterator<Item = (usize, &Node)> {
        self.nodes.get(at).into_iter().flat_map(|n| &n.children).filter_map(|&c| Some((c, self.nodes.get(c)?)))
    }

    /// The first child of WordprocessingML with this name.
    pub(crate) fn child(&self, at: usize, name: &str) -> Option<usize> {
        self.children(at).find(|(_, n)| n.is(name)).map(|(c, _)| c)
    }

    /// A chain of children.
    pub(crate) fn path(&self, at: usize, names: &[&str]) -> Option<usize> {
        names.iter().try_fold(at, |at, name| self.child(at, name))
    }

    /// All elements inside one, itself first, in document order.
    pub(crate) fn inside(&self, at: usize) -> impl Iterator<Item = (usize, &Node)> {
        let end = self.get(at).map_or(0, |n| n.outer.end);
        self.nodes.iter().enumerate().skip(at).take_while(move |(_, n)| n.outer.start < end)
    }

    /// A switch such as `w:b`: on where it is there and not said to be off.
    pub(crate) fn on(&self, at: Option<usize>, name: &str) -> bool {
        at.and_then(|a| self.child(a, name)).and_then(|c| self.get(c)).is_some_and(|n| is_on(n.attribute("val")))
    }
}

/// The value of a switch.
pub(crate) fn is_on(value: Option<&str>) -> bool {
    !matches!(value, Some("0" | "false" | "off" | "none"))
}

fn position(reader: &NsReader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn namespace(uri: &str) -> Ns {
    match uri {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Ns::W,
        "http://schemas.microsoft.com/office/word/2010/wordml" => Ns::W14,
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => Ns::Mc,
        _ => Ns::Other,
    }
}

fn node(e: &BytesStart, ns: Ns) -> Result<Node, Bad> {
    let full = e.name();
    let full: &str = full.as_ref();
    let (prefix, name) = match full.split_once(':') {
        Some((p, n)) => (format!("{p}:"), n),
        None => (String::new(), full),
    };
    let mut attributes = Vec::new();
    for a in e.attributes() {
        let a = a.map_err(|_| Bad::Damaged)?;
        let key: &str = a.key.as_ref();
        let value = a.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|_| Bad::Damaged)?;
        attributes.push((key.rsplit(':').next().unwrap_or(key).to_owned(), value.into_owned()));
    }
    Ok(Node {
        ns,
        name: name.to_owned(),
        prefix,
        attributes,
        outer: 0..0,
        tag: 0..0,
        inner: 0..0,
        self_closing: false,
        children: Vec::new(),
        parent: None,
        text: String::new(),
    })
}

/// Text as it may stand between tags or in an attribute; characters XML does not allow are dropped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if (c as u32) < 0x20 || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
