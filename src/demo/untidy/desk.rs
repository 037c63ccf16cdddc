//! What lies on the desk besides: requests, the register of earlier diplomas, and a workbook that is nobody's business here.

use super::{
    Body, File, Office, Spot, Spots, csv_text,
    hand::{Days, comma, short, text},
    page::{Group, Page, one, over},
};
use crate::demo::{key::Book, register::RegisterRow, sheet::Cell};

const REQUESTS: &str = "Заявления юни-септември 2025.xlsx";
const REQUESTS_SHEET: &str = "Дневник";

const REQUESTS_HEADER: [Group; 10] = [
    over("Входящ", &["№", "Дата"]),
    one("Иска"),
    over("Заявител", &["Фак. №", "ЕГН/ЛНЧ", "Име, презиме, фамилия"]),
    one("Причина / цел"),
    over("Обява", &["Вестник", "От дата"]),
    over("Диплома (при дубликат)", &["Серия", "Фабр. №", "Рег. №", "УИН"]),
    one("Брой екз."),
    one("Език"),
    over("Такса", &["Сума", "Платена"]),
    one("Бърза"),
];

/// Requests, register and roster.
pub(super) fn files(office: &Office, spots: &mut Spots) -> Vec<File> {
    vec![
        File::book(REQUESTS, vec![requests(office, spots)]),
        register(office),
        File::book("График дежурства каса.xlsx", vec![roster(office)]),
    ]
}

fn requests(office: &Office, spots: &mut Spots) -> Page {
    let mut page = Page::new(REQUESTS_SHEET, 2);
    page.line(2, "Учебен отдел – дневник на подадените заявления за документи");
    page.line(2, "лято 2025 г.");
    page.skip(1);
    page.header(2, &REQUESTS_HEADER);
    for (column, width) in [(2, 18), (4, 32), (7, 38), (8, 34), (9, 38)] {
        page.width(column, width);
    }
    for (row, cells) in office.sheets.requests.rows.iter().enumerate() {
        for ((from, cell), to) in cells.iter().enumerate().zip(2_u16..) {
            let cell = match from {
                1 => Days::Words.write(cell),
                8 => Days::Short.write(cell),
                16 | 17 if text(cell) == "не" => Cell::Empty,
                _ => cell.clone(),
            };
            page.put(to, cell);
            spots.insert((Book::Requests, row, from), Spot::new(REQUESTS, Some(REQUESTS_SHEET), page.row(), to));
        }
        page.skip(1);
    }
    page.skip(1);
    page.line(4, format!("Общо заявления: {}", office.sheets.requests.rows.len()));
    page
}

/// „Unicode text“, as the spreadsheet calls it: UTF-16 with tabs.
fn register(office: &Office) -> File {
    let header = [
        "Пор. №",
        "Диплома серия",
        "Фабричен №",
        "Регистрационен №",
        "УИН",
        "Издадена на",
        "ЕГН",
        "Име, презиме, фамилия",
        "Специалност",
        "ОКС",
        "Форма",
        "Ср. успех",
        "ДИ",
        "Общ успех",
        "Състояние",
        "Бележки",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    rows.extend(office.season.register.iter().map(|row| register_row(office, row)));
    let text = csv_text(b'\t', &rows);
    // A byte order mark, then units of two bytes.
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    File { name: "Регистър дипломи до 2024.csv".to_owned(), body: Body::Bytes(bytes) }
}

fn register_row(office: &Office, row: &RegisterRow) -> Vec<String> {
    let programme = &office.season.programmes[row.programme];
    let state = if row.annulled.is_some() { "анулирана" } else { "валидна" };
    vec![
        row.place.to_string(),
        row.series.clone(),
        row.blank.clone(),
        row.registration.clone(),
        row.unique.clone(),
        short(row.day),
        row.person.number.digits().to_owned(),
        row.person.name.full(),
        programme.speciality().to_owned(),
        programme.degree().to_owned(),
        programme.form().to_owned(),
        comma(row.studies),
        comma(row.finals),
        comma(row.overall()),
        state.to_owned(),
        row.annulled.clone().unwrap_or_default(),
    ]
}

/// Who sits at the cash desk when: names, dates and numbers that mean nothing for anybody's diploma.
fn roster(office: &Office) -> Page {
    let mut page = Page::new("септември", 0);
    page.line(0, "График на дежурствата на касата");
    for (name, column) in ["Дата", "Дежурен", "Вътр. тел.", "Забележка"].into_iter().zip(0_u16..) {
        page.head((column, column), 1, name);
    }
    page.skip(1);
    let staff = office.season.programmes.iter().filter_map(|programme| programme.lecturers.last());
    for (name, day) in staff.cycle().zip(1_i8..=30) {
        page.put(0, format!("{day}.9."));
        page.put(1, name);
        page.put(2, Cell::Number(f64::from(200 + i32::from(day) % 7)));
        page.skip(1);
    }
    page
}
