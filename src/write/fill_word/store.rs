//! Data that content controls are bound to: parts of the file beside the text. Word shows what
//! stands there rather than what stands in the text.

use std::io::Cursor;
use std::ops::Range;

use zip::ZipArchive;

use crate::read::word::document::part;
use crate::read::word::xml::{Tree, escape};

/// One part with data.
pub(super) struct Store {
    /// Its id, in capitals.
    id: String,
    pub(super) name: String,
    pub(super) xml: String,
    tree: Tree,
}

/// All parts with data.
pub(super) struct Stores(pub(super) Vec<Store>);

impl Stores {
    /// Reads them; a damaged one is as if it were not there.
    pub(super) fn read(bytes: &[u8]) -> Stores {
        let mut stores = Vec::new();
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Stores(stores) };
        let mut names: Vec<String> = archive
            .file_names()
            .filter_map(Result::ok)
            .map(std::borrow::Cow::into_owned)
            .filter(|n| n.starts_with("customXml/itemProps") && n.ends_with(".xml"))
            .collect();
        names.sort();
        for name in names.into_iter().take(200) {
            let Ok(Some(properties)) = part(&mut archive, &name) else { continue };
            let Ok(tree) = Tree::parse(&properties) else { continue };
            let Some(id) = tree.nodes.first().and_then(|n| n.attribute("itemID")).map(str::to_uppercase) else {
                continue;
            };
            let name = name.replace("itemProps", "item");
            let Ok(Some(xml)) = part(&mut archive, &name) else { continue };
            let Ok(tree) = Tree::parse(&xml) else { continue };
            stores.push(Store { id, name, xml, tree });
        }
        Stores(stores)
    }

    /// The change that puts a text where an XPath of Word's simple kind points: steps of names, each
    /// perhaps with a position.
    pub(super) fn set(&self, id: &str, path: &str, text: &str) -> Option<(String, Range<usize>, String)> {
        let id = id.to_uppercase();
        let mut of = self.0.iter().filter(|s| id.is_empty() || s.id == id);
        let (store, node) = of.find_map(|s| Some((s, s.find(path)?)))?;
        let n = store.tree.get(node)?;
        if !n.children.is_empty() {
            return None;
        }
        let text = escape(text);
        if n.self_closing {
            let tag = store.xml.get(n.tag.clone())?.trim_end_matches('>').trim_end_matches('/').trim_end().to_owned();
            return Some((store.name.clone(), n.outer.clone(), format!("{tag}>{text}</{}{}>", n.prefix, n.name)));
        }
        Some((store.name.clone(), n.inner.clone(), text))
    }
}

impl Store {
    fn find(&self, path: &str) -> Option<usize> {
        let mut at: Option<usize> = None;
        for step in path.strip_prefix('/')?.split('/') {
            let (name, nth) = match step.split_once('[') {
                Some((name, n)) => (name, n.strip_suffix(']')?.parse::<usize>().ok()?),
                None => (step, 1),
            };
            let name = name.rsplit(':').next()?;
            if !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
                return None;
            }
            at = Some(match at {
                None => {
                    let root = self.tree.get(0)?;
                    (root.name == name && nth == 1).then_some(0)?
                }
                Some(at) => self.tree.children(at).filter(|(_, n)| n.name == name).nth(nth.checked_sub(1)?)?.0,
            });
        }
        at
    }
}
