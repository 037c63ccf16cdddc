//! Places, addresses and the invented names around them.

use std::sync::LazyLock;

use fastrand::Rng;

use super::{
    dice::{chance, pick},
    table::{number, rows},
};

/// A Bulgarian settlement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    weight: u32,
    pub kind: &'static str,
    pub name: &'static str,
    pub municipality: &'static str,
    pub province: &'static str,
    post_code: &'static str,
}

impl Place {
    /// „гр. Силистра“.
    pub(super) fn titled(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }

    /// 7500.
    pub(super) fn post_code(&self) -> u32 {
        number(self.post_code)
    }
}

/// The lists of invented words.
#[derive(Clone, Copy)]
pub(super) enum Words {
    School,
    University,
    Partner,
    Newspaper,
    Employer,
    Social,
}

/// A settlement, those near Силистра more often.
pub(super) fn place(rng: &mut Rng) -> &'static Place {
    let total: u32 = PLACES.iter().map(|place| place.weight).sum();
    let mut left = rng.u32(..total);
    for place in PLACES.iter() {
        if left < place.weight {
            return place;
        }
        left -= place.weight;
    }
    &PLACES[0]
}

/// A postal address in a settlement, on an invented street.
pub(super) fn address(rng: &mut Rng) -> String {
    let place = place(rng);
    let mut text = format!("{} {}, ул. {} № {}", place.titled(), place.post_code, pick(rng, &list("street")), rng.u32(1..90));
    if place.kind == "гр." && chance(rng, 45.0) {
        let (entrance, floor) = (*pick(rng, &["А", "Б", "В", "Г"]), rng.u32(1..9));
        text += &format!(", вх. {entrance}, ет. {floor}, ап. {}", floor * 3 - rng.u32(0..3));
    }
    text
}

/// A home: the settlement, and the street in it.
pub(super) fn home(rng: &mut Rng) -> (&'static Place, String) {
    let place = place(rng);
    (place, format!("ул. {} № {}", pick(rng, &list("street")), rng.u32(1..90)))
}

/// One of a list of invented words.
pub(super) fn word(rng: &mut Rng, which: Words) -> &'static str {
    let name = match which {
        Words::School => "school",
        Words::University => "university",
        Words::Partner => "partner",
        Words::Newspaper => "newspaper",
        Words::Employer => "employer",
        Words::Social => "social",
    };
    pick::<&str>(rng, &list(name))
}

/// The three-digit numbers an ЕГН of that province may carry in places 7–9.
pub(super) fn region(province: &str) -> (u16, u16) {
    rows(include_str!("data/regions.csv"))
        .find(|row| row[0] == province)
        .map_or((926, 999), |row| (number(row[1]), number(row[2])))
}

fn list(name: &str) -> Vec<&'static str> {
    rows(include_str!("data/words.csv")).filter(|row| row[0] == name).map(|row| row[1]).collect()
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    rows(include_str!("data/places.csv"))
        .map(|row| Place {
            weight: number(row[0]),
            kind: row[1],
            name: row[2],
            municipality: row[3],
            province: row[4],
            post_code: row[5],
        })
        .collect()
});
