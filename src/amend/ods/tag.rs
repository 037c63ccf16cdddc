//! Markup as it stands in a file: its pieces with their places, and start tags that can be changed.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::{escape, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::CONTENT;
use crate::amend::AmendError;
use crate::amend::parts::malformed;

/// Reads markup piece by piece.
pub(super) struct Pieces<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> Pieces<'a> {
    pub fn of(xml: &'a str) -> Self {
        Self { reader: Reader::from_str(xml) }
    }

    /// The next piece and where it stands; `None` at the end.
    pub fn next(&mut self) -> Result<Option<(Range<usize>, Event<'a>)>, AmendError> {
        let start = self.position();
        match self.reader.read_event().map_err(broken)? {
            Event::Eof => Ok(None),
            event => Ok(Some((start..self.position(), event))),
        }
    }

    /// Skips what is left of an element that has just begun; where its end tag ends.
    pub fn skip(&mut self, start: &BytesStart) -> Result<usize, AmendError> {
        self.reader.read_to_end(start.name()).map_err(broken)?;
        Ok(self.position())
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }
}

/// A start tag: the name and the attributes in their order, their values escaped as they stand.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// A tag without attributes.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), attributes: Vec::new() }
    }

    /// Reads a start tag.
    pub fn read(start: &BytesStart) -> Result<Self, AmendError> {
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(broken)?;
            attributes.push((attribute.key.as_ref().to_owned(), attribute.value.into_owned()));
        }
        Ok(Self { name: start.name().as_ref().to_owned(), attributes })
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(key, _)| key == name)?;
        Some(unescape(value).map_or_else(|_| value.clone(), Cow::into_owned))
    }

    /// The value of an attribute that counts something; 1 where it is not there.
    pub fn count(&self, name: &str) -> u32 {
        self.get(name).and_then(|value| value.trim().parse().ok()).filter(|count| *count > 0).unwrap_or(1)
    }

    /// With an attribute set.
    pub fn set(&mut self, name: &str, value: &str) {
        let value = escape(value).into_owned();
        match self.attributes.iter_mut().find(|(key, _)| key == name) {
            Some(attribute) => attribute.1 = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    /// With a repetition set; once is said by saying nothing.
    pub fn repeat(&mut self, name: &str, count: u32) {
        if count == 1 { self.remove(name) } else { self.set(name, &count.to_string()) }
    }

    /// Without an attribute.
    pub fn remove(&mut self, name: &str) {
        self.attributes.retain(|(key, _)| key != name);
    }

    /// `<name …>`.
    pub fn open(&self) -> String {
        format!("<{}>", self.inside())
    }

    /// `<name …/>`.
    pub fn empty(&self) -> String {
        format!("<{}/>", self.inside())
    }

    /// `</name>`.
    pub fn close(&self) -> String {
        format!("</{}>", self.name)
    }

    fn inside(&self) -> String {
        // A value that stood in apostrophes may hold quotation marks.
        let attributes = self.attributes.iter().map(|(key, value)| format!(" {key}=\"{}\"", value.replace('"', "&quot;")));
        std::iter::once(self.name.clone()).chain(attributes).collect()
    }
}

/// A value of an attribute of a piece.
pub(super) fn attribute(start: &BytesStart, name: &str) -> Result<Option<String>, AmendError> {
    let Some(attribute) = start.try_get_attribute(name).map_err(broken)? else { return Ok(None) };
    Ok(Some(attribute.normalized_value(XmlVersion::default()).map_err(broken)?.into_owned()))
}

/// `content.xml` is not as the format asks.
pub(super) fn broken(why: impl ToString) -> AmendError {
    malformed(CONTENT, why)
}

/// Text as paragraphs: a line each, its spaces kept, what XML cannot hold left out.
pub(super) fn paragraphs(text: &str) -> String {
    text.split('\n').map(|line| format!("<text:p>{}</text:p>", spaced(line))).collect()
}

/// Escaped text in which no space is lost to the collapsing of white space.
fn spaced(line: &str) -> String {
    let sound: String = line.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    let words: Vec<&str> = sound.split(' ').collect();
    let mut out = String::new();
    for (at, word) in words.iter().enumerate() {
        let is_plain_space = at > 0 && !words[at - 1].is_empty() && !word.is_empty();
        match at {
            0 => {}
            _ if is_plain_space => out.push(' '),
            _ => out.push_str("<text:s/>"),
        }
        out.push_str(&escape(*word));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_space_is_lost_and_no_line() {
        assert_eq!(paragraphs("a b"), "<text:p>a b</text:p>");
        assert_eq!(paragraphs("a  b"), "<text:p>a<text:s/><text:s/>b</text:p>");
        assert_eq!(paragraphs(" a<\u{7}\nb"), "<text:p><text:s/>a&lt;</text:p><text:p>b</text:p>");
    }

    #[test]
    fn a_tag_keeps_what_is_not_changed() {
        let xml = r#"<a:b one='x"&amp;' two="2"/>"#;
        let Some((place, Event::Empty(start))) = Pieces::of(xml).next().unwrap() else { panic!() };
        assert_eq!(place, 0..xml.len());
        let mut tag = Tag::read(&start).unwrap();
        assert_eq!(tag.get("one").as_deref(), Some("x\"&"));
        tag.repeat("two", 1);
        tag.set("three", "<3>");
        assert_eq!(tag.empty(), r#"<a:b one="x&quot;&amp;" three="&lt;3&gt;"/>"#);
    }
}
