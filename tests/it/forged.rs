//! Workbooks that no office program writes: parts, records and bytes put together by hand.

use std::io::{Cursor, Write};

/// A zip archive of stored parts; names may stand in it twice.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let offset = out.len() as u32;
        let length = bytes.len() as u32;
        // Version, flags, method, time and date, sum, sizes, length of the name, of further fields.
        let mut about = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        about.extend([crc32(bytes), length, length].into_iter().flat_map(u32::to_le_bytes));
        about.extend((name.len() as u16).to_le_bytes());
        about.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&about);
        out.extend(name.as_bytes());
        out.extend(*bytes);
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&about);
        list.extend([0; 10]);
        list.extend(offset.to_le_bytes());
        list.extend(name.as_bytes());
    }
    let start = out.len() as u32;
    out.extend(&list);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend([parts.len() as u16; 2].into_iter().flat_map(u16::to_le_bytes));
    out.extend([list.len() as u32, start].into_iter().flat_map(u32::to_le_bytes));
    out.extend([0, 0]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// A zip archive of packed parts.
pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The parts of an xlsx workbook of one sheet, „Лист“, by name.
pub struct Xlsx(pub Vec<(String, Vec<u8>)>);

impl Xlsx {
    /// With the rows of its sheet as XML.
    pub fn of_rows(rows: &str) -> Self {
        Self::of_sheet(&format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"))
    }

    /// With the whole XML of its sheet.
    pub fn of_sheet(sheet: &str) -> Self {
        let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
        let mut book = Self(Vec::new());
        book.set("[Content_Types].xml", types);
        book.set("_rels/.rels", &relations(&[("rId1", "officeDocument", "xl/workbook.xml")]));
        book.set("xl/_rels/workbook.xml.rels", &relations(&[("rId1", "worksheet", "worksheets/sheet1.xml")]));
        book.set("xl/workbook.xml", &workbook("", "<sheet name=\"Лист\" sheetId=\"1\" r:id=\"rId1\"/>"));
        book.set("xl/worksheets/sheet1.xml", sheet);
        book
    }

    /// With shared strings, each as XML inside `si`.
    pub fn with_strings(mut self, items: &[&str]) -> Self {
        let items: String = items.iter().map(|item| format!("<si>{item}</si>")).collect();
        self.set("xl/sharedStrings.xml", &format!("<sst xmlns=\"{MAIN}\" count=\"1\" uniqueCount=\"1\">{items}</sst>"));
        self.relate("sharedStrings", "sharedStrings.xml");
        self
    }

    /// With styles: style 1 has the first format, and so on.
    pub fn with_formats(mut self, formats: &[&str]) -> Self {
        let id = |at: usize| format!("numFmtId=\"{}\"", 164 + at);
        let codes: String =
            formats.iter().enumerate().map(|(at, code)| format!("<numFmt {} formatCode=\"{code}\"/>", id(at))).collect();
        let styles: String = (0..formats.len()).map(|at| format!("<xf {}/>", id(at))).collect();
        let xml = format!(
            "<styleSheet xmlns=\"{MAIN}\"><numFmts>{codes}</numFmts><cellXfs><xf numFmtId=\"0\"/>{styles}</cellXfs></styleSheet>"
        );
        self.set("xl/styles.xml", &xml);
        self.relate("styles", "styles.xml");
        self
    }

    /// With something else in `workbook.xml`: what stands before the sheets, and the sheets.
    pub fn with_workbook(mut self, before: &str, sheets: &str) -> Self {
        self.set("xl/workbook.xml", &workbook(before, sheets));
        self
    }

    /// With one more part, or another one.
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.set(name, text);
        self
    }

    fn set(&mut self, name: &str, text: &str) {
        self.0.retain(|(other, _)| other != name);
        self.0.push((name.to_owned(), text.as_bytes().to_vec()));
    }

    fn relate(&mut self, kind: &str, target: &str) {
        let (_, relations) = self.0.iter_mut().find(|(name, _)| name == "xl/_rels/workbook.xml.rels").unwrap();
        let text = String::from_utf8(relations.clone()).unwrap();
        let more = format!("<Relationship Id=\"{kind}\" Type=\"{KINDS}/{kind}\" Target=\"{target}\"/></Relationships>");
        *relations = text.replace("</Relationships>", &more).into_bytes();
    }

    /// Its parts as a list.
    pub fn parts(&self) -> Vec<(&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        zip(&self.parts())
    }
}

/// Namespace of spreadsheets.
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// Beginning of the types of relations.
const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn workbook(before: &str, sheets: &str) -> String {
    format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{KINDS}\">{before}<sheets>{sheets}</sheets></workbook>")
}

fn relations(list: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{KINDS}/{kind}\" Target=\"{target}\"/>")
    };
    let all: String = list.iter().map(one).collect();
    format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>")
}

/// An ods file whose body is some XML.
pub fn ods(body: &str, manifest: &str) -> Vec<u8> {
    let space = |name: &str| format!("xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\"");
    let spaces = ["office", "table", "text", "style", "draw"].map(space).join(" ");
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content {spaces} xmlns:calcext=\"urn:org:documentfoundation\">{body}</office:document-content>"
    );
    let manifest = format!("<manifest:manifest xmlns:manifest=\"urn:m\">{manifest}</manifest:manifest>");
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

/// An ods file of one sheet, „Лист“, with its rows as XML.
pub fn ods_rows(rows: &str) -> Vec<u8> {
    ods(
        &format!(
            "<office:body><office:spreadsheet><table:table table:name=\"Лист\">{rows}</table:table></office:spreadsheet></office:body>"
        ),
        "",
    )
}

/// A record of an xls file.
pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes()[..], data].concat()
}

/// The data of a record of 16-bit words.
pub fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A number cell of an xls file.
pub fn xls_number(row: u16, column: u16, format: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[words(&[row, column, format]), value.to_le_bytes().to_vec()].concat())
}

/// An xls file of Excel 97 with one sheet, „Лист“: further records of the workbook, records of the sheet.
pub fn xls(globals: &[u8], sheet: &[u8]) -> Vec<u8> {
    let name: Vec<u8> = "Лист".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let begin = |kind: u16| record(0x0809, &words(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let head = |offset: u32| {
        let bound = [&offset.to_le_bytes()[..], &[0, 0, 4, 1], &name[..]].concat();
        [begin(0x0005), globals.to_vec(), record(0x0085, &bound), record(0x000A, &[])].concat()
    };
    let offset = head(0).len() as u32;
    compound("Workbook", &[head(offset), begin(0x0010), sheet.to_vec(), record(0x000A, &[])].concat())
}

/// A compound file with one stream.
pub fn compound(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    let mut stream = file.create_stream(format!("/{name}")).unwrap();
    stream.write_all(bytes).unwrap();
    // Streams of less than 4096 bytes stand in another place.
    stream.write_all(&vec![0; 4096_usize.saturating_sub(bytes.len())]).unwrap();
    drop(stream);
    file.flush().unwrap();
    file.into_inner().into_inner()
}
