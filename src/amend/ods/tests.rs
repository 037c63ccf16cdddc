//! What becomes of a small `content.xml`.

use jiff::civil::date;

use super::*;
use crate::amend::{Change, Look, Note, Overview, OverviewCell};
use crate::diag::{Level, Repair};

const HEAD: &str = "<?xml version=\"1.0\"?><office:document-content";

fn content(styles: &str, table: &str) -> String {
    let namespaces: String = NAMESPACES[..6].iter().map(|(prefix, uri)| format!(" xmlns:{prefix}=\"{uri}\"")).collect();
    format!(
        "{HEAD}{namespaces}>{styles}<office:body><office:spreadsheet><table:tracked-changes><table:table table:name=\"x\"/>\
         </table:tracked-changes><table:table table:name=\"Лист\">{table}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    )
}

fn note(row: u32, column: u32, text: &str) -> Note {
    Note { row, column, level: Level::Error, text: text.to_owned() }
}

fn change(row: u32, column: u32, value: Repair) -> Change {
    Change { row, column, value }
}

fn asked(notes: Vec<Note>, changes: Vec<Change>) -> Amendment {
    Amendment { sheets: vec![SheetAmendment { name: "Лист".to_owned(), notes, changes }], overview: None }
}

/// What stands between the table's start and end tags.
fn table_of(xml: &str) -> &str {
    let start = xml.find("<table:table table:name=\"Лист\">").unwrap() + "<table:table table:name=\"Лист\">".len();
    &xml[start..start + xml[start..].find("</table:table>").unwrap()]
}

fn amended(styles: &str, table: &str, amendment: &Amendment) -> String {
    spliced(&content(styles, table), amendment).unwrap()
}

const MARK: &str = "<office:annotation><dc:creator>laurea</dc:creator><text:p>лошо</text:p></office:annotation>";

#[test]
fn what_is_not_touched_stays_as_it_is() {
    let table =
        "<table:table-column table:number-columns-repeated='3'/> <table:table-row ><table:table-cell\n/></table:table-row>";
    let before = content("<office:automatic-styles/>", table);
    let after = spliced(&before, &asked(Vec::new(), Vec::new())).unwrap();
    assert_eq!(table_of(&after), table);
    assert_eq!(after.matches(" xmlns:").count(), NAMESPACES.len());
    let end = before.find("<office:body>").unwrap();
    assert!(after.ends_with(&before[end..]));
}

#[test]
fn repeated_rows_and_cells_are_split_around_the_touched_one() {
    let row = "<table:table-row table:number-rows-repeated=\"5\"><table:table-cell table:number-columns-repeated=\"4\"/></table:table-row>";
    let after = amended("<office:automatic-styles/>", row, &asked(vec![note(3, 2, "лошо")], Vec::new()));
    let whole = |count: u32| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{count}\"><table:table-cell table:number-columns-repeated=\"4\"/></table:table-row>"
        )
    };
    let touched = format!(
        "<table:table-row><table:table-cell/><table:table-cell table:style-name=\"laurea-cell-1\">{MARK}</table:table-cell>\
         <table:table-cell table:number-columns-repeated=\"2\"/></table:table-row>"
    );
    assert_eq!(table_of(&after), format!("{}{touched}{}", whole(2), whole(2)));
    assert!(after.contains(
        "<office:automatic-styles><style:style style:name=\"laurea-cell-1\" style:family=\"table-cell\" \
         style:parent-style-name=\"Default\"><style:table-cell-properties fo:background-color=\"#ffc7ce\"/></style:style>"
    ));
}

#[test]
fn a_coloured_cell_keeps_the_rest_of_its_style() {
    let styles = "<office:automatic-styles><style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N5\">\
                  <style:table-cell-properties fo:border=\"1pt\" fo:background-color=\"#000000\"><style:background-image/>\
                  </style:table-cell-properties><style:text-properties fo:color=\"#00ff00\"/></style:style></office:automatic-styles>";
    let table =
        "<table:table-column table:default-cell-style-name=\"ce1\"/><table:table-row><table:table-cell/></table:table-row>";
    let after = amended(styles, table, &asked(vec![note(1, 1, "лошо")], Vec::new()));
    assert!(after.contains(
        "<style:style style:name=\"laurea-cell-1\" style:family=\"table-cell\" style:data-style-name=\"N5\">\
         <style:table-cell-properties fo:border=\"1pt\" fo:background-color=\"#ffc7ce\"><style:background-image/>\
         </style:table-cell-properties><style:text-properties fo:color=\"#00ff00\"/></style:style></office:automatic-styles>"
    ));
}

#[test]
fn a_note_that_was_there_is_followed_by_ours() {
    let cell =
        |note: &str| format!("<table:table-row><table:table-cell>{note}<text:p>1</text:p></table:table-cell></table:table-row>");
    let with = |before: &str| {
        let after = amended("", &cell(before), &asked(vec![note(1, 1, "лошо")], Vec::new()));
        table_of(&after).to_owned()
    };
    let head = "<table:table-row><table:table-cell table:style-name=\"laurea-cell-1\">";
    let tail = "<text:p>1</text:p></table:table-cell></table:table-row>";
    let theirs = "<office:annotation office:display=\"true\"><text:p>Виж А.</text:p>";
    assert_eq!(
        with(&format!("{theirs}</office:annotation>")),
        format!("{head}{theirs}<text:p/><text:p>лошо</text:p></office:annotation>{tail}")
    );
    assert_eq!(with(&MARK.replace("лошо", "Предишно.")), format!("{head}{MARK}{tail}"), "a note of an earlier check gives way");
    assert_eq!(with("<office:annotation/>"), format!("{head}<office:annotation><text:p>лошо</text:p></office:annotation>{tail}"));
}

#[test]
fn a_note_on_a_covered_cell_goes_where_it_is_seen_and_a_change_goes_where_it_is_asked() {
    let table = "<table:table-row><table:table-cell/><table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\"/>\
                 <table:covered-table-cell/></table:table-row><table:table-row><table:table-cell/>\
                 <table:covered-table-cell table:number-columns-repeated=\"2\"/></table:table-row>";
    let amendment = asked(vec![note(2, 3, "лошо")], vec![change(2, 3, Repair::Text("а".to_owned()))]);
    let after = amended("", table, &amendment);
    let expected = format!(
        "<table:table-row><table:table-cell/><table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\" \
         table:style-name=\"laurea-cell-1\">{MARK}</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row>\
         <table:table-cell/><table:covered-table-cell/><table:covered-table-cell office:value-type=\"string\"><text:p>а</text:p>\
         </table:covered-table-cell></table:table-row>"
    );
    assert_eq!(table_of(&after), expected);
}

#[test]
fn changed_values_say_their_type_and_drop_the_formula() {
    let cell = "<table:table-cell table:formula=\"of:=1\" office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell>";
    let table = format!("<table:table-row>{cell}{cell}{cell}</table:table-row>");
    let changes = vec![
        change(1, 1, Repair::Date(date(2024, 7, 5))),
        change(1, 2, Repair::Number("5.50".to_owned())),
        change(1, 3, Repair::Text("0041 <0>".to_owned())),
    ];
    let after = amended("", &table, &asked(Vec::new(), changes));
    let expected = "<table:table-row><table:table-cell table:style-name=\"laurea-cell-1\" office:value-type=\"date\" \
                    office:date-value=\"2024-07-05\"><text:p>05.07.2024</text:p></table:table-cell><table:table-cell \
                    office:value-type=\"float\" office:value=\"5.50\"><text:p>5.50</text:p></table:table-cell><table:table-cell \
                    office:value-type=\"string\"><text:p>0041 &lt;0&gt;</text:p></table:table-cell></table:table-row>";
    assert_eq!(table_of(&after), expected);
    assert!(
        after.contains("<number:date-style style:name=\"laurea-date\">")
            && after.contains("style:data-style-name=\"laurea-date\"")
    );
}

#[test]
fn cells_and_rows_beyond_the_last_are_made() {
    let table = "<table:table-row-group><table:table-row><table:table-cell/></table:table-row></table:table-row-group>";
    let after = amended("", table, &asked(vec![note(1, 4, "лошо"), note(3, 1, "лошо")], Vec::new()));
    let cell = format!("<table:table-cell table:style-name=\"laurea-cell-1\">{MARK}</table:table-cell>");
    let expected = format!(
        "<table:table-row-group><table:table-row><table:table-cell/><table:table-cell table:number-columns-repeated=\"2\"/>{cell}\
         </table:table-row><table:table-row><table:table-cell/></table:table-row><table:table-row>{cell}</table:table-row>\
         </table:table-row-group>"
    );
    assert_eq!(table_of(&after), expected);
}

#[test]
fn the_overview_is_the_first_table_and_its_links_lead_to_cells() {
    let link = Some(("Гр. 'А'".to_owned(), 17, 4));
    let overview = Overview {
        name: "Проверка".to_owned(),
        widths: vec![10],
        rows: vec![vec![OverviewCell { text: "=D17".to_owned(), look: Look::Plain, link }], Vec::new()],
    };
    let after = amended("", "<table:table-row/>", &Amendment { overview: Some(overview), ..asked(Vec::new(), Vec::new()) });
    let place = after.find("<table:table table:name=\"Проверка\">").unwrap();
    assert_eq!(after[..place].rfind("</table:tracked-changes>").map(|at| at + 24), Some(place));
    assert!(after.contains("xlink:href=\"#&apos;Гр. &apos;&apos;А&apos;&apos;&apos;.D17\""), "{after}");
    assert!(after.contains("office:value-type=\"string\" calcext:value-type=\"string\"><text:p><text:a "));
}

#[test]
fn what_cannot_be_amended_is_refused() {
    let missing =
        Amendment { sheets: vec![SheetAmendment { name: "Друг".to_owned(), ..SheetAmendment::default() }], overview: None };
    let xml = content("", "<table:table-row/>");
    assert!(matches!(spliced(&xml, &missing), Err(AmendError::NoSuchSheet(name)) if name == "Друг"));
    let foreign = xml.replacen("xmlns:table=\"urn:oasis", "xmlns:table=\"urn:other", 1);
    assert!(matches!(spliced(&foreign, &asked(Vec::new(), Vec::new())), Err(AmendError::Malformed { .. })));
    assert!(matches!(ods(b"no zip", &missing), Err(AmendError::NotAWorkbook(_))));
}
