//! OpenDocument sheets: `content.xml` is spliced, every other part is copied as it is packed.
//!
//! Only the rows that are touched are written anew. Coloured cells get a copy of their own style with another background.

mod cell;
mod layout;
mod overview;
mod row;
mod styles;
mod tag;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{AmendError, Amendment, SheetAmendment, parts};
use cell::Edit;
use layout::{Layout, StylesAt, Table, layout};
use row::Edits;
use styles::Styles;
use tag::broken;

/// The part that holds the sheets.
const CONTENT: &str = "content.xml";

/// What the markup we add is written in.
const NAMESPACES: [(&str, &str); 9] = [
    ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
    ("style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
    ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
    ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"),
    ("fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
    ("xlink", "http://www.w3.org/1999/xlink"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("calcext", "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"),
];

/// An OpenDocument sheet with an amendment made.
///
/// # Errors
/// It is no OpenDocument sheet, a sheet that is asked for is not in it, or a part of it is too large.
pub fn ods(bytes: &[u8], amendment: &Amendment) -> Result<Vec<u8>, AmendError> {
    let text = parts::text_of(bytes, CONTENT)?;
    // A byte-order mark is no part of the markup.
    let xml = text.strip_prefix('\u{feff}').unwrap_or(&text);
    parts::with_part(bytes, CONTENT, &spliced(xml, amendment)?)
}

fn spliced(xml: &str, amendment: &Amendment) -> Result<String, AmendError> {
    let names: BTreeSet<&str> = amendment.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let layout = layout(xml, &names)?;
    let mut styles = Styles::new(xml, &layout);
    let mut splices: Vec<(Range<usize>, String)> = vec![(layout.root.0.clone(), root(&layout)?)];
    for sheet in &amendment.sheets {
        let table = layout.tables.get(&sheet.name).ok_or_else(|| AmendError::NoSuchSheet(sheet.name.clone()))?;
        amend_table(xml, table, &edits(sheet, table), &mut styles, &mut splices)?;
    }
    if let Some(page) = &amendment.overview {
        splices.push((layout.first_table..layout.first_table, overview::table(page, &mut styles)));
    }
    splices.push(styles_splice(&layout.styles_at, &styles.text));
    splices.sort_by_key(|(place, _)| (place.start, place.end));
    let (mut out, mut copied) = (String::with_capacity(xml.len() + styles.text.len()), 0);
    for (place, text) in splices {
        out.push_str(&xml[copied..place.start]);
        out.push_str(&text);
        copied = place.end;
    }
    out.push_str(&xml[copied..]);
    Ok(out)
}

/// The touched cells of a sheet; a note on a covered cell goes where the merged cell shows it.
fn edits<'a>(sheet: &'a SheetAmendment, table: &Table) -> Edits<'a> {
    let mut edits = Edits::new();
    for note in &sheet.notes {
        let (row, column) = table.shown_at(note.row, note.column);
        edits.entry(row).or_default().entry(column).or_default().notes.push(note);
    }
    for change in &sheet.changes {
        let edit: &mut Edit = edits.entry(change.row).or_default().entry(change.column).or_default();
        edit.change = Some(change);
    }
    edits
}

fn amend_table(
    xml: &str,
    table: &Table,
    edits: &Edits,
    styles: &mut Styles,
    splices: &mut Vec<(Range<usize>, String)>,
) -> Result<(), AmendError> {
    for row in &table.rows {
        splices.extend(row::amended(xml, row, table, edits, styles)?.map(|text| (row.place.clone(), text)));
    }
    let Some((last, _)) = edits.last_key_value() else { return Ok(()) };
    if *last > table.end() {
        let after = table.rows.last().ok_or_else(|| broken("a table without rows"))?.place.end;
        splices.push((after..after, row::beyond(table, edits, styles)?));
    }
    Ok(())
}

/// The root's start tag, with the namespaces our markup needs.
fn root(layout: &Layout) -> Result<String, AmendError> {
    let mut tag = layout.root.1.clone();
    let missing: BTreeMap<String, &str> = NAMESPACES
        .iter()
        .map(|(prefix, uri)| (format!("xmlns:{prefix}"), *uri))
        .filter(|(name, uri)| tag.get(name).as_deref() != Some(*uri))
        .collect();
    for (name, uri) in missing {
        if let Some(other) = tag.get(&name) {
            return Err(broken(format!("{name} is {other}")));
        }
        tag.set(&name, uri);
    }
    Ok(tag.open())
}

fn styles_splice(at: &StylesAt, text: &str) -> (Range<usize>, String) {
    let whole = || format!("<office:automatic-styles>{text}</office:automatic-styles>");
    match at {
        StylesAt::Before(at) => (*at..*at, text.to_owned()),
        StylesAt::Instead(place) => (place.clone(), whole()),
        StylesAt::New(at) => (*at..*at, whole()),
    }
}
