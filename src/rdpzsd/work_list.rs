//! The work list: for each graduate what the register's forms ask for – the request of a sticker, the protocol, the diploma – and
//! the columns of its report of stickers.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// What the forms ask of a graduate.
#[derive(Debug, Clone, Default)]
pub struct Graduate {
    /// ЕАН; empty while there is none.
    pub ean: String,
    /// First, middle, last and other names.
    pub names: [String; 4],
    /// ЕГН, ЛНЧ, ИДН.
    pub identifiers: [String; 3],
    /// Faculty number.
    pub faculty_number: String,
    /// Year of the sticker.
    pub sticker_year: String,
    /// Kind of the protocol (1 state exam, 2 thesis, 3 both), its number and its day.
    pub protocol: [String; 3],
    /// Number of the diploma (series and form), registration number and day; empty before they are given.
    pub diploma: [String; 3],
    /// Name of the file with the image of the diploma.
    pub file: String,
    /// What is still missing for the request, in the registrar's words.
    pub missing: Vec<String>,
}

/// Columns of the register's report of stickers.
const STICKERS: [&str; 13] = [
    "Година на стикера",
    "Статус",
    "ЕАН",
    "ВУ",
    "Име",
    "Презиме",
    "Фамилия",
    "Други имена",
    "ЕГН",
    "ЛНЧ",
    "ИДН",
    "Факултетен номер",
    "За оригинал",
];

/// Columns of the forms.
const FORMS: [&str; 13] = [
    "ЕАН",
    "Факултетен номер",
    "Име",
    "Презиме",
    "Фамилия",
    "Година на стикера",
    "Протокол – вид",
    "Протокол – номер",
    "Протокол – дата",
    "Диплома – номер",
    "Диплома – регистрационен номер",
    "Диплома – дата",
    "Диплома – файл",
];

/// Columns of what a request still lacks.
const MISSING: [&str; 3] = ["Факултетен номер", "ЕАН", "Какво липсва"];

/// The state of a sticker that nobody has asked for.
const NOT_SENT: &str = "Няма изпратена заявка";

/// The workbook, the same bytes for the same graduates.
///
/// # Errors
/// The workbook's own.
pub fn work_list(university: &str, graduates: &[Graduate]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let stickers = graduates.iter().map(|graduate| {
        let mut row = vec![graduate.sticker_year.clone(), NOT_SENT.to_owned(), graduate.ean.clone(), university.to_owned()];
        row.extend(graduate.names.iter().chain(&graduate.identifiers).cloned());
        row.extend([graduate.faculty_number.clone(), "да".to_owned()]);
        row
    });
    sheet(&mut book, "Заявки за стикери", &STICKERS, stickers)?;
    let forms = graduates.iter().map(|graduate| {
        let mut row = vec![graduate.ean.clone(), graduate.faculty_number.clone()];
        row.extend(graduate.names[..3].iter().cloned());
        row.push(graduate.sticker_year.clone());
        row.extend(graduate.protocol.iter().chain(&graduate.diploma).cloned());
        row.push(graduate.file.clone());
        row
    });
    sheet(&mut book, "Протоколи и дипломи", &FORMS, forms)?;
    let missing = graduates.iter().flat_map(|graduate| {
        graduate.missing.iter().map(|missing| vec![graduate.faculty_number.clone(), graduate.ean.clone(), missing.clone()])
    });
    sheet(&mut book, "Липсващо за заявката", &MISSING, missing)?;
    book.save_to_buffer()
}

fn sheet(book: &mut Workbook, name: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name(name)?;
    sheet.write_row_with_format(0, 0, header.iter().copied(), &Format::new().set_bold())?;
    for (line, row) in (1..).zip(rows) {
        for (column, text) in (0..).zip(row).filter(|(_, text)| !text.is_empty()) {
            // Always as text: a number would lose its zeros, and a formula would be one.
            sheet.write_string(line, column, text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    Ok(())
}
