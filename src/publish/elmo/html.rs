//! Simple HTML, as a section of a Diploma Supplement may hold it.

use std::io;

use super::xml::Xml;

/// What was written.
pub fn words_of(html: Xml) -> String {
    String::from_utf8(html.into_bytes()).unwrap_or_default()
}

/// A table; an empty cell is marked with a dash, as on paper.
pub fn table(html: &mut Xml, head: &[String], rows: impl Iterator<Item = Vec<String>>) -> io::Result<()> {
    let line = |html: &mut Xml, name: &str, cells: &[String]| {
        html.element("tr", &[], |html| {
            cells.iter().try_for_each(|cell| html.text(name, &[], if cell.is_empty() { "–" } else { cell }))
        })
    };
    html.element("table", &[], |html| {
        html.element("thead", &[], |html| line(html, "th", head))?;
        html.element("tbody", &[], |html| {
            for row in rows {
                line(html, "td", &row)?;
            }
            Ok(())
        })
    })
}
