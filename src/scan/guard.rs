//! What a PDF would unpack to, counted before anything in it is believed.
//!
//! The reader of PDF unpacks whole streams into memory. So every stream of the file is found by its keyword, without any parser, and
//! what is packed with deflate is unpacked into nothing, up to a limit; of pictures the header says their size.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::limits::Limits;
use super::page::Fault;
use crate::model::jpeg_segments;

/// A PDF that is whole, not protected, and does not unpack to more than the limits allow.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Fault> {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    if !contains(tail, b"%%EOF") {
        return Err(Fault::CutOff);
    }
    if contains(bytes, b"/Encrypt") {
        return Err(Fault::Protected);
    }
    streams(bytes).try_for_each(|stream| check_stream(stream, limits))
}

fn contains(bytes: &[u8], words: &[u8]) -> bool {
    find(bytes, words).is_some()
}

/// Where the words stand. Jumps from one first letter to the next, which the standard library does quickly.
fn find(bytes: &[u8], words: &[u8]) -> Option<usize> {
    let first = *words.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(words) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// What follows each keyword `stream`, to the end of the file.
fn streams(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        loop {
            let at = find(rest, b"stream")?;
            let is_end = rest[..at].ends_with(b"end");
            let after = &rest[at + b"stream".len()..];
            rest = after;
            if is_end {
                continue;
            }
            match after {
                [b'\r', b'\n', data @ ..] | [b'\n' | b'\r', data @ ..] => return Some(data),
                _ => {}
            }
        }
    })
}

fn check_stream(data: &[u8], limits: &Limits) -> Result<(), Fault> {
    match data {
        [0xff, 0xd8, 0xff, ..] => check_size(jpeg_size(data), limits),
        [0, 0, 0, 12, b'j', b'P', ..] | [0xff, 0x4f, 0xff, 0x51, ..] => check_size(jpeg2000_size(data), limits),
        // The first byte of zlib's header: deflate with a window of up to 32 kilobytes; the second makes it a multiple of 31.
        [first, second, ..] if first & 0x8f == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31) => {
            check_deflate(data, limits)
        }
        _ => Ok(()),
    }
}

/// Unpacks into nothing, as far as the limit goes. What is packed twice is refused: no scanner does it.
fn check_deflate(data: &[u8], limits: &Limits) -> Result<(), Fault> {
    let mut reader = ZlibDecoder::new(data).take(limits.max_unpacked + 1);
    let (mut buffer, mut unpacked) = (vec![0; 64 << 10], 0);
    loop {
        // Whatever the decoder dislikes ends the stream; the reader of PDF says so where it matters.
        let count = reader.read(&mut buffer).unwrap_or(0);
        if count == 0 {
            return Ok(());
        }
        if unpacked == 0 && count > 1024 && buffer[0] & 0x8f == 8 && ZlibDecoder::new(&buffer[..count]).read(&mut [0; 64]).is_ok()
        {
            return Err(Fault::TooLarge);
        }
        unpacked += count as u64;
        if unpacked > limits.max_unpacked {
            return Err(Fault::TooLarge);
        }
    }
}

fn check_size(size: Option<(u32, u32)>, limits: &Limits) -> Result<(), Fault> {
    let is_large = size.is_some_and(|(width, height)| u64::from(width) * u64::from(height) > limits.max_pixels);
    if is_large { Err(Fault::TooLarge) } else { Ok(()) }
}

fn jpeg_size(data: &[u8]) -> Option<(u32, u32)> {
    let (segments, _) = jpeg_segments(data)?;
    let frame = segments.iter().find(|segment| matches!(segment.marker, 0xc0..=0xc3))?;
    let &[_, h1, h0, w1, w0, ..] = frame.content() else { return None };
    Some((u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0]))))
}

/// The size in the segment SIZ of a JPEG 2000 code stream, near the beginning.
fn jpeg2000_size(data: &[u8]) -> Option<(u32, u32)> {
    let head = &data[..data.len().min(4096)];
    let at = find(head, &[0xff, 0x4f, 0xff, 0x51])?;
    let number = |from: usize| Some(u32::from_be_bytes(head.get(at + from..at + from + 4)?.try_into().ok()?));
    Some((number(8)?, number(12)?))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("in memory");
        encoder.finish().expect("in memory")
    }

    fn pdf(stream: &[u8]) -> Vec<u8> {
        [b"%PDF-1.4\n1 0 obj <</Length 9>>\nstream\r\n", stream, b"\nendstream\nendobj\n%%EOF\n"].concat()
    }

    #[test]
    fn ordinary_streams_pass() {
        for stream in [b"q 1 0 0 1 0 0 cm Q".as_slice(), &packed(&vec![7; 100_000]), b"", &packed(b"0 0 m")] {
            assert_eq!(check(&pdf(stream), &Limits::default()), Ok(()));
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_goes_off() {
        let limits = Limits { max_unpacked: 1 << 20, ..Limits::default() };
        let bomb = packed(&vec![0; 4 << 20]);
        assert_eq!(check(&pdf(&bomb), &limits), Err(Fault::TooLarge));
        let mixed: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        assert_eq!(check(&pdf(&packed(&packed(&mixed))), &Limits::default()), Err(Fault::TooLarge), "packed twice");
        let wide = [b"\xff\x4f\xff\x51\0\x2f\0\0".as_slice(), &[0, 1, 0, 0, 0, 1, 0, 0]].concat();
        assert_eq!(check(&pdf(&wide), &Limits::default()), Err(Fault::TooLarge), "a picture of 65,536 by 65,536");
    }

    #[test]
    fn what_is_cut_off_or_protected_is_said() {
        let whole = pdf(b"q Q");
        assert_eq!(check(&whole[..whole.len() - 8], &Limits::default()), Err(Fault::CutOff));
        let locked = [b"%PDF-1.4 trailer <</Encrypt 4 0 R>>".as_slice(), b"%%EOF"].concat();
        assert_eq!(check(&locked, &Limits::default()), Err(Fault::Protected));
    }
}
