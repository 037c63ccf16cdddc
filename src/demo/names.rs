//! Names: Bulgarian with their gendered forms, Turkish-Bulgarian, foreign.

use std::sync::LazyLock;

use fastrand::Rng;

use super::{
    dice::{chance, pick},
    table::rows,
};
use crate::model::transliterate;

/// As the register of civil status knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Male,
    Female,
}

impl Sex {
    /// The letter of the students workbook.
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Male => "м",
            Self::Female => "ж",
        }
    }
}

/// A name in both alphabets; the second and third may be missing (foreign citizens).
#[derive(Debug, Clone)]
pub(super) struct FullName {
    pub given: String,
    pub patronymic: Option<String>,
    pub family: Option<String>,
    pub given_latin: String,
    pub patronymic_latin: Option<String>,
    pub family_latin: Option<String>,
}

impl FullName {
    /// Cyrillic parts with single spaces.
    pub(super) fn full(&self) -> String {
        let parts = [Some(&self.given), self.patronymic.as_ref(), self.family.as_ref()];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
    }

    fn bulgarian(given: &str, patronymic: String, family: String) -> Self {
        Self {
            given_latin: transliterate(given),
            patronymic_latin: Some(transliterate(&patronymic)),
            family_latin: Some(transliterate(&family)),
            given: given.to_owned(),
            patronymic: Some(patronymic),
            family: Some(family),
        }
    }
}

/// Where a foreign student comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub country: &'static str,
    pub citizenship: &'static str,
    pub city: &'static str,
}

/// A Bulgarian citizen's name; one in nine is Turkish-Bulgarian.
pub(super) fn citizen_name(rng: &mut Rng, sex: Sex) -> FullName {
    if chance(rng, 11.0) { turkish_name(rng, sex) } else { slavic_name(rng, sex) }
}

/// A lecturer's given and family name.
pub(super) fn short_name(rng: &mut Rng) -> String {
    let sex = if rng.bool() { Sex::Male } else { Sex::Female };
    format!("{} {}", given(rng, sex), gendered(pick::<&str>(rng, &POOLS.families), sex))
}

/// A foreign citizen's name and origin; some have one name only.
pub(super) fn foreign_name(rng: &mut Rng, sex: Sex) -> (FullName, Origin) {
    let country = *pick(rng, &POOLS.countries);
    let people: Vec<_> = POOLS.foreigners.iter().filter(|row| row[0] == country).collect();
    let of = |role: &str| people.iter().copied().filter(|row| row[3] == role).collect::<Vec<_>>();
    let given = *pick(rng, &of(sex.letter()));
    let family = *pick(rng, &of("ф"));
    let cities: Vec<&str> = given[2].split('|').collect();
    let named = family[4] != "-";
    let name = FullName {
        given: given[4].to_owned(),
        patronymic: None,
        family: named.then(|| family[4].to_owned()),
        given_latin: given[5].to_owned(),
        patronymic_latin: None,
        family_latin: named.then(|| family[5].to_owned()),
    };
    (name, Origin { country: given[0], citizenship: given[1], city: pick::<&str>(rng, &cities) })
}

/// The feminine or masculine form of a family name or patronymic given in the masculine.
pub(super) fn gendered(masculine: &str, sex: Sex) -> String {
    match (sex, masculine.strip_suffix("ки")) {
        (Sex::Male, _) => masculine.to_owned(),
        (Sex::Female, Some(stem)) => format!("{stem}ка"),
        (Sex::Female, None) => format!("{masculine}а"),
    }
}

fn slavic_name(rng: &mut Rng, sex: Sex) -> FullName {
    let patronymic = gendered(pick(rng, &POOLS.men)[1], sex);
    let mut family = gendered(pick::<&str>(rng, &POOLS.families), sex);
    let double = match sex {
        Sex::Male => 0.8,
        Sex::Female => 6.0,
    };
    if chance(rng, double) {
        let second = gendered(pick::<&str>(rng, &POOLS.families), sex);
        if second != family {
            family = format!("{family}-{second}");
        }
    }
    FullName::bulgarian(given(rng, sex), patronymic, family)
}

fn turkish_name(rng: &mut Rng, sex: Sex) -> FullName {
    let of = |letter: &str| POOLS.turkish.iter().filter(|row| row[0] == letter).map(|row| row[1]).collect::<Vec<_>>();
    let men = of("м");
    let (father, grandfather) = (*pick(rng, &men), *pick(rng, &men));
    let given = *pick(rng, &of(sex.letter()));
    let (patronymic, family) = if chance(rng, 60.0) {
        (father.to_owned(), grandfather.to_owned())
    } else {
        (gendered(&with_ending(father), sex), gendered(&with_ending(grandfather), sex))
    };
    FullName::bulgarian(given, patronymic, family)
}

fn with_ending(father: &str) -> String {
    if father.ends_with('и') { format!("{father}ев") } else { format!("{father}ов") }
}

fn given(rng: &mut Rng, sex: Sex) -> &'static str {
    match sex {
        Sex::Male => pick(rng, &POOLS.men)[0],
        Sex::Female => pick::<&str>(rng, &POOLS.women),
    }
}

struct Pools {
    men: Vec<Vec<&'static str>>,
    women: Vec<&'static str>,
    families: Vec<&'static str>,
    turkish: Vec<Vec<&'static str>>,
    foreigners: Vec<Vec<&'static str>>,
    countries: Vec<&'static str>,
}

static POOLS: LazyLock<Pools> = LazyLock::new(|| {
    let foreigners: Vec<Vec<&'static str>> = rows(include_str!("data/foreigners.csv")).collect();
    let mut countries: Vec<&'static str> = foreigners.iter().map(|row| row[0]).collect();
    countries.dedup();
    Pools {
        men: rows(include_str!("data/given_m.csv")).collect(),
        women: rows(include_str!("data/given_f.csv")).map(|row| row[0]).collect(),
        families: rows(include_str!("data/families.csv")).map(|row| row[0]).collect(),
        turkish: rows(include_str!("data/turkish.csv")).collect(),
        foreigners,
        countries,
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn women_have_feminine_names() {
        for (masculine, feminine) in [("Петров", "Петрова"), ("Дунавски", "Дунавска"), ("Ковашки", "Ковашка")]
        {
            assert_eq!(
                (gendered(masculine, Sex::Female).as_str(), gendered(masculine, Sex::Male).as_str()),
                (feminine, masculine)
            );
        }
    }
}
