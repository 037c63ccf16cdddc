//! Bulgarian names in Latin letters, as the Transliteration Act (Закон за транслитерацията, ДВ 19/2009, чл. 4–6) has them.

/// A Bulgarian text in Latin letters. Only a default: the spelling of a person's identity document goes before it.
#[must_use]
pub fn transliterate(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        if let Some(name) = country_at(&letters, at) {
            out.push_str(name);
            at += COUNTRY.len();
            continue;
        }
        push_letter(&letters, at, &mut out);
        at += 1;
    }
    out
}

/// чл. 6: the country's own name is „Bulgaria“.
const COUNTRY: [char; 8] = ['б', 'ъ', 'л', 'г', 'а', 'р', 'и', 'я'];

fn country_at(letters: &[char], at: usize) -> Option<&'static str> {
    let word = letters.get(at..at + COUNTRY.len())?;
    let edge = |neighbour: Option<&char>| neighbour.is_none_or(|c| !c.is_alphabetic());
    let is_word = edge(at.checked_sub(1).and_then(|before| letters.get(before))) && edge(letters.get(at + COUNTRY.len()));
    let same = word.iter().zip(COUNTRY).all(|(a, b)| lower(*a) == b);
    (is_word && same && word[0].is_uppercase()).then_some(if word[1].is_uppercase() { "BULGARIA" } else { "Bulgaria" })
}

fn push_letter(letters: &[char], at: usize, out: &mut String) {
    let letter = letters[at];
    let Some(latin) = latin(lower(letter)) else {
        out.push(letter);
        return;
    };
    let before = at.checked_sub(1).map(|before| letters[before]);
    let after = letters.get(at + 1).copied();
    // чл. 5 (2): „ия“ at the end of a word is “ia”.
    let ends_in_ia = lower(letter) == 'я' && before.is_some_and(|c| lower(c) == 'и') && after.is_none_or(|c| !c.is_alphabetic());
    let latin = if ends_in_ia { "a" } else { latin };
    if !letter.is_uppercase() {
        out.push_str(latin);
    } else if before.into_iter().chain(after).any(char::is_uppercase) && latin.len() > 1 {
        out.push_str(&latin.to_uppercase());
    } else {
        let mut rest = latin.chars();
        out.extend(rest.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(rest.as_str());
    }
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' | 'ъ' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'ѝ' => "i",
        'й' | 'ь' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "sht",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of examples")]
    fn examples_of_the_act_and_of_its_users() {
        for (cyrillic, latin) in [
            ("Стара планина", "Stara planina"),
            ("Атанасовско езеро", "Atanasovsko ezero"),
            ("Централен Балкан", "Tsentralen Balkan"),
            ("София-юг", "Sofia-yug"),
            ("Перник-север", "Pernik-sever"),
            ("Златни пясъци", "Zlatni pyasatsi"),
            ("Горна Оряховица", "Gorna Oryahovitsa"),
            ("София", "Sofia"),
            ("България", "Bulgaria"),
            ("Мария", "Maria"),
            ("Марияна", "Mariyana"),
            ("Велико Търново", "Veliko Tarnovo"),
            ("Враца", "Vratsa"),
            ("Ямбол", "Yambol"),
            ("Кюстендил", "Kyustendil"),
            ("Пазарджик", "Pazardzhik"),
            ("Смолян", "Smolyan"),
            ("Кърджали", "Kardzhali"),
            ("Търговище", "Targovishte"),
            ("Дупница", "Dupnitsa"),
            ("Добрич", "Dobrich"),
            ("Шумен", "Shumen"),
            ("Ловеч", "Lovech"),
            ("Хасково", "Haskovo"),
            ("Бургас", "Burgas"),
            ("Плевен", "Pleven"),
            ("Русе", "Ruse"),
            ("Димитър", "Dimitar"),
            ("Николай", "Nikolay"),
            ("Петър", "Petar"),
            ("Александър", "Aleksandar"),
            ("Таня", "Tanya"),
            ("Стефания", "Stefania"),
            ("Виктория", "Viktoria"),
            ("Илия", "Ilia"),
            ("Йордан", "Yordan"),
            ("Христо", "Hristo"),
            ("Румяна", "Rumyana"),
            ("Емилия", "Emilia"),
            ("Любомир", "Lyubomir"),
            ("Анастасия", "Anastasia"),
            ("Росица", "Rositsa"),
            ("Живка", "Zhivka"),
            ("Стойко", "Stoyko"),
            ("Явор", "Yavor"),
            ("Синтия", "Sintia"),
            ("Михаил", "Mihail"),
            ("Георги", "Georgi"),
            ("Жоро", "Zhoro"),
            ("Илиян", "Iliyan"),
            ("ЖЕЗЪЛ", "ZHEZAL"),
            ("ЦАРЕВЕЦ", "TSAREVETS"),
            ("ЮНГА", "YUNGA"),
            ("ЯБЪЛКИ", "YABALKI"),
            ("ЩАСТИЕ", "SHTASTIE"),
            ("ШИВАЧ", "SHIVACH"),
            ("Училище", "Uchilishte"),
            ("История", "Istoria"),
            ("Къща", "Kashta"),
            ("Дъжд", "Dazhd"),
            ("Слънце", "Slantse"),
            ("Голям", "Golyam"),
            ("Цвят", "Tsvyat"),
            ("София-Град", "Sofia-Grad"),
            ("Лозенец", "Lozenets"),
            ("СофИЯ-ЮГ", "SofIA-YUG"),
            ("БЪЛГАРИЯ", "BULGARIA"),
            (
                "Всички хора се раждат свободни и равни по достойнство и права.",
                "Vsichki hora se razhdat svobodni i ravni po dostoynstvo i prava.",
            ),
            (
                "Ѝ може да бъде намерен и в други езици като руския език и украинския език.",
                "I mozhe da bade nameren i v drugi ezitsi kato ruskia ezik i ukrainskia ezik.",
            ),
            ("Съученичките Мария и Дияна скачаха с бънджи.", "Sauchenichkite Maria i Diyana skachaha s bandzhi."),
            ("гр. София, ул. Тракия.", "gr. Sofia, ul. Trakia."),
        ] {
            assert_eq!(transliterate(cyrillic), latin);
        }
    }
}
