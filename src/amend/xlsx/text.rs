//! Texts as a workbook writes them: escaped, within the length a cell takes.

/// How many UTF-16 units the text of a cell or a note may have.
pub(super) const LONGEST: usize = 32_767;

/// A text for the content of an element or the value of an attribute; what XML cannot hold is written `_xHHHH_`.
pub(super) fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            // What looks like an escape would be read as one.
            '_' if is_escape(&text[at..]) => result.push_str("_x005F_"),
            '\t' | '\n' => result.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => result.push_str(&format!("_x{:04X}_", u32::from(c))),
            _ => result.push(c),
        }
    }
    result
}

/// A text for an attribute that is not read with `_xHHHH_`.
pub(super) fn escaped_plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && &bytes[..2] == b"_x" && bytes[2..6].iter().all(u8::is_ascii_hexdigit) && bytes[6] == b'_'
}

/// A text with its `_xHHHH_` read.
pub(super) fn unescaped(text: &str) -> String {
    let (mut result, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        let read = rest.get(2..6).filter(|_| is_escape(rest)).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (c, length) = read.and_then(char::from_u32).map_or(('_', 1), |c| (c, 7));
        result.push(c);
        rest = &rest[length..];
    }
    result.push_str(rest);
    result
}

/// How many UTF-16 units a text has.
pub(super) fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The beginning of a text, at most so many UTF-16 units; an ellipsis says that something was cut off.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if length(text) <= longest {
        return text.to_owned();
    }
    let mut left = longest.saturating_sub(1);
    let kept = text.chars().take_while(|c| {
        let fits = left >= c.len_utf16();
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    kept.chain(std::iter::once('…')).collect()
}

/// Lines of one kind of end.
pub(super) fn with_plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// How many lines a text takes where so many letters fit on one and words stay whole.
pub(super) fn lines(text: &str, letters: usize) -> usize {
    let letters = letters.max(1);
    let of_line = |line: &str| {
        let (mut lines, mut filled) = (1, 0);
        for word in line.split(' ').map(|word| word.chars().count()) {
            let gap = usize::from(filled > 0);
            if filled + gap + word <= letters {
                filled += gap + word;
            } else {
                // A word longer than a line is broken.
                lines += usize::from(filled > 0) + word.saturating_sub(1) / letters;
                filled = (word.max(1) - 1) % letters + 1;
            }
        }
        lines
    };
    text.split('\n').map(of_line).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_read_back() {
        let cases = [
            ("а < б & „в“ \"г\"", "а &lt; б &amp; „в“ &quot;г&quot;"),
            ("\u{1}\r\n", "_x0001__x000D_\n"),
            ("_x000D_", "_x005F_x000D_"),
            ("_x00", "_x00"),
            ("x_xАБВГ_", "x_xАБВГ_"),
            ("\u{ffff}", "_xFFFF_"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected);
            let read = quick_xml::escape::unescape(expected).unwrap().into_owned();
            assert_eq!(unescaped(&read), text);
        }
    }

    #[test]
    fn a_text_is_cut_between_letters() {
        assert_eq!(cut("абвг", 4), "абвг");
        assert_eq!(cut("абвгд", 4), "абв…");
        assert_eq!(cut("😀😀😀", 4), "😀…");
        assert_eq!(length(&cut(&"😀".repeat(40_000), LONGEST)), LONGEST);
    }

    #[test]
    fn lines_break_between_words() {
        let cases = [
            ("", 5, 1),
            ("аб вг", 5, 1),
            ("аб вг", 4, 2),
            ("а\n\nб", 9, 3),
            ("абвгдежз", 3, 3),
            ("а абвгдеж б", 3, 4),
            ("а абв", 3, 2),
        ];
        for (text, letters, expected) in cases {
            assert_eq!(lines(text, letters), expected, "{text:?}");
        }
    }
}
