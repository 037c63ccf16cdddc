//! From a code to a key, slowly: PBKDF2 with HMAC-SHA-256 (RFC 8018), one block of 32 bytes, and HMAC-SHA-256 (RFC 2104) by itself.
//!
//! Written on the compression function, because each round is two calls of it and nothing else; `page.js` does the same.

use sha2::block_api::compress256;
use sha2::{Digest, Sha256};

/// Rounds of a new list: what a guess costs, and what making the list costs. See `docs/publish.md`.
pub const ROUNDS: u32 = 50_000;

/// What comes out.
pub(super) type Key = [u8; 32];

/// Bytes of a block.
const BLOCK: usize = 64;

/// The state of SHA-256 before its first block (FIPS 180-4, 5.3.3).
const START: [u32; 8] = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The key of a code.
pub(super) fn stretch(code: &[u8], salt: &[u8], rounds: u32) -> Key {
    let [inner, outer] = [0x36, 0x5c].map(|pad| padded(code, pad));
    let mut last = words(&hmac(code, &[salt, &1_u32.to_be_bytes()]));
    let mut sum = last;
    for _ in 1..rounds {
        last = hashed_on(outer, hashed_on(inner, last));
        for (sum, last) in sum.iter_mut().zip(last) {
            *sum ^= last;
        }
    }
    let mut key = [0; 32];
    key.chunks_exact_mut(4).zip(sum).for_each(|(bytes, word)| bytes.copy_from_slice(&word.to_be_bytes()));
    key
}

/// HMAC-SHA-256 of the parts of a message, one after another.
pub(super) fn hmac(key: &[u8], parts: &[&[u8]]) -> Key {
    let pad = |pad: u8| block(key).map(|byte| byte ^ pad);
    let mut inner = Sha256::new_with_prefix(pad(0x36));
    parts.iter().for_each(|part| inner.update(part));
    Sha256::new_with_prefix(pad(0x5c)).chain_update(inner.finalize()).finalize().into()
}

/// A key as a block: hashed where it is longer, filled up with zeros.
fn block(key: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    match key.len() {
        0..=BLOCK => block[..key.len()].copy_from_slice(key),
        _ => block[..32].copy_from_slice(&Sha256::digest(key)),
    }
    block
}

/// The state after the padded key.
fn padded(key: &[u8], pad: u8) -> [u32; 8] {
    let mut state = START;
    compress256(&mut state, &[block(key).map(|byte| byte ^ pad)]);
    state
}

/// A hash that began with a padded key and ends with 32 bytes more.
fn hashed_on(mut state: [u32; 8], words: [u32; 8]) -> [u32; 8] {
    let mut block = [0; BLOCK];
    block.chunks_exact_mut(4).zip(words).for_each(|(bytes, word)| bytes.copy_from_slice(&word.to_be_bytes()));
    block[32] = 0x80;
    // (64 + 32) bytes are 768 bits.
    block[62] = 3;
    compress256(&mut state, &[block]);
    state
}

fn words(key: &Key) -> [u32; 8] {
    let mut words = [0; 8];
    for (word, bytes) in words.iter_mut().zip(key.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hex;

    #[test]
    fn keys_are_those_of_the_standards() {
        // RFC 7914, section 11: the first 32 bytes of both.
        assert_eq!(hex(&stretch(b"passwd", b"salt", 1)), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
        assert_eq!(
            hex(&stretch(b"Password", b"NaCl", 80_000)),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        );
        // RFC 4231, test cases 2 and 6.
        assert_eq!(
            hex(&hmac(b"Jefe", &[b"what do ya ", b"want for nothing?"])),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(&hmac(&[0xaa; 131], &[b"Test Using Larger Than Block-Size Key - Hash Key First"])),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn a_long_code_and_one_round_are_no_exception() {
        let long = "laurea 2\nDUS\n1/2025\nABCDEFGH\nand more than the sixty-four bytes of one block of the hash";
        assert_ne!(stretch(long.as_bytes(), b"salt", 2), stretch(long.as_bytes(), b"salt", 3));
        assert_eq!(stretch(long.as_bytes(), b"salt", 1), hmac(long.as_bytes(), &[b"salt", &[0, 0, 0, 1]]));
    }
}
