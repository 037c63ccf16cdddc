//! In which encoding a text file is written: said by its first bytes, proven by its form, or told by its letters.

use std::borrow::Cow;

use encoding_rs::{Encoding, IBM866, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, X_MAC_CYRILLIC};

use super::fault::Fault;

/// A text and the encoding that had to be guessed.
pub type Decoded<'a> = (Cow<'a, str>, Option<&'static str>);

/// An encoding of eight bits that windows-1251 is held against.
type Other = (&'static str, fn(&[u8]) -> String);

/// The text of some bytes.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Fault> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
        return text.map(|text| (text, None)).ok_or_else(|| Fault::Broken(format!("{}: damaged", encoding.name())));
    }
    if let Some(encoding) = utf_16(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        return text.map(|text| (text, Some(encoding.name()))).ok_or_else(|| Fault::Broken("UTF-16: damaged".to_owned()));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.into(), None)),
        Err(error) if is_mostly_utf_8(bytes) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(Fault::Broken(format!("{}: damaged in line {line}", UTF_8.name())))
        }
        Err(_) => Ok(eight_bits(bytes)),
    }
}

/// UTF-16 without a mark: Latin and Cyrillic have 00 or 04 in every other byte.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(8192) & !1];
    if sample.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let high = |at: usize| sample.iter().skip(at).step_by(2).filter(|byte| [0x00, 0x04].contains(*byte)).count();
    let (even, odd, all) = (high(0), high(1), sample.len() / 2);
    if odd * 10 >= all * 9 && even * 2 < all {
        Some(UTF_16LE)
    } else if even * 10 >= all * 9 && odd * 2 < all {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether nearly all bytes beyond ASCII stand in letters of UTF-8: another encoding hardly ever has such pairs.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let sound: usize = bytes.utf8_chunks().map(|chunk| chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count()).sum();
    high >= 8 && sound * 10 >= high * 9
}

/// An encoding of eight bits: windows-1251, unless another one makes much better Bulgarian of it.
fn eight_bits(bytes: &[u8]) -> Decoded<'_> {
    let sample = &bytes[..bytes.len().min(256 << 10)];
    let high = sample.iter().filter(|byte| !byte.is_ascii()).count() as i64;
    let usual = plausibility(&WINDOWS_1251.decode_without_bom_handling(sample).0);
    let others: [Other; 3] = [
        ("MIK", mik),
        ("IBM866", |bytes| IBM866.decode_without_bom_handling(bytes).0.into_owned()),
        ("x-mac-cyrillic", |bytes| X_MAC_CYRILLIC.decode_without_bom_handling(bytes).0.into_owned()),
    ];
    let scored = others.map(|(name, decode)| (plausibility(&decode(sample)), name, decode));
    let best = scored.iter().rev().max_by_key(|(score, ..)| *score);
    match best {
        // Better by a fifth of all letters, and Bulgarian itself.
        Some((score, name, decode)) if *score > usual + high / 5 && *score * 2 > high => (decode(bytes).into(), Some(name)),
        _ => (WINDOWS_1251.decode_without_bom_handling(bytes).0, Some("windows-1251")),
    }
}

/// How much a text looks like Bulgarian: letters count for it; signs, letters of other languages and capitals behind
/// small letters against it.
fn plausibility(text: &str) -> i64 {
    let mut score = 0;
    let mut before = ' ';
    for letter in text.chars() {
        score += match letter {
            _ if letter.is_ascii() => 0,
            'А'..='Я' if before.is_lowercase() => -2,
            // Names in other encodings turn into these three.
            'Ы' | 'ы' | 'Э' | 'э' | 'Ё' | 'ё' => -1,
            'А'..='я' => 1,
            '„' | '“' | '”' | '–' | '—' | '№' | '\u{a0}' | '«' | '»' | '…' | '’' | 'ѝ' => 0,
            _ => -2,
        };
        before = letter;
    }
    score
}

/// The encoding of Bulgarian programs under DOS: letters stand from 80 to BF.
fn mik(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x80..=0xBF => char::from_u32(0x0410 + u32::from(byte - 0x80)).unwrap_or('\u{fffd}'),
        0xD5 => '№',
        0x00..=0x7F => char::from(*byte),
        _ => '\u{fffd}',
    };
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "Име;Презиме;Фамилия;Оценка\nИвайла;Пламенова;Черногорска-Йорданова;5,50\nЮЛИЯН;ЩЕРЕВ;ЖЪТЕВ;4\n";

    #[test]
    fn each_encoding_is_told_from_the_others() {
        let utf_16 = |order: fn(u16) -> [u8; 2]| LIST.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let (little, big) = (utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes));
        let in_mik: Vec<u8> =
            LIST.chars().map(|c| if c.is_ascii() { c as u8 } else { (c as u32 - 0x410 + 0x80) as u8 }).collect();
        // Its letters stand as in IBM866, the last sixteen small ones elsewhere.
        let in_866: Vec<u8> = in_mik.iter().map(|byte| if (0xB0..=0xBF).contains(byte) { byte + 0x30 } else { *byte }).collect();
        let in_mac: Vec<u8> = in_mik
            .iter()
            .map(|byte| match byte {
                0xBF => 0xDF,
                0xA0..=0xBE => byte + 0x40,
                _ => *byte,
            })
            .collect();
        for (bytes, name) in [
            (LIST.as_bytes().to_vec(), None),
            ([b"\xef\xbb\xbf", LIST.as_bytes()].concat(), None),
            ([b"\xff\xfe".to_vec(), little.clone()].concat(), None),
            ([b"\xfe\xff".to_vec(), big.clone()].concat(), None),
            (little, Some("UTF-16LE")),
            (big, Some("UTF-16BE")),
            (WINDOWS_1251.encode(LIST).0.into_owned(), Some("windows-1251")),
            (in_mik, Some("MIK")),
            (in_866, Some("IBM866")),
            (in_mac, Some("x-mac-cyrillic")),
        ] {
            assert_eq!(decode(&bytes), Ok((LIST.into(), name)), "{name:?}");
        }
    }

    #[test]
    fn a_damaged_letter_does_not_turn_the_file_into_another_encoding() {
        let mut bytes = LIST.as_bytes().to_vec();
        let at = bytes.len() - 40;
        bytes[at] = 0xff;
        assert!(matches!(decode(&bytes), Err(Fault::Broken(error)) if error.contains("UTF-8")));
    }

    #[test]
    fn few_letters_are_windows_1251() {
        assert_eq!(decode(b"\xc8\xe2\xe0\xed;5"), Ok(("Иван;5".into(), Some("windows-1251"))));
    }
}
