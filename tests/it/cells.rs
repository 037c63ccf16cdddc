//! Values as their file has them: every way in which a cell may be written, held against what a reader makes of it.

use jiff::civil::date;
use laurea::config::WorkbookLimits;
use laurea::diag::{Finding, Sources};
use laurea::ingest::{Cell, DateSystem, Sheet, Workbooks};

use crate::forged::{Xlsx, ods, ods_rows, record, words, xls, xls_number};

/// The sheets of a file, and what was found.
fn read(name: &str, bytes: &[u8]) -> (Vec<Sheet>, Vec<Finding>) {
    let books = Workbooks::of_bytes(name, bytes, WorkbookLimits::default());
    let mut findings = Vec::new();
    let sheets = books.sheets(name.as_ref(), &mut Sources::default(), &mut findings);
    (sheets, findings)
}

/// The only sheet of a sound file.
#[track_caller]
pub fn sheet(name: &str, bytes: &[u8]) -> Sheet {
    let (mut sheets, findings) = read(name, bytes);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(sheets.len(), 1);
    sheets.remove(0)
}

/// The code of the first finding about a file.
#[track_caller]
fn code(name: &str, bytes: &[u8]) -> &'static str {
    let (_, findings) = read(name, bytes);
    findings.first().map(|finding| finding.code.name()).unwrap_or_else(|| panic!("{name} is sound"))
}

/// Column A of an xlsx book.
fn column(book: &Xlsx) -> Vec<Cell> {
    let sheet = sheet("a.xlsx", &book.bytes());
    (1..=sheet.end().0).map(|row| sheet.cell(row, 1).clone()).collect()
}

/// A row for each cell of column A.
fn rows(cells: &[&str]) -> String {
    cells.iter().map(|cell| format!("<row>{cell}</row>")).collect()
}

pub fn said(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn shared_strings() {
    let strings = [
        "<t>първи</t>",
        "",
        "<t/>",
        "<r><t>Иван </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">Петров</t></r>",
        "<t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/>",
        "<t>ред_x000D_\nред</t>",
        "<t>_x005F_x000D_</t>",
        "<t>знак_x0007_</t>",
        "<t xml:space=\"preserve\">  с места </t>",
        "<t>\n      наредено\n    </t>",
        "<t>А &amp; Б &lt;5&gt; &#1042;</t>",
        "<t><![CDATA[ОУ <Хр. Ботев>]]></t>",
        "<t>пре<!-- бележка -->късн</t>",
    ];
    let refer = |at: usize| format!("<c t=\"s\"><v>{at}</v></c>");
    let cells: Vec<String> = (0..strings.len()).map(refer).collect();
    let mut cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    cells.extend(["<c t=\"s\"><v/></c>", "<c t=\"s\"/>", "<c t=\"s\"><v> 0 </v></c>"]);
    let read = column(&Xlsx::of_rows(&rows(&cells)).with_strings(&strings));
    let expected = [
        said("първи"),
        Cell::Empty,
        Cell::Empty,
        said("Иван Петров"),
        said("東京"),
        said("ред\r\nред"),
        said("_x000D_"),
        said("знак\u{7}"),
        said("  с места "),
        said("наредено"),
        said("А & Б <5> В"),
        said("ОУ <Хр. Ботев>"),
        said("прекъсн"),
        Cell::Empty,
        Cell::Empty,
        said("първи"),
    ];
    assert_eq!(read, expected);
    for wrong in ["", "-1", "1.5", "99", "x", "18446744073709551616"].iter().skip(1) {
        let book = Xlsx::of_rows(&rows(&[&format!("<c t=\"s\"><v>{wrong}</v></c>")])).with_strings(&strings);
        assert_eq!(code("a.xlsx", &book.bytes()), "file-unreadable", "{wrong}");
    }
    let boundless = Xlsx::of_rows(&rows(&[&refer(0)])).with_strings(&strings);
    let part =
        String::from_utf8(boundless.parts().iter().find(|part| part.0.ends_with("sharedStrings.xml")).unwrap().1.into()).unwrap();
    let boundless =
        boundless.with("xl/sharedStrings.xml", &part.replace("uniqueCount=\"1\"", "uniqueCount=\"9223372036854775807\""));
    assert_eq!(column(&boundless), [said("първи")]);
}

#[test]
fn cells_of_every_type() {
    let cells = [
        ("<c t=\"inlineStr\"><is><t>на място</t></is></c>", said("на място")),
        ("<c t=\"inlineStr\"><is><r><t>на </t></r><r><t>части</t></r></is></c>", said("на части")),
        ("<c t=\"inlineStr\"><v>във v</v></c>", said("във v")),
        ("<c t=\"str\"><f>A1&amp;B1</f><v>от формула_x0007_</v></c>", said("от формула\u{7}")),
        ("<c><f t=\"shared\" si=\"0\"/><v>5.5</v></c>", Cell::Number(5.5)),
        ("<c><f>1/3</f><v>0.33333333333333331</v></c>", Cell::Number(1.0 / 3.0)),
        ("<c><f>A1</f></c>", Cell::Empty),
        ("<c t=\"b\"><v>1</v></c>", Cell::Bool(true)),
        ("<c t=\"b\"><v>false</v></c>", Cell::Bool(false)),
        ("<c t=\"e\"><f>VLOOKUP(1,A:A,1)</f><v>#N/A</v></c>", Cell::Error("#N/A".to_owned())),
        ("<c t=\"e\"><v>#SPILL!</v></c>", Cell::Error("#SPILL!".to_owned())),
        ("<c t=\"d\"><v>2025-07-12T00:00:00Z</v></c>", Cell::Date(date(2025, 7, 12))),
        ("<c t=\"n\"><v>1.2E+3</v></c>", Cell::Number(1200.0)),
        ("<c><v>1<!-- -->2&#51;</v></c>", Cell::Number(123.0)),
        ("<c><v>5<extLst><ext>9</ext></extLst></v><extLst/></c>", Cell::Number(5.0)),
        ("<x:c xmlns:x=\"u\"><x:v>7</x:v></x:c>", Cell::Number(7.0)),
    ];
    let (written, expected): (Vec<&str>, Vec<Cell>) = cells.into_iter().unzip();
    assert_eq!(column(&Xlsx::of_rows(&rows(&written))), expected);
    for wrong in [
        "<c t=\"b\"><v>2</v></c>",
        "<c t=\"d\"><v>вчера</v></c>",
        "<c t=\"z\"><v>1</v></c>",
        "<c><v>1</v><v>2</v></c>",
        "<c><v>0x10</v></c>",
        "<c><v>NaN</v></c>",
        "<c><v>1e999</v></c>",
        "<c r=\"А1\"><v>1</v></c>",
        "<c s=\"x\"><v>1</v></c>",
        "<c r=A1><v>1</v></c>",
    ] {
        assert_eq!(code("a.xlsx", &Xlsx::of_rows(&rows(&[wrong])).bytes()), "file-unreadable", "{wrong}");
    }
}

#[test]
fn text_that_looks_like_a_number_stays_text() {
    let cells = ["<c s=\"1\" t=\"s\" quotePrefix=\"1\"><v>0</v></c>", "<c t=\"str\"><v>0012</v></c>"];
    let book = Xlsx::of_rows(&rows(&cells)).with_strings(&["<t>0412345678</t>"]).with_formats(&["dd.mm.yyyy"]);
    assert_eq!(column(&book), [said("0412345678"), said("0012")]);
}

#[test]
fn numbers_become_days_by_their_format_alone() {
    let formats =
        ["dd.mm.yyyy\\ &quot;г.&quot;", "&quot;г.&quot;0", "hh:mm", "[h]:mm", "[$-402]d\\ mmmm\\ yyyy", "0.00", "дд.мм.гггг"];
    let cell = |style: usize, value: &str| format!("<c s=\"{style}\"><v>{value}</v></c>");
    let cases = [
        (1, "45850", Cell::Date(date(2025, 7, 12))),
        (1, "45850.75", Cell::Date(date(2025, 7, 12))),
        (1, "60", Cell::Number(60.0)),
        (1, "61", Cell::Date(date(1900, 3, 1))),
        (1, "-5", Cell::Number(-5.0)),
        (1, "1E+300", Cell::Number(1e300)),
        (2, "45850", Cell::Number(45850.0)),
        (3, "0.5", Cell::Number(0.5)),
        (4, "30.5", Cell::Number(30.5)),
        (5, "45850", Cell::Date(date(2025, 7, 12))),
        (6, "5.5", Cell::Number(5.5)),
        (7, "45850", Cell::Date(date(2025, 7, 12))),
    ];
    let cells: Vec<String> = cases.iter().map(|(style, value, _)| cell(*style, value)).collect();
    let book = Xlsx::of_rows(&rows(&cells.iter().map(String::as_str).collect::<Vec<_>>())).with_formats(&formats);
    assert_eq!(column(&book), cases.map(|(.., expected)| expected));
    let beyond = Xlsx::of_rows(&rows(&[&cell(99, "1")])).with_formats(&formats);
    assert_eq!(code("a.xlsx", &beyond.bytes()), "file-unreadable", "a style that is not there");
}

#[test]
fn the_day_counting_is_known_without_a_date() {
    let one = "<sheet name=\"Лист\" sheetId=\"1\" r:id=\"rId1\"/>";
    let book = Xlsx::of_rows(&rows(&["<c><v>44388</v></c>"])).with_workbook("<workbookPr date1904=\"1\"/>", one);
    assert_eq!(sheet("a.xlsx", &book.bytes()).dates, DateSystem::From1904);
    let dated = Xlsx::of_rows(&rows(&["<c s=\"1\"><v>44388</v></c>"])).with_formats(&["d.m.yy"]);
    assert_eq!(column(&dated.with_workbook("<workbookPr date1904=\"true\"/>", one)), [Cell::Date(date(2025, 7, 12))]);
    let from_1904 = xls(&record(0x0022, &words(&[1])), &xls_number(0, 0, 0, 44388.0));
    assert_eq!(sheet("a.xls", &from_1904).dates, DateSystem::From1904);
    let settings = "<table:calculation-settings><table:null-date table:date-value=\"1904-01-01\"/></table:calculation-settings>";
    let table = "<table:table table:name=\"Лист\"/>";
    let body = format!("<office:body><office:spreadsheet>{settings}{table}</office:spreadsheet></office:body>");
    assert_eq!(sheet("a.ods", &ods(&body, "")).dates, DateSystem::From1904);
}

#[test]
fn places_orders_and_what_is_hidden() {
    let rows =
        "<row r=\"5\" hidden=\"1\"><c r=\"C5\"><v>3</v></c><c r=\"A5\"><v>1</v></c></row><row r=\"2\"><c><v>2</v></c></row>";
    let merges = "<mergeCells><mergeCell ref=\"A5:B6\"/></mergeCells>";
    let xml = format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols><sheetData>{rows}</sheetData>{merges}</worksheet>"
    );
    let sheet = sheet("a.xlsx", &Xlsx::of_sheet(&xml).bytes());
    assert_eq!(
        (sheet.cell(5, 1), sheet.cell(5, 3), sheet.cell(2, 1)),
        (&Cell::Number(1.0), &Cell::Number(3.0), &Cell::Number(2.0))
    );
    assert_eq!(sheet.end(), (5, 3));
    assert!(sheet.is_row_hidden(5) && !sheet.is_row_hidden(2) && sheet.is_column_hidden(3) && !sheet.is_column_hidden(1));
    assert_eq!(sheet.merges().len(), 1);
}

#[test]
fn hidden_sheets_and_sheets_without_cells() {
    let sheets = "<sheet name=\"А\" r:id=\"rId1\"/><sheet name=\"Б\" state=\"veryHidden\" r:id=\"two\"/><sheet name=\"Диаграма\" r:id=\"three\"/>";
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id, kind, target| format!("<Relationship Id=\"{id}\" Type=\"{kinds}/{kind}\" Target=\"{target}\"/>");
    let relations = [
        relation("rId1", "worksheet", "worksheets/sheet1.xml"),
        relation("two", "worksheet", "/xl/worksheets/SHEET2.xml"),
        relation("three", "chartsheet", "chartsheets/sheet1.xml"),
    ];
    let book =
        Xlsx::of_rows("").with_workbook("", sheets).with("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>");
    let book = book.with("xl/_rels/workbook.xml.rels", &format!("<Relationships>{}</Relationships>", relations.concat()));
    let (sheets, findings) = read("a.xlsx", &book.bytes());
    assert!(findings.is_empty(), "{findings:?}");
    let seen: Vec<(&str, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.is_hidden)).collect();
    assert_eq!(seen, [("А", false), ("Б", true)]);
}

#[test]
fn values_under_merged_cells_are_said_and_not_read() {
    let rows = "<row><c><v>1</v></c><c><v>2</v></c></row>";
    let xml = format!("<worksheet><sheetData>{rows}</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>");
    let (sheets, findings) = read("a.xlsx", &Xlsx::of_sheet(&xml).bytes());
    assert_eq!((sheets[0].cell(1, 1), sheets[0].cell(1, 2)), (&Cell::Number(1.0), &Cell::Empty));
    assert_eq!(findings[0].code.name(), "cell-covered");
    assert_eq!(findings[0].origin.map(|origin| (origin.row, origin.column)), Some((1, 2)));
}

#[test]
fn cells_of_ods() {
    let cell = |attributes: &str, content: &str| {
        format!("<table:table-row><table:table-cell {attributes}>{content}</table:table-cell></table:table-row>")
    };
    let text = "office:value-type=\"string\"";
    let cases = [
        (cell("office:value-type=\"float\" office:value=\"5.5\"", "<text:p>5,50</text:p>"), Cell::Number(5.5)),
        (cell("office:value-type=\"percentage\" office:value=\"0.5\"", "<text:p>50 %</text:p>"), Cell::Number(0.5)),
        (cell("office:value-type=\"currency\" office:value=\"12\"", "<text:p>12 лв.</text:p>"), Cell::Number(12.0)),
        (
            cell("office:value-type=\"date\" office:date-value=\"2025-07-12T08:30:00\"", "<text:p>12.07.25</text:p>"),
            Cell::Date(date(2025, 7, 12)),
        ),
        (cell("office:value-type=\"boolean\" office:boolean-value=\"true\"", "<text:p>ИСТИНА</text:p>"), Cell::Bool(true)),
        (cell("office:value-type=\"time\" office:time-value=\"PT08H30M00S\"", "<text:p>08:30</text:p>"), said("08:30")),
        (cell(text, "<text:p>първи</text:p><text:p>втори</text:p>"), said("първи\nвтори")),
        (cell(text, "<text:p>а<text:s text:c=\"3\"/>б<text:tab/>в<text:line-break/>г</text:p>"), said("а   б\tв\nг")),
        (cell(text, "<text:p>  в\n   <text:span>раз</text:span>редка </text:p>"), said("в разредка ")),
        (
            cell(text, "<office:annotation><text:p>бележка</text:p></office:annotation><text:p>стойност</text:p>"),
            said("стойност"),
        ),
        (cell(text, "<text:p>до<office:annotation><text:p>бележка</text:p></office:annotation>края</text:p>"), said("докрая")),
        (
            cell(text, "<draw:frame><draw:text-box><text:p>рамка</text:p></draw:text-box></draw:frame><text:p>клетка</text:p>"),
            said("клетка"),
        ),
        (cell("office:value-type=\"string\" office:string-value=\"истинска\"", "<text:p>показана</text:p>"), said("истинска")),
        (
            cell("office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"", "<text:p>#N/A</text:p>"),
            Cell::Error("#N/A".to_owned()),
        ),
        (
            cell("table:formula=\"of:=1/0\" office:value-type=\"float\" office:value=\"0\"", "<text:p>#DIV/0!</text:p>"),
            Cell::Error("#DIV/0!".to_owned()),
        ),
        (cell("", ""), Cell::Empty),
        (cell(text, "<text:p>последна</text:p>"), said("последна")),
    ];
    let sheet = sheet("a.ods", &ods_rows(&cases.iter().map(|(xml, _)| xml.as_str()).collect::<String>()));
    for (row, (xml, expected)) in (1..).zip(&cases) {
        assert_eq!(sheet.cell(row, 1), expected, "{xml}");
    }
    let wrong = ods_rows(&cell("office:value-type=\"float\" office:value=\"пет\"", ""));
    assert_eq!(code("a.ods", &wrong), "file-unreadable");
}

#[test]
fn repeated_and_hidden_rows_and_columns_of_ods() {
    let number =
        |value: u32, more: &str| format!("<table:table-cell office:value-type=\"float\" office:value=\"{value}\" {more}/>");
    let xml = [
        "<table:table-column table:number-columns-repeated=\"2\"/><table:table-column table:visibility=\"collapse\"/>".to_owned(),
        format!("<table:table-header-rows><table:table-row>{}{}</table:table-row></table:table-header-rows>", number(1, "table:number-columns-repeated=\"3\""), number(2, "")),
        "<table:table-row table:number-rows-repeated=\"3\" table:visibility=\"filter\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>".to_owned(),
        format!("<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/>{}</table:table-row>", number(3, "")),
        "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>".to_owned(),
    ]
    .concat();
    let sheet = sheet("a.ods", &ods_rows(&xml));
    let number = |row, column| match sheet.cell(row, column) {
        Cell::Number(number) => *number as u32,
        _ => 0,
    };
    assert_eq!([number(1, 1), number(1, 2), number(1, 3), number(1, 4), number(1, 5)], [1, 1, 1, 2, 0]);
    assert_eq!([number(5, 2), number(6, 2), number(7, 2), number(2, 1)], [3, 3, 0, 0]);
    assert_eq!(sheet.end(), (6, 4));
    assert!(sheet.is_column_hidden(3) && !sheet.is_column_hidden(2));
    let hidden: Vec<u32> = (1..8).filter(|row| sheet.is_row_hidden(*row)).collect();
    assert_eq!(hidden, [2, 3, 4]);
}

#[test]
fn hidden_sheets_and_earlier_versions_in_ods() {
    let styles = "<office:automatic-styles><style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>";
    let row = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    let tables = format!(
        "<table:tracked-changes><table:table table:name=\"Стар\">{row}</table:table></table:tracked-changes><table:table table:name=\"А\">{row}</table:table><table:table table:name=\"Б\" table:style-name=\"ta2\">{row}</table:table>"
    );
    let body = format!("{styles}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>");
    let (sheets, _) = read("a.ods", &ods(&body, ""));
    let seen: Vec<(&str, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.is_hidden)).collect();
    assert_eq!(seen, [("А", false), ("Б", true)]);
}

#[test]
fn text_files_of_every_kind() {
    let with_mark = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
    let utf_16: Vec<u8> = "Име;Оценка\r\nИван;5,50".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        "Име;Оценка\nИван;5,50\n".as_bytes().to_vec(),
        with_mark(b"\xef\xbb\xbf", "Име,Оценка\rИван,\"5,50\"".into()),
        with_mark(b"\xff\xfe", utf_16),
        "sep=|\r\nИме|Оценка\r\nИван|5,50\r\n".into(),
        "Име\tОценка\nИван\t5,50\n".into(),
    ] {
        let sheet = sheet("a.csv", &bytes);
        assert!(sheet.is_text);
        let read: Vec<String> = [(1, 1), (1, 2), (2, 1), (2, 2)].map(|(row, column)| sheet.cell(row, column).text()).into();
        assert_eq!(read, ["Име", "Оценка", "Иван", "5,50"]);
    }
    let (sheets, findings) = read("a.csv", b"\xc8\xec\xe5;a\x00b\n\xc8\xe2\xe0\xed;5\n");
    assert_eq!((sheets[0].cell(1, 1).text(), sheets[0].cell(1, 2).text()), ("Име".to_owned(), "a\u{0}b".to_owned()));
    assert_eq!(findings[0].code.name(), "encoding-guessed");
    let (sheets, findings) = read("a.xls", "Име;Оценка\nИван;5\n".as_bytes());
    assert_eq!((sheets.len(), findings[0].code.name()), (1, "file-misnamed"));
}
