//! As much of ASN.1 as tells a signature by CMS (RFC 5652) from anything else, and of what it is.

/// Nesting that is followed.
const DEEPEST: usize = 16;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OID: u8 = 0x06;
const OCTETS: u8 = 0x04;
const INTEGER: u8 = 0x02;
/// `[0]`, constructed.
const FIRST: u8 = 0xa0;

/// 1.2.840.113549.1.7.2, signed data.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// 1.2.840.113549.1.9.4, the digest of what was signed.
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];

/// What a signature says of itself; nothing of it is proven here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cms<'a> {
    /// How many signed.
    pub signers: usize,
    /// Whether it carries what was signed.
    pub is_attached: bool,
    /// Digests of what was signed, of those signers who say it.
    pub digests: Vec<&'a [u8]>,
}

/// Why bytes are no CMS signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotCms {
    /// Not even one element of ASN.1 from end to end.
    NotDer,
    /// Something else in ASN.1.
    Other,
}

/// Reads a signature.
///
/// # Errors
/// It is none.
pub(super) fn cms(bytes: &[u8]) -> Result<Cms<'_>, NotCms> {
    let whole = element(bytes, 0).filter(|whole| whole.rest.is_empty() && whole.tag == SEQUENCE).ok_or(NotCms::NotDer)?;
    signed_data(whole.content).ok_or(NotCms::Other)
}

fn signed_data(content: &[u8]) -> Option<Cms<'_>> {
    let [kind, wrapped] = children(content)?.try_into().ok()?;
    if (kind.tag, kind.content) != (OID, SIGNED_DATA) || wrapped.tag != FIRST {
        return None;
    }
    let [data] = children(wrapped.content)?.try_into().ok()?;
    let parts = children(data.content).filter(|_| data.tag == SEQUENCE)?;
    let [version, algorithms, signed, .., signers] = parts.as_slice() else { return None };
    if (version.tag, algorithms.tag, signed.tag, signers.tag) != (INTEGER, SET, SEQUENCE, SET) {
        return None;
    }
    let signed = children(signed.content)?;
    let signers = children(signers.content)?;
    let digests = signers.iter().filter_map(|signer| digest_of(signer.content)).collect();
    Some(Cms { signers: signers.len(), is_attached: signed.len() > 1, digests })
}

/// The digest among a signer's signed attributes.
fn digest_of(signer: &[u8]) -> Option<&[u8]> {
    let attributes = children(signer)?.into_iter().find(|part| part.tag == FIRST)?;
    children(attributes.content)?.into_iter().find_map(|attribute| {
        let [name, values] = children(attribute.content)?.try_into().ok()?;
        let [value] = children(values.content).filter(|_| values.tag == SET)?.try_into().ok()?;
        ((name.tag, name.content, value.tag) == (OID, MESSAGE_DIGEST, OCTETS)).then_some(value.content)
    })
}

struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    rest: &'a [u8],
}

/// Elements one after the other, to the end.
fn children(content: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut found = Vec::new();
    let mut rest = content;
    while !rest.is_empty() {
        let next = element(rest, 0)?;
        rest = next.rest;
        found.push(next);
    }
    Some(found)
}

/// The first element; lengths may be definite or, as BER has it, up to an end mark.
fn element(bytes: &[u8], depth: usize) -> Option<Element<'_>> {
    let (tag, after) = (*bytes.first()?, bytes.get(1..)?);
    if tag & 0x1f == 0x1f || depth > DEEPEST {
        return None;
    }
    let (first, after) = (*after.first()?, after.get(1..)?);
    if first == 0x80 {
        let length = length_to_end(after, depth)?;
        return Some(Element { tag, content: after.get(..length)?, rest: after.get(length + 2..)? });
    }
    let (length, after) = match first {
        ..0x80 => (usize::from(first), after),
        _ => {
            let digits = usize::from(first & 0x7f);
            let number = after.get(..digits).filter(|_| digits <= 4)?;
            (number.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), after.get(digits..)?)
        }
    };
    Some(Element { tag, content: after.get(..length)?, rest: after.get(length..)? })
}

/// Bytes before the two zeros that end an element.
fn length_to_end(content: &[u8], depth: usize) -> Option<usize> {
    let mut rest = content;
    while !rest.starts_with(&[0, 0]) {
        rest = element(rest, depth + 1)?.rest;
    }
    Some(content.len() - rest.len())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn wrap(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let length = u16::try_from(content.len()).unwrap_or_default().to_be_bytes();
        [&[tag, 0x82], &length[..], &content].concat()
    }

    /// A signature that proves nothing, of something with a digest.
    pub fn forged(digest: &[u8], is_attached: bool) -> Vec<u8> {
        let oid = |bytes: &[u8]| wrap(OID, &[bytes]);
        let attribute = wrap(SEQUENCE, &[&oid(MESSAGE_DIGEST), &wrap(SET, &[&wrap(OCTETS, &[digest])])]);
        let signer = wrap(SEQUENCE, &[&[INTEGER, 1, 1], &wrap(SEQUENCE, &[]), &wrap(SEQUENCE, &[]), &wrap(FIRST, &[&attribute])]);
        let content = if is_attached { wrap(FIRST, &[&wrap(OCTETS, &[b"text"])]) } else { Vec::new() };
        let data = wrap(SEQUENCE, &[&oid(&SIGNED_DATA[..8]), &content]);
        let signed = wrap(SEQUENCE, &[&[INTEGER, 1, 1], &wrap(SET, &[]), &data, &wrap(FIRST, &[]), &wrap(SET, &[&signer])]);
        wrap(SEQUENCE, &[&oid(SIGNED_DATA), &wrap(FIRST, &[&signed])])
    }

    #[test]
    fn a_signature_tells_of_what_it_is() {
        let digest = [7; 32];
        let bytes = forged(&digest, false);
        assert_eq!(cms(&bytes), Ok(Cms { signers: 1, is_attached: false, digests: vec![&digest] }));
        assert_eq!(cms(&forged(&digest, true)).map(|cms| cms.is_attached), Ok(true));
    }

    #[test]
    fn lengths_up_to_an_end_mark_are_read() {
        let bytes = forged(&[7; 32], false);
        let open = [&[SEQUENCE, 0x80], &bytes[4..], &[0, 0]].concat();
        assert_eq!(cms(&open).map(|cms| cms.signers), Ok(1));
    }

    #[test]
    fn anything_else_is_none() {
        let bytes = forged(&[7; 32], false);
        assert_eq!(cms(b""), Err(NotCms::NotDer));
        assert_eq!(cms(b"a text"), Err(NotCms::NotDer));
        assert_eq!(cms(&bytes[..bytes.len() - 1]), Err(NotCms::NotDer));
        assert_eq!(cms(&[&bytes[..], b"\n"].concat()), Err(NotCms::NotDer));
        assert_eq!(cms(&wrap(SEQUENCE, &[&[INTEGER, 1, 1]])), Err(NotCms::Other));
        let deep = [[SEQUENCE, 0x80]; 5_000].concat();
        assert_eq!(cms(&deep), Err(NotCms::NotDer));
    }
}
