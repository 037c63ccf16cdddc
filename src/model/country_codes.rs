//! The codes of countries (ISO 3166-1 alpha-2), as machine-readable papers name a citizenship.

use super::citizenship_in_english;

/// The code of a citizenship („българско“ → `BG`); `None` for one that is not known, and for several at once.
#[must_use]
pub fn citizenship_code(citizenship: &str) -> Option<&'static str> {
    let nationality = citizenship_in_english(citizenship)?;
    CODES.iter().find(|(known, _)| *known == nationality).map(|(_, code)| *code)
}

/// The word of the nationality in English, and the code. Kosovo has none.
const CODES: [(&str, &str); 113] = [
    ("Bulgarian", "BG"),
    ("Austrian", "AT"),
    ("Azerbaijani", "AZ"),
    ("Albanian", "AL"),
    ("Algerian", "DZ"),
    ("Armenian", "AM"),
    ("Afghan", "AF"),
    ("Bangladeshi", "BD"),
    ("Belarusian", "BY"),
    ("Belgian", "BE"),
    ("Bosnian", "BA"),
    ("Brazilian", "BR"),
    ("British", "GB"),
    ("Vietnamese", "VN"),
    ("German", "DE"),
    ("Georgian", "GE"),
    ("Greek", "GR"),
    ("Danish", "DK"),
    ("Egyptian", "EG"),
    ("Estonian", "EE"),
    ("Israeli", "IL"),
    ("Indian", "IN"),
    ("Iraqi", "IQ"),
    ("Iranian", "IR"),
    ("Irish", "IE"),
    ("Spanish", "ES"),
    ("Italian", "IT"),
    ("Jordanian", "JO"),
    ("Kazakh", "KZ"),
    ("Canadian", "CA"),
    ("Cypriot", "CY"),
    ("Chinese", "CN"),
    ("Latvian", "LV"),
    ("Lebanese", "LB"),
    ("Lithuanian", "LT"),
    ("Luxembourgish", "LU"),
    ("Maltese", "MT"),
    ("Moroccan", "MA"),
    ("Moldovan", "MD"),
    ("Mongolian", "MN"),
    ("Dutch", "NL"),
    ("Nigerian", "NG"),
    ("Norwegian", "NO"),
    ("Pakistani", "PK"),
    ("Polish", "PL"),
    ("Portuguese", "PT"),
    ("Romanian", "RO"),
    ("Russian", "RU"),
    ("American", "US"),
    ("Macedonian", "MK"),
    ("Syrian", "SY"),
    ("Slovak", "SK"),
    ("Slovenian", "SI"),
    ("Serbian", "RS"),
    ("Tunisian", "TN"),
    ("Turkmen", "TM"),
    ("Turkish", "TR"),
    ("Uzbek", "UZ"),
    ("Ukrainian", "UA"),
    ("Hungarian", "HU"),
    ("Finnish", "FI"),
    ("French", "FR"),
    ("Croatian", "HR"),
    ("Montenegrin", "ME"),
    ("Czech", "CZ"),
    ("Swiss", "CH"),
    ("Swedish", "SE"),
    ("Japanese", "JP"),
    ("Australian", "AU"),
    ("Angolan", "AO"),
    ("Andorran", "AD"),
    ("Argentine", "AR"),
    ("Bolivian", "BO"),
    ("Venezuelan", "VE"),
    ("Ghanaian", "GH"),
    ("Ecuadorian", "EC"),
    ("Ethiopian", "ET"),
    ("Zambian", "ZM"),
    ("Zimbabwean", "ZW"),
    ("Indonesian", "ID"),
    ("Icelandic", "IS"),
    ("Yemeni", "YE"),
    ("Cameroonian", "CM"),
    ("Qatari", "QA"),
    ("Kenyan", "KE"),
    ("Kyrgyz", "KG"),
    ("Colombian", "CO"),
    ("Cuban", "CU"),
    ("Kuwaiti", "KW"),
    ("Libyan", "LY"),
    ("Liechtenstein", "LI"),
    ("Malaysian", "MY"),
    ("Mexican", "MX"),
    ("Myanmar", "MM"),
    ("Mozambican", "MZ"),
    ("Nepalese", "NP"),
    ("New Zealand", "NZ"),
    ("Emirati", "AE"),
    ("Palestinian", "PS"),
    ("Peruvian", "PE"),
    ("South Korean", "KR"),
    ("Saudi Arabian", "SA"),
    ("Senegalese", "SN"),
    ("Somali", "SO"),
    ("Sudanese", "SD"),
    ("Tajik", "TJ"),
    ("Thai", "TH"),
    ("Tanzanian", "TZ"),
    ("Ugandan", "UG"),
    ("Filipino", "PH"),
    ("Chilean", "CL"),
    ("Sri Lankan", "LK"),
    ("South African", "ZA"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_of_one_nationality_and_two_letters() {
        let codes: BTreeSet<&str> = CODES.iter().map(|(_, code)| *code).collect();
        assert_eq!(codes.len(), CODES.len());
        assert!(codes.iter().all(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())));
        assert_eq!((citizenship_code("българско"), citizenship_code("Украинско")), (Some("BG"), Some("UA")));
        assert_eq!((citizenship_code("косовско"), citizenship_code("българско и турско")), (None, None));
    }
}
