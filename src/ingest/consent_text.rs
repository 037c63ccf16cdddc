//! What a cell says of consent: „да“, „не“, a day, „книга и снимка“, „без поща“.

use super::date_text::text_date;
use crate::config::Words;
use crate::model::{Answer, Purpose, Said};

/// Words for a purpose.
const PURPOSES: [(&[Purpose], &[&str]); 4] = [
    (&[Purpose::Book], &["книга", "книгата", "книги", "годишник", "годишника", "book", "yearbook", "kniga"]),
    (&[Purpose::Photo], &["снимка", "снимката", "снимки", "фото", "photo", "photos", "picture", "snimka"]),
    (
        &[Purpose::Mail],
        &[
            "поща",
            "пощата",
            "е-поща",
            "e-поща",
            "имейл",
            "имейли",
            "мейл",
            "мейли",
            "е-мейл",
            "e-мейл",
            "известия",
            "известие",
            "съобщения",
            "бюлетин",
            "mail",
            "e-mail",
            "email",
            "mails",
            "emails",
            "notices",
            "newsletter",
        ],
    ),
    (&Purpose::ALL, &["всичко", "всички", "трите", "everything", "all"]),
];

/// Words for no, beside the institution's.
const NO: [&str; 13] = [
    "не",
    "без",
    "несъгласен",
    "несъгласна",
    "отказ",
    "отказвам",
    "отказва",
    "оттеглям",
    "оттегля",
    "no",
    "not",
    "without",
    "false",
];

/// Words for yes, beside the institution's.
const YES: [&str; 5] = ["да", "yes", "true", "✓", "✔"];

/// Words that say yes where nothing else has said no: „съгласен съм“, but not „не съм съгласен“.
const AGREED: [&str; 5] = ["съгласен", "съгласна", "съгласие", "agree", "agreed"];

/// Words that say nothing by themselves.
const FILLERS: [&str; 38] = [
    "и",
    "за",
    "от",
    "на",
    "в",
    "във",
    "с",
    "със",
    "по",
    "е",
    "съм",
    "са",
    "само",
    "също",
    "моята",
    "ми",
    "се",
    "г",
    "год",
    "година",
    "дата",
    "ч",
    "електронна",
    "електронната",
    "електронни",
    "and",
    "for",
    "from",
    "in",
    "on",
    "of",
    "the",
    "my",
    "only",
    "by",
    "to",
    "do",
    "i",
];

/// What a text says of consent; `None` where that is not clear, or it contradicts itself.
#[must_use]
pub fn read_consent(text: &str, words: &Words) -> Option<Said> {
    let mut said = Said::default();
    if let Some(is_yes) = words.yes_or_no(text.trim()) {
        said.general = Some(if is_yes { Answer::Yes } else { Answer::No });
        return Some(said);
    }
    if let Some(date) = text_date(text) {
        said.date = Some(date);
    } else {
        for piece in text.to_lowercase().split([',', ';', '\n', '|', '&', '+']) {
            Piece::default().read(piece, words, &mut said)?;
        }
    }
    // A day alone is the day of a yes.
    if said.date.is_some() && said.general.is_none() && said.named.is_empty() {
        said.general = Some(Answer::Yes);
    }
    (said.general.is_some() || !said.named.is_empty()).then_some(said)
}

/// A part of a cell while it is read.
#[derive(Default)]
struct Piece {
    /// The yes or no that what follows is under, and whether anything was.
    answer: Option<(Answer, bool)>,
    /// Purposes before any yes or no.
    pending: Vec<Purpose>,
}

impl Piece {
    fn read(mut self, piece: &str, words: &Words, said: &mut Said) -> Option<()> {
        let tokens: Vec<&str> = piece.split_whitespace().flat_map(alternatives).collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if token.contains(|c: char| c.is_ascii_digit()) {
                let taken = day(&tokens[at..], said)?;
                at += taken;
                continue;
            }
            at += 1;
            let word = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '✓' && c != '✔');
            if word.is_empty() || FILLERS.contains(&word) {
                continue;
            }
            if let Some(answer) = answer_of(word, words) {
                self.answered(answer, said)?;
            } else if AGREED.contains(&word) {
                if self.answer.is_none() {
                    self.answered(Answer::Yes, said)?;
                }
            } else {
                let (purposes, _) = PURPOSES.iter().find(|(_, names)| names.contains(&word))?;
                self.named(purposes, said)?;
            }
        }
        if let Some((answer, false)) = self.answer {
            if said.general.is_some_and(|before| before != answer) {
                return None;
            }
            said.general = Some(answer);
        }
        // What is named without a yes or no is agreed to.
        self.pending.iter().try_for_each(|purpose| name(said, *purpose, Answer::Yes))
    }

    /// A yes or no: of what stands before it, else of what follows.
    fn answered(&mut self, answer: Answer, said: &mut Said) -> Option<()> {
        if self.pending.is_empty() {
            if self.answer.is_some_and(|(before, is_used)| before != answer && !is_used) {
                return None;
            }
            self.answer = Some((answer, false));
            return Some(());
        }
        self.answer = None;
        std::mem::take(&mut self.pending).into_iter().try_for_each(|purpose| name(said, purpose, answer))
    }

    fn named(&mut self, purposes: &[Purpose], said: &mut Said) -> Option<()> {
        match &mut self.answer {
            Some((answer, is_used)) => {
                *is_used = true;
                purposes.iter().try_for_each(|purpose| name(said, *purpose, *answer))
            }
            None => {
                self.pending.extend(purposes);
                Some(())
            }
        }
    }
}

/// „книга/снимка“ as two words; days keep their strokes.
fn alternatives(token: &str) -> Vec<&str> {
    if token.contains(|c: char| c.is_ascii_digit()) { vec![token] } else { token.split('/').collect() }
}

/// The day that begins some tokens, and how many of them it takes; an hour is passed over.
fn day(tokens: &[&str], said: &mut Said) -> Option<usize> {
    let is_mark = |c: char| "()[]:".contains(c);
    for count in (1..=tokens.len().min(5)).rev() {
        let text = tokens[..count].join(" ");
        if let Some(date) = text_date(text.trim_matches(is_mark)) {
            if said.date.is_some_and(|before| before != date) {
                return None;
            }
            said.date = Some(date);
            return Some(count);
        }
    }
    let is_hour = said.date.is_some() && tokens[0].trim_matches(is_mark).parse::<jiff::civil::Time>().is_ok();
    is_hour.then_some(1)
}

fn answer_of(word: &str, words: &Words) -> Option<Answer> {
    let of_institution = words.yes_or_no(word).map(|is_yes| if is_yes { Answer::Yes } else { Answer::No });
    let own = || NO.contains(&word).then_some(Answer::No).or_else(|| YES.contains(&word).then_some(Answer::Yes));
    of_institution.or_else(own)
}

/// Notes an answer about a purpose; two different ones are none.
fn name(said: &mut Said, purpose: Purpose, answer: Answer) -> Option<()> {
    (*said.named.entry(purpose).or_insert(answer) == answer).then_some(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(text: &str) -> Option<Said> {
        read_consent(text, &Words::default())
    }

    /// `y` or `n` in general, then by purpose: `y b+ p- m+`.
    fn told(text: &str) -> String {
        let Some(said) = read(text) else { return "?".to_owned() };
        let general = said.general.map(|answer| if answer == Answer::Yes { "y" } else { "n" }.to_owned());
        let named = said
            .named
            .iter()
            .map(|(purpose, answer)| format!("{}{}", &purpose.name()[..1], if *answer == Answer::Yes { "+" } else { "-" }));
        general.into_iter().chain(named).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_people_write_is_read() {
        for (text, expected) in [
            ("да", "y"),
            ("Да.", "y"),
            ("YES", "y"),
            ("не", "n"),
            ("no", "n"),
            ("true", "y"),
            ("✓", "y"),
            ("съгласен съм", "y"),
            ("Не съм съгласна", "n"),
            ("несъгласен", "n"),
            ("книга", "b+"),
            ("книга, снимка, поща", "b+ p+ m+"),
            ("книга и снимка", "b+ p+"),
            ("книга/снимка", "b+ p+"),
            ("книга; без снимка; поща", "b+ p- m+"),
            ("да за книга и поща, не за снимка", "b+ p- m+"),
            ("книга: да; снимка: не", "b+ p-"),
            ("книга да снимка не", "b+ p-"),
            ("не, само книга", "n b+"),
            ("да, без снимка", "y p-"),
            ("всичко", "b+ p+ m+"),
            ("yes (book, photo, no e-mail)", "b+ p+ m-"),
            ("електронна поща", "m+"),
            ("да – от 12.05.2025 г.", "y"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_clear_is_not_read() {
        for text in [
            "",
            " ",
            "–",
            "може би",
            "да/не",
            "да, не",
            "книга, без книга",
            "?",
            "1",
            "да 31.02.2025",
            "12.05.2025, 13.05.2025",
            "ще видя",
            "нека",
            "да да не",
        ] {
            assert_eq!(told(text), "?", "{text}");
        }
    }

    #[test]
    fn the_day_is_read_wherever_it_stands() {
        let day = date(2025, 5, 12);
        for text in [
            "12.05.2025",
            "12.05.2025 г.",
            "да, 12.05.2025",
            "да 12.05.2025 г.",
            "да (12.5.2025)",
            "да 12.05.2025 14:30 ч.",
            "12 май 2025 г.",
            "да, 2025-05-12",
            "книга и снимка, 12/05/2025",
            "книга от 12 май 2025 г.",
        ] {
            assert_eq!(read(text).and_then(|said| said.date), Some(day), "{text}");
        }
        assert_eq!(told("12.05.2025"), "y");
        assert_eq!(told("книга и снимка, 12/05/2025"), "b+ p+");
    }
}
