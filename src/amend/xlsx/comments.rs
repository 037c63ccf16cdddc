//! The notes of a sheet: those that are there stay, ours are added.

use std::collections::BTreeMap;

use super::super::AmendError;
use super::grid::Grid;
use super::markup::{Edits, Element};
use super::package::{Package, malformed};
use super::place::{Place, read, written};
use super::relations::{self, Relation};
use super::text::{LONGEST, cut, escaped, length, with_plain_lines};
use super::vml::{self, Blocks, NoteBox};
use super::workbook::{Dialect, Workbook};

const AUTHOR: &str = "laurea";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
/// Elements of a sheet that stand after the drawing of its notes.
const AFTER_DRAWING: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "AlternateContent",
];

/// A sheet that gets notes.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    pub part: &'a str,
    pub text: &'a str,
    pub root: &'a Element,
    pub grid: &'a Grid,
    pub workbook: &'a Workbook,
}

impl Sheet<'_> {
    /// Adds notes; edits of the sheet's own part are added to `edits`.
    pub fn annotate(
        &self,
        package: &mut Package,
        notes: &BTreeMap<Place, String>,
        blocks: &mut Blocks,
        edits: &mut Edits,
    ) -> Result<(), AmendError> {
        let relations = relations::of(package, self.part)?;
        let dialect = self.workbook.dialect;
        let notes: BTreeMap<Place, String> =
            notes.iter().map(|(place, text)| (*place, cut(&with_plain_lines(text), LONGEST))).collect();
        let there = relations.iter().find(|relation| relation.kind == "comments" && !relation.target.is_empty());
        let part = match there {
            Some(relation) => relation.target.clone(),
            None => {
                let part = package.free_name(&format!("{}comments", self.workbook.folder()), ".xml");
                package.put(&part, empty_comments(dialect))?;
                relations::declare(package, &part, COMMENTS_TYPE)?;
                relations::add(package, self.part, &dialect.relation("comments"), &part)?;
                part
            }
        };
        let text = package.text(&part)?;
        let (text, met) = with_comments(&text, &notes).map_err(|why| malformed(&part, &why))?;
        package.put(&part, text)?;
        self.draw(package, &relations, &notes, &met, blocks, edits)
    }

    fn draw(
        &self,
        package: &mut Package,
        relations: &[Relation],
        notes: &BTreeMap<Place, String>,
        met: &BTreeMap<Place, Met>,
        blocks: &mut Blocks,
        edits: &mut Edits,
    ) -> Result<(), AmendError> {
        let new = notes.iter().filter(|(place, _)| !met.contains_key(place));
        let new: Vec<(Place, &str)> = new.map(|(place, text)| (*place, text.as_str())).collect();
        let id = self.root.child(self.text, "legacyDrawing").and_then(|it| it.relationship(self.text));
        let there = relations.iter().find(|relation| Some(relation.id.as_str()) == id.as_deref());
        if let Some(part) = there.map(|relation| relation.target.as_str()) {
            let mut drawing = package.text(part)?;
            if !new.is_empty() {
                drawing = vml::extended(&drawing, &new, self.grid, blocks).map_err(|why| malformed(part, &why))?;
            }
            let boxes = met.iter().filter_map(|(place, met)| {
                let text = notes.get(place)?.as_str();
                let wanted = if *met == Met::Ours { NoteBox::Fitted(text) } else { NoteBox::Heightened(text) };
                Some((*place, wanted))
            });
            let drawing = vml::resized(&drawing, &boxes.collect(), self.grid);
            return package.put(part, drawing);
        }
        let part = package.free_name(&format!("{}drawings/vmlDrawing", self.workbook.folder()), ".vml");
        // Notes whose boxes were missing before get them now.
        let all: Vec<(Place, &str)> = notes.iter().map(|(place, text)| (*place, text.as_str())).collect();
        package.put(&part, vml::drawing(&all, self.grid, blocks))?;
        relations::declare(package, &part, DRAWING_TYPE)?;
        let relation = relations::add(package, self.part, &self.workbook.dialect.relation("vmlDrawing"), &part)?;
        self.refer(&relation, edits);
        Ok(())
    }

    fn refer(&self, relation: &str, edits: &mut Edits) {
        let prefix = self.root.prefix(self.text);
        let namespace = self.workbook.dialect.relationships;
        let bound = self.root.prefix_of(self.text, namespace);
        let declared = format!(" xmlns:r=\"{namespace}\"");
        let (declaration, id) = bound.map_or_else(|| (declared, "r:".to_owned()), |prefix| (String::new(), prefix));
        let reference = format!("<{prefix}legacyDrawing{declaration} {id}id=\"{relation}\"/>");
        if let Some(broken) = self.root.child(self.text, "legacyDrawing") {
            edits.replace(broken.whole.clone(), reference);
            return;
        }
        let before = self.root.children.iter().rfind(|child| !AFTER_DRAWING.contains(&child.local(self.text)));
        edits.insert(before.map_or(self.root.inner.start, |child| child.whole.end), reference);
    }
}

/// A comment that was there already in a cell that gets a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Met {
    /// From an earlier check; the new one takes its place.
    Ours,
    /// Someone else's; ours is added to it.
    Another,
}

fn empty_comments(dialect: Dialect) -> String {
    let main = dialect.main;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{main}\"><authors></authors>\
         <commentList></commentList></comments>"
    )
}

/// A part of comments with further ones, and the comments that were there in the same cells.
fn with_comments(text: &str, notes: &BTreeMap<Place, String>) -> Result<(String, BTreeMap<Place, Met>), String> {
    let root = Element::parse(text, &[])?;
    let authors = root.child(text, "authors").ok_or("it has no list of authors")?;
    let list = root.child(text, "commentList").ok_or("it has no list of comments")?;
    let p = root.prefix(text);
    let mut edits = Edits::default();
    let known = authors.children.iter().position(|author| &text[author.inner.clone()] == AUTHOR);
    let author = known.unwrap_or(authors.children.len()).to_string();
    if known.is_none() {
        edits.append(text, authors, &format!("<{p}author>{AUTHOR}</{p}author>"));
    }
    let mut met = BTreeMap::new();
    for comment in &list.children {
        let place = comment.attribute(text, "ref").and_then(|name| read(&name)).filter(|place| !met.contains_key(place));
        let Some((place, note)) = place.and_then(|place| Some((place, notes.get(&place)?))) else { continue };
        let Some(body) = comment.child(text, "text") else { continue };
        if comment.attribute(text, "authorId").is_some_and(|id| id == author) {
            edits.replace(body.whole.clone(), format!("<{p}text>{}</{p}text>", run(note, p)));
            met.insert(place, Met::Ours);
        } else {
            append_to(text, body, note, p, &mut edits);
            met.insert(place, Met::Another);
        }
    }
    let new = notes.iter().filter(|(place, _)| !met.contains_key(place)).map(|(place, note)| {
        let (name, run) = (written(*place), run(note, p));
        format!("<{p}comment ref=\"{name}\" authorId=\"{author}\"><{p}text>{run}</{p}text></{p}comment>")
    });
    edits.append(text, list, &new.collect::<String>());
    Ok((edits.apply(text), met))
}

/// A text in the letters that programs write notes with.
fn run(text: &str, p: &str) -> String {
    let text = escaped(text);
    format!(
        "<{p}r><{p}rPr><{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"Tahoma\"/><{p}family val=\"2\"/></{p}rPr>\
         <{p}t xml:space=\"preserve\">{text}</{p}t></{p}r>"
    )
}

/// Adds a text to a comment that is there, below its own.
fn append_to(text: &str, body: &Element, note: &str, p: &str, edits: &mut Edits) {
    let runs: Vec<&Element> = body.children_named(text, "r").collect();
    let plain = body.child(text, "t");
    let texts = runs.iter().filter_map(|run| run.child(text, "t")).chain(plain);
    let taken: usize = texts.map(|it| length(&text[it.inner.clone()])).sum();
    let note = cut(&format!("\n\n{note}"), LONGEST.saturating_sub(taken));
    match (runs.last(), plain) {
        (Some(last), _) => edits.insert(last.whole.end, run(&note, p)),
        (None, Some(plain)) => {
            edits.set_attribute(text, &plain.tag, "xml:space", "preserve");
            if plain.is_empty_tag() {
                edits.replace(plain.whole.clone(), run(note.trim_start(), p));
            } else {
                edits.insert(plain.inner.end, escaped(&note));
            }
        }
        (None, None) => edits.append(text, body, &run(note.trim_start(), p)),
    }
}
