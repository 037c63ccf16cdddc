//! Markup, element by element; what stands between the tags is escaped, and what XML cannot hold is left out.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesCData, BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document that is being written.
pub struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    /// A document with its declaration, an element a line.
    pub fn document() -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self { writer })
    }

    /// A piece of markup without declaration, all in one line.
    pub fn piece() -> Self {
        Self { writer: Writer::new(Vec::new()) }
    }

    /// An element with whatever `inside` writes.
    pub fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))?;
        inside(self)?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element with a text.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        let clean = legal(text);
        self.element(name, attributes, |xml| xml.writer.write_event(Event::Text(BytesText::new(&clean))))
    }

    /// An element with a text in one line, single spaces between its words (`xs:token`); none where there is nothing to say.
    pub fn token(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        let text = one_line(text);
        if text.is_empty() { Ok(()) } else { self.text(name, attributes, &text) }
    }

    /// An element with markup that is not to be read as such.
    pub fn markup(&mut self, name: &str, attributes: &[(&str, &str)], markup: &str) -> io::Result<()> {
        self.element(name, attributes, |xml| {
            BytesCData::escaped(markup).try_for_each(|piece| xml.writer.write_event(Event::CData(piece)))
        })
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner()
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &'a str)]) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}

/// A text with single spaces between its words, none outside.
pub fn one_line(text: &str) -> String {
    legal(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without the characters that XML 1.0 has no room for.
fn legal(text: &str) -> String {
    let is_legal = |c: &char| matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_legal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_in_a_text_stays_text() {
        let mut xml = Xml::piece();
        xml.element("a", &[("t", "\"<&")], |xml| {
            xml.token("b", &[], " 1 <\u{a0}2 & \u{1}\n3 ")?;
            xml.token("nothing", &[], " \u{a0} ")?;
            xml.markup("c", &[], "<p>x]]>y</p>")
        })
        .expect("memory");
        let written = String::from_utf8(xml.into_bytes()).expect("UTF-8");
        assert!(written.contains("<b>1 &lt; 2 &amp; 3</b>") && !written.contains("nothing"), "{written}");
        assert!(written.contains("&quot;&lt;&amp;") && written.contains("]]]]><![CDATA[>y"), "{written}");
    }
}
