//! A cell written anew: another style, another value, a note more.

use quick_xml::events::Event;

use super::styles::{Styles, Wish};
use super::tag::{Pieces, Tag, broken, paragraphs};
use crate::amend::{AmendError, Change, Note};
use crate::diag::Repair;
use crate::model::plain_date;

/// What to do to a cell.
#[derive(Debug, Default)]
pub(super) struct Edit<'a> {
    /// Notes to show there.
    pub notes: Vec<&'a Note>,
    /// What it shall hold.
    pub change: Option<&'a Change>,
}

/// What says of which type a cell's value is, and the value.
const VALUE: [&str; 9] = [
    "office:value-type",
    "office:value",
    "office:date-value",
    "office:time-value",
    "office:boolean-value",
    "office:string-value",
    "office:currency",
    "calcext:value-type",
    "table:formula",
];

/// The cell's element with the edit made; `style` is the style it has so far.
pub(super) fn amended(
    element: &str,
    tag: &Tag,
    style: Option<&str>,
    edit: &Edit,
    styles: &mut Styles,
) -> Result<String, AmendError> {
    let mut tag = tag.clone();
    tag.repeat("table:number-columns-repeated", 1);
    let is_date = edit.change.is_some_and(|change| matches!(change.value, Repair::Date(_)));
    let level = edit.notes.iter().map(|note| note.level).max();
    if level.is_some() || is_date {
        tag.set("table:style-name", &styles.like(style, Wish { level, is_date })?);
    }
    let inside = Inside::read(element)?;
    let value = edit.change.map_or_else(
        || inside.value.clone(),
        |change| {
            let (attributes, shown) = value_of(&change.value);
            VALUE.iter().for_each(|name| tag.remove(name));
            attributes.iter().for_each(|(name, value)| tag.set(name, value));
            paragraphs(&shown)
        },
    );
    let note = annotation(inside.annotation, edit)?;
    Ok(format!("{}{}{note}{}{value}{}", tag.open(), inside.source, inside.rest, tag.close()))
}

/// What a cell's element holds.
#[derive(Default)]
struct Inside<'a> {
    /// The link to a range of another file, which comes first.
    source: &'a str,
    annotation: Option<&'a str>,
    /// The paragraphs of its value.
    value: String,
    /// Shapes and the like.
    rest: String,
}

impl<'a> Inside<'a> {
    fn read(element: &'a str) -> Result<Self, AmendError> {
        let mut pieces = Pieces::of(element);
        let mut inside = Self::default();
        if !matches!(pieces.next()?, Some((_, Event::Start(_)))) {
            return Ok(inside);
        }
        while let Some((place, event)) = pieces.next()? {
            let (start, end) = match event {
                Event::Start(start) => {
                    let end = pieces.skip(&start)?;
                    (start, end)
                }
                Event::Empty(start) => (start, place.end),
                Event::End(_) => break,
                _ => continue,
            };
            let child = &element[place.start..end];
            match start.name().as_ref() {
                "table:cell-range-source" => inside.source = child,
                "office:annotation" => inside.annotation = Some(child),
                "text:p" | "text:h" | "text:list" => inside.value.push_str(child),
                _ => inside.rest.push_str(child),
            }
        }
        Ok(inside)
    }
}

/// Who made a note of ours.
const OURS: &str = "<dc:creator>laurea</dc:creator>";

/// The note: what stood there stays and ours follows; one of an earlier check gives way.
fn annotation(existing: Option<&str>, edit: &Edit) -> Result<String, AmendError> {
    let text = edit.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>().join("\n\n");
    let Some(existing) = existing.filter(|note| !text.is_empty() && !note.contains(OURS)) else {
        let ours = || format!("<office:annotation>{OURS}{}</office:annotation>", paragraphs(&text));
        let existing = existing.filter(|_| text.is_empty());
        return Ok(existing.map_or_else(|| if text.is_empty() { String::new() } else { ours() }, str::to_owned));
    };
    let closing = "</office:annotation>";
    Ok(match (existing.strip_suffix(closing), Pieces::of(existing).next()?) {
        (Some(head), _) => format!("{head}<text:p/>{}{closing}", paragraphs(&text)),
        (None, Some((_, Event::Empty(start)))) => {
            let tag = Tag::read(&start)?;
            format!("{}{}{}", tag.open(), paragraphs(&text), tag.close())
        }
        _ => return Err(broken("a note that does not end")),
    })
}

/// Attributes of a value, and how it is shown.
fn value_of(value: &Repair) -> (Vec<(&'static str, String)>, String) {
    let of_type = |name: &str| ("office:value-type", name.to_owned());
    match value {
        Repair::Text(text) => (vec![of_type("string")], text.clone()),
        Repair::Number(number) => (vec![of_type("float"), ("office:value", number.clone())], number.clone()),
        Repair::Date(date) => (vec![of_type("date"), ("office:date-value", date.to_string())], plain_date(*date)),
    }
}
