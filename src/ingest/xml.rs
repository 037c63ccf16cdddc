//! The markup of a part, event by event: no entities but the five, no text without end, every error with its part.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use super::fault::Fault;
use super::meter::Meter;
use super::package::part_fault;

/// The most bytes of one tag or one piece of text; a cell holds 32 767 letters.
const LONGEST: usize = 16 << 20;

/// What stands next in a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A tag opens: see [`Xml::name`], [`Xml::local`] and [`Xml::attribute`].
    Open,
    /// A tag closes.
    Close,
    /// A piece of text: see [`Xml::text`].
    Text,
    /// The part is over.
    End,
}

/// A part being read.
pub struct Xml<'a> {
    reader: Reader<Bounded<'a>>,
    buffer: Vec<u8>,
    part: String,
    meter: &'a Meter,
    /// Name and attributes of the last tag that opened.
    tag: String,
    name: usize,
    text: String,
    /// The tag that opened has no content: its closing is still to be told.
    is_closing: bool,
    depth: usize,
}

impl<'a> Xml<'a> {
    /// Begins to read a part.
    pub fn new(source: &'a mut dyn BufRead, part: &str, meter: &'a Meter) -> Self {
        Self {
            reader: Reader::from_reader(Bounded { source, since: 0 }),
            buffer: Vec::with_capacity(1 << 10),
            part: part.to_owned(),
            meter,
            tag: String::new(),
            name: 0,
            text: String::new(),
            is_closing: false,
            depth: 0,
        }
    }

    /// Goes on to what stands next.
    pub fn next(&mut self) -> Result<Next, Fault> {
        if self.is_closing {
            self.is_closing = false;
            return Ok(Next::Close);
        }
        loop {
            self.meter.tick()?;
            self.buffer.clear();
            self.reader.get_mut().since = 0;
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(tag)) => {
                    self.name = tag.name().as_ref().len();
                    self.tag.clear();
                    self.tag.push_str(&tag);
                    self.depth += 1;
                    return Ok(Next::Open);
                }
                Ok(Event::Empty(tag)) => {
                    self.name = tag.name().as_ref().len();
                    self.tag.clear();
                    self.tag.push_str(&tag);
                    self.is_closing = true;
                    return Ok(Next::Open);
                }
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Next::Close);
                }
                Ok(Event::Text(text)) => {
                    self.text.clear();
                    self.text.push_str(&text.xml10_content());
                    return Ok(Next::Text);
                }
                Ok(Event::CData(text)) => {
                    self.text.clear();
                    self.text.push_str(&text.xml10_content());
                    return Ok(Next::Text);
                }
                Ok(Event::GeneralRef(reference)) => {
                    let letter = character(&reference).ok_or_else(|| Fault::Entities(self.part.clone()))?;
                    self.text.clear();
                    self.text.push(letter);
                    return Ok(Next::Text);
                }
                Ok(Event::DocType(_)) => return Err(Fault::Entities(self.part.clone())),
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => {}
                Ok(Event::Eof) if self.depth > 0 => return Err(Fault::CutOff),
                Ok(Event::Eof) => return Ok(Next::End),
                Err(quick_xml::Error::Io(error)) => return Err(part_fault(&error, &self.part)),
                Err(error) => return Err(Fault::Broken(format!("{}: {error}", self.part))),
            }
        }
    }

    /// Name of the tag that opened last, as written.
    pub fn name(&self) -> &str {
        &self.tag[..self.name]
    }

    /// Its name without the prefix.
    pub fn local(&self) -> &str {
        local(self.name())
    }

    /// An attribute of the tag that opened last, by its name as written.
    pub fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, Fault> {
        self.find(|key| key == name)
    }

    /// An attribute with any prefix, by its name without it; one without a prefix does not count.
    pub fn prefixed(&self, name: &str) -> Result<Option<Cow<'_, str>>, Fault> {
        self.find(|key| key.split_once(':').is_some_and(|(_, rest)| rest == name))
    }

    fn find(&self, is_it: impl Fn(&str) -> bool) -> Result<Option<Cow<'_, str>>, Fault> {
        for attribute in self.attributes() {
            let (key, value) = attribute.ok_or_else(|| self.broken("attribute"))?;
            if is_it(key) {
                let value = if value.contains(['&', '\n', '\r', '\t']) { Cow::Owned(self.plain(value)?) } else { value.into() };
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// All attributes of the tag that opened last with their values as written; `None` for one that is none.
    pub fn attributes(&self) -> impl Iterator<Item = Option<(&str, &str)>> {
        let mut rest = &self.tag[self.name..];
        std::iter::from_fn(move || {
            rest = rest.trim_ascii_start();
            if rest.is_empty() || rest == "/" {
                return None;
            }
            let found = first_attribute(rest);
            rest = found.map_or("", |(.., rest)| rest);
            Some(found.map(|(key, value, _)| (key, value)))
        })
    }

    fn plain(&self, value: &str) -> Result<String, Fault> {
        let spaced = value.replace(['\n', '\r', '\t'], " ");
        let plain = quick_xml::escape::unescape(&spaced).map_err(|_| Fault::Entities(self.part.clone()))?;
        Ok(plain.into_owned())
    }

    /// The piece of text that stands here.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds the text up to the closing of the tag that has just opened, without that of tags inside.
    pub fn text_into(&mut self, out: &mut String) -> Result<(), Fault> {
        loop {
            match self.next()? {
                Next::Text => out.push_str(&self.text),
                Next::Open => self.skip()?,
                Next::Close | Next::End => return Ok(()),
            }
        }
    }

    /// Goes on behind the closing of the tag that has just opened.
    pub fn skip(&mut self) -> Result<(), Fault> {
        let mut open = 1_u32;
        while open > 0 {
            match self.next()? {
                Next::Open => open += 1,
                Next::Close => open -= 1,
                Next::Text => {}
                Next::End => return Ok(()),
            }
        }
        Ok(())
    }

    /// Reads what is left, so that a part whose end is missing or damaged is not taken for a whole one.
    pub fn finish(&mut self) -> Result<(), Fault> {
        while self.next()? != Next::End {}
        Ok(())
    }

    /// The fault of something in this part that cannot be read.
    pub fn broken(&self, what: &str) -> Fault {
        Fault::Broken(format!("{}: {what}", self.part))
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.bytes().position(|byte| byte == b':').map_or(name, |at| &name[at + 1..])
}

/// Key, value and rest of a tag's attributes.
fn first_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let equals = bytes.iter().position(|byte| *byte == b'=')?;
    let spaces = bytes[equals + 1..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    let start = equals + 1 + spaces;
    let quote = Some(bytes[start]).filter(|byte| [b'"', b'\''].contains(byte))?;
    let length = bytes[start + 1..].iter().position(|byte| *byte == quote)?;
    let end = start + 1 + length;
    Some((text[..equals].trim_ascii_end(), &text[start + 1..end], &text[end + 1..]))
}

/// The letter of one of the five entities or of a number.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    match reference.as_ref() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// A source that ends with an error where one tag or text goes on and on.
struct Bounded<'a> {
    source: &'a mut dyn BufRead,
    since: usize,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > LONGEST {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.since += count;
        self.source.consume(count);
    }
}
