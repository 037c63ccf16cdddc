//! Persons: name, birth, number, address; nobody among them exists.

use std::collections::BTreeSet;

use fastrand::Rng;
use jiff::{ToSpan, civil::Date};

use super::{
    dice::chance,
    names::{self, FullName, Origin, Sex},
    places::{self, Place},
};
use crate::model::{egn_check_digit, lnch_check_digit};

/// The personal number, of the kind the person has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PersonalNumber {
    Egn(String),
    Lnch(String),
}

impl PersonalNumber {
    /// The digits, whatever they are called.
    pub(super) fn digits(&self) -> &str {
        match self {
            Self::Egn(digits) | Self::Lnch(digits) => digits,
        }
    }
}

/// Where a person was born.
#[derive(Debug, Clone, Copy)]
pub(super) enum Birthplace {
    Bulgaria(&'static Place),
    Abroad(Origin),
}

/// A person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub name: FullName,
    pub sex: Sex,
    pub birth: Date,
    pub birthplace: Birthplace,
    pub number: PersonalNumber,
    pub address: String,
    pub phone: String,
}

/// Makes persons and never gives a number twice.
#[derive(Default)]
pub(super) struct People {
    given: BTreeSet<String>,
}

/// What a person's citizenship may be.
#[derive(Clone, Copy)]
pub(super) enum Citizens {
    OnlyBulgarian,
    /// Foreign citizens in this share, in percent.
    WithForeign(f64),
}

impl People {
    /// A person born between two days, both included.
    pub(super) fn person(&mut self, rng: &mut Rng, born: (Date, Date), citizens: Citizens) -> Person {
        let sex = if chance(rng, 56.0) { Sex::Female } else { Sex::Male };
        let foreign = match citizens {
            Citizens::OnlyBulgarian => false,
            Citizens::WithForeign(percent) => chance(rng, percent),
        };
        if foreign { self.foreigner(rng, sex, born) } else { self.citizen(rng, sex, born) }
    }

    fn citizen(&mut self, rng: &mut Rng, sex: Sex, born: (Date, Date)) -> Person {
        let place = places::place(rng);
        let (birth, egn) = loop {
            let birth = day_between(rng, born);
            let egn = egn(rng, birth, sex, places::region(place.province));
            if self.given.insert(egn.clone()) {
                break (birth, egn);
            }
        };
        Person {
            name: names::citizen_name(rng, sex),
            sex,
            birth,
            birthplace: Birthplace::Bulgaria(place),
            number: PersonalNumber::Egn(egn),
            address: places::address(rng),
            phone: phone(rng),
        }
    }

    fn foreigner(&mut self, rng: &mut Rng, sex: Sex, born: (Date, Date)) -> Person {
        let lnch = loop {
            let lnch = lnch(rng);
            if self.given.insert(lnch.clone()) {
                break lnch;
            }
        };
        let (name, origin) = names::foreign_name(rng, sex);
        Person {
            name,
            sex,
            birth: day_between(rng, born),
            birthplace: Birthplace::Abroad(origin),
            number: PersonalNumber::Lnch(lnch),
            address: places::address(rng),
            phone: phone(rng),
        }
    }
}

/// Any day between two, both included.
pub(super) fn day_between(rng: &mut Rng, (first, last): (Date, Date)) -> Date {
    let days = super::calendar::days_between(first, last).max(0);
    first.saturating_add(rng.i32(0..=days).days())
}

/// An ЕГН (rules: ГРАО; month +20 before 1900, +40 from 2000; ninth digit even for men).
fn egn(rng: &mut Rng, birth: Date, sex: Sex, (from, to): (u16, u16)) -> String {
    let month = if birth.year() >= 2000 { birth.month() + 40 } else { birth.month() };
    let parity = u16::from(sex == Sex::Female);
    let serial = loop {
        let serial = rng.u16(from..=to);
        if serial % 2 == parity {
            break serial;
        }
    };
    let nine = format!("{:02}{month:02}{:02}{serial:03}", birth.year() % 100, birth.day());
    format!("{nine}{}", egn_check_digit(&digits(&nine)))
}

fn lnch(rng: &mut Rng) -> String {
    let nine = format!("10{:07}", rng.u32(0..10_000_000));
    format!("{nine}{}", lnch_check_digit(&digits(&nine)))
}

fn digits(text: &str) -> [u8; 9] {
    let mut digits = [0; 9];
    for (digit, byte) in digits.iter_mut().zip(text.bytes()) {
        *digit = byte - b'0';
    }
    digits
}

fn phone(rng: &mut Rng) -> String {
    format!("+359 800 {:03} {:03}", rng.u32(0..1000), rng.u32(0..1000))
}
