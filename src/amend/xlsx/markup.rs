//! The markup of a part with the place of everything in it, and edits that leave all other bytes as they are.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

/// Elements below this depth are not looked at one by one; a hostile part cannot make the tree deep.
const DEPTH: usize = 10;

/// An element and where it stands in its part.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    /// Its start tag, or the whole of an empty element.
    pub tag: Range<usize>,
    /// What lies between its tags; empty, at the end of the tag, where it is written `<a/>`.
    pub inner: Range<usize>,
    /// From its first to its last byte.
    pub whole: Range<usize>,
    /// Its elements, in order.
    pub children: Vec<Self>,
}

impl Element {
    /// Reads a part: its root with the tree below it. Of an element named in `opaque` the inside is not kept.
    pub fn parse(text: &str, opaque: &[&str]) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        let (mut closed_to, mut extra) = (usize::MAX, 0_usize);
        loop {
            let from = position(&reader)?;
            let event = reader.read_event().map_err(|error| error.to_string())?;
            let tag = from..position(&reader)?;
            match event {
                Event::Start(_) if extra > 0 || open.len() >= closed_to.min(DEPTH) => extra += 1,
                Event::Start(_) => {
                    let is_opaque = opaque.contains(&local(tag_name(&text[tag.clone()])));
                    open.push(Self { tag, ..Self::default() });
                    if is_opaque {
                        closed_to = open.len();
                    }
                }
                Event::End(_) if extra > 0 => extra -= 1,
                Event::End(_) => {
                    if open.len() <= closed_to {
                        closed_to = usize::MAX;
                    }
                    let done = open.pop().map(|it| Self { inner: it.tag.end..tag.start, whole: it.tag.start..tag.end, ..it });
                    adopt(&mut open, done);
                }
                Event::Empty(_) if extra == 0 && open.len() < closed_to.min(DEPTH) => {
                    let done = Self { inner: tag.end..tag.end, whole: tag.clone(), tag, children: Vec::new() };
                    adopt(&mut open, Some(done));
                }
                Event::DocType(_) => return Err("a document type is declared".to_owned()),
                Event::Eof => break,
                _ => {}
            }
        }
        match (open.pop(), open.is_empty()) {
            (Some(mut document), true) if document.children.len() == 1 => Ok(document.children.remove(0)),
            _ => Err("there is not one root".to_owned()),
        }
    }

    /// Its name as written.
    pub fn name<'a>(&self, text: &'a str) -> &'a str {
        tag_name(&text[self.tag.clone()])
    }

    /// Its name without a prefix.
    pub fn local<'a>(&self, text: &'a str) -> &'a str {
        local(self.name(text))
    }

    /// The prefix of its name with its colon, or nothing.
    pub fn prefix<'a>(&self, text: &'a str) -> &'a str {
        let name = self.name(text);
        &name[..name.len() - local(name).len()]
    }

    /// Whether it is written `<a/>`.
    pub fn is_empty_tag(&self) -> bool {
        self.tag == self.whole
    }

    /// The value of an attribute, by its full name.
    pub fn attribute<'a>(&self, text: &'a str, name: &str) -> Option<Cow<'a, str>> {
        attribute(&text[self.tag.clone()], name)
    }

    /// The id of a relationship: the attribute `id` of some prefix.
    pub fn relationship<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let tag = &text[self.tag.clone()];
        let (_, value) = attributes(tag).find(|(name, _)| name.contains(':') && local(name) == "id")?;
        unescape(&tag[value]).ok()
    }

    /// The prefix, with its colon, that this element binds to a namespace.
    pub fn prefix_of(&self, text: &str, namespace: &str) -> Option<String> {
        let tag = &text[self.tag.clone()];
        let bound = attributes(tag).find(|(name, value)| name.starts_with("xmlns:") && &tag[value.clone()] == namespace);
        bound.map(|(name, _)| format!("{}:", local(name)))
    }

    /// Its first child of a name without prefix.
    pub fn child(&self, text: &str, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.local(text) == name)
    }

    /// Its children of a name without prefix.
    pub fn children_named<'a>(&'a self, text: &'a str, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.local(text) == name)
    }
}

fn adopt(open: &mut [Element], done: Option<Element>) {
    if let (Some(parent), Some(done)) = (open.last_mut(), done) {
        parent.children.push(done);
    }
}

/// Where a reader stands, in bytes from the start of its text.
pub(super) fn position(reader: &Reader<&[u8]>) -> Result<usize, String> {
    usize::try_from(reader.buffer_position()).map_err(|error| error.to_string())
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The name of a tag.
pub(super) fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    name.split(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').next().unwrap_or(name)
}

/// The attributes of a tag: their names, and the places of their values between the quotes.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut at = 1 + tag_name(tag).len();
    std::iter::from_fn(move || {
        let equals = at + tag.get(at..)?.find('=')?;
        let name = tag[at..equals].trim();
        let quote = equals + tag[equals..].find(['"', '\''])?;
        let start = quote + 1;
        let end = start + tag[start..].find(char::from(tag.as_bytes()[quote]))?;
        at = end + 1;
        Some((name, start..end))
    })
}

/// The value of an attribute of a tag, by its full name.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let (_, value) = attributes(tag).find(|(other, _)| *other == name)?;
    unescape(&tag[value]).ok()
}

/// Edits of a text; all that they do not name stays as it is.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Puts something before a place. Several insertions at one place keep their order.
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.0.push((at..at, text.into()));
    }

    /// Puts something instead of what stands at a place.
    pub fn replace(&mut self, place: Range<usize>, text: impl Into<String>) {
        self.0.push((place, text.into()));
    }

    /// Sets an attribute of the tag that stands at a place.
    pub fn set_attribute(&mut self, text: &str, tag: &Range<usize>, name: &str, value: &str) {
        let written = &text[tag.clone()];
        match attributes(written).find(|(other, _)| *other == name) {
            Some((_, old)) if &written[old.clone()] == value => {}
            Some((_, old)) => self.replace(tag.start + old.start..tag.start + old.end, value),
            None => self.insert(tag.start + 1 + tag_name(written).len(), format!(" {name}=\"{value}\"")),
        }
    }

    /// Puts something at the end of an element's inside, also where it is written `<a/>`.
    pub fn append(&mut self, text: &str, element: &Element, addition: &str) {
        if element.is_empty_tag() {
            let close = text[element.tag.clone()].rfind('/').unwrap_or(0) + element.tag.start;
            self.replace(close..element.tag.end, format!(">{addition}</{}>", element.name(text)));
        } else {
            self.insert(element.inner.end, addition);
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with the edits made. Of two that overlap the later is left out.
    pub fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(place, _)| (place.start, place.end));
        let mut result = String::with_capacity(text.len() + self.0.iter().map(|(_, it)| it.len()).sum::<usize>());
        let mut done = 0;
        for (place, new) in self.0.into_iter().filter(|(place, _)| place.end <= text.len()) {
            if place.start >= done {
                result.push_str(&text[done..place.start]);
                result.push_str(&new);
                done = place.end;
            }
        }
        result.push_str(&text[done..]);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "<?xml version='1.0'?>\n<x:a b = 'c>' xmlns:r=\"urn:r\"><x:d r:id=\"7\"/>t<!-- <no/> --><x:e><f><g/></f></x:e></x:a>";

    #[test]
    fn a_part_becomes_a_tree_with_places() {
        let root = Element::parse(TEXT, &[]).unwrap();
        assert_eq!((root.name(TEXT), root.local(TEXT), root.prefix(TEXT)), ("x:a", "a", "x:"));
        assert_eq!(root.attribute(TEXT, "b").unwrap(), "c>");
        assert_eq!(root.prefix_of(TEXT, "urn:r").unwrap(), "r:");
        assert_eq!(root.child(TEXT, "d").unwrap().relationship(TEXT).unwrap(), "7");
        let e = root.child(TEXT, "e").unwrap();
        assert_eq!(&TEXT[e.inner.clone()], "<f><g/></f>");
        assert_eq!(&TEXT[e.whole.clone()], "<x:e><f><g/></f></x:e>");
        assert_eq!(e.children[0].children.len(), 1);
    }

    #[test]
    fn the_inside_of_an_opaque_element_is_passed_over() {
        let root = Element::parse(TEXT, &["e"]).unwrap();
        assert_eq!(root.children.len(), 2);
        assert!(root.child(TEXT, "e").unwrap().children.is_empty());
        let after = "<a><s><b><c/></b></s><s/><t><b/></t></a>";
        let root = Element::parse(after, &["s"]).unwrap();
        assert_eq!(root.children.iter().map(|child| child.children.len()).collect::<Vec<_>>(), [0, 0, 1]);
    }

    #[test]
    fn a_deep_part_makes_no_deep_tree_and_a_broken_one_is_refused() {
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert!(Element::parse(&deep, &[]).is_ok());
        for broken in ["", "<a>", "<a/><b/>", "<a></b>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"] {
            assert!(Element::parse(broken, &[]).is_err(), "{broken}");
        }
    }

    #[test]
    fn edits_change_only_what_they_name() {
        let root = Element::parse(TEXT, &[]).unwrap();
        let mut edits = Edits::default();
        edits.set_attribute(TEXT, &root.tag, "b", "x");
        edits.set_attribute(TEXT, &root.tag, "new", "y");
        edits.append(TEXT, &root.children[0], "<one/>");
        edits.append(TEXT, &root, "<two/>");
        edits.append(TEXT, &root, "<three/>");
        let expected = TEXT
            .replace("'c>'", "'x'")
            .replace("<x:a ", "<x:a new=\"y\" ")
            .replace("\"7\"/>", "\"7\"><one/></x:d>")
            .replace("</x:a>", "<two/><three/></x:a>");
        assert_eq!(edits.apply(TEXT), expected);
    }
}
