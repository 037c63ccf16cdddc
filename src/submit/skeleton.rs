//! The bones of a zip, walked without unpacking anything: every byte of the file must belong to something, once.
//!
//! Readers of zip differ in what they believe where an archive contradicts itself. So nothing is read from one that does: local
//! headers are compared with the list of contents, entries must lie one after the other from the first byte to the list, and the
//! list must end where its end is.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use super::header::{self, CENTRAL, CENTRAL_LENGTH, Central, FOLLOWED, LOCAL, LOCAL_LENGTH, u16_at, u32_at, u64_at};
use super::names::{self, NameWrong, folded};
use super::wrong::{Wrong, shown};

/// Entries that are looked at; the largest bag of a university has fewer.
const MOST_ENTRIES: u64 = 1_000_000;
/// Bytes of the list of contents that are looked at.
const LARGEST_LIST: u64 = 512 << 20;
/// An entry may unpack to this many times its packed size, …
const MOST_TIMES: u64 = 200;
/// … unless it stays below this, where nobody minds.
const SMALL: u64 = 16 << 20;
/// Length of the end of an archive without a comment.
const END_LENGTH: u64 = 22;
const LOCATOR_LENGTH: u64 = 20;
const WIDE_END_LENGTH: u64 = 56;

/// An entry of a zip.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name.
    pub name: String,
    /// Bytes it says to have unpacked.
    pub size: u64,
    /// Whether it is enciphered.
    pub is_enciphered: bool,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// Whether it may be unpacked.
    pub is_sane: bool,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Skeleton {
    /// The entries, as the list of contents has them.
    pub entries: Vec<Entry>,
    /// What is wrong.
    pub faults: Vec<Wrong>,
    /// Whether entries can be read without doubt about which is meant.
    pub is_readable: bool,
}

/// Where the list of contents lies.
#[derive(Debug, Clone, Copy)]
struct End {
    entries: u64,
    list_at: u64,
    list_bytes: u64,
    /// Where the list must end.
    list_end: u64,
}

/// Walks a zip.
///
/// # Errors
/// The file cannot be read.
pub(super) fn walk(file: &mut (impl Read + Seek)) -> io::Result<Skeleton> {
    let mut skeleton = Skeleton::default();
    let Some(end) = find_end(file, &mut skeleton.faults)? else { return Ok(skeleton) };
    if skeleton.faults.contains(&Wrong::Directory) {
        return Ok(skeleton);
    }
    let Some(list) = read_list(file, &end, &mut skeleton.faults)? else { return Ok(skeleton) };
    let mut foreign = foreign_parts(&list);
    walk_entries(file, &list, &end, &mut skeleton.faults, &mut foreign)?;
    // One strange entry was changed; where all are strange, another program has packed them.
    let strange: Vec<usize> = (0..list.len()).filter(|at| foreign[*at].is_some()).collect();
    if strange.len() == list.len() && list.len() > 1 {
        skeleton.faults.push(Wrong::Repacked);
    } else {
        let wrong = |at: usize| Some(Wrong::Header { name: name_of(&list[at]), part: foreign[at]? });
        skeleton.faults.extend(strange.into_iter().filter_map(wrong));
    }
    check_names(&list, &mut skeleton.faults);
    skeleton.entries = list.iter().map(|central| entry(central, &mut skeleton.faults)).collect();
    check_total(&list, &end, &mut skeleton.faults);
    let is_doubt = |wrong: &Wrong| match wrong {
        Wrong::Directory | Wrong::Overlap { .. } | Wrong::Twice { .. } => true,
        Wrong::Bomb { name } => name.is_empty(),
        _ => false,
    };
    skeleton.is_readable = !skeleton.faults.iter().any(is_doubt);
    Ok(skeleton)
}

fn name_of(central: &Central) -> String {
    shown(&String::from_utf8_lossy(&central.common.name))
}

fn foreign_parts(list: &[Central]) -> Vec<Option<&'static str>> {
    list.iter().map(Central::foreign).collect()
}

/// Finds the end of the list of contents, which should be the end of the file.
fn find_end(file: &mut (impl Read + Seek), faults: &mut Vec<Wrong>) -> io::Result<Option<End>> {
    let length = file.seek(SeekFrom::End(0))?;
    let from = length.saturating_sub(END_LENGTH + u64::from(u16::MAX) + LOCATOR_LENGTH + WIDE_END_LENGTH);
    let tail = read_at(file, from, length - from)?;
    let found = tail.windows(4).rposition(|window| window == b"PK\x05\x06").filter(|at| tail.len() - at >= 22);
    let Some(found) = found else {
        let begins = read_at(file, 0, 4.min(length))?;
        faults.push(if begins == LOCAL { Wrong::CutOff } else { Wrong::NotZip });
        return Ok(None);
    };
    let (end_at, fixed) = (from + found as u64, &tail[found..]);
    let rest = length - end_at - END_LENGTH;
    if rest > 0 {
        faults.push(Wrong::Outside { at: end_at + END_LENGTH, bytes: rest });
    } else if u16_at(fixed, 20) > 0 {
        faults.push(Wrong::Directory);
    }
    let narrow = End {
        entries: u16_at(fixed, 10).into(),
        list_at: u32_at(fixed, 16).into(),
        list_bytes: u32_at(fixed, 12).into(),
        list_end: end_at,
    };
    if u32_at(fixed, 4) != 0 || u16_at(fixed, 8) != u16_at(fixed, 10) {
        faults.push(Wrong::Directory);
    }
    Ok(Some(wide_end(file, narrow, faults)?))
}

/// The same in 64 bits, where it is there.
fn wide_end(file: &mut (impl Read + Seek), narrow: End, faults: &mut Vec<Wrong>) -> io::Result<End> {
    let Some(locator_at) = narrow.list_end.checked_sub(LOCATOR_LENGTH) else { return Ok(narrow) };
    let locator = read_at(file, locator_at, LOCATOR_LENGTH)?;
    let wide_at = locator_at.checked_sub(WIDE_END_LENGTH).filter(|_| locator.starts_with(b"PK\x06\x07"));
    let Some(wide_at) = wide_at else { return Ok(narrow) };
    let wide = read_at(file, wide_at, WIDE_END_LENGTH)?;
    let end = End { entries: u64_at(&wide, 32), list_at: u64_at(&wide, 48), list_bytes: u64_at(&wide, 40), list_end: wide_at };
    let is_same = |narrow: u64, wide: u64, most: u64| narrow == wide || narrow == most;
    let agrees = wide.starts_with(b"PK\x06\x06")
        && u64_at(&wide, 4) == WIDE_END_LENGTH - 12
        && u16_at(&wide, 12) == u16_at(&wide, 14)
        && matches!(u16_at(&wide, 12), 10 | 20 | 45 | 51)
        && u64_at(&wide, 16) == 0
        && u64_at(&wide, 24) == end.entries
        && u64_at(&locator, 8) == wide_at
        && u32_at(&locator, 4) == 0
        && u32_at(&locator, 16) == 1
        && is_same(narrow.entries, end.entries, u16::MAX.into())
        && is_same(narrow.list_bytes, end.list_bytes, u32::MAX.into())
        && is_same(narrow.list_at, end.list_at, u32::MAX.into());
    if !agrees {
        faults.push(Wrong::Directory);
    }
    Ok(end)
}

/// Reads the list of contents; `None`, with the fault, where it cannot be read whole.
fn read_list(file: &mut (impl Read + Seek), end: &End, faults: &mut Vec<Wrong>) -> io::Result<Option<Vec<Central>>> {
    if end.entries > MOST_ENTRIES || end.list_bytes > LARGEST_LIST {
        // Nobody would have made it for good.
        faults.push(if end.list_at.saturating_add(end.list_bytes) > end.list_end { Wrong::Directory } else { bomb("") });
        return Ok(None);
    }
    // Nothing beyond the file is sought: some systems would not have it.
    let list_at = end.list_at.min(end.list_end);
    file.seek(SeekFrom::Start(list_at))?;
    let mut reader = BufReader::with_capacity(1 << 16, file.take(end.list_end - list_at));
    let mut list = Vec::new();
    while !reader.fill_buf()?.is_empty() {
        let Some(central) = next_central(&mut reader)? else { break };
        list.push(central);
    }
    let is_whole = list.len() as u64 == end.entries
        && end.list_at.checked_add(end.list_bytes) == Some(end.list_end)
        && reader.fill_buf()?.is_empty();
    if is_whole {
        return Ok(Some(list));
    }
    faults.push(Wrong::Directory);
    Ok(None)
}

fn next_central(reader: &mut impl Read) -> io::Result<Option<Central>> {
    let mut fixed = [0; CENTRAL_LENGTH];
    if !read_whole(reader, &mut fixed)? || fixed[..4] != CENTRAL {
        return Ok(None);
    }
    let mut tail = vec![0; header::central_tail(&fixed).iter().sum()];
    Ok(if read_whole(reader, &mut tail)? { header::central(&fixed, &tail) } else { None })
}

/// Looks at the local headers, and that entries lie one after the other.
fn walk_entries(
    file: &mut (impl Read + Seek),
    list: &[Central],
    end: &End,
    faults: &mut Vec<Wrong>,
    foreign: &mut [Option<&'static str>],
) -> io::Result<()> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by_key(|at| list[*at].at);
    if !order.is_sorted() {
        foreign.iter_mut().for_each(|part| *part = part.or(Some("order")));
    }
    let mut reader = BufReader::with_capacity(1 << 12, file);
    let mut at = 0;
    for index in order {
        let central = &list[index];
        if central.at < at {
            faults.push(Wrong::Overlap { name: name_of(central) });
        } else if central.at > at {
            faults.push(Wrong::Outside { at, bytes: central.at - at });
        }
        let local = if central.at < end.list_at { local_of(&mut reader, central)? } else { Local::None };
        let header_length = match local {
            Local::None => {
                faults.push(Wrong::Header { name: name_of(central), part: "signature" });
                LOCAL_LENGTH as u64 + central.common.name.len() as u64
            }
            Local::Same(length) => length,
            Local::Foreign(length, part) => {
                foreign[index] = foreign[index].or(Some(part));
                length
            }
            Local::Differs(length, part) => {
                faults.push(Wrong::Header { name: name_of(central), part });
                length
            }
        };
        at = central.at.saturating_add(header_length).saturating_add(central.common.packed);
        // Other programs put sizes and check sum behind the bytes.
        if central.common.flags & FOLLOWED != 0 && foreign[index].is_some() && at < end.list_at {
            at = descriptor_end(&mut reader, at)?;
        }
    }
    if at < end.list_at {
        faults.push(Wrong::Outside { at, bytes: end.list_at - at });
    } else if at > end.list_at {
        faults.push(Wrong::Directory);
    }
    Ok(())
}

/// Where the sizes and check sum behind an entry's bytes end; they may have a signature.
fn descriptor_end(reader: &mut BufReader<impl Read + Seek>, at: u64) -> io::Result<u64> {
    reader.seek(SeekFrom::Start(at))?;
    let mut signature = [0; 4];
    let has_signature = read_whole(reader, &mut signature)? && signature == *b"PK\x07\x08";
    Ok(at + if has_signature { 16 } else { 12 })
}

/// What a local header is like.
enum Local {
    /// It is none.
    None,
    /// It says what the list of contents says; its length.
    Same(u64),
    /// It differs as other programs let it differ.
    Foreign(u64, &'static str),
    /// It says something else.
    Differs(u64, &'static str),
}

fn local_of(reader: &mut BufReader<impl Read + Seek>, central: &Central) -> io::Result<Local> {
    reader.seek(SeekFrom::Start(central.at))?;
    let mut fixed = [0; LOCAL_LENGTH];
    if !read_whole(reader, &mut fixed)? || fixed[..4] != LOCAL {
        return Ok(Local::None);
    }
    let [name, extra] = header::local_tail(&fixed);
    let mut tail = vec![0; name + extra];
    let length = (LOCAL_LENGTH + name + extra) as u64;
    let local = if read_whole(reader, &mut tail)? { header::local(&fixed, &tail) } else { None };
    let Some(mut local) = local else { return Ok(Local::Differs(length, "extra")) };
    if local.flags == central.common.flags && local.flags & FOLLOWED != 0 {
        // What follows the bytes stands as nothing before them.
        (local.crc, local.packed, local.size) = (central.common.crc, central.common.packed, central.common.size);
    }
    Ok(match local.differs(&central.common) {
        None => Local::Same(length),
        // Times with seconds and owners stand in the local header only.
        Some(part @ "extra") if central.foreign().is_some() => Local::Foreign(length, part),
        Some(part) => Local::Differs(length, part),
    })
}

fn check_names(list: &[Central], faults: &mut Vec<Wrong>) {
    let mut seen: BTreeMap<String, &[u8]> = BTreeMap::new();
    for central in list {
        let raw = central.common.name.as_slice();
        let name = String::from_utf8_lossy(raw);
        let file = name.strip_suffix('/').unwrap_or(&name);
        match names::check(file) {
            Err(why) => faults.push(Wrong::of_name(&name, why)),
            Ok(()) if name.contains('\u{fffd}') => faults.push(Wrong::of_name(&name, NameWrong::Character('\u{fffd}'))),
            Ok(()) => {}
        }
        match seen.insert(folded(file), raw) {
            Some(other) if other == raw => faults.push(Wrong::Twice { name: shown(&name) }),
            Some(other) => {
                faults.push(Wrong::Case { one: shown(&String::from_utf8_lossy(other)), other: shown(&name) });
            }
            None => {}
        }
    }
}

fn entry(central: &Central, faults: &mut Vec<Wrong>) -> Entry {
    let common = &central.common;
    let name = String::from_utf8_lossy(&common.name).into_owned();
    let is_link = central.is_link();
    // Stored bytes are as many as they are; whatever says more lies.
    let most =
        if common.inner_method() == header::STORED { common.packed } else { SMALL.max(common.packed.saturating_mul(MOST_TIMES)) };
    let is_bomb = common.size > most;
    if is_link {
        faults.push(Wrong::Link { name: shown(&name) });
    }
    if is_bomb {
        faults.push(bomb(&name));
    }
    let is_folder = name.ends_with('/') && common.size == 0;
    Entry { name, size: common.size, is_enciphered: common.is_enciphered(), is_folder, is_sane: !is_link && !is_bomb }
}

/// Many entries that are harmless one by one may come to a bomb together.
fn check_total(list: &[Central], end: &End, faults: &mut Vec<Wrong>) {
    let total = list.iter().fold(0_u64, |sum, central| sum.saturating_add(central.common.size));
    if total > (64 * SMALL).max(end.list_at.saturating_mul(MOST_TIMES)) {
        faults.push(bomb(""));
    }
}

/// It would unpack to too much.
fn bomb(name: &str) -> Wrong {
    Wrong::Bomb { name: shown(name) }
}

fn read_at(file: &mut (impl Read + Seek), at: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads as many bytes as there is room for; `false` where the file ends before.
fn read_whole(reader: &mut impl Read, room: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(room) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
