//! Places of birth in one cell: „гр. Нови пазар, общ. Нови пазар, обл. Шумен“, „Солун, Гърция“.

use crate::model::BirthPlace;

/// Reads a place. What is not said stays empty.
pub fn parse(text: &str) -> BirthPlace {
    let mut place = BirthPlace::default();
    for (at, part) in text.split([',', ';']).map(str::trim).enumerate() {
        if let Some(name) = after(part, &["общ.", "община"]) {
            place.municipality = name;
        } else if let Some(name) = after(part, &["обл.", "област"]) {
            place.province = name;
        } else if at == 0 {
            (place.settlement_type, place.settlement) = settlement(part);
        } else {
            place.country = part.to_owned();
        }
    }
    place
}

/// „гр. Русе“ as its two parts.
fn settlement(text: &str) -> (String, String) {
    for (written, kind) in [("гр.", "гр."), ("град ", "гр."), ("с.", "с."), ("село ", "с.")] {
        if let Some(name) = after(text, &[written]) {
            return (kind.to_owned(), name);
        }
    }
    (String::new(), text.to_owned())
}

fn after(text: &str, prefixes: &[&str]) -> Option<String> {
    let lower = text.to_lowercase();
    let prefix = prefixes.iter().find(|prefix| lower.starts_with(**prefix))?;
    let rest: String = text.chars().skip(prefix.chars().count()).collect();
    Some(rest.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let place = parse("гр. Нови пазар, общ. Нови пазар, обл. Шумен");
        assert_eq!((place.settlement_type.as_str(), place.settlement.as_str()), ("гр.", "Нови пазар"));
        assert_eq!((place.municipality.as_str(), place.province.as_str()), ("Нови пазар", "Шумен"));
        let place = parse("Солун, Гърция");
        assert_eq!((place.settlement_type.as_str(), place.settlement.as_str(), place.country.as_str()), ("", "Солун", "Гърция"));
        assert_eq!(parse("Сандански").settlement, "Сандански");
    }
}
