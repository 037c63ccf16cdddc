//! The workbook's own part: its sheets, its date system, and the place of a sheet put first.

use super::super::AmendError;
use super::markup::{Edits, Element};
use super::package::{Package, malformed};
use super::relations::{self, Relation};
use super::text::{cut, escaped, length, unescaped};

const TRANSITIONAL: [&str; 2] = [
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
];
const STRICT: [&str; 2] =
    ["http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships"];

/// What Excel allows in the name of a sheet, in UTF-16 units.
const LONGEST_NAME: usize = 31;
/// Elements of a workbook that stand before its way of calculating.
const BEFORE_CALCULATION: [&str; 9] = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
];

/// The namespaces of a workbook: the usual dialect of the format or the strict one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    /// Of sheets, styles and notes.
    pub main: &'static str,
    /// Of relationships, and the beginning of their types.
    pub relationships: &'static str,
}

/// A sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Its name as people see it.
    pub name: String,
    /// Its part; empty where the file does not say.
    pub part: String,
    /// Whether it has cells: a chart alone may fill a sheet too.
    pub has_cells: bool,
}

/// A workbook.
#[derive(Debug)]
pub(super) struct Workbook {
    pub part: String,
    pub dialect: Dialect,
    /// Whether its dates count from 1904.
    pub is_1904: bool,
    pub sheets: Vec<Sheet>,
    pub relations: Vec<Relation>,
    text: String,
    root: Element,
}

impl Workbook {
    /// Reads the workbook of a package.
    pub fn read(package: &mut Package) -> Result<Self, AmendError> {
        let main = relations::of(package, "")?.into_iter().find(|relation| relation.kind == "officeDocument");
        let part = main.ok_or_else(|| AmendError::NotAWorkbook("it has no main part".to_owned()))?.target;
        if part.ends_with(".bin") {
            return Err(AmendError::NotAWorkbook("its parts are binary (xlsb)".to_owned()));
        }
        let text = package.text(&part)?;
        let root = Element::parse(&text, &[]).map_err(|why| malformed(&part, &why))?;
        let dialect = Dialect::of(&root, &text).filter(|_| root.local(&text) == "workbook");
        let dialect = dialect.ok_or_else(|| AmendError::NotAWorkbook(format!("{part} is not a workbook's part")))?;
        let relations = relations::of(package, &part)?;
        let properties = root.child(&text, "workbookPr");
        let is_1904 = properties.and_then(|it| it.attribute(&text, "date1904")).is_some_and(|it| it == "1" || it == "true");
        let listed = root.child(&text, "sheets").ok_or_else(|| malformed(&part, "it lists no sheets"))?;
        let sheets = listed.children_named(&text, "sheet").map(|sheet| {
            let id = sheet.relationship(&text);
            let relation = relations.iter().find(|relation| Some(relation.id.as_str()) == id.as_deref());
            Sheet {
                name: sheet.attribute(&text, "name").unwrap_or_default().into_owned(),
                part: relation.map_or_else(String::new, |relation| relation.target.clone()),
                has_cells: relation.is_some_and(|relation| relation.kind == "worksheet"),
            }
        });
        let sheets = sheets.collect();
        Ok(Self { part, dialect, is_1904, sheets, relations, text, root })
    }

    /// The sheet of a name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        let by = |is_named: &dyn Fn(&Sheet) -> bool| self.sheets.iter().find(|sheet| is_named(sheet));
        by(&|sheet| sheet.name == name).or_else(|| by(&|sheet| unescaped(&sheet.name) == name))
    }

    /// The part that some relationship of a kind leads to.
    pub fn related(&self, kind: &str) -> Option<&str> {
        let relation = self.relations.iter().find(|relation| relation.kind == kind && !relation.target.is_empty());
        relation.map(|relation| relation.target.as_str())
    }

    /// The folder of its part, with a slash at its end where it is not the top.
    pub fn folder(&self) -> &str {
        self.part.rfind('/').map_or("", |slash| &self.part[..=slash])
    }

    /// A name for a new sheet that no sheet has, whatever its letters' size.
    pub fn free_sheet_name(&self, wanted: &str) -> String {
        let is_plain = |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
        let plain: String = wanted.chars().filter(|c| is_plain(*c)).collect();
        let plain = Some(plain.trim_matches('\'')).filter(|name| !name.trim().is_empty()).unwrap_or("laurea");
        let taken: Vec<String> = self.sheets.iter().map(|sheet| sheet.name.to_lowercase()).collect();
        let others = (2..).map(|number| format!(" ({number})"));
        let endings = std::iter::once(String::new()).chain(others);
        let names = endings.map(|ending| cut(plain, LONGEST_NAME - length(&ending)) + &ending);
        names.into_iter().find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default()
    }

    /// Puts a sheet first and shows it when the file is opened.
    pub fn put_first(&self, name: &str, relation: &str, edits: &mut Edits) {
        let (text, prefix) = (&self.text, self.root.prefix(&self.text));
        let bound = self.root.prefix_of(text, self.dialect.relationships);
        let declared = format!(" xmlns:r=\"{}\"", self.dialect.relationships);
        let (declaration, id) = bound.map_or_else(|| (declared, "r:".to_owned()), |prefix| (String::new(), prefix));
        if let Some(listed) = self.root.child(text, "sheets") {
            let ids = listed.children.iter().filter_map(|sheet| sheet.attribute(text, "sheetId")?.parse::<u32>().ok());
            let number = ids.max().unwrap_or_default().saturating_add(1);
            let name = escaped(name);
            let sheet = format!("<{prefix}sheet{declaration} name=\"{name}\" sheetId=\"{number}\" {id}id=\"{relation}\"/>");
            edits.insert(listed.inner.start, sheet);
        }
        for view in self.root.child(text, "bookViews").into_iter().flat_map(|views| &views.children) {
            for attribute in ["activeTab", "firstSheet"] {
                if view.attribute(text, attribute).is_some() {
                    edits.set_attribute(text, &view.tag, attribute, "0");
                }
            }
        }
        for name in self.root.child(text, "definedNames").into_iter().flat_map(|names| &names.children) {
            if let Some(number) = name.attribute(text, "localSheetId").and_then(|it| it.parse::<u32>().ok()) {
                edits.set_attribute(text, &name.tag, "localSheetId", &number.saturating_add(1).to_string());
            }
        }
    }

    /// Has all formulas calculated when the file is opened.
    pub fn calculate_on_load(&self, edits: &mut Edits) {
        let text = &self.text;
        if let Some(calculation) = self.root.child(text, "calcPr") {
            edits.set_attribute(text, &calculation.tag, "fullCalcOnLoad", "1");
            return;
        }
        let before = self.root.children.iter().rfind(|child| BEFORE_CALCULATION.contains(&child.local(text)));
        let at = before.map_or(self.root.inner.start, |child| child.whole.end);
        edits.insert(at, format!("<{}calcPr fullCalcOnLoad=\"1\"/>", self.root.prefix(text)));
    }

    /// Writes its part with some edits.
    pub fn write(self, package: &mut Package, edits: Edits) -> Result<(), AmendError> {
        if edits.is_empty() { Ok(()) } else { package.put(&self.part, edits.apply(&self.text)) }
    }
}

impl Dialect {
    /// The dialect of the part with this root.
    pub fn of(root: &Element, text: &str) -> Option<Self> {
        let prefix = root.prefix(text).trim_end_matches(':');
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        let namespace = root.attribute(text, &name)?;
        let dialect = [TRANSITIONAL, STRICT].into_iter().find(|[main, _]| *main == namespace)?;
        Some(Self { main: dialect[0], relationships: dialect[1] })
    }

    /// The type of a relationship.
    pub fn relation(self, kind: &str) -> String {
        format!("{}/{kind}", self.relationships)
    }
}
