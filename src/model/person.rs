//! The person a paper is made out to.

use jiff::civil::Date;

use super::{Egn, Lnch, Sex, transliterate};

/// A student as a person. Texts are as the sheet has them, with outer and repeated spaces removed.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// ЕГН as written; see [`Person::egn`].
    pub egn_text: String,
    /// ЛНЧ as written; see [`Person::lnch`].
    pub lnch_text: String,
    /// Another identifier (ИДН), for those with neither.
    pub idn: String,
    /// Given name.
    pub first_name: String,
    /// Father's name; empty for those without.
    pub middle_name: String,
    /// Family name; empty for those with a single name.
    pub last_name: String,
    /// Given name in Latin letters, from the identity document.
    pub first_name_latin: String,
    /// Father's name in Latin letters.
    pub middle_name_latin: String,
    /// Family name in Latin letters.
    pub last_name_latin: String,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Place of birth.
    pub birth_place: BirthPlace,
    /// Citizenship, as an adjective („българско“).
    pub citizenship: String,
    /// Name of the photo's file.
    pub photo: String,
}

/// Where a person was born.
#[derive(Debug, Clone, Default)]
pub struct BirthPlace {
    /// „гр.“ or „с.“.
    pub settlement_type: String,
    /// The settlement.
    pub settlement: String,
    /// Its municipality; empty abroad.
    pub municipality: String,
    /// Its province; empty abroad.
    pub province: String,
    /// The country.
    pub country: String,
}

impl Person {
    /// The ЕГН, where there is a valid one.
    #[must_use]
    pub fn egn(&self) -> Option<Egn> {
        Egn::parse(&self.egn_text).ok()
    }

    /// The ЛНЧ, where there is a valid one.
    #[must_use]
    pub fn lnch(&self) -> Option<Lnch> {
        Lnch::parse(&self.lnch_text).ok()
    }

    /// The names that are there, joined by spaces.
    #[must_use]
    pub fn full_name(&self) -> String {
        join(&[&self.first_name, &self.middle_name, &self.last_name])
    }

    /// The names in Latin letters, joined by spaces.
    #[must_use]
    pub fn full_name_latin(&self) -> String {
        join(&[&self.first_name_latin, &self.middle_name_latin, &self.last_name_latin])
    }

    /// The names in Latin letters: those of the identity document, else by the Transliteration Act.
    #[must_use]
    pub fn full_name_latin_or_by_the_act(&self) -> String {
        let given = self.full_name_latin();
        if given.is_empty() { transliterate(&self.full_name()) } else { given }
    }
}

impl BirthPlace {
    /// The settlement with its type: `гр. Русе`, with a no-break space.
    #[must_use]
    pub fn settlement_with_type(&self) -> String {
        if self.settlement_type.is_empty() {
            self.settlement.clone()
        } else {
            format!("{}\u{a0}{}", self.settlement_type, self.settlement)
        }
    }
}

fn join(names: &[&String]) -> String {
    let there: Vec<&str> = names.iter().map(|name| name.as_str()).filter(|name| !name.is_empty()).collect();
    there.join(" ")
}
