//! Numbers, grades and dates in words, as papers write them beside the figures.

use jiff::civil::{Date, date};

use crate::diag::Lang;

const UNITS: [&str; 20] = [
    "нула",
    "едно",
    "две",
    "три",
    "четири",
    "пет",
    "шест",
    "седем",
    "осем",
    "девет",
    "десет",
    "единадесет",
    "дванадесет",
    "тринадесет",
    "четиринадесет",
    "петнадесет",
    "шестнадесет",
    "седемнадесет",
    "осемнадесет",
    "деветнадесет",
];
const TENS: [&str; 10] =
    ["", "", "двадесет", "тридесет", "четиридесет", "петдесет", "шестдесет", "седемдесет", "осемдесет", "деветдесет"];
const HUNDREDS: [&str; 10] =
    ["", "сто", "двеста", "триста", "четиристотин", "петстотин", "шестстотин", "седемстотин", "осемстотин", "деветстотин"];
/// Ordinal stems of 1 to 8; from nine on they are the words of the cardinal. An ending makes the gender.
const ORDINALS: [&str; 9] = ["", "първ", "втор", "трет", "четвърт", "пет", "шест", "седм", "осм"];
const MONTHS: [&str; 12] =
    ["януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември", "декември"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const UNITS_EN: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS_EN: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A whole number below ten thousand in words, of the neuter: `двеста четиридесет и пет`.
#[must_use]
pub fn number_in_words(number: u32, lang: Lang) -> Option<String> {
    match lang {
        _ if number > 9999 => None,
        Lang::Bg => Some(joined(&cardinal(number))),
        Lang::En => Some(english(number)),
    }
}

/// A grade in words from its figures: `пет и петдесет` of `5.50` or `5,50`, `шест` of `6.00`.
#[must_use]
pub fn grade_in_words(figures: &str, lang: Lang) -> Option<String> {
    let (whole, parts) = figures.split_once(['.', ',']).unwrap_or((figures, "00"));
    let (whole, hundredths): (u32, u32) = (whole.parse().ok()?, parts.parse().ok()?);
    if parts.len() != 2 || !(2..=6).contains(&whole) {
        return None;
    }
    let whole = number_in_words(whole, lang)?;
    let zero = if parts.starts_with('0') { number_in_words(0, lang)? + " " } else { String::new() };
    Some(match (hundredths, lang) {
        (0, _) => whole,
        (_, Lang::Bg) => format!("{whole} и {zero}{}", number_in_words(hundredths, lang)?),
        (_, Lang::En) => format!("{whole} point {zero}{}", number_in_words(hundredths, lang)?),
    })
}

/// A date in words: `седемнадесети март две хиляди и втора година`; in English `17 March 2002`.
#[must_use]
pub fn date_in_words(date: Date, lang: Lang) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or_default();
    match lang {
        Lang::En => format!("{} {} {}", date.day(), MONTHS_EN[month], date.year()),
        Lang::Bg => {
            let day = joined(&ordinal(u32::from(date.day().unsigned_abs()), Gender::Masculine));
            let year = joined(&ordinal(u32::from(date.year().unsigned_abs()), Gender::Feminine));
            format!("{day} {} {year} година", MONTHS[month])
        }
    }
}

/// A date as papers print it (`17.03.2002` or `17.03.2002 г.`), read back.
#[must_use]
pub fn read_date(text: &str) -> Option<Date> {
    let figures = text.trim_end_matches("г.").trim();
    let mut parts = figures.split('.').map(str::parse::<i16>);
    let (day, month, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|day| *day >= date(1, 1, 1))
}

#[derive(Clone, Copy)]
enum Gender {
    Masculine,
    Feminine,
}

impl Gender {
    /// The ending of an ordinal in this gender.
    fn ending(self) -> &'static str {
        match self {
            Self::Masculine => "и",
            Self::Feminine => "а",
        }
    }
}

/// The words of a cardinal number, without the „и“ before the last.
fn cardinal(number: u32) -> Vec<String> {
    let mut words = Vec::new();
    match number / 1000 {
        0 => {}
        1 => words.push("хиляда".to_owned()),
        thousands => words.push(format!("{} хиляди", UNITS[thousands as usize])),
    }
    let rest = number % 1000;
    if rest >= 100 {
        words.push(HUNDREDS[(rest / 100) as usize].to_owned());
    }
    match rest % 100 {
        0 if number > 0 => {}
        small @ 0..20 => words.push(UNITS[small as usize].to_owned()),
        large => {
            words.push(TENS[(large / 10) as usize].to_owned());
            if large % 10 > 0 {
                words.push(UNITS[(large % 10) as usize].to_owned());
            }
        }
    }
    words
}

/// The stem of an ordinal below twenty.
fn stem(number: u32) -> &'static str {
    ORDINALS.get(number as usize).copied().unwrap_or(UNITS[number as usize])
}

/// The words of an ordinal: all but the last are those of the cardinal.
fn ordinal(number: u32, gender: Gender) -> Vec<String> {
    let with_ending = |stem: &str| format!("{stem}{}", gender.ending());
    let last = match number % 100 {
        0 if number.is_multiple_of(1000) => {
            let stem = if number == 1000 {
                "хилядн".to_owned()
            } else {
                format!("{}хилядн", UNITS[(number / 1000) as usize])
            };
            return vec![with_ending(&stem)];
        }
        0 => match number / 100 % 10 {
            1 => "стотн".to_owned(),
            2 => "двестотн".to_owned(),
            3 => "тристотн".to_owned(),
            hundreds => format!("{}н", HUNDREDS[hundreds as usize].trim_end_matches("ин")),
        },
        small if small < 20 => stem(small).to_owned(),
        tens if tens % 10 == 0 => TENS[(tens / 10) as usize].to_owned(),
        other => stem(other % 10).to_owned(),
    };
    let mut words = cardinal(number);
    words.pop();
    words.push(with_ending(&last));
    words
}

/// Words in a row, with „и“ before the last.
fn joined(words: &[String]) -> String {
    match words {
        [most @ .., last] if !most.is_empty() => format!("{} и {last}", most.join(" ")),
        _ => words.concat(),
    }
}

fn english(number: u32) -> String {
    let below_hundred = |number: u32| match number {
        0..20 => UNITS_EN[number as usize].to_owned(),
        _ if number.is_multiple_of(10) => TENS_EN[(number / 10) as usize].to_owned(),
        _ => format!("{}-{}", TENS_EN[(number / 10) as usize], UNITS_EN[(number % 10) as usize]),
    };
    let mut words = Vec::new();
    if number >= 1000 {
        words.push(format!("{} thousand", below_hundred(number / 1000)));
    }
    if number % 1000 >= 100 {
        words.push(format!("{} hundred", below_hundred(number % 1000 / 100)));
    }
    if !number.is_multiple_of(100) || number == 0 {
        let and = if words.is_empty() { "" } else { "and " };
        words.push(format!("{and}{}", below_hundred(number % 100)));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (number, bulgarian, english) in [
            (0, "нула", "zero"),
            (8, "осем", "eight"),
            (15, "петнадесет", "fifteen"),
            (21, "двадесет и едно", "twenty-one"),
            (60, "шестдесет", "sixty"),
            (105, "сто и пет", "one hundred and five"),
            (120, "сто и двадесет", "one hundred and twenty"),
            (240, "двеста и четиридесет", "two hundred and forty"),
            (245, "двеста четиридесет и пет", "two hundred and forty-five"),
            (300, "триста", "three hundred"),
            (1080, "хиляда и осемдесет", "one thousand and eighty"),
            (7230, "седем хиляди двеста и тридесет", "seven thousand two hundred and thirty"),
        ] {
            assert_eq!(number_in_words(number, Lang::Bg).as_deref(), Some(bulgarian));
            assert_eq!(number_in_words(number, Lang::En).as_deref(), Some(english));
        }
        assert_eq!(number_in_words(10_000, Lang::Bg), None);
    }

    #[test]
    fn dates() {
        for (day, words) in [
            (date(2002, 3, 17), "седемнадесети март две хиляди и втора година"),
            (date(1999, 12, 31), "тридесет и първи декември хиляда деветстотин деветдесет и девета година"),
            (date(2025, 9, 30), "тридесети септември две хиляди двадесет и пета година"),
            (date(2000, 1, 1), "първи януари двехилядна година"),
            (date(1990, 5, 3), "трети май хиляда деветстотин и деветдесета година"),
            (date(2020, 6, 20), "двадесети юни две хиляди и двадесета година"),
            (date(2011, 7, 11), "единадесети юли две хиляди и единадесета година"),
            (date(2023, 8, 7), "седми август две хиляди двадесет и трета година"),
            (date(1900, 2, 8), "осми февруари хиляда и деветстотна година"),
        ] {
            assert_eq!(date_in_words(day, Lang::Bg), words);
        }
        assert_eq!(date_in_words(date(2002, 3, 7), Lang::En), "7 March 2002");
    }

    #[test]
    fn grades() {
        assert_eq!(grade_in_words("5,50", Lang::Bg).as_deref(), Some("пет и петдесет"));
        assert_eq!(grade_in_words("4.05", Lang::Bg).as_deref(), Some("четири и нула пет"));
        assert_eq!(grade_in_words("6.00", Lang::Bg).as_deref(), Some("шест"));
        assert_eq!(grade_in_words("5.25", Lang::En).as_deref(), Some("five point twenty-five"));
        assert_eq!(grade_in_words("7.00", Lang::Bg), None);
        assert_eq!(grade_in_words("5.5", Lang::Bg), None);
    }

    #[test]
    fn a_printed_date_is_read_back() {
        assert_eq!(read_date("30.09.2025\u{a0}г."), Some(date(2025, 9, 30)));
        assert_eq!(read_date("30.09.2025"), Some(date(2025, 9, 30)));
        assert_eq!(read_date("31.09.2025"), None);
        assert_eq!(read_date("септември"), None);
    }
}
