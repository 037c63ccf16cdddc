//! The parts of an xlsx workbook that its sheets lean on: list of sheets, shared strings, number formats.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cell::DateSystem;
use super::fault::Fault;
use super::meter::Meter;
use super::number_format::{Shows, built_in, custom};
use super::package::Package;
use super::xlsx::children;
use super::xml::{Next, Xml};

/// What the workbook says of itself.
#[derive(Debug, Default)]
pub struct Book {
    /// Its worksheets, in their order.
    pub sheets: Vec<SheetPart>,
    /// Day counting.
    pub dates: DateSystem,
    /// The part with the shared strings.
    pub texts: Option<String>,
    /// The part with the formats.
    pub styles: Option<String>,
}

/// A worksheet and the part it stands in.
#[derive(Debug)]
pub struct SheetPart {
    /// Name.
    pub name: String,
    /// Part.
    pub part: String,
    /// Whether it is hidden.
    pub is_hidden: bool,
}

/// Type and target of a relation, by its id.
type Relations = BTreeMap<String, (String, String)>;

/// Reads what the workbook says of itself.
pub fn book(package: &Package<'_>) -> Result<Book, Fault> {
    let part = main_part(package)?;
    let relations = relations(package, &part)?;
    let by_type = |end: &str| relations.values().find(|(kind, _)| kind.ends_with(end)).map(|(_, target)| target.clone());
    let mut book = Book { texts: by_type("/sharedStrings"), styles: by_type("/styles"), ..Book::default() };
    let read = package.xml(&part, |xml| {
        loop {
            match xml.next()? {
                Next::End => return Ok(()),
                Next::Open if xml.local() == "workbookPr" => {
                    let from_1904 = xml.attribute("date1904")?.is_some_and(|value| value == "1" || value == "true");
                    book.dates = if from_1904 { DateSystem::From1904 } else { DateSystem::From1900 };
                }
                Next::Open if xml.local() == "sheet" => {
                    let id = xml.prefixed("id")?.unwrap_or_default().into_owned();
                    let name = xml.attribute("name")?.unwrap_or_default().into_owned();
                    let is_hidden = xml.attribute("state")?.is_some_and(|state| state != "visible");
                    let Some((kind, part)) = relations.get(&id) else { return Err(xml.broken(&format!("sheet {name}"))) };
                    // A chart sheet has no cells; sheets of macros and dialogues have none that count.
                    if kind.ends_with("/worksheet") {
                        book.sheets.push(SheetPart { name, part: part.clone(), is_hidden });
                    }
                }
                _ => {}
            }
        }
    })?;
    read.ok_or_else(|| Fault::Broken(format!("{part} is missing")))?;
    Ok(book)
}

/// The part that is the workbook.
fn main_part(package: &Package<'_>) -> Result<String, Fault> {
    let relations = relations(package, "")?;
    let main = relations.into_values().find(|(kind, _)| kind.ends_with("/officeDocument"));
    Ok(main.map_or_else(|| "xl/workbook.xml".to_owned(), |(_, target)| target))
}

fn relations(package: &Package<'_>, part: &str) -> Result<Relations, Fault> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    let mut relations = Relations::new();
    package.xml(&format!("{folder}{slash}_rels/{file}.rels"), |xml| {
        loop {
            match xml.next()? {
                Next::End => return Ok(()),
                Next::Open if xml.local() == "Relationship" => {
                    let of = |name| Ok::<_, Fault>(xml.attribute(name)?.unwrap_or_default().into_owned());
                    let (id, kind, target) = (of("Id")?, of("Type")?, of("Target")?);
                    if of("TargetMode")? != "External" {
                        relations.insert(id, (kind, resolve(folder, &target)));
                    }
                }
                _ => {}
            }
        }
    })?;
    Ok(relations)
}

/// The part that a target means, seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

/// The shared strings: one long text and where each ends.
#[derive(Debug, Default)]
pub struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Reads them; each item counts, also an empty one.
    pub fn read(package: &Package<'_>, part: &str, meter: &Meter) -> Result<Self, Fault> {
        let mut texts = Self::default();
        let read = package.xml(part, |xml| {
            loop {
                match xml.next()? {
                    Next::End => return Ok(()),
                    Next::Open if xml.local() == "si" => {
                        let before = texts.all.len();
                        read_rich_text(xml, &mut texts.all)?;
                        texts.ends.push(texts.all.len());
                        meter.memory((texts.all.len() - before) as u64 + 8)?;
                    }
                    _ => {}
                }
            }
        })?;
        read.ok_or_else(|| Fault::Broken(format!("{part} is missing")))?;
        Ok(texts)
    }

    /// The string of a number, from 0.
    pub fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.all.get(start..end)
    }
}

/// Adds the text of a string's runs; how it is pronounced is no part of it.
pub fn read_rich_text(xml: &mut Xml<'_>, out: &mut String) -> Result<(), Fault> {
    let mut piece = String::new();
    children(xml, |xml| match xml.local() {
        "t" => text(xml, &mut piece, out),
        "r" => children(xml, |xml| match xml.local() {
            "t" => text(xml, &mut piece, out),
            _ => xml.skip(),
        }),
        _ => xml.skip(),
    })
}

fn text(xml: &mut Xml<'_>, piece: &mut String, out: &mut String) -> Result<(), Fault> {
    piece.clear();
    let is_kept = xml.attribute("xml:space")?.is_some_and(|value| value == "preserve");
    xml.text_into(piece)?;
    let text = if is_kept { piece.as_str() } else { without_layout(piece) };
    out.push_str(&unescape(text));
    Ok(())
}

/// Text without the line breaks and indents that only lay out the XML.
fn without_layout(text: &str) -> &str {
    let is_layout = |end: &str| end.contains('\n');
    let start = text.len() - text.trim_ascii_start().len();
    let text = if is_layout(&text[..start]) { &text[start..] } else { text };
    let end = text.trim_ascii_end().len();
    if is_layout(&text[end..]) { &text[..end] } else { text }
}

/// Text with its `_xHHHH_` as the letters they stand for (ECMA-376, 22.9.2.19).
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut units: Vec<u16> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(unit) = escape_at(rest) {
            units.push(unit);
            rest = &rest[7..];
            continue;
        }
        flush(&mut units, &mut out);
        out.push(letter);
        rest = &rest[letter.len_utf8()..];
    }
    flush(&mut units, &mut out);
    out.into()
}

fn escape_at(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

/// Letters of escaped units; halves of pairs that stand alone stay as they were written.
fn flush(units: &mut Vec<u16>, out: &mut String) {
    for letter in char::decode_utf16(units.drain(..)) {
        match letter {
            Ok(letter) => out.push(letter),
            Err(half) => out.push_str(&format!("_x{:04X}_", half.unpaired_surrogate())),
        }
    }
}

/// What the number format of each style shows.
#[derive(Debug, Default)]
pub struct Styles {
    shows: Vec<Shows>,
}

impl Styles {
    /// Reads them.
    pub fn read(package: &Package<'_>, part: &str) -> Result<Self, Fault> {
        let mut formats: BTreeMap<u32, Shows> = BTreeMap::new();
        let mut styles = Self::default();
        let read = package.xml(part, |xml| {
            loop {
                match xml.next()? {
                    Next::End => return Ok(()),
                    Next::Open if xml.local() == "numFmt" => {
                        let id = xml.attribute("numFmtId")?.and_then(|id| id.parse().ok());
                        let code = xml.attribute("formatCode")?;
                        formats.extend(id.zip(code).map(|(id, code)| (id, custom(&code))));
                    }
                    Next::Open if xml.local() == "cellXfs" => children(xml, |xml| {
                        let id = xml.attribute("numFmtId")?.and_then(|id| id.parse().ok()).unwrap_or(0);
                        if xml.local() == "xf" {
                            styles.shows.push(formats.get(&id).copied().unwrap_or_else(|| built_in(id)));
                        }
                        xml.skip()
                    })?,
                    // Formats of conditions and of pivot tables have numbers of their own.
                    Next::Open if xml.local() == "dxfs" => xml.skip()?,
                    _ => {}
                }
            }
        })?;
        read.ok_or_else(|| Fault::Broken(format!("{part} is missing")))?;
        Ok(styles)
    }

    /// What a style shows; `None` where there is no such style.
    pub fn shows(&self, style: u32) -> Option<Shows> {
        match self.shows.get(style as usize) {
            None if style == 0 || self.shows.is_empty() => Some(Shows::Number),
            shows => shows.copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_letters_and_escaped_escapes_are_not() {
        for (written, meant) in [
            ("a_x000D_b", "a\rb"),
            ("a_x0007_b", "a\u{7}b"),
            ("a_x005F_x000d_b", "a_x000d_b"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_ alone", "_xD83D_ alone"),
            ("_x12_ _xGGGG_ _x+123_ _xЯЯ", "_x12_ _xGGGG_ _x+123_ _xЯЯ"),
            ("file_x.txt", "file_x.txt"),
        ] {
            assert_eq!(unescape(written), meant, "{written}");
        }
    }

    #[test]
    fn targets() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "../other/./s.xml"), "other/s.xml");
        assert_eq!(resolve("", "xl\\workbook.xml"), "xl/workbook.xml");
    }
}
