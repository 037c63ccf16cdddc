//! The added first table.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::styles::Styles;
use super::tag::paragraphs;
use crate::amend::{Look, Overview, OverviewCell, colour};
use crate::diag::{Level, column_letters};

const LOOKS: [(Look, &str); 7] = [
    (Look::Plain, "plain"),
    (Look::Line, "line"),
    (Look::Title, "title"),
    (Look::Head, "head"),
    (Look::Level(Level::Error), "error"),
    (Look::Level(Level::Warning), "warning"),
    (Look::Level(Level::Note), "note"),
];

/// The overview as a table; its styles are added to the others.
pub(super) fn table(overview: &Overview, styles: &mut Styles) -> String {
    add_styles(overview, styles);
    let mut out = format!("<table:table table:name=\"{}\">", escape(overview.name.as_str()));
    for (at, _) in overview.widths.iter().enumerate() {
        push(&mut out, format_args!("<table:table-column table:style-name=\"{}\"/>", styles.name(&format!("column-{at}"))));
    }
    for row in &overview.rows {
        push(&mut out, format_args!("<table:table-row table:style-name=\"{}\">", styles.name("row")));
        for cell in row {
            out.push_str(&cell_of(cell, styles));
        }
        out.push_str(if row.is_empty() { "<table:table-cell/></table:table-row>" } else { "</table:table-row>" });
    }
    out.push_str("</table:table>");
    out
}

fn cell_of(cell: &OverviewCell, styles: &Styles) -> String {
    let look = LOOKS.iter().find(|(look, _)| *look == cell.look).map_or("plain", |(_, name)| name);
    let style = styles.name(look);
    if cell.text.is_empty() {
        return format!("<table:table-cell table:style-name=\"{style}\"/>");
    }
    let text = paragraphs(&cell.text);
    let linked = cell.link.as_ref().map(|(sheet, row, column)| {
        let target = format!("#'{}'.{}{row}", sheet.replace('\'', "''"), column_letters(*column));
        let inner = text.trim_start_matches("<text:p>").trim_end_matches("</text:p>");
        format!("<text:p><text:a xlink:href=\"{}\" xlink:type=\"simple\">{inner}</text:a></text:p>", escape(target))
    });
    format!(
        "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\" calcext:value-type=\"string\">{}\
         </table:table-cell>",
        linked.unwrap_or(text)
    )
}

fn add_styles(overview: &Overview, styles: &mut Styles) {
    for (at, width) in overview.widths.iter().enumerate() {
        // A letter of the usual ten points is about two millimetres wide.
        let (name, width) = (styles.name(&format!("column-{at}")), width * 2 + 2);
        push(
            &mut styles.text,
            format_args!(
                "<style:style style:name=\"{name}\" style:family=\"table-column\">\
                 <style:table-column-properties style:column-width=\"{width}mm\"/></style:style>"
            ),
        );
    }
    let row = styles.name("row");
    push(
        &mut styles.text,
        format_args!(
            "<style:style style:name=\"{row}\" style:family=\"table-row\">\
             <style:table-row-properties style:use-optimal-row-height=\"true\"/></style:style>"
        ),
    );
    for (look, part) in LOOKS {
        let name = styles.name(part);
        push(
            &mut styles.text,
            format_args!(
                "<style:style style:name=\"{name}\" style:family=\"table-cell\" style:parent-style-name=\"Default\">{}</style:style>",
                properties(look)
            ),
        );
    }
}

fn properties(look: Look) -> String {
    let wrapped =
        "fo:wrap-option=\"wrap\" style:vertical-align=\"top\" fo:border-bottom=\"0.5pt solid #d9d9d9\" fo:padding=\"0.6mm\"";
    match look {
        Look::Plain => format!("<style:table-cell-properties {wrapped}/>"),
        Look::Line => "<style:table-cell-properties fo:wrap-option=\"no-wrap\"/>".to_owned(),
        Look::Title => "<style:text-properties fo:font-size=\"16pt\" fo:font-weight=\"bold\"/>".to_owned(),
        Look::Head => format!(
            "<style:table-cell-properties {wrapped} fo:background-color=\"#d9d9d9\"/>\
             <style:text-properties fo:font-weight=\"bold\"/>"
        ),
        Look::Level(level) => {
            format!("<style:table-cell-properties {wrapped} fo:background-color=\"#{}\"/>", colour(level).to_lowercase())
        }
    }
}

fn push(out: &mut String, text: std::fmt::Arguments) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(text);
}
