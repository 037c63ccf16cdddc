//! The sheet that is put first.

use super::super::super::{Look, Overview, OverviewCell};
use super::*;

fn cell(text: &str, look: Look) -> OverviewCell {
    OverviewCell { text: text.to_owned(), look, link: None }
}

fn overview(rows: Vec<Vec<OverviewCell>>) -> Amendment {
    let overview = Overview { name: "Проверка".to_owned(), widths: vec![10, 20], rows };
    Amendment { sheets: Vec::new(), overview: Some(overview) }
}

#[test]
fn it_comes_first_is_shown_and_the_others_keep_what_belongs_to_them() {
    let sheet = |selected| {
        format!(
            "<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView {selected} workbookViewId=\"0\"/></sheetViews><sheetData/></worksheet>"
        )
    };
    let book = Book::with_sheet(&sheet("tabSelected=\"1\""))
        .with("xl/worksheets/sheet2.xml", &sheet("tabSelected=\"0\""))
        .edited("xl/_rels/workbook.xml.rels", "</Relationships>", &format!("<Relationship Id=\"rId9\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>"))
        .edited("xl/workbook.xml", "<sheets>", "<bookViews><workbookView activeTab=\"1\" firstSheet=\"1\"/></bookViews><sheets>")
        .edited("xl/workbook.xml", "</sheets>", "<sheet name=\"ПРОВЕРКА\" sheetId=\"7\" r:id=\"rId9\"/></sheets><definedNames><definedName name=\"а\" localSheetId=\"1\">Лист!$A$1</definedName><definedName name=\"б\">1</definedName></definedNames>");
    let after = book.amended(&overview(vec![vec![cell("а", Look::Plain)]]));
    let workbook = after.part("xl/workbook.xml");
    assert!(
        workbook.contains("<sheets><sheet name=\"Проверка (2)\" sheetId=\"8\" r:id=\"rId3\"/><sheet name=\"Лист\""),
        "{workbook}"
    );
    assert!(
        workbook.contains("activeTab=\"0\" firstSheet=\"0\"") && workbook.contains("name=\"а\" localSheetId=\"2\""),
        "{workbook}"
    );
    assert_eq!(after.part("xl/worksheets/sheet1.xml"), sheet("tabSelected=\"0\""));
    assert_eq!(after.part("xl/worksheets/sheet2.xml"), sheet("tabSelected=\"0\""));
    assert!(after.part("xl/worksheets/sheet3.xml").contains("tabSelected=\"1\""));
    assert!(after.part("xl/_rels/workbook.xml.rels").contains("Id=\"rId3\""));
}

#[test]
fn its_texts_are_texts_and_its_links_lead_to_cells() {
    let link = |sheet: &str| OverviewCell {
        text: "D17".to_owned(),
        look: Look::Level(Level::Error),
        link: Some((sheet.to_owned(), 17, 4)),
    };
    let rows = vec![
        vec![cell("Заглавие", Look::Title)],
        vec![cell("=1+1", Look::Plain), link("О'Лист & др.")],
        vec![],
        vec![cell("-5", Look::Head), link("Няма такъв"), cell("", Look::Plain)],
    ];
    let book = Book::with_rows("").edited("xl/workbook.xml", "Лист", "О&apos;Лист &amp; др.");
    let after = book.amended(&overview(rows));
    let sheet = after.part("xl/worksheets/sheet2.xml");
    assert!(!sheet.contains("<f"), "{sheet}");
    assert!(sheet.contains(">=1+1</t>") && sheet.contains(">-5</t>"));
    assert!(sheet.contains("<hyperlinks><hyperlink ref=\"B2\" location=\"'О''Лист &amp; др.'!D17\"/></hyperlinks>"), "{sheet}");
    assert_eq!(after.part("xl/styles.xml").matches("quotePrefix=\"1\"").count(), 2);
    assert!(after.part("xl/styles.xml").contains("<name val=\"Arial\"/>"));
}

#[test]
fn a_paragraph_goes_over_the_whole_width_and_rows_are_as_high_as_their_texts() {
    let long = "дума ".repeat(20);
    let rows = vec![vec![cell(long.trim(), Look::Plain)], vec![cell("к", Look::Plain), cell(long.trim(), Look::Plain)]];
    let sheet = Book::with_rows("").amended(&overview(rows)).part("xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells>"), "{sheet}");
    assert!(
        sheet.contains("<row r=\"1\" ht=\"60\" customHeight=\"1\">") && sheet.contains("<row r=\"2\" ht=\"105\">"),
        "{sheet}"
    );
}

#[test]
fn its_name_is_one_that_a_sheet_may_have() {
    let named = |wanted: &str| {
        let mut amendment = overview(Vec::new());
        wanted.clone_into(&mut amendment.overview.as_mut().unwrap().name);
        let workbook = Book::with_rows("").amended(&amendment).part("xl/workbook.xml");
        workbook.split("<sheet name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(named("а/б[в]:*?"), "абв");
    assert_eq!(named("лист"), "лист (2)");
    assert_eq!(named(""), "laurea");
    assert_eq!(named(&"я".repeat(40)).chars().count(), 31);
}
