//! Styles of coloured cells: each a copy of the cell's own, with another background.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::layout::Layout;
use super::tag::{Pieces, Tag, broken};
use crate::amend::{AmendError, colour};
use crate::diag::Level;

/// What a style is asked to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wish {
    /// The level whose colour the cell gets.
    pub level: Option<Level>,
    /// Whether the cell is to show a date.
    pub is_date: bool,
}

/// The styles that were added.
pub(super) struct Styles<'a> {
    xml: &'a str,
    layout: &'a Layout,
    prefix: String,
    made: BTreeMap<(String, Wish), String>,
    /// Their markup.
    pub text: String,
}

impl<'a> Styles<'a> {
    /// None yet. Their names will be like no name in the file.
    pub fn new(xml: &'a str, layout: &'a Layout) -> Self {
        let mut prefix = "laurea-".to_owned();
        while xml.contains(&format!("\"{prefix}")) {
            prefix.insert(0, 'x');
        }
        Self { xml, layout, prefix, made: BTreeMap::new(), text: String::new() }
    }

    /// A name for a style of our own.
    pub fn name(&self, part: &str) -> String {
        format!("{}{part}", self.prefix)
    }

    /// Name of a style like `base` but for what is wished; `base` is the style the cell has now, if any.
    pub fn like(&mut self, base: Option<&str>, wish: Wish) -> Result<String, AmendError> {
        let key = (base.unwrap_or("Default").to_owned(), wish);
        if let Some(name) = self.made.get(&key) {
            return Ok(name.clone());
        }
        if wish.is_date && !self.made.keys().any(|(_, wish)| wish.is_date) {
            self.text.push_str(&date_format(&self.name("date")));
        }
        let name = self.name(&format!("cell-{}", self.made.len() + 1));
        let text = self.changed(&key.0, wish, &name)?;
        self.text.push_str(&text);
        self.made.insert(key, name.clone());
        Ok(name)
    }

    fn changed(&self, base: &str, wish: Wish, name: &str) -> Result<String, AmendError> {
        let Some(place) = self.layout.cell_styles.get(base) else {
            // A style that all sheets share, of styles.xml: the new one is its child.
            let mut tag = Tag::new("style:style");
            tag.set("style:name", name);
            tag.set("style:family", "table-cell");
            tag.set("style:parent-style-name", base);
            return Ok(self.dressed(tag, wish, "", ""));
        };
        let element = &self.xml[place.clone()];
        let mut pieces = Pieces::of(element);
        let (mut tag, is_empty) = match pieces.next()? {
            Some((_, Event::Start(start))) => (Tag::read(&start)?, false),
            Some((_, Event::Empty(start))) => (Tag::read(&start)?, true),
            _ => return Err(broken("a style that is no element")),
        };
        tag.set("style:name", name);
        let (mut properties, mut rest) = (String::new(), String::new());
        while let Some((place, event)) = pieces.next()?.filter(|_| !is_empty) {
            let end = match &event {
                Event::Start(start) => pieces.skip(start)?,
                Event::End(_) => break,
                _ => place.end,
            };
            match event {
                Event::Start(start) | Event::Empty(start) if start.name().as_ref() == "style:table-cell-properties" => {
                    element[place.start..end].clone_into(&mut properties);
                }
                _ => rest.push_str(&element[place.start..end]),
            }
        }
        Ok(self.dressed(tag, wish, &properties, &rest))
    }

    fn dressed(&self, mut tag: Tag, wish: Wish, properties: &str, rest: &str) -> String {
        let shows_dates = tag.get("style:data-style-name").is_some_and(|format| self.layout.date_formats.contains(&format));
        if wish.is_date && !shows_dates {
            tag.set("style:data-style-name", &self.name("date"));
        }
        let properties = wish.level.map_or_else(|| properties.to_owned(), |level| painted(properties, level));
        format!("{}{properties}{rest}{}", tag.open(), tag.close())
    }
}

/// Cell properties with the background of a level.
fn painted(properties: &str, level: Level) -> String {
    let background = format!("#{}", colour(level).to_lowercase());
    let mut pieces = Pieces::of(properties);
    let read = match pieces.next() {
        Ok(Some((place, Event::Start(start)))) => Tag::read(&start).ok().map(|tag| (tag, Some(place.end))),
        Ok(Some((_, Event::Empty(start)))) => Tag::read(&start).ok().map(|tag| (tag, None)),
        _ => None,
    };
    let (mut tag, inner) = read.unwrap_or_else(|| (Tag::new("style:table-cell-properties"), None));
    tag.set("fo:background-color", &background);
    match inner {
        Some(at) => format!("{}{}", tag.open(), &properties[at..]),
        None => tag.empty(),
    }
}

/// `30.09.2025`.
fn date_format(name: &str) -> String {
    format!(
        "<number:date-style style:name=\"{name}\"><number:day number:style=\"long\"/><number:text>.</number:text>\
         <number:month number:style=\"long\"/><number:text>.</number:text><number:year number:style=\"long\"/></number:date-style>"
    )
}
