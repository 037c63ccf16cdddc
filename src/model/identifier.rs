//! ЕГН and ЛНЧ: the two numbers by which Bulgaria knows a person.

use jiff::civil::Date;

/// Sex as the registers record it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// „м“.
    Male,
    /// „ж“.
    Female,
}

impl Sex {
    /// The letter the sheets use.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Male => "м",
            Self::Female => "ж",
        }
    }
}

/// Why ten characters are not an ЕГН or ЛНЧ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentifierFault {
    /// Not ten digits.
    NotTenDigits,
    /// The first six digits are no date (ЕГН only).
    NoDate,
    /// The last digit should be this one.
    Checksum {
        /// The digit the first nine ask for.
        expected: u8,
    },
}

/// A valid ЕГН (единен граждански номер): ten digits `YYMMDD` + region and sex + check digit.
///
/// Months 21–32 mean the 1800s, 41–52 the 2000s. Weights 2, 4, 8, 5, 10, 9, 7, 3, 6; sum mod 11, 10 counts as 0.
/// The algorithm is that of the state register's own checks (РДПЗСД, НЕИСПУО).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Egn([u8; 10]);

impl Egn {
    /// Reads an ЕГН.
    ///
    /// # Errors
    /// Says which part of the number cannot be right.
    pub fn parse(text: &str) -> Result<Self, IdentifierFault> {
        let digits = ten_digits(text)?;
        let egn = Self(digits);
        egn.date().ok_or(IdentifierFault::NoDate)?;
        let expected = egn_check_digit(&first_nine(&digits));
        if digits[9] == expected { Ok(egn) } else { Err(IdentifierFault::Checksum { expected }) }
    }

    /// Date of birth that the number carries.
    ///
    /// # Panics
    /// Never: a value of this type was built from a number that carries a date.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a value of this type carries a date")]
    pub fn birth_date(self) -> Date {
        self.date().expect("checked by Egn::parse")
    }

    /// Sex that the ninth digit carries: even is male, odd is female.
    #[must_use]
    pub fn sex(self) -> Sex {
        if self.0[8].is_multiple_of(2) { Sex::Male } else { Sex::Female }
    }

    fn date(self) -> Option<Date> {
        let pair = |at: usize| i16::from(self.0[at]) * 10 + i16::from(self.0[at + 1]);
        let (century, month) = match pair(2) {
            month @ 1..=12 => (1900, month),
            month @ 21..=32 => (1800, month - 20),
            month @ 41..=52 => (2000, month - 40),
            _ => return None,
        };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(pair(4)).ok()?);
        Date::new(century + pair(0), month, day).ok()
    }
}

/// A valid ЛНЧ (личен номер на чужденец): ten digits, weights 21, 19, 17, 13, 11, 9, 7, 3, 1; sum mod 10 is the last digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lnch([u8; 10]);

impl Lnch {
    /// Reads an ЛНЧ.
    ///
    /// # Errors
    /// Says which part of the number cannot be right.
    pub fn parse(text: &str) -> Result<Self, IdentifierFault> {
        let digits = ten_digits(text)?;
        let expected = lnch_check_digit(&first_nine(&digits));
        if digits[9] == expected { Ok(Self(digits)) } else { Err(IdentifierFault::Checksum { expected }) }
    }
}

/// The tenth digit of an ЕГН, from the first nine (each 0–9).
#[must_use]
pub fn egn_check_digit(first_nine: &[u8; 9]) -> u8 {
    const WEIGHTS: [u32; 9] = [2, 4, 8, 5, 10, 9, 7, 3, 6];
    (weighted(first_nine, WEIGHTS) % 11 % 10) as u8
}

/// The tenth digit of an ЛНЧ, from the first nine (each 0–9).
#[must_use]
pub fn lnch_check_digit(first_nine: &[u8; 9]) -> u8 {
    const WEIGHTS: [u32; 9] = [21, 19, 17, 13, 11, 9, 7, 3, 1];
    (weighted(first_nine, WEIGHTS) % 10) as u8
}

fn weighted(digits: &[u8; 9], weights: [u32; 9]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

fn ten_digits(text: &str) -> Result<[u8; 10], IdentifierFault> {
    let digits: Vec<u8> = text.bytes().map(|byte| byte.wrapping_sub(b'0')).collect();
    let digits: [u8; 10] = digits.try_into().map_err(|_| IdentifierFault::NotTenDigits)?;
    if digits.iter().all(|digit| *digit < 10) { Ok(digits) } else { Err(IdentifierFault::NotTenDigits) }
}

fn first_nine(digits: &[u8; 10]) -> [u8; 9] {
    let mut nine = [0; 9];
    nine.copy_from_slice(&digits[..9]);
    nine
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn egn_vectors() {
        for (text, birth, sex) in [
            ("7523169263", date(1875, 3, 16), Sex::Male),
            ("8032056031", date(1880, 12, 5), Sex::Female),
            ("7542011030", date(2075, 2, 1), Sex::Female),
            ("6101047500", date(1961, 1, 4), Sex::Male),
            ("0550290476", date(2005, 10, 29), Sex::Female),
            ("0041010002", date(2000, 1, 1), Sex::Male),
            ("9901010050", date(1999, 1, 1), Sex::Female),
        ] {
            let egn = Egn::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            assert_eq!((egn.birth_date(), egn.sex()), (birth, sex), "{text}");
        }
    }

    #[test]
    fn egn_faults() {
        for (text, fault) in [
            ("7552010004", IdentifierFault::Checksum { expected: 5 }),
            ("8019010008", IdentifierFault::NoDate),
            ("9929291278", IdentifierFault::Checksum { expected: 7 }),
            ("7552A10004", IdentifierFault::NotTenDigits),
            ("0041010001", IdentifierFault::Checksum { expected: 2 }),
            ("", IdentifierFault::NotTenDigits),
        ] {
            assert_eq!(Egn::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn lnch_vectors() {
        for text in ["7111042925", "1004507764", "1004495667"] {
            assert!(Lnch::parse(text).is_ok(), "{text}");
        }
        for (text, expected) in [("7111042922", 5), ("1001122334", 9), ("7007712777", 6), ("1234567892", 3)] {
            assert_eq!(Lnch::parse(text), Err(IdentifierFault::Checksum { expected }), "{text}");
        }
    }
}
