//! Registration numbers in the names of files: `4512-2025.jpg`, `Диплома 4512_2025 стр. 2.pdf`.

/// What a file's name says of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The number stands in it, and perhaps a page.
    Number { page: Option<u32> },
    /// Nothing but a plain number, which may be the scanner's own count.
    Bare { page: Option<u32> },
}

/// The words and numbers of a text, in small letters, numbers without zeros before them.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let kind = if c.is_ascii_digit() { Some(true) } else { c.is_alphabetic().then_some(false) };
        match (kind, tokens.last_mut()) {
            (Some(_), Some(token)) if before == Some(kind) => token.extend(c.to_lowercase()),
            (Some(_), _) => tokens.push(c.to_lowercase().collect()),
            (None, _) => {}
        }
        before = Some(kind);
    }
    tokens.into_iter().map(|token| without_zeros(&token)).collect()
}

fn without_zeros(token: &str) -> String {
    let trimmed = token.trim_start_matches('0');
    if trimmed.is_empty() && !token.is_empty() { "0".to_owned() } else { trimmed.to_owned() }
}

/// The name of a file without folders and ending.
pub(super) fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a name, in tokens, carries a number, in tokens. Any further figure but a page after the number makes it another name.
pub(super) fn says(name: &[String], number: &[String]) -> Option<Said> {
    if number.is_empty() || !number.iter().any(|token| is_figure(token)) {
        return None;
    }
    let at = name.windows(number.len()).position(|window| window == number)?;
    let (before, after) = (&name[..at], &name[at + number.len()..]);
    if before.iter().any(|token| is_figure(token)) {
        return None;
    }
    let figures: Vec<&String> = after.iter().filter(|token| is_figure(token)).collect();
    let page = match figures.as_slice() {
        [] => None,
        [page] if page.len() <= 3 => Some(page.parse().ok().filter(|page| *page > 0)?),
        _ => return None,
    };
    Some(if number.len() > 1 { Said::Number { page } } else { Said::Bare { page } })
}

fn is_figure(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(file: &str, number: &str) -> Option<Said> {
        says(&tokens(stem(file)), &tokens(number))
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for file in
            ["4512-2025.jpg", "x/4512_2025.JPG", "Диплома 4512.2025.jpeg", "№ 04512 - 2025 г..tif", "diploma4512_2025.png"]
        {
            assert_eq!(said(file, "4512/2025"), Some(Said::Number { page: None }), "{file}");
        }
        for file in ["4512-2025-2.jpg", "4512_2025_p2.jpg", "4512-2025 стр. 02.jpg", "дипл 4512-2025(2).jpg"] {
            assert_eq!(said(file, "4512/2025"), Some(Said::Number { page: Some(2) }), "{file}");
        }
        assert_eq!(said("Д-4512.jpg", "Д-4512"), Some(Said::Number { page: None }));
    }

    #[test]
    fn another_number_is_another_name() {
        for file in
            ["14512-2025.jpg", "4512-20251.jpg", "2025-07-17 4512.jpg", "IMG_4512.jpg", "1-4512-2025.jpg", "4512-2025-1-7.jpg"]
        {
            assert_eq!(said(file, "4512/2025"), None, "{file}");
        }
        assert_eq!(said("4512-2025-0.jpg", "4512/2025"), None, "there is no page 0");
        assert_eq!(said("anything.jpg", ""), None);
        assert_eq!(said("anything.jpg", "-"), None);
    }

    #[test]
    fn a_plain_number_may_be_the_scanners() {
        assert_eq!(said("4512.jpg", "4512"), Some(Said::Bare { page: None }));
        assert_eq!(said("IMG_4512.jpg", "4512"), Some(Said::Bare { page: None }));
        assert_eq!(said("4512_3.jpg", "4512"), Some(Said::Bare { page: Some(3) }));
    }
}
