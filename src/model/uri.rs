//! A path as links write it.

/// A path with forward slashes as a URI reference: every byte that is neither unreserved (RFC 3986, 2.3) nor a slash is percent-encoded.
#[must_use]
pub fn uri_path(file: &str) -> String {
    let mut link = String::with_capacity(file.len());
    for byte in file.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => link.push(char::from(byte)),
            _ => {
                let digit = |half: u8| char::from(b"0123456789ABCDEF"[usize::from(half)]);
                link.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_the_unreserved_is_encoded() {
        assert_eq!(uri_path("data/оценки 1.xlsx"), "data/%D0%BE%D1%86%D0%B5%D0%BD%D0%BA%D0%B8%201.xlsx");
        assert_eq!(uri_path("../a-b_c.~/x#y?z"), "../a-b_c.~/x%23y%3Fz");
    }
}
