//! Lines of manifests and of `bag-info.txt`.

use std::collections::BTreeMap;

use super::names::{composed, decoded};

/// Reads a manifest: hashes in lower case by name, and the numbers of lines that cannot be read or name a file again.
///
/// `digits` is how many a hash has. A line is a hash, white space, an asterisk or none, and a name.
pub(super) fn manifest(bytes: &[u8], digits: usize) -> (BTreeMap<String, String>, Vec<usize>) {
    let (mut listed, mut wrong) = (BTreeMap::new(), Vec::new());
    for (at, line) in (1..).zip(lines(bytes)) {
        match std::str::from_utf8(line).ok().and_then(|line| manifest_line(line, digits)) {
            Some((name, hash)) if !listed.contains_key(&name) => drop(listed.insert(name, hash)),
            _ => wrong.push(at),
        }
    }
    (listed, wrong)
}

fn manifest_line(line: &str, digits: usize) -> Option<(String, String)> {
    let (hash, rest) = line.split_once([' ', '\t'])?;
    let rest = rest.trim_start_matches([' ', '\t']);
    let name = rest.strip_prefix('*').unwrap_or(rest);
    let is_hash = hash.len() == digits && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hash && !name.is_empty()).then(|| (composed(&decoded(name)), hash.to_ascii_lowercase()))
}

/// Reads `bag-info.txt`: labels and values with folded lines joined, and the numbers of lines that cannot be read.
pub(super) fn info(bytes: &[u8]) -> (Vec<(String, String)>, Vec<usize>) {
    let (mut read, mut wrong): (Vec<(String, String)>, _) = (Vec::new(), Vec::new());
    for (at, line) in (1..).zip(lines(bytes)) {
        let Ok(line) = std::str::from_utf8(line) else {
            wrong.push(at);
            continue;
        };
        let is_continued = line.starts_with([' ', '\t']);
        match (is_continued, line.split_once(':'), read.last_mut()) {
            (true, _, Some((_, value))) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (false, Some((label, value)), _) => read.push((label.trim().to_owned(), value.trim().to_owned())),
            _ => wrong.push(at),
        }
    }
    (read, wrong)
}

/// Lines that end as Unix, Windows or old Macintosh files do; the last may lack its end.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let line = &rest[..end];
        let after = if rest[end..].starts_with(b"\r\n") { end + 2 } else { (end + 1).min(rest.len()) };
        rest = &rest[after..];
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_of_other_programs_are_read() {
        let hash = "AB".repeat(32);
        let text = format!(
            "{hash}  data/a b\r\n{hash} *data/c%25\n{hash}\t \tdata/№\nno hash\n{hash}\n{hash}  data/a b\n{hash}  data/last"
        );
        let (listed, wrong) = manifest(text.as_bytes(), 64);
        let names: Vec<&str> = listed.keys().map(String::as_str).collect();
        assert_eq!(names, ["data/a b", "data/c%", "data/last", "data/№"]);
        assert_eq!(listed["data/a b"], hash.to_lowercase());
        assert_eq!(wrong, [4, 5, 6]);
    }

    #[test]
    fn folded_lines_of_information_are_joined() {
        let (read, wrong) = info("A: one\n  two\nB:three\nnothing\n".as_bytes());
        assert_eq!(read, [("A".to_owned(), "one two".to_owned()), ("B".to_owned(), "three".to_owned())]);
        assert_eq!(wrong, [4]);
    }
}
