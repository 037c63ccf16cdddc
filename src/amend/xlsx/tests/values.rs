//! Cells that get another value.

use jiff::civil::date;

use super::*;

const TEXT: &str = "<is><t xml:space=\"preserve\">";

#[test]
fn a_value_takes_the_place_of_another_and_nothing_else_moves() {
    let rows = "<row r=\"2\" spans=\"1:3\">\n<c r=\"A2\"/> <c t=\"s\" s=\"2\" r=\"B2\" vm=\"1\"><v>7</v></c><!-- as it was --><c r=\"C2\" s=\"1\"><v>1</v></c></row>";
    let book = Book::with_rows(rows);
    let expected = rows.replace(
        "<c t=\"s\" s=\"2\" r=\"B2\" vm=\"1\"><v>7</v></c>",
        &format!("<c r=\"B2\" s=\"2\" t=\"inlineStr\">{TEXT} а&amp;б</t></is></c>"),
    );
    assert_eq!(book.rows_after(&[(2, 2, words(" а&б"))]), expected);
    let expected = rows.replace("<c r=\"A2\"/>", "<c r=\"A2\"><v>-5.5</v></c>");
    assert_eq!(book.rows_after(&[(2, 1, number("-5.5"))]), expected);
    let after = book.amended(&changed(&[(2, 1, number("1"))]));
    for name in ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/vbaProject.bin"] {
        assert_eq!(after.part(name), book.part(name), "{name}");
    }
}

#[test]
fn missing_rows_and_cells_are_made_in_their_order() {
    let rows = "<row r=\"3\" spans=\"2:4\"><c r=\"B3\"/><c r=\"D3\"/></row><row r=\"5\"/><row r=\"6\"></row><row r=\"9\"><c r=\"A9\"/></row>";
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A3:D9\"/><sheetData>{rows}</sheetData></worksheet>");
    let places = [(1, 2), (3, 1), (3, 3), (3, 6), (3, 5), (5, 4), (5, 2), (6, 1), (7, 1), (11, 1), (10, 1)];
    let changes = places.map(|(row, column)| (row, column, number("1")));
    let after = Book::with_sheet(&sheet).amended(&changed(&changes)).part("xl/worksheets/sheet1.xml");
    let cell = |name: &str| format!("<c r=\"{name}\"><v>1</v></c>");
    let expected = [
        format!("<row r=\"1\">{}</row>", cell("B1")),
        format!(
            "<row r=\"3\" spans=\"1:6\">{}<c r=\"B3\"/>{}<c r=\"D3\"/>{}{}</row>",
            cell("A3"),
            cell("C3"),
            cell("E3"),
            cell("F3")
        ),
        format!("<row r=\"5\">{}{}</row><row r=\"6\">{}</row>", cell("B5"), cell("D5"), cell("A6")),
        format!("<row r=\"7\">{}</row><row r=\"9\"><c r=\"A9\"/></row>", cell("A7")),
        format!("<row r=\"10\">{}</row><row r=\"11\">{}</row>", cell("A10"), cell("A11")),
    ];
    assert_eq!(inside(&after, "sheetData"), expected.concat());
    assert!(after.contains("<dimension ref=\"A1:F11\"/>"), "{after}");
}

#[test]
fn cells_without_names_are_found_by_counting() {
    let rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"4\"><c/><c r=\"D4\"/><c/></row><row><c/></row><row><c r=\"A9\"/></row>";
    let book = Book::with_rows(rows);
    let after = book.rows_after(&[
        (1, 2, number("7")),
        (4, 5, number("8")),
        (5, 1, number("9")),
        (1, 4, number("4")),
        (9, 1, number("6")),
    ]);
    assert_eq!(
        after,
        "<row><c><v>1</v></c><c><v>7</v></c><c r=\"D1\"><v>4</v></c></row><row r=\"4\"><c/><c r=\"D4\"/><c><v>8</v></c></row>\
         <row><c><v>9</v></c></row><row><c r=\"A9\"><v>6</v></c></row>"
    );
}

#[test]
fn an_empty_sheet_gets_its_first_row() {
    for sheet in ["<sheetData/>", "<sheetData></sheetData>", "<sheetData />"] {
        let book = Book::with_sheet(&format!("<worksheet xmlns=\"{MAIN}\">{sheet}</worksheet>"));
        assert_eq!(book.rows_after(&[(2, 1, number("1"))]), "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>");
    }
}

#[test]
fn prefixes_marks_and_unusual_names_of_parts_are_followed() {
    let sheet = format!(
        "\u{feff}<x:worksheet xmlns:x=\"{MAIN}\"><x:sheetData><x:row r='1'><x:c r='A1'/></x:row></x:sheetData></x:worksheet>"
    );
    let book = Book::with_rows("").with("xl/worksheets/sheet9.xml", &sheet).edited(
        "xl/_rels/workbook.xml.rels",
        "Target=\"worksheets/sheet1.xml\"",
        "Target=\"/XL/worksheets/sheet9.xml\"",
    );
    let after = book.amended(&changed(&[(1, 1, words("_x0041_\u{1}"))])).part("xl/worksheets/sheet9.xml");
    let cell = "<x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">_x005F_x0041__x0001_</x:t></x:is></x:c>";
    assert_eq!(after, sheet.replace("<x:c r='A1'/>", cell));
}

#[test]
fn a_day_is_counted_and_shown_as_a_day() {
    let day = Repair::Date(date(2002, 7, 12));
    let rows = "<row r=\"1\"><c r=\"A1\"/><c r=\"B1\" s=\"1\"/><c r=\"C1\" s=\"2\"/><c r=\"D1\" s=\"3\"/></row>";
    let book = Book::with_rows(rows);
    let all = [(1, 1, day.clone()), (1, 2, day.clone()), (1, 3, day.clone()), (1, 4, day)];
    let cell = |name: &str, style: u32, serial: u32| format!("<c r=\"{name}\" s=\"{style}\"><v>{serial}</v></c>");
    let expected =
        |serial| format!("{}{}{}{}", cell("A1", 4, serial), cell("B1", 1, serial), cell("C1", 4, serial), cell("D1", 3, serial));
    assert_eq!(book.rows_after(&all), format!("<row r=\"1\">{}</row>", expected(37449)));
    let styles = book.amended(&changed(&all)).part("xl/styles.xml");
    assert!(
        styles.contains("<numFmts count=\"2\">")
            && styles.contains("<numFmt numFmtId=\"166\" formatCode=\"dd\\.mm\\.yyyy\"/></numFmts>")
    );
    assert!(styles.contains("<cellXfs count=\"5\">"), "equal formats are one: {styles}");
    let older = book.edited("xl/workbook.xml", "<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
    assert_eq!(older.rows_after(&all), format!("<row r=\"1\">{}</row>", expected(35987)));
}

#[test]
fn a_number_in_a_cell_of_dates_or_text_is_shown_as_a_number() {
    let book = Book::with_rows("<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" s=\"2\"/><c r=\"C1\" s=\"0\"/></row>");
    let after = book.amended(&changed(&[(1, 1, number("5.50")), (1, 2, number("6")), (1, 3, number("5.50"))]));
    let rows =
        "<row r=\"1\"><c r=\"A1\" s=\"4\"><v>5.50</v></c><c r=\"B1\" s=\"5\"><v>6</v></c><c r=\"C1\"><v>5.50</v></c></row>";
    assert_eq!(inside(&after.part("xl/worksheets/sheet1.xml"), "sheetData"), rows);
    let added = "<xf applyNumberFormat=\"1\" numFmtId=\"2\" fontId=\"0\"><alignment wrapText=\"1\"/></xf><xf applyNumberFormat=\"1\" numFmtId=\"0\"/></cellXfs>";
    assert!(after.part("xl/styles.xml").contains(added), "{}", after.part("xl/styles.xml"));
}

#[test]
fn a_formula_gives_way_and_the_rest_is_calculated_anew() {
    let rows = "<row r=\"1\"><c r=\"A1\"><f>B1</f><v>1</v></c><c r=\"B1\"><f>2</f><v>2</v></c><c r=\"C1\"><v>3</v></c></row>";
    let chain = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml";
    let book = Book::with_rows(rows)
        .with("xl/calcChain.xml", "<calcChain/>")
        .edited(
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            &format!("<Relationship Id=\"rId3\" Type=\"{OFFICE}/calcChain\" Target=\"calcChain.xml\"/></Relationships>"),
        )
        .edited(
            "[Content_Types].xml",
            "</Types>",
            &format!("<Override PartName=\"/xl/calcChain.xml\" ContentType=\"{chain}\"/></Types>"),
        );
    let after = book.amended(&changed(&[(1, 1, words("=1"))]));
    assert!(
        inside(&after.part("xl/worksheets/sheet1.xml"), "sheetData")
            .starts_with(&format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\">{TEXT}=1<"))
    );
    assert!(!after.has("xl/calcChain.xml"));
    for name in ["xl/_rels/workbook.xml.rels", "[Content_Types].xml"] {
        assert!(!after.part(name).contains("calcChain"), "{name}");
    }
    assert!(after.part("xl/workbook.xml").contains("</sheets><calcPr fullCalcOnLoad=\"1\"/></workbook>"));
    let after = book.amended(&changed(&[(1, 3, number("4"))]));
    assert!(after.has("xl/calcChain.xml"), "no formula was touched");
    assert!(after.part("xl/workbook.xml").contains("fullCalcOnLoad"), "others may depend on the value");
    let after = book.amended(&noted(&[(1, 1, Level::Error, "")]));
    assert!(after.has("xl/calcChain.xml") && !after.part("xl/workbook.xml").contains("fullCalcOnLoad"));
    let plain = Book::with_rows("<row r=\"1\"><c r=\"A1\"/></row>").amended(&changed(&[(1, 1, number("4"))]));
    assert!(!plain.part("xl/workbook.xml").contains("fullCalcOnLoad"), "there are no formulas");
}

#[test]
fn a_shared_formula_is_handed_on() {
    let rows = "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A3\" si=\"0\">B1&amp;\"B1\"</f></c></row>\
                <row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"0\"/></c></row><row r=\"3\"><c r=\"A3\"><f t=\"shared\" si=\"0\"></f></c></row>";
    let book = Book::with_rows(rows);
    let after = book.rows_after(&[(1, 1, number("1")), (2, 1, number("2"))]);
    let heir = "<c r=\"A3\"><f t=\"shared\" ref=\"A1:A3\" si=\"0\">B3&amp;&quot;B1&quot;</f></c>";
    assert_eq!(
        after,
        format!(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c></row><row r=\"3\">{heir}</row>"
        )
    );
    assert_eq!(book.rows_after(&[(2, 1, number("2"))]), rows.replace("<f t=\"shared\" si=\"0\"/>", "<v>2</v>"));
}
