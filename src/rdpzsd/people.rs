//! The academic numbers (ЕАН) that the state register has given, by faculty number: a CSV file beside the register.

use std::collections::BTreeMap;

use super::text::is_ean;

/// The numbers that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known(BTreeMap<String, String>);

/// Why a list of numbers cannot be used, or a number cannot be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeopleFault {
    /// A line (from 1) of the list is none.
    Line(usize),
    /// The faculty number has another number already.
    Other(String),
}

/// The first line of the file.
const HEADER: [&str; 2] = ["faculty_number", "ean"];

impl Known {
    /// Reads the list.
    ///
    /// # Errors
    /// A line is no line of the list, or gives a faculty number a second number.
    pub fn read(text: &str) -> Result<Self, PeopleFault> {
        let mut known = Self::default();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for (at, record) in reader.records().enumerate() {
            let record = record.map_err(|_| PeopleFault::Line(at + 1))?;
            let fields: Vec<&str> = record.iter().collect();
            match fields.as_slice() {
                fields if at == 0 && fields == HEADER => {}
                [number, ean] if at > 0 && !number.is_empty() && is_ean(ean) => {
                    known.enter(number, ean).map_err(|_| PeopleFault::Line(at + 1))?;
                }
                _ => return Err(PeopleFault::Line(at + 1)),
            }
        }
        Ok(known)
    }

    /// The number of somebody; empty where the register has given none.
    #[must_use]
    pub fn ean(&self, faculty_number: &str) -> String {
        self.0.get(faculty_number).cloned().unwrap_or_default()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Enters a number; whether it is new.
    ///
    /// # Errors
    /// The faculty number has another one already: nothing is changed.
    pub fn enter(&mut self, faculty_number: &str, ean: &str) -> Result<bool, PeopleFault> {
        let ean = ean.to_uppercase();
        match self.0.get(faculty_number) {
            Some(known) if *known == ean => Ok(false),
            Some(known) => Err(PeopleFault::Other(known.clone())),
            None => {
                self.0.insert(faculty_number.to_owned(), ean);
                Ok(true)
            }
        }
    }

    /// The file.
    ///
    /// # Errors
    /// Never in memory; the writer's own.
    pub fn text(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(HEADER)?;
        for (number, ean) in &self.0 {
            writer.write_record([number, ean])?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nothing_is_overwritten() {
        let mut known = Known::default();
        assert_eq!(known.enter("130001", "ab12345"), Ok(true));
        assert_eq!(known.enter("130001", "AB12345"), Ok(false));
        assert_eq!(known.enter("130001", "AB12346"), Err(PeopleFault::Other("AB12345".to_owned())));
        let text = String::from_utf8(known.text().unwrap()).unwrap();
        assert_eq!(text, "faculty_number,ean\n130001,AB12345\n");
        assert_eq!(Known::read(&text.replace('\n', "\r\n")), Ok(known));
        assert_eq!(Known::read(""), Ok(Known::default()));
    }

    #[test]
    fn a_list_that_is_none_is_refused_at_its_line() {
        for (text, line) in [
            ("130001,AB12345\n", 1),
            ("faculty_number,ean\n130001,AB1234\n", 2),
            ("faculty_number,ean\n130001,AB12345\n130001,AB12346\n", 3),
            ("faculty_number,ean\n130001\n", 2),
        ] {
            assert_eq!(Known::read(text), Err(PeopleFault::Line(line)), "{text}");
        }
    }
}
