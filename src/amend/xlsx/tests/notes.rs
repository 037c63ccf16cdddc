//! Cells that are coloured and explained.

use super::*;

const ROWS: &str = "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"/></row>";

fn sheet_with(after: &str) -> String {
    format!(
        "<worksheet xmlns=\"{MAIN}\"><cols><col min=\"3\" max=\"3\" width=\"20\" style=\"2\"/></cols><sheetData>{ROWS}</sheetData>{after}</worksheet>"
    )
}

#[test]
fn a_marked_cell_keeps_its_value_and_its_look_but_for_the_colour() {
    let book = Book::with_rows(ROWS);
    let marks = [(1, 1, Level::Error, "а\r\nб < в"), (1, 2, Level::Error, "г"), (2, 1, Level::Note, "д")];
    let after = book.amended(&noted(&marks));
    let expected = ROWS.replace("r=\"A1\" s=\"1\"", "r=\"A1\" s=\"4\"").replace("r=\"B1\" s=\"1\"", "r=\"B1\" s=\"4\"");
    let sheet = after.part("xl/worksheets/sheet1.xml");
    assert_eq!(inside(&sheet, "sheetData"), format!("{expected}<row r=\"2\"><c r=\"A2\" s=\"5\"/></row>"));
    let styles = after.part("xl/styles.xml");
    assert!(
        styles.contains("<xf fillId=\"2\" applyFill=\"1\" numFmtId=\"165\" fontId=\"0\"><alignment wrapText=\"1\"/></xf>"),
        "{styles}"
    );
    assert!(styles.contains("<cellXfs count=\"6\">") && styles.contains("<fills count=\"4\">"), "{styles}");
    let comments = after.part("xl/comments1.xml");
    assert!(comments.contains("<author>laurea</author>") && comments.contains(">а\nб &lt; в</t>"), "{comments}");
    assert_eq!(comments.matches("<comment ").count(), 3);
    let drawing = after.part("xl/drawings/vmlDrawing1.vml");
    assert_eq!(drawing.matches("visibility:hidden").count(), 3);
    assert!(
        drawing.contains("data=\"1\"")
            && drawing.contains("id=\"_x0000_s1025\"")
            && drawing.contains("<x:Row>1</x:Row><x:Column>0</x:Column>")
    );
    assert!(sheet.ends_with(&format!("</sheetData><legacyDrawing xmlns:r=\"{OFFICE}\" r:id=\"rId2\"/></worksheet>")), "{sheet}");
    let types = after.part("[Content_Types].xml");
    assert!(types.contains("<Default Extension=\"vml\"") && types.contains("PartName=\"/xl/comments1.xml\""), "{types}");
}

#[test]
fn the_drawing_is_named_at_its_place_in_the_sheet() {
    let places = [
        "<drawing r:id=\"rId8\"/>|<tableParts/>",
        "<pageMargins/>|<extLst/>",
        "|<mc:AlternateContent><controls/></mc:AlternateContent>",
        "<rowBreaks/>|<legacyDrawingHF r:id=\"rId8\"/><picture/>",
    ];
    for place in places {
        let bound = format!("<worksheet xmlns:r=\"{OFFICE}\" xmlns:mc=\"urn:mc\"");
        let book = Book::with_sheet(&sheet_with(&place.replace('|', "")).replace("<worksheet", &bound));
        let after = book.amended(&noted(&[(1, 1, Level::Note, "а")])).part("xl/worksheets/sheet1.xml");
        assert!(after.contains(&place.replace('|', "<legacyDrawing r:id=\"rId2\"/>")), "{place}: {after}");
    }
}

#[test]
fn an_empty_cell_is_marked_in_the_look_of_its_row_or_column() {
    let book = Book::with_sheet(&sheet_with("").replace("<row r=\"1\">", "<row r=\"1\" s=\"3\" customFormat=\"1\">"));
    let after = book.amended(&noted(&[(1, 3, Level::Note, ""), (2, 3, Level::Note, "")]));
    let styles = inside(&after.part("xl/styles.xml"), "cellXfs");
    let ends = [("numFmtId=\"14\"", 4), ("numFmtId=\"49\"", 5)];
    let formats: Vec<&str> = styles.split("<xf").skip(1).collect();
    for (format, place) in ends {
        assert!(formats[place].contains(format) && formats[place].contains("fillId=\"2\""), "{styles}");
    }
    assert!(!after.has("xl/comments1.xml"), "nothing was said");
}

#[test]
fn of_merged_cells_the_first_is_marked() {
    let book = Book::with_sheet(&sheet_with("<mergeCells count=\"1\"><mergeCell ref=\"A1:C4\"/></mergeCells>"));
    let after = book.amended(&noted(&[(3, 2, Level::Warning, "едно"), (2, 2, Level::Error, "две"), (2, 4, Level::Note, "вън")]));
    let comments = after.part("xl/comments1.xml");
    assert!(comments.contains("ref=\"A1\"") && comments.contains("ref=\"D2\"") && comments.matches("<comment ").count() == 2);
    assert!(comments.contains(">две\n\nедно<"), "{comments}");
    assert!(after.part("xl/styles.xml").contains("FFFFC7CE") && !after.part("xl/styles.xml").contains("FFFFEB9C"));
}

#[test]
fn notes_that_are_there_stay_and_ours_come_after_them() {
    let comments = format!(
        "<comments xmlns=\"{MAIN}\"><authors><author>Учебен отдел</author></authors><commentList>\
         <comment ref=\"A1\" authorId=\"0\"><text><r><rPr><b/></rPr><t>Старо</t></r></text></comment>\
         <comment ref=\"B1\" authorId=\"0\"><text><t>Второ</t></text></comment>\
         <comment ref=\"C1\" authorId=\"0\"><text/></comment><comment ref=\"D1\" authorId=\"0\"><text><t>Чуждо</t></text></comment>\
         </commentList></comments>"
    );
    // Text boxes in drawings need not be well-formed.
    let drawing = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:o\" xmlns:x=\"urn:x\"><o:idmap data=\"1\"/>\
                   <v:shapetype id=\"_x0000_t202\"/><v:shape id=\"_x0000_s1025\"><div>а<br>б</div><x:ClientData ObjectType=\"Note\">\
                   <x:Anchor>1, 15, 0, 2, 3, 15, 3, 16</x:Anchor><x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>";
    let book = Book::with_sheet(
        &sheet_with("<legacyDrawing r:id=\"d\"/>").replace("<worksheet", &format!("<worksheet xmlns:r=\"{OFFICE}\"")),
    )
    .with("xl/comments7.xml", &comments)
    .with("xl/drawings/old.vml", drawing)
    .with("xl/drawings/other.vml", "<xml><o:idmap data=\"2,3\"/><v:shape id=\"_x0000_s4099\"/></xml>")
    .with(
        "xl/worksheets/_rels/sheet1.xml.rels",
        &relations(&[("c", "comments", "../comments7.xml"), ("d", "vmlDrawing", "/xl/drawings/old.vml")]),
    );
    let after = book.amended(&noted(&[
        (1, 1, Level::Error, "ново"),
        (1, 2, Level::Error, "ново"),
        (1, 3, Level::Error, "ново"),
        (2, 2, Level::Error, "друго"),
    ]));
    let new = after.part("xl/comments7.xml");
    assert!(new.contains("<t>Старо</t></r><r><rPr><sz") && new.contains(">\n\nново</t></r></text>"), "{new}");
    assert!(new.contains("<t xml:space=\"preserve\">Второ\n\nново</t>") && new.contains("<t>Чуждо</t>"), "{new}");
    assert!(new.contains("<author>Учебен отдел</author><author>laurea</author>"), "{new}");
    assert!(new.contains("<comment ref=\"B2\" authorId=\"1\">") && new.matches("<comment ").count() == 5, "{new}");
    let shapes = after.part("xl/drawings/old.vml");
    assert!(shapes.contains("<o:idmap data=\"5,1\"/>") && shapes.contains("id=\"_x0000_s5121\""), "{shapes}");
    assert!(shapes.contains("<div>а<br>б</div>") && shapes.contains("<x:Anchor>1, 15, 0, 2, 3, 15, 5, "), "{shapes}");
    assert_eq!(shapes.matches("<v:shape ").count(), 2);
    assert_eq!(after.part("xl/drawings/other.vml"), book.part("xl/drawings/other.vml"));
    assert!(!after.has("xl/comments1.xml"));
}

#[test]
fn a_note_of_an_earlier_check_gives_way_to_the_new_one() {
    let first = Book::with_rows(ROWS).amended(&noted(&[(1, 1, Level::Error, "старо"), (1, 2, Level::Error, "остава")]));
    let second = first.amended(&noted(&[(1, 1, Level::Error, &"ново ".repeat(60)), (2, 1, Level::Error, "друго")]));
    let comments = second.part("xl/comments1.xml");
    assert!(!comments.contains("старо") && comments.contains("ново ново") && comments.contains("остава"), "{comments}");
    assert_eq!((comments.matches("<comment ").count(), comments.matches("<author>").count()), (3, 1));
    let drawing = second.part("xl/drawings/vmlDrawing1.vml");
    let rows = |book: &Book| {
        let drawing = book.part("xl/drawings/vmlDrawing1.vml");
        let anchor = drawing.split("Anchor>").nth(1).unwrap().trim_end_matches("</x:").to_owned();
        anchor.split(',').nth(6).unwrap().trim().parse::<u32>().unwrap()
    };
    assert!(rows(&second) > rows(&first) + 3, "the box grew with its text: {drawing}");
    assert_eq!(drawing.matches("<v:shape ").count(), 3);
    assert_eq!(second.part("xl/styles.xml").matches("FFFFC7CE").count(), 1, "equal fills are one");
}

#[test]
fn a_box_without_an_anchor_grows_by_its_style() {
    let shape = |row: u32| {
        format!(
            "<v:shape id=\"_x0000_s{}\" style=\"width:144px;height:79px;z-index:1\"><x:ClientData ObjectType=\"Note\"><x:Row>{row}</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>",
            1025 + row
        )
    };
    let drawing = format!("<xml xmlns:v=\"urn:v\" xmlns:o=\"urn:o\" xmlns:x=\"urn:x\">{}{}</xml>", shape(0), shape(1));
    let comments = format!(
        "<comments xmlns=\"{MAIN}\"><authors><author/></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text><t>а</t></text></comment>\
         <comment ref=\"A2\" authorId=\"0\"><text><t>б</t></text></comment></commentList></comments>"
    );
    let book = Book::with_sheet(
        &sheet_with("<legacyDrawing r:id=\"d\"/>").replace("<worksheet", &format!("<worksheet xmlns:r=\"{OFFICE}\"")),
    )
    .with("xl/comments1.xml", &comments)
    .with("xl/drawings/a.vml", &drawing)
    .with(
        "xl/worksheets/_rels/sheet1.xml.rels",
        &relations(&[("c", "comments", "../comments1.xml"), ("d", "vmlDrawing", "../drawings/a.vml")]),
    );
    let after = book.amended(&noted(&[(2, 1, Level::Note, "един ред")])).part("xl/drawings/a.vml");
    assert_eq!(after, drawing.replace(&shape(1), &shape(1).replace("height:79px", "height:106px")));
}

#[test]
fn conversations_about_cells_are_left_alone() {
    let comments = format!(
        "<comments xmlns=\"{MAIN}\"><authors><author>tc={{1}}</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text>\
         <t>[Threaded comment]</t></text></comment></commentList></comments>"
    );
    let thread = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment";
    let links = relations(&[("c", "comments", "../comments1.xml"), ("t", thread, "../threadedComments/threadedComment1.xml")]);
    let threads =
        "<ThreadedComments><threadedComment ref=\"A1\" id=\"{1}\"><text>разговор</text></threadedComment></ThreadedComments>";
    let book = Book::with_rows(ROWS)
        .with("xl/comments1.xml", &comments)
        .with("xl/threadedComments/threadedComment1.xml", threads)
        .with("xl/worksheets/_rels/sheet1.xml.rels", &links);
    let after = book.amended(&noted(&[(1, 1, Level::Note, "наше"), (1, 2, Level::Note, "друго")]));
    assert_eq!(after.part("xl/threadedComments/threadedComment1.xml"), threads);
    assert!(after.part("xl/comments1.xml").contains("[Threaded comment]\n\nнаше</t>"));
    assert!(after.part("xl/worksheets/_rels/sheet1.xml.rels").contains("Id=\"t\""));
}

#[test]
fn a_note_is_never_longer_than_a_cell_takes() {
    let long = "я".repeat(40_000);
    let book = Book::with_rows(ROWS).amended(&noted(&[(1, 1, Level::Note, &long)]));
    let comments = book.part("xl/comments1.xml");
    let text = comments.split("preserve\">").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(text.chars().count(), 32_767);
    assert!(text.ends_with("я…"));
}

#[test]
fn styles_are_begun_where_there_are_none_and_strict_files_stay_strict() {
    let bare = Book::with_rows(ROWS)
        .without("xl/styles.xml")
        .with("xl/_rels/workbook.xml.rels", &relations(&[("rId1", "worksheet", "worksheets/sheet1.xml")]));
    let after = bare.amended(&noted(&[(2, 2, Level::Warning, "а")]));
    assert!(after.part("xl/styles1.xml").contains("FFFFEB9C"));
    assert!(after.part("xl/_rels/workbook.xml.rels").contains("Target=\"/xl/styles1.xml\""));
    assert!(after.part("[Content_Types].xml").contains("PartName=\"/xl/styles1.xml\""));
    let mut strict = Book::with_rows(ROWS);
    for (_, text) in &mut strict.0 {
        *text = text
            .replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
            .replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships");
    }
    for (name, text) in strict.amended(&noted(&[(2, 2, Level::Warning, "а")])).0 {
        assert!(!text.contains(MAIN) && !text.contains(OFFICE), "{name}: {text}");
    }
}
