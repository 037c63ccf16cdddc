//! The sheet that laurea adds: rows of text with looks and links, first and shown on opening.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diag::column_letters;

use super::super::{AmendError, Look, Overview, OverviewCell};
use super::markup::Edits;
use super::package::Package;
use super::place::{LAST_COLUMN, LAST_ROW, written};
use super::relations;
use super::styles::Styles;
use super::text::{LONGEST, cut, escaped, escaped_plain, lines, with_plain_lines};
use super::workbook::Workbook;

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
/// How many links Excel takes in a sheet.
const MOST_LINKS: usize = 65_530;
/// The height of a line, in points.
const LINE: usize = 15;
/// The greatest height of a row, in points.
const HIGHEST: usize = 405;
/// How wide a column may be, in letters.
const WIDEST: u32 = 255;

/// Adds the sheet to a package; the workbook's own part is edited through `edits`.
pub(super) fn add(
    package: &mut Package,
    workbook: &Workbook,
    overview: &Overview,
    styles: &mut Styles,
    edits: &mut Edits,
) -> Result<(), AmendError> {
    let part = package.free_name(&format!("{}worksheets/sheet", workbook.folder()), ".xml");
    if overview.rows.len() > LAST_ROW as usize || overview.rows.iter().any(|row| row.len() > LAST_COLUMN as usize) {
        return Err(AmendError::TooLarge(part));
    }
    package.put(&part, sheet(workbook, overview, styles))?;
    relations::declare(package, &part, CONTENT_TYPE)?;
    let relation = relations::add(package, &workbook.part, &workbook.dialect.relation("worksheet"), &part)?;
    workbook.put_first(&workbook.free_sheet_name(&overview.name), &relation, edits);
    Ok(())
}

fn sheet(workbook: &Workbook, overview: &Overview, styles: &mut Styles) -> String {
    let main = workbook.dialect.main;
    let columns = overview.rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = String::new();
    for (number, width) in (1..).zip(&overview.widths) {
        let width = (*width).clamp(1, WIDEST);
        let _ = write!(widths, "<col min=\"{number}\" max=\"{number}\" width=\"{width}.7109375\" customWidth=\"1\"/>");
    }
    let widths = if widths.is_empty() { widths } else { format!("<cols>{widths}</cols>") };
    let mut rows = Rows { workbook, styles, made: BTreeMap::new(), text: String::new(), links: Vec::new(), merges: Vec::new() };
    for (number, row) in (1..).zip(&overview.rows) {
        rows.add(number, row, overview);
    }
    let Rows { text: data, links, merges, .. } = rows;
    let merges = if merges.is_empty() {
        String::new()
    } else {
        format!("<mergeCells count=\"{}\">{}</mergeCells>", merges.len(), merges.concat())
    };
    let links = if links.is_empty() { String::new() } else { format!("<hyperlinks>{}</hyperlinks>", links.concat()) };
    let last = written((u32::try_from(overview.rows.len()).unwrap_or(1).max(1), u32::try_from(columns).unwrap_or(1).max(1)));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{main}\"><sheetPr><pageSetUpPr \
         fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:{last}\"/><sheetViews><sheetView showGridLines=\"0\" tabSelected=\"1\" \
         workbookViewId=\"0\"/></sheetViews><sheetFormatPr defaultRowHeight=\"{LINE}\"/>{widths}<sheetData>{data}</sheetData>\
         {merges}{links}<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/>\
         <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>"
    )
}

/// The rows as they are written.
#[derive(Debug)]
struct Rows<'a> {
    workbook: &'a Workbook,
    styles: &'a mut Styles,
    made: BTreeMap<(u8, bool, bool, bool), usize>,
    text: String,
    links: Vec<String>,
    merges: Vec<String>,
}

impl Rows<'_> {
    fn add(&mut self, number: u32, row: &[OverviewCell], overview: &Overview) {
        let height = self.height(number, row, overview);
        let _ = write!(self.text, "<row r=\"{number}\"{height}>");
        for (column, cell) in (1..).zip(row) {
            let place = written((number, column));
            let target = cell.link.as_ref().filter(|_| !cell.text.is_empty() && self.links.len() < MOST_LINKS);
            let link = target.and_then(|(name, row, column)| {
                let sheet = self.workbook.sheet(name)?;
                let location = format!("'{}'!{}", sheet.name.replace('\'', "''"), written((*row, *column)));
                Some(format!("<hyperlink ref=\"{place}\" location=\"{}\"/>", escaped_plain(&location)))
            });
            let style = self.style(cell, link.is_some(), row.len() > 1);
            self.links.extend(link);
            if cell.text.is_empty() {
                let _ = write!(self.text, "<c r=\"{place}\" s=\"{style}\"/>");
            } else {
                let text = escaped(&cut(&with_plain_lines(&cell.text), LONGEST));
                let _ = write!(
                    self.text,
                    "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
                );
            }
        }
        self.text.push_str("</row>");
    }

    /// The height of a row, as an attribute; programs fit it themselves where a line is enough. A paragraph that stands alone
    /// in its row goes over the whole width.
    fn height(&mut self, number: u32, row: &[OverviewCell], overview: &Overview) -> String {
        // Words are wider than the digits that widths are counted in.
        let fitting = |width: u32| width as usize * 9 / 10;
        let columns = u32::try_from(overview.widths.len()).unwrap_or(0);
        let (lines, kept) = match row {
            [OverviewCell { text, look: Look::Plain, .. }] if columns > 1 && !text.is_empty() => {
                self.merges.push(format!("<mergeCell ref=\"A{number}:{}{number}\"/>", column_letters(columns)));
                // No program fits merged cells, so the height is said to be wanted.
                (lines(text, fitting(overview.widths.iter().sum())), " customHeight=\"1\"")
            }
            _ => {
                let wrapped = row.iter().zip(&overview.widths).filter(|(cell, _)| !matches!(cell.look, Look::Title | Look::Line));
                (wrapped.map(|(cell, width)| lines(&cell.text, fitting(*width))).max().unwrap_or(1), "")
            }
        };
        let points = (lines * LINE).min(HIGHEST);
        if lines > 1 { format!(" ht=\"{points}\"{kept}") } else { String::new() }
    }

    fn style(&mut self, cell: &OverviewCell, is_link: bool, is_ruled: bool) -> usize {
        // Typed again, such a text would become a formula.
        let is_quoted = cell.text.starts_with(['=', '+', '-', '@']);
        let look = match cell.look {
            Look::Plain => 0,
            Look::Title => 1,
            Look::Head => 2,
            Look::Level(level) => 3 + level as u8,
            Look::Line => 6,
        };
        let styles = &mut self.styles;
        let key = (look, is_link, is_quoted, is_ruled);
        *self.made.entry(key).or_insert_with(|| styles.of_look(cell.look, is_link, is_quoted, is_ruled))
    }
}
