//! What the code on a page says.

/// What the code on a page says: `laurea:2:<institution>:<kind>:<number or ->:<check>` on the first page, `:p<N>` after it on page N.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageCode {
    /// The institution's code.
    pub institution: String,
    /// The kind of paper.
    pub kind: String,
    /// The registration number; empty where the paper had none when it was made.
    pub number: String,
    /// Eight characters that depend on everything the paper says. They alone decide whose page it is.
    pub check: String,
    /// Which page of the paper, from 1.
    pub page: u32,
}

/// What stands before every payload of this form.
pub(super) const PREFIX: &str = "laurea:2:";

/// Characters of a check value.
const CHECK: usize = 8;

/// Reads a payload; `None` for another's code.
#[must_use]
pub fn page_code(payload: &str) -> Option<PageCode> {
    let rest = payload.strip_prefix(PREFIX)?;
    let (institution, rest) = rest.split_once(':')?;
    let (kind, rest) = rest.split_once(':')?;
    let (rest, page) = match rest.rsplit_once(":p") {
        Some((before, digits)) if is_page(digits) => (before, digits.parse().ok()?),
        _ => (rest, 1),
    };
    let (number, check) = rest.rsplit_once(':')?;
    let is_check = check.len() == CHECK && check.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    (is_check && !kind.is_empty()).then(|| PageCode {
        institution: institution.to_owned(),
        kind: kind.to_owned(),
        number: if number == "-" { String::new() } else { number.to_owned() },
        check: check.to_owned(),
        page,
    })
}

/// The digits of a further page: 2 to 999, without zeros before them.
fn is_page(digits: &str) -> bool {
    matches!(digits.len(), 1..=3) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0') && digits != "1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_of_first_and_further_pages_are_read() {
        let code = page_code("laurea:2:0023:diploma:4512/2025:7KXM20QA").expect("a code");
        assert_eq!(
            (code.kind.as_str(), code.number.as_str(), code.check.as_str(), code.page),
            ("diploma", "4512/2025", "7KXM20QA", 1)
        );
        let code = page_code("laurea:2:0023:appendix:-:7KXM20QA:p12").expect("a code");
        assert_eq!((code.number.as_str(), code.check.as_str(), code.page), ("", "7KXM20QA", 12));
        let code = page_code("laurea:2:0023:diploma:A:12:7KXM20QA:p2").expect("a code");
        assert_eq!((code.number.as_str(), code.page), ("A:12", 2));
    }

    #[test]
    fn another_payload_is_none() {
        for payload in [
            "",
            "https://example.org/",
            "laurea:1:0023:diploma:1:7KXM20QA",
            "laurea:2:0023:diploma:1",
            "laurea:2:0023:diploma:1:7KXM20Q",
            "laurea:2:0023:diploma:1:7kxm20qa",
            "laurea:2:0023:diploma:1:7KXM20QA:p1",
            "laurea:2:0023:diploma:1:7KXM20QA:p02",
            "laurea:2:0023:diploma:1:7KXM20QA:p1000",
            "laurea:2:0023::1:7KXM20QA",
        ] {
            assert_eq!(page_code(payload), None, "{payload}");
        }
    }
}
