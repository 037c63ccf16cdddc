//! File names that every system takes, Windows too.

/// A name with every character that a file system refuses made a hyphen; never empty, never with a folder in it.
#[must_use]
pub fn legal(name: &str) -> String {
    let clean: String =
        name.chars().map(|c| if c.is_control() || "<>:\"/\\|?*".contains(c) || is_direction_mark(c) { '-' } else { c }).collect();
    let clean = clean.trim().trim_end_matches(['.', ' ']).trim_start_matches('.');
    let stem = clean.split('.').next().unwrap_or("").to_ascii_uppercase();
    match clean {
        "" => "-".to_owned(),
        reserved if is_reserved(&stem) => format!("-{reserved}"),
        clean => clean.to_owned(),
    }
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Names that Windows keeps for devices.
fn is_reserved(stem: &str) -> bool {
    let numbered = |name: &str| stem.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest != "0");
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::legal;

    #[test]
    fn names_are_legal_everywhere() {
        for (name, expected) in [
            ("130001.pdf", "130001.pdf"),
            ("../../140077.pdf", "-..-140077.pdf"),
            ("..\\x.pdf", "-x.pdf"),
            ("12/345:6.pdf", "12-345-6.pdf"),
            ("CON.pdf", "-CON.pdf"),
            ("a\u{202e}fdp.exe", "a-fdp.exe"),
            ("name. ", "name"),
            ("", "-"),
        ] {
            assert_eq!(legal(name), expected, "{name}");
        }
    }
}
