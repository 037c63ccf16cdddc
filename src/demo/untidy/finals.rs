//! The protocols of the state exams: a workbook for each speciality, a sheet for each sitting of a committee.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    File, Office, Spot, Spots,
    hand::{comma, spoken, text, word},
    page::{Group, Page, one, over},
};
use crate::demo::{
    key::Book,
    programmes::Programme,
    sheet::{Cell, count},
};

const HEADER: [Group; 5] = [
    one("№"),
    one("Име, презиме, фамилия"),
    one("фак. №"),
    one("Тема / изтеглен въпрос"),
    over("Оценка", &["с цифри", "с думи"]),
];

/// Programme, day, kind and number.
type Sitting<'a> = (usize, Date, &'a str, &'a str);

/// The protocols.
pub(super) fn files(office: &Office, spots: &mut Spots) -> Vec<File> {
    let mut sittings: BTreeMap<Sitting, Vec<usize>> = BTreeMap::new();
    for (row, cells) in office.sheets.finals.rows.iter().enumerate() {
        let (Some(student), Cell::Date(day)) = (office.by_number.get(text(&cells[0])), &cells[4]) else { continue };
        let programme = office.season.students[*student].programme;
        sittings.entry((programme, *day, text(&cells[1]), text(&cells[5]))).or_default().push(row);
    }
    let mut books: BTreeMap<usize, Vec<Page>> = BTreeMap::new();
    for (sitting, rows) in sittings {
        let pages = books.entry(sitting.0).or_default();
        let name = format!("Протокол {}", pages.len() + 1);
        pages.push(page(office, spots, name, (sitting, &rows)));
    }
    books.into_iter().map(|(place, pages)| File::book(book_name(&office.season.programmes[place]), pages)).collect()
}

fn book_name(programme: &Programme) -> String {
    format!("Държавни изпити {}.xlsx", programme.prefix())
}

fn page(office: &Office, spots: &mut Spots, name: String, (sitting, rows): (Sitting, &[usize])) -> Page {
    let (place, day, kind, protocol) = sitting;
    let programme = &office.season.programmes[place];
    let book = book_name(programme);
    let mut page = Page::new(name, 0);
    let cells = &office.sheets.finals.rows[rows[0]];
    page.line(1, "ДУНАВСКИ УНИВЕРСИТЕТ – СИЛИСТРА");
    page.line(1, programme.column(13));
    page.skip(1);
    page.line(1, format!("ПРОТОКОЛ № {protocol}"));
    page.line(1, kind);
    page.line(1, format!("Специалност: {}; ОКС: {}; форма: {}", programme.speciality(), programme.degree(), programme.form()));
    let held = Spot::new(&book, Some(&page.name), page.row(), 1);
    page.line(1, format!("Проведен на {}", spoken(day)));
    page.line(1, format!("Председател на комисията: {}", text(&cells[6])));
    let members = text(&cells[7]).split("; ").zip(1..).map(|(member, number)| format!("{number}. {member}"));
    page.line(1, format!("Членове: {}", members.collect::<Vec<_>>().join("; ")));
    page.skip(1);
    page.header(0, &HEADER);
    for (column, width) in [(1, 38), (2, 12), (3, 60), (4, 10), (5, 20)] {
        page.width(column, width);
    }
    for (row, number) in rows.iter().zip(1_u32..) {
        let cells = &office.sheets.finals.rows[*row];
        let student = office.by_number.get(text(&cells[0]));
        page.put(0, count(number));
        page.put(1, student.map(|student| office.name(*student)));
        page.put(2, cells[0].clone());
        page.put(3, cells[2].clone());
        if let Cell::Number(grade) = cells[3] {
            let points = (grade * 100.0).round() as u16;
            page.put(4, comma(points));
            page.put(5, word(points).0.to_lowercase());
        }
        for (from, to) in [(0, 2), (2, 3), (3, 4)] {
            spots.insert((Book::Finals, *row, from), Spot::new(&book, Some(&page.name), page.row(), to));
        }
        spots.insert((Book::Finals, *row, 4), held.clone());
        page.skip(1);
    }
    page.line(1, format!("Явили се: {}", rows.len()));
    page.skip(1);
    page.line(1, "Председател: ………………          Членове: 1. ………………  2. ………………");
    page
}
