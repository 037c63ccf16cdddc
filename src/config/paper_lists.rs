//! How lists of papers are laid out that an institution has not described: the words that offices and laurea itself use.

use std::collections::BTreeMap;

use super::tables::PAPER_KEYS;
use super::{Layout, fold};
use crate::diag::Lang;
use crate::model::Field;

/// Accepted headers by field.
const COLUMNS: [(Field, &[&str]); 10] = [
    (
        Field::RegisterNumber,
        &[
            "Рег. №",
            "Рег.№",
            "Рег. номер",
            "Регистрационен №",
            "Регистрационен номер",
            "Регистрационен № на дипломата",
            "Registration number",
            "register_number",
        ],
    ),
    (
        Field::FacultyNumber,
        &["Фак. №", "Фак.№", "Ф. №", "Фак. номер", "Факултетен №", "Факултетен номер", "Faculty number", "faculty_number"],
    ),
    (
        Field::Uin,
        &["УИН", "Фабричен №", "Фабричен номер", "Бланка №", "№ на бланката", "Номер на бланката", "Form", "blank_number"],
    ),
    (Field::RequestedPaper, &["Вид документ", "Вид на документа", "Документ", "Paper", "Kind", "kind"]),
    (
        Field::StepDate,
        &["Дата", "Дата на подписване", "Дата на регистриране", "Дата на предаване", "Дата на получаване", "Date", "step_date"],
    ),
    (Field::Sticker, &["Стикер", "Стикер №", "№ на стикера", "Номер на стикера", "Sticker"]),
    (Field::Recipient, &["Получател", "Получил", "Предадено на", "Предадена на", "Предаден на", "Handed to", "recipient"]),
    (Field::Authority, &["Основание", "Основание за получаване", "Пълномощно", "В качеството на", "Authority"]),
    (Field::RecipientAddress, &["Адрес", "Адрес на получателя", "Адрес за кореспонденция", "Address"]),
    (Field::Tracking, &["Товарителница", "Товарителница №", "№ на пратката", "Баркод", "Tracking number", "tracking"]),
];

/// The layouts, in the order in which they are tried: each asks for one of the columns that can name a paper.
pub fn layouts() -> Vec<Layout> {
    let folded = |words: &[&str]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
    // What laurea itself calls a field, in lists it writes and in its messages, is understood as well.
    let own = |field: Field| folded(&[field.label(Lang::Bg), field.label(Lang::En)]);
    let columns: BTreeMap<Field, Vec<String>> =
        COLUMNS.iter().map(|(field, words)| (*field, [folded(words), own(*field)].concat())).collect();
    let layout = |key: &Field| Layout {
        header_rows: 1,
        optional: columns.keys().copied().filter(|field| field != key).collect(),
        columns: columns.clone(),
        ..Layout::default()
    };
    PAPER_KEYS.iter().map(layout).collect()
}
