//! A settlement as an office writes it, and the one settlement of the register that it means.

use super::nomenclature::{Nomenclatures, Settlement};
use crate::config::{fold, nearest};

/// A settlement as it is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written<'a> {
    /// „гр.“, „с.“; may be empty, or stand before the name.
    pub kind: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its municipality; may be empty.
    pub municipality: &'a str,
    /// Its province; may be empty.
    pub province: &'a str,
}

/// What a written settlement means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// The codes of settlement, province and municipality.
    One([String; 3]),
    /// Several are called so there.
    Several(Vec<String>),
    /// None is; some that are near.
    Unknown(Vec<String>),
}

/// Kinds of settlements as they may stand before a name.
const KINDS: [(&str, &[&str]); 2] = [("гр.", &["гр.", "град", "гр"]), ("с.", &["с.", "село", "с"])];

/// Most candidates that are named.
const SHOWN: usize = 6;

impl Nomenclatures {
    /// The settlement that is meant: of those of the name, the ones in the province and municipality that are given.
    #[must_use]
    pub fn settlement(&self, written: &Written) -> Resolved {
        let (kind, name) = split_kind(written.kind, written.name);
        let codes = self.by_name.get(&fold(&name)).into_iter().flatten().chain(std::iter::once(&name));
        let named: Vec<(&String, &Settlement)> = codes.filter_map(|code| self.settlements.get_key_value(code)).collect();
        let fits = |(_, settlement): &&(&String, &Settlement)| {
            (kind.is_empty() || settlement.kind == kind)
                && (written.municipality.is_empty() || self.is_municipality(&settlement.municipality, written.municipality))
                && (written.province.is_empty() || self.is_province(&settlement.province, written.province))
        };
        let found: Vec<&(&String, &Settlement)> = named.iter().filter(fits).collect();
        match found.as_slice() {
            [(code, settlement)] => {
                Resolved::One([(*code).clone(), settlement.province.clone(), settlement.municipality.clone()])
            }
            [] if named.is_empty() => Resolved::Unknown(self.near(&name)),
            [] => Resolved::Unknown(named.iter().take(SHOWN).map(|(code, place)| self.described(code, place)).collect()),
            several => Resolved::Several(several.iter().take(SHOWN).map(|(code, place)| self.described(code, place)).collect()),
        }
    }

    fn is_province(&self, code: &str, written: &str) -> bool {
        let written = bare(written, &["област ", "обл. "]);
        code == written || self.provinces.get(code).is_some_and(|names| names.iter().any(|name| fold(name) == fold(&written)))
    }

    fn is_municipality(&self, code: &str, written: &str) -> bool {
        let written = bare(written, &["община ", "общ. "]);
        code == written || self.municipalities.get(code).is_some_and(|name| fold(name) == fold(&written))
    }

    /// „гр. Бяла, общ. Бяла, обл. Варна (07598)“
    fn described(&self, code: &str, place: &Settlement) -> String {
        let municipality = self.municipalities.get(&place.municipality).map_or(place.municipality.as_str(), String::as_str);
        let province = self.provinces.get(&place.province).and_then(|names| names.first());
        let province = province.map_or(place.province.as_str(), String::as_str);
        format!("{} {}, общ. {municipality}, обл. {province} ({code})", place.kind, place.name)
    }

    fn near(&self, name: &str) -> Vec<String> {
        let near = nearest(name, self.settlements.values().map(|place| place.name.as_str())).map(|(near, _)| near.to_owned());
        let all = self.settlements.iter().filter(|(_, place)| near.as_deref() == Some(place.name.as_str()));
        all.take(SHOWN).map(|(code, place)| self.described(code, place)).collect()
    }
}

/// The kind and the bare name, where the kind stands before the name.
fn split_kind(kind: &str, name: &str) -> (String, String) {
    let known = |word: &str| KINDS.iter().find(|(_, words)| words.contains(&fold(word).as_str())).map(|(kind, _)| *kind);
    let name = name.trim();
    if let Some((first, rest)) = name.split_once([' ', '\u{a0}'])
        && let Some(kind) = known(first)
    {
        return (kind.to_owned(), rest.trim().to_owned());
    }
    for (kind, words) in KINDS {
        // „гр.Русе“
        if let Some(rest) = name.strip_prefix(words[0]).filter(|rest| !rest.is_empty()) {
            return (kind.to_owned(), rest.trim().to_owned());
        }
    }
    (known(kind).unwrap_or_default().to_owned(), name.to_owned())
}

fn bare(text: &str, heads: &[&str]) -> String {
    let folded = fold(text);
    heads.iter().find_map(|head| folded.strip_prefix(head)).map_or(text.to_owned(), str::to_owned)
}
