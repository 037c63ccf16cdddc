//! The styles of a workbook: copies of its cells' formats with another fill or another number format.

use std::collections::BTreeMap;

use crate::diag::Level;

use super::super::{AmendError, Look};
use super::markup::{Edits, Element, attribute};
use super::package::{Package, malformed};
use super::relations;
use super::text::escaped_plain;
use super::workbook::Workbook;

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
/// The order of a style sheet's sections.
const ORDER: [&str; 11] =
    ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"];
/// `dd.mm.yyyy`, its full stops escaped as programs write them.
const DATE_FORMAT: &str = "dd\\.mm\\.yyyy";
const FIRST_OWN_FORMAT: u32 = 164;
const GENERAL: u32 = 0;
const TWO_DECIMALS: u32 = 2;
const TEXT: u32 = 49;

/// What the number format of a cell must suit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Suits {
    /// Whatever it is.
    Anything,
    /// A date.
    Date,
    /// A whole number.
    Whole,
    /// A number with decimals.
    Decimal,
}

/// A section of the style sheet: what it holds, as written.
#[derive(Debug)]
struct Section {
    name: &'static str,
    items: Vec<String>,
    /// How many of the items stand in the file.
    written: usize,
}

/// The styles.
#[derive(Debug)]
pub(super) struct Styles {
    part: String,
    text: String,
    root: Element,
    prefix: String,
    sections: Vec<Section>,
    made: BTreeMap<(usize, Option<Level>, Suits), usize>,
}

impl Styles {
    /// Reads the styles of a workbook; begins them where it has none.
    pub fn read(package: &mut Package, workbook: &Workbook) -> Result<Self, AmendError> {
        let part = match workbook.related("styles") {
            Some(part) => part.to_owned(),
            None => begin(package, workbook)?,
        };
        let text = package.text(&part)?;
        let root = Element::parse(&text, &[]).map_err(|why| malformed(&part, &why))?;
        let prefix = root.prefix(&text).to_owned();
        let mut styles = Self { part, text, root, prefix, sections: Vec::new(), made: BTreeMap::new() };
        for (name, defaults) in [
            ("numFmts", &[][..]),
            ("fonts", &["<{p}font/>"][..]),
            (
                "fills",
                &[
                    "<{p}fill><{p}patternFill patternType=\"none\"/></{p}fill>",
                    "<{p}fill><{p}patternFill patternType=\"gray125\"/></{p}fill>",
                ],
            ),
            ("borders", &["<{p}border/>"]),
            ("cellXfs", &["<{p}xf/>"]),
        ] {
            let section = styles.section(name, defaults);
            styles.sections.push(section);
        }
        Ok(styles)
    }

    fn section(&self, name: &'static str, defaults: &[&str]) -> Section {
        match self.root.child(&self.text, name) {
            Some(element) if !element.children.is_empty() => {
                let items: Vec<_> = element.children.iter().map(|child| self.text[child.whole.clone()].to_owned()).collect();
                Section { name, written: items.len(), items }
            }
            _ => Section { name, items: defaults.iter().map(|it| it.replace("{p}", &self.prefix)).collect(), written: 0 },
        }
    }

    /// The format of a cell with the colour of a level and a number format that suits its value.
    pub fn restyled(&mut self, base: usize, level: Option<Level>, suits: Suits) -> usize {
        if let Some(made) = self.made.get(&(base, level, suits)) {
            return *made;
        }
        let formats = self.items("cellXfs");
        let base_item = formats.get(base).or_else(|| formats.first()).cloned().unwrap_or_default();
        let mut wanted: Vec<(&str, String)> = Vec::new();
        if let Some(number) = self.other_number_format(&base_item, suits) {
            wanted.extend([("numFmtId", number.to_string()), ("applyNumberFormat", "1".to_owned())]);
        }
        if let Some(level) = level {
            wanted.extend([("fillId", self.fill(colour(level)).to_string()), ("applyFill", "1".to_owned())]);
        }
        let is_known = base < self.items("cellXfs").len();
        let made = if wanted.is_empty() && is_known { base } else { self.item("cellXfs", with_attributes(&base_item, &wanted)) };
        self.made.insert((base, level, suits), made);
        made
    }

    /// The format of a cell of the added sheet: a link, a text that must not be taken for a formula, a cell of a table.
    pub fn of_look(&mut self, look: Look, is_link: bool, is_quoted: bool, is_ruled: bool) -> usize {
        let fill = match look {
            Look::Plain | Look::Title | Look::Line => 0,
            Look::Head => self.fill("FFD9D9D9"),
            Look::Level(level) => self.fill(colour(level)),
        };
        let font = self.font(look, is_link);
        let border = if is_ruled { self.rule() } else { 0 };
        let wrap = if matches!(look, Look::Title | Look::Line) { "" } else { " wrapText=\"1\"" };
        let quote = if is_quoted { " quotePrefix=\"1\"" } else { "" };
        let parent = if self.root.child(&self.text, "cellStyleXfs").is_some() { " xfId=\"0\"" } else { "" };
        let p = &self.prefix;
        let item = format!(
            "<{p}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\"{parent}{quote} applyFont=\"1\" \
             applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><{p}alignment vertical=\"top\"{wrap}/></{p}xf>"
        );
        self.item("cellXfs", item)
    }

    /// Writes the part.
    pub fn write(self, package: &mut Package) -> Result<(), AmendError> {
        let (text, p) = (&self.text, &self.prefix);
        let mut edits = Edits::default();
        for section in &self.sections {
            let (name, count) = (section.name, section.items.len());
            // A section that is not there has only its defaults; it is made where something was added to it.
            if section.written == 0 && self.defaults(name) == count {
                continue;
            }
            let added: String = section.items[section.written..].concat();
            match self.root.child(text, name) {
                _ if added.is_empty() => {}
                Some(element) => {
                    if element.attribute(text, "count").is_some() && !element.is_empty_tag() {
                        edits.set_attribute(text, &element.tag, "count", &count.to_string());
                    }
                    if element.is_empty_tag() {
                        edits.replace(element.whole.clone(), format!("<{p}{name} count=\"{count}\">{added}</{p}{name}>"));
                    } else {
                        edits.insert(element.inner.end, added);
                    }
                }
                None => edits.insert(self.place_of(name), format!("<{p}{name} count=\"{count}\">{added}</{p}{name}>")),
            }
        }
        if edits.is_empty() { Ok(()) } else { package.put(&self.part, edits.apply(text)) }
    }

    fn defaults(&self, name: &str) -> usize {
        match name {
            "fills" => 2,
            "numFmts" => 0,
            _ => 1,
        }
    }

    fn place_of(&self, name: &str) -> usize {
        let rank = |name: &str| ORDER.iter().position(|other| *other == name).unwrap_or(ORDER.len());
        let later = self.root.children.iter().find(|child| rank(child.local(&self.text)) > rank(name));
        later.map_or(self.root.inner.end, |child| child.whole.start)
    }

    fn items(&self, name: &str) -> &[String] {
        self.sections.iter().find(|section| section.name == name).map_or(&[], |section| &section.items)
    }

    /// The number of an item, which is added where it is not there yet.
    fn item(&mut self, name: &str, item: String) -> usize {
        let Some(section) = self.sections.iter_mut().find(|section| section.name == name) else { return 0 };
        if let Some(there) = section.items.iter().position(|other| *other == item) {
            return there;
        }
        section.items.push(item);
        section.items.len() - 1
    }

    fn fill(&mut self, colour: &str) -> usize {
        let p = &self.prefix;
        let item = format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/><{p}bgColor indexed=\"64\"/>\
             </{p}patternFill></{p}fill>"
        );
        self.item("fills", item)
    }

    /// A thin grey line below a cell.
    fn rule(&mut self) -> usize {
        let p = &self.prefix;
        let item = format!(
            "<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom style=\"thin\"><{p}color rgb=\"FFD9D9D9\"/></{p}bottom>\
             <{p}diagonal/></{p}border>"
        );
        self.item("borders", item)
    }

    /// A font like the workbook's first.
    fn font(&mut self, look: Look, is_link: bool) -> usize {
        if !is_link && matches!(look, Look::Plain | Look::Line | Look::Level(_)) {
            return 0;
        }
        let first = self.root.child(&self.text, "fonts").and_then(|fonts| fonts.children.first());
        let of_first = |name: &str| first?.child(&self.text, name)?.attribute(&self.text, "val").map(|it| it.into_owned());
        let name = of_first("name").unwrap_or_else(|| "Calibri".to_owned());
        let size = if look == Look::Title { "14".to_owned() } else { of_first("sz").unwrap_or_else(|| "11".to_owned()) };
        let p = &self.prefix;
        let bold = if matches!(look, Look::Title | Look::Head) { format!("<{p}b/>") } else { String::new() };
        let (underline, colour) =
            if is_link { (format!("<{p}u/>"), format!("<{p}color rgb=\"FF0563C1\"/>")) } else { (String::new(), String::new()) };
        let name = escaped_plain(&name);
        self.item(
            "fonts",
            format!("<{p}font>{bold}{underline}<{p}sz val=\"{size}\"/>{colour}<{p}name val=\"{name}\"/></{p}font>"),
        )
    }

    /// A number format to take instead of a cell's own, where its own does not suit the value.
    fn other_number_format(&mut self, format: &str, suits: Suits) -> Option<u32> {
        let now: u32 = attribute(first_tag(format), "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(GENERAL);
        let is_date = is_builtin_date(now) || self.code_of(now).is_some_and(|code| is_date_code(&code));
        let is_text = now == TEXT || self.code_of(now).is_some_and(|code| code == "@");
        match suits {
            Suits::Date if !is_date => Some(self.date_format()),
            Suits::Whole if is_date || is_text => Some(GENERAL),
            Suits::Decimal if is_date || is_text => Some(TWO_DECIMALS),
            _ => None,
        }
    }

    fn code_of(&self, id: u32) -> Option<String> {
        let id = id.to_string();
        let item = self.items("numFmts").iter().find(|item| attribute(item, "numFmtId").is_some_and(|it| it == id))?;
        attribute(item, "formatCode").map(|code| code.into_owned())
    }

    fn date_format(&mut self) -> u32 {
        let number = |item: &String| attribute(item, "numFmtId").and_then(|id| id.parse::<u32>().ok());
        let items = self.items("numFmts");
        let same = items.iter().find(|item| attribute(item, "formatCode").is_some_and(|code| code == DATE_FORMAT));
        if let Some(same) = same.and_then(number) {
            return same;
        }
        let free =
            items.iter().filter_map(number).max().map_or(FIRST_OWN_FORMAT, |id| FIRST_OWN_FORMAT.max(id.saturating_add(1)));
        let p = &self.prefix;
        self.item("numFmts", format!("<{p}numFmt numFmtId=\"{free}\" formatCode=\"{DATE_FORMAT}\"/>"));
        free
    }
}

/// The colour of a level.
fn colour(level: Level) -> &'static str {
    match level {
        Level::Error => "FFFFC7CE",
        Level::Warning => "FFFFEB9C",
        Level::Note => "FFDDEBF7",
    }
}

/// The first tag of an item; a sign of its end within quotes does not count.
fn first_tag(item: &str) -> &str {
    let mut quote = None;
    let end = item.char_indices().find(|(_, c)| {
        match quote {
            Some(open) if open == *c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(*c),
            _ => {}
        }
        *c == '>' && quote.is_none()
    });
    end.map_or(item, |(at, _)| &item[..=at])
}

/// An item with some attributes of its first tag set.
fn with_attributes(item: &str, wanted: &[(&str, String)]) -> String {
    let tag = 0..first_tag(item).len();
    let mut edits = Edits::default();
    for (name, value) in wanted {
        edits.set_attribute(item, &tag, name, value);
    }
    edits.apply(item)
}

fn is_builtin_date(id: u32) -> bool {
    matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=58)
}

/// Whether a number format shows a day or a year.
fn is_date_code(code: &str) -> bool {
    let mut letters = code.chars();
    while let Some(c) = letters.next() {
        match c {
            '"' => {
                letters.find(|c| *c == '"');
            }
            '[' => {
                letters.find(|c| *c == ']');
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            'd' | 'D' | 'y' | 'Y' => return true,
            _ => {}
        }
    }
    false
}

/// Begins the styles of a workbook that has none.
fn begin(package: &mut Package, workbook: &Workbook) -> Result<String, AmendError> {
    let part = package.free_name(&format!("{}styles", workbook.folder()), ".xml");
    let main = workbook.dialect.main;
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"{main}\"><fonts count=\"1\"><font>\
         <sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
         <fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs></styleSheet>"
    );
    package.put(&part, text)?;
    relations::declare(package, &part, CONTENT_TYPE)?;
    relations::add(package, &workbook.part, &workbook.dialect.relation("styles"), &part)?;
    Ok(part)
}
