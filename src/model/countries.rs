//! Countries and citizenships in English, for papers in English. A column of the sheet goes before this table.

/// Country, citizenship (an adjective of the neuter: „гражданство“), country in English, nationality in English.
const COUNTRIES: &[[&str; 4]] = &[
    ["България", "българско", "Bulgaria", "Bulgarian"],
    ["Австрия", "австрийско", "Austria", "Austrian"],
    ["Азербайджан", "азербайджанско", "Azerbaijan", "Azerbaijani"],
    ["Албания", "албанско", "Albania", "Albanian"],
    ["Алжир", "алжирско", "Algeria", "Algerian"],
    ["Армения", "арменско", "Armenia", "Armenian"],
    ["Афганистан", "афганистанско", "Afghanistan", "Afghan"],
    ["Бангладеш", "бангладешко", "Bangladesh", "Bangladeshi"],
    ["Беларус", "беларуско", "Belarus", "Belarusian"],
    ["Белгия", "белгийско", "Belgium", "Belgian"],
    ["Босна и Херцеговина", "босненско", "Bosnia and Herzegovina", "Bosnian"],
    ["Бразилия", "бразилско", "Brazil", "Brazilian"],
    ["Великобритания", "британско", "United Kingdom", "British"],
    ["Виетнам", "виетнамско", "Vietnam", "Vietnamese"],
    ["Германия", "германско", "Germany", "German"],
    ["Грузия", "грузинско", "Georgia", "Georgian"],
    ["Гърция", "гръцко", "Greece", "Greek"],
    ["Дания", "датско", "Denmark", "Danish"],
    ["Египет", "египетско", "Egypt", "Egyptian"],
    ["Естония", "естонско", "Estonia", "Estonian"],
    ["Израел", "израелско", "Israel", "Israeli"],
    ["Индия", "индийско", "India", "Indian"],
    ["Ирак", "иракско", "Iraq", "Iraqi"],
    ["Иран", "иранско", "Iran", "Iranian"],
    ["Ирландия", "ирландско", "Ireland", "Irish"],
    ["Испания", "испанско", "Spain", "Spanish"],
    ["Италия", "италианско", "Italy", "Italian"],
    ["Йордания", "йорданско", "Jordan", "Jordanian"],
    ["Казахстан", "казахстанско", "Kazakhstan", "Kazakh"],
    ["Канада", "канадско", "Canada", "Canadian"],
    ["Кипър", "кипърско", "Cyprus", "Cypriot"],
    ["Китай", "китайско", "China", "Chinese"],
    ["Косово", "косовско", "Kosovo", "Kosovar"],
    ["Латвия", "латвийско", "Latvia", "Latvian"],
    ["Ливан", "ливанско", "Lebanon", "Lebanese"],
    ["Литва", "литовско", "Lithuania", "Lithuanian"],
    ["Люксембург", "люксембургско", "Luxembourg", "Luxembourgish"],
    ["Малта", "малтийско", "Malta", "Maltese"],
    ["Мароко", "мароканско", "Morocco", "Moroccan"],
    ["Молдова", "молдовско", "Moldova", "Moldovan"],
    ["Монголия", "монголско", "Mongolia", "Mongolian"],
    ["Нидерландия", "нидерландско", "Netherlands", "Dutch"],
    ["Нигерия", "нигерийско", "Nigeria", "Nigerian"],
    ["Норвегия", "норвежко", "Norway", "Norwegian"],
    ["Пакистан", "пакистанско", "Pakistan", "Pakistani"],
    ["Полша", "полско", "Poland", "Polish"],
    ["Португалия", "португалско", "Portugal", "Portuguese"],
    ["Румъния", "румънско", "Romania", "Romanian"],
    ["Русия", "руско", "Russia", "Russian"],
    ["САЩ", "американско", "United States of America", "American"],
    ["Северна Македония", "македонско", "North Macedonia", "Macedonian"],
    ["Сирия", "сирийско", "Syria", "Syrian"],
    ["Словакия", "словашко", "Slovakia", "Slovak"],
    ["Словения", "словенско", "Slovenia", "Slovenian"],
    ["Сърбия", "сръбско", "Serbia", "Serbian"],
    ["Тунис", "туниско", "Tunisia", "Tunisian"],
    ["Туркменистан", "туркменско", "Turkmenistan", "Turkmen"],
    ["Турция", "турско", "Turkey", "Turkish"],
    ["Узбекистан", "узбекско", "Uzbekistan", "Uzbek"],
    ["Украйна", "украинско", "Ukraine", "Ukrainian"],
    ["Унгария", "унгарско", "Hungary", "Hungarian"],
    ["Финландия", "финландско", "Finland", "Finnish"],
    ["Франция", "френско", "France", "French"],
    ["Хърватия", "хърватско", "Croatia", "Croatian"],
    ["Черна гора", "черногорско", "Montenegro", "Montenegrin"],
    ["Чехия", "чешко", "Czech Republic", "Czech"],
    ["Швейцария", "швейцарско", "Switzerland", "Swiss"],
    ["Швеция", "шведско", "Sweden", "Swedish"],
    ["Япония", "японско", "Japan", "Japanese"],
    ["Австралия", "австралийско", "Australia", "Australian"],
    ["Ангола", "анголско", "Angola", "Angolan"],
    ["Андора", "андорско", "Andorra", "Andorran"],
    ["Аржентина", "аржентинско", "Argentina", "Argentine"],
    ["Боливия", "боливийско", "Bolivia", "Bolivian"],
    ["Венецуела", "венецуелско", "Venezuela", "Venezuelan"],
    ["Гана", "ганайско", "Ghana", "Ghanaian"],
    ["Еквадор", "еквадорско", "Ecuador", "Ecuadorian"],
    ["Етиопия", "етиопско", "Ethiopia", "Ethiopian"],
    ["Замбия", "замбийско", "Zambia", "Zambian"],
    ["Зимбабве", "зимбабвийско", "Zimbabwe", "Zimbabwean"],
    ["Индонезия", "индонезийско", "Indonesia", "Indonesian"],
    ["Исландия", "исландско", "Iceland", "Icelandic"],
    ["Йемен", "йеменско", "Yemen", "Yemeni"],
    ["Камерун", "камерунско", "Cameroon", "Cameroonian"],
    ["Катар", "катарско", "Qatar", "Qatari"],
    ["Кения", "кенийско", "Kenya", "Kenyan"],
    ["Киргизстан", "киргизстанско", "Kyrgyzstan", "Kyrgyz"],
    ["Колумбия", "колумбийско", "Colombia", "Colombian"],
    ["Куба", "кубинско", "Cuba", "Cuban"],
    ["Кувейт", "кувейтско", "Kuwait", "Kuwaiti"],
    ["Либия", "либийско", "Libya", "Libyan"],
    ["Лихтенщайн", "лихтенщайнско", "Liechtenstein", "Liechtenstein"],
    ["Малайзия", "малайзийско", "Malaysia", "Malaysian"],
    ["Мексико", "мексиканско", "Mexico", "Mexican"],
    ["Мианмар", "мианмарско", "Myanmar", "Myanmar"],
    ["Мозамбик", "мозамбикско", "Mozambique", "Mozambican"],
    ["Непал", "непалско", "Nepal", "Nepalese"],
    ["Нова Зеландия", "новозеландско", "New Zealand", "New Zealand"],
    ["Обединени арабски емирства", "емирско", "United Arab Emirates", "Emirati"],
    ["Палестина", "палестинско", "Palestine", "Palestinian"],
    ["Перу", "перуанско", "Peru", "Peruvian"],
    ["Република Корея", "южнокорейско", "Republic of Korea", "South Korean"],
    ["Саудитска Арабия", "саудитско", "Saudi Arabia", "Saudi Arabian"],
    ["Сенегал", "сенегалско", "Senegal", "Senegalese"],
    ["Сомалия", "сомалийско", "Somalia", "Somali"],
    ["Судан", "суданско", "Sudan", "Sudanese"],
    ["Таджикистан", "таджикистанско", "Tajikistan", "Tajik"],
    ["Тайланд", "тайландско", "Thailand", "Thai"],
    ["Танзания", "танзанийско", "Tanzania", "Tanzanian"],
    ["Уганда", "угандийско", "Uganda", "Ugandan"],
    ["Филипини", "филипинско", "Philippines", "Filipino"],
    ["Чили", "чилийско", "Chile", "Chilean"],
    ["Шри Ланка", "шриланкийско", "Sri Lanka", "Sri Lankan"],
    ["Южна Африка", "южноафриканско", "South Africa", "South African"],
    ["Южна Корея", "южнокорейско", "Republic of Korea", "South Korean"],
];

/// The English name of a country; `None` for one that is not in the table.
#[must_use]
pub fn country_in_english(country: &str) -> Option<&'static str> {
    find(0, country).map(|row| row[2])
}

/// The English word of a citizenship; `None` for one that is not in the table.
#[must_use]
pub fn citizenship_in_english(citizenship: &str) -> Option<&'static str> {
    find(1, citizenship).map(|row| row[3])
}

fn find(column: usize, word: &str) -> Option<&'static [&'static str; 4]> {
    let word = word.trim().to_lowercase();
    COUNTRIES.iter().find(|row| row[column].to_lowercase() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_and_unknown() {
        assert_eq!(country_in_english("Украйна"), Some("Ukraine"));
        assert_eq!(citizenship_in_english("Българско"), Some("Bulgarian"));
        assert_eq!(country_in_english("Лилипутия"), None);
    }
}
