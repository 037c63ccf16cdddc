//! Headers of a zip: what stands before an entry's bytes and in the list of contents (APPNOTE 4.3.7, 4.3.12).

/// Signature before an entry's bytes.
pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// Signature in the list of contents.
pub(super) const CENTRAL: [u8; 4] = *b"PK\x01\x02";
/// Length of a local header without its name and extra fields.
pub(super) const LOCAL_LENGTH: usize = 30;
/// Length of a central header without its name, extra fields and comment.
pub(super) const CENTRAL_LENGTH: usize = 46;

/// Extra field of 64-bit sizes.
const ZIP64: u16 = 0x0001;
/// Extra field of AES.
const AES: u16 = 0x9901;
/// Method that says: the AES field names the method.
const METHOD_OF_AES: u16 = 99;
/// Stored, which is how laurea packs.
pub(super) const STORED: u16 = 0;

/// An entry is enciphered.
const ENCIPHERED: u16 = 1;
/// Sizes and check sum follow the bytes.
pub(super) const FOLLOWED: u16 = 1 << 3;
/// The name is UTF-8.
const UTF8: u16 = 1 << 11;

/// What both headers say of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Common {
    needed: u16,
    pub flags: u16,
    pub method: u16,
    time: u16,
    date: u16,
    pub crc: u32,
    pub packed: u64,
    pub size: u64,
    pub name: Vec<u8>,
    /// Extra fields but for that of 64-bit sizes, which is in `packed` and `size`.
    extra: Vec<u8>,
}

/// What the list of contents says of an entry.
#[derive(Debug, Clone)]
pub(super) struct Central {
    pub common: Common,
    /// Where its local header begins.
    pub at: u64,
    made_by: u16,
    disk: u16,
    internal: u16,
    external: u32,
    has_comment: bool,
}

/// Little-endian numbers of a slice; 0 beyond its end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
}

/// Lengths of name, extra fields and comment of a central header.
pub(super) fn central_tail(fixed: &[u8]) -> [usize; 3] {
    [28, 30, 32].map(|at| usize::from(u16_at(fixed, at)))
}

/// Lengths of name and extra fields of a local header.
pub(super) fn local_tail(fixed: &[u8]) -> [usize; 2] {
    [26, 28].map(|at| usize::from(u16_at(fixed, at)))
}

/// Reads a central header; `tail` is what follows it. `None` where it does not hold together.
pub(super) fn central(fixed: &[u8], tail: &[u8]) -> Option<Central> {
    let [name, extra, _] = central_tail(fixed);
    let mut at = u64::from(u32_at(fixed, 42));
    let wide_at = if at == u64::from(u32::MAX) { Some(&mut at) } else { None };
    let common = common(&fixed[6..], tail.get(..name)?, tail.get(name..name + extra)?, wide_at)?;
    Some(Central {
        common,
        at,
        made_by: u16_at(fixed, 4),
        disk: u16_at(fixed, 34),
        internal: u16_at(fixed, 36),
        external: u32_at(fixed, 38),
        has_comment: u16_at(fixed, 32) > 0,
    })
}

/// Reads a local header; `tail` is what follows it.
pub(super) fn local(fixed: &[u8], tail: &[u8]) -> Option<Common> {
    let [name, extra] = local_tail(fixed);
    common(&fixed[4..], tail.get(..name)?, tail.get(name..name + extra)?, None)
}

/// From „version needed“ on both headers are alike for ten fields.
fn common(fixed: &[u8], name: &[u8], extra: &[u8], at: Option<&mut u64>) -> Option<Common> {
    let mut packed = u64::from(u32_at(fixed, 14));
    let mut size = u64::from(u32_at(fixed, 18));
    let extra = without_wide(extra, [&mut size, &mut packed], at)?;
    Some(Common {
        needed: u16_at(fixed, 0),
        flags: u16_at(fixed, 2),
        method: u16_at(fixed, 4),
        time: u16_at(fixed, 6),
        date: u16_at(fixed, 8),
        crc: u32_at(fixed, 10),
        packed,
        size,
        name: name.to_vec(),
        extra,
    })
}

/// Puts 64-bit numbers where the 32-bit ones say that they are too small; gives the other extra fields.
fn without_wide(extra: &[u8], sizes: [&mut u64; 2], at: Option<&mut u64>) -> Option<Vec<u8>> {
    let is_wide = |number: &u64| *number == u64::from(u32::MAX);
    let mut wanted: Vec<&mut u64> = sizes.into_iter().filter(|size| is_wide(size)).chain(at).collect();
    let mut others = Vec::new();
    let mut rest = extra;
    while !rest.is_empty() {
        let length = usize::from(u16_at(rest, 2));
        let field = rest.get(..4 + length)?;
        if u16_at(field, 0) == ZIP64 {
            // Neither more nor less than is wanted, and once only.
            if length != 8 * wanted.len() || wanted.is_empty() {
                return None;
            }
            (0..).zip(std::mem::take(&mut wanted)).for_each(|(at, number)| *number = u64_at(field, 4 + 8 * at));
        } else {
            others.extend_from_slice(field);
        }
        rest = &rest[4 + length..];
    }
    wanted.is_empty().then_some(others)
}

impl Common {
    /// The first part in which two descriptions of an entry differ.
    pub(super) fn differs(&self, other: &Self) -> Option<&'static str> {
        let parts = [
            ("name", self.name != other.name),
            ("version", self.needed != other.needed),
            ("flags", self.flags != other.flags),
            ("method", self.method != other.method),
            ("time", (self.time, self.date) != (other.time, other.date)),
            ("crc", self.crc != other.crc),
            ("size", (self.packed, self.size) != (other.packed, other.size)),
            ("extra", self.extra != other.extra),
        ];
        parts.into_iter().find(|(_, differs)| *differs).map(|(part, _)| part)
    }

    pub(super) fn is_enciphered(&self) -> bool {
        self.flags & ENCIPHERED != 0
    }

    /// Bytes that belong to the entry but are not its own: salt, check value and authentication code of AES-256.
    fn cipher_bytes(&self) -> u64 {
        if self.is_enciphered() { 16 + 2 + 10 } else { 0 }
    }

    /// The method, behind AES, too.
    pub(super) fn inner_method(&self) -> u16 {
        if self.method == METHOD_OF_AES && u16_at(&self.extra, 0) == AES { u16_at(&self.extra, 9) } else { self.method }
    }

    /// The first part that is not as laurea writes it.
    fn foreign(&self) -> Option<&'static str> {
        let name_flag = if self.name.is_ascii() { 0 } else { UTF8 };
        let method = if self.is_enciphered() { METHOD_OF_AES } else { STORED };
        // The field of AES: 7 bytes, version 1 or 2 (for less than 20 bytes, then without a check sum), "AE", 256 bits, stored.
        let version = if self.size < 20 { 2 } else { 1 };
        let cipher: &[u8] = if self.is_enciphered() { &[0x01, 0x99, 7, 0, version, 0, b'A', b'E', 3, 0, 0] } else { &[] };
        let needed = match () {
            () if self.is_enciphered() => 51,
            () if self.size >= super::bag::LARGE => 45,
            () => 10,
        };
        let parts = [
            ("flags", self.flags & !(ENCIPHERED | UTF8) != 0 || self.flags & UTF8 != name_flag),
            ("method", self.method != method),
            ("extra", self.extra != cipher),
            ("size", self.packed != self.size.saturating_add(self.cipher_bytes())),
            ("crc", self.is_enciphered() && self.size < 20 && self.crc != 0),
            // The first of January 1980, midnight.
            ("time", (self.time, self.date) != (0, 0x21)),
            ("version", self.needed != needed),
        ];
        parts.into_iter().find(|(_, foreign)| *foreign).map(|(part, _)| part)
    }
}

impl Central {
    /// The first part that is not as laurea writes it.
    pub(super) fn foreign(&self) -> Option<&'static str> {
        let parts = [
            ("attributes", self.external != 0o100_644 << 16 || self.internal != 0 || self.disk != 0),
            ("version", self.made_by != (3 << 8) | self.common.needed),
            ("comment", self.has_comment),
        ];
        self.common.foreign().or_else(|| parts.into_iter().find(|(_, foreign)| *foreign).map(|(part, _)| part))
    }

    /// Whether unpacking would make a link, or something else that is neither file nor folder.
    pub(super) fn is_link(&self) -> bool {
        let is_unix = matches!(self.made_by >> 8, 3 | 19);
        is_unix && !matches!((self.external >> 16) & 0o170_000, 0 | 0o100_000 | 0o040_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A central header with these sizes and this offset, its 64-bit numbers following.
    fn header(sizes: [u32; 2], at: u32, wide: &[u64]) -> Option<Central> {
        let mut extra = Vec::new();
        if !wide.is_empty() {
            extra.extend_from_slice(&ZIP64.to_le_bytes());
            extra.extend_from_slice(&u16::try_from(8 * wide.len()).unwrap_or_default().to_le_bytes());
            wide.iter().for_each(|number| extra.extend_from_slice(&number.to_le_bytes()));
        }
        let mut fixed = [0; CENTRAL_LENGTH];
        fixed[20..24].copy_from_slice(&sizes[0].to_le_bytes());
        fixed[24..28].copy_from_slice(&sizes[1].to_le_bytes());
        fixed[28] = 1;
        fixed[30] = u8::try_from(extra.len()).unwrap_or_default();
        fixed[42..46].copy_from_slice(&at.to_le_bytes());
        central(&fixed, &[&b"a"[..], &extra].concat())
    }

    #[test]
    fn numbers_beyond_32_bits_are_read_where_they_are_announced_and_nowhere_else() {
        const FULL: u32 = u32::MAX;
        let read = |central: Option<Central>| central.map(|central| (central.common.packed, central.common.size, central.at));
        assert_eq!(read(header([5, 5], 7, &[])), Some((5, 5, 7)));
        assert_eq!(read(header([5, 5], FULL, &[1 << 33])), Some((5, 5, 1 << 33)));
        assert_eq!(read(header([FULL, FULL], 7, &[1 << 34, 1 << 35])), Some((1 << 35, 1 << 34, 7)));
        assert_eq!(read(header([FULL, FULL], FULL, &[1, 2, 3])), Some((2, 1, 3)));
        assert_eq!(read(header([FULL, FULL], FULL, &[1, 2])), None);
        assert_eq!(read(header([5, 5], 7, &[1])), None);
        assert_eq!(read(header([5, FULL], 7, &[])), None);
    }
}
