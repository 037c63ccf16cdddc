//! The signature of a batch: laurea hands out the list to be signed and takes the signature back. It signs nothing itself, and
//! whether a signature holds is for the tools of those who issue certificates to say.

use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::der::{self, NotCms, cms};
use super::error::{NotSignature, SignatureError};
use super::files::{names_in, read_small, write_forced};
use super::record::{BatchRecord, LIST, RECORD, RecordedFile, SIGNATURE, read_list_bytes};
use crate::model::sha256;

/// Signatures with their certificates and time stamps are smaller than this, in bytes.
const LARGEST: u64 = 4 << 20;

/// A signature that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Name of the batch.
    pub batch: String,
    /// Name under which the signature lies in the folder.
    pub file: String,
    /// SHA-256 of the signature.
    pub sha256: String,
    /// Whether the signature names the very list by its digest. Without signed attributes only a check of the signature can tell.
    pub names_the_list: bool,
}

/// Takes in the detached signature (CMS, in DER or PEM) of the list of a batch that lies packed in a folder.
///
/// # Errors
/// It is none of that list, the folder holds no batch or several that it could be of, or another signature is there.
pub fn take_signature(folder: &Path, file: &Path) -> Result<Taken, SignatureError> {
    let not = |why| SignatureError::Not { path: file.to_owned(), why };
    let bytes = read_small(file, LARGEST).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => not(NotSignature::TooLarge),
        _ => SignatureError::at(file)(error),
    })?;
    let lists = lists_in(folder)?;
    if lists.iter().any(|(_, list)| *list == bytes) {
        return Err(not(NotSignature::TheListItself));
    }
    let mut fits = Vec::new();
    let mut why = NotSignature::OtherFile;
    for (name, list) in &lists {
        match fit(&bytes, list) {
            Ok(names_the_list) => fits.push((name, list, names_the_list)),
            Err(reason) => why = reason,
        }
    }
    // One that names its list is of that batch, whatever else might be.
    if fits.len() > 1 {
        fits.retain(|(_, _, names_the_list)| *names_the_list);
    }
    match fits.as_slice() {
        [(name, list, names_the_list)] => store(folder, name, list, &bytes, *names_the_list),
        [] if lists.is_empty() => Err(SignatureError::NoBatch { path: folder.to_owned() }),
        [] if lists.len() == 1 || why != NotSignature::OtherFile => Err(not(why)),
        _ => Err(SignatureError::SeveralBatches { path: folder.to_owned() }),
    }
}

/// Whether a file is a signature that could be of a list.
pub(super) fn is_signature_of(file: &Path, list: &[u8]) -> bool {
    read_small(file, LARGEST).is_ok_and(|bytes| fit(&bytes, list).is_ok())
}

/// Lists of the packed batches of a folder.
fn lists_in(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, SignatureError> {
    let names = names_in(folder).map_err(SignatureError::at(folder))?;
    let read = |name: String| {
        let path = folder.join(&name);
        Ok((name, read_list_bytes(&path).map_err(SignatureError::at(&path))?))
    };
    names.into_iter().filter(|name| name.ends_with(LIST)).map(read).collect()
}

/// Whether bytes can be a signature of a list, and whether they name it.
fn fit(bytes: &[u8], list: &[u8]) -> Result<bool, NotSignature> {
    let unarmoured = from_pem(bytes);
    let der = unarmoured.as_deref().unwrap_or(bytes);
    let cms = cms(der).map_err(|error| match error {
        NotCms::NotDer => NotSignature::NotDer,
        NotCms::Other => NotSignature::NotCms,
    })?;
    let names_it = |digest: &[u8]| {
        digest == &Sha256::digest(list)[..] || digest == &Sha384::digest(list)[..] || digest == &Sha512::digest(list)[..]
    };
    // Digests of other lengths are of other algorithms, which a check of the signature may know.
    let is_ours = |digest: &&&[u8]| matches!(digest.len(), 32 | 48 | 64);
    match cms {
        der::Cms { signers: 0, .. } => Err(NotSignature::Unsigned),
        der::Cms { is_attached: true, .. } => Err(NotSignature::Attached),
        der::Cms { digests, .. } if digests.iter().any(|digest| names_it(digest)) => Ok(true),
        der::Cms { digests, .. } if digests.iter().any(|digest| is_ours(&digest)) => Err(NotSignature::OtherFile),
        der::Cms { .. } => Ok(false),
    }
}

/// What stands between the lines of PEM.
fn from_pem(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let begin = text.strip_prefix("-----BEGIN ")?;
    let (label, rest) = begin.split_once("-----")?;
    let body = rest.strip_suffix(&format!("-----END {label}-----"))?;
    let is_signature = matches!(label, "CMS" | "PKCS7" | "PKCS #7 SIGNED DATA");
    let body: String = body.split_whitespace().collect();
    STANDARD.decode(body).ok().filter(|_| is_signature)
}

fn store(folder: &Path, list: &str, list_bytes: &[u8], bytes: &[u8], names_the_list: bool) -> Result<Taken, SignatureError> {
    let batch = list.strip_suffix(LIST).unwrap_or(list);
    let record_path = folder.join(format!("{batch}{RECORD}"));
    let mut record = BatchRecord::read(&record_path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => SignatureError::NoBatch { path: folder.to_owned() },
        _ => SignatureError::at(&record_path)(error),
    })?;
    if record.manifest.sha256 != sha256(list_bytes) || record.batch != batch {
        return Err(SignatureError::ListAltered { path: folder.join(list) });
    }
    let file = format!("{list}{SIGNATURE}");
    let path = folder.join(&file);
    match fs::read(&path) {
        Ok(there) if there != bytes => return Err(SignatureError::AlreadySigned { path }),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(SignatureError::at(&path)(error)),
        Ok(_) => {}
        Err(_) => write_forced(&path, bytes).map_err(SignatureError::at(&path))?,
    }
    let sha256 = sha256(bytes);
    record.signature = Some(RecordedFile { file: file.clone(), sha256: sha256.clone() });
    record.write(folder).map_err(SignatureError::at(&record_path))?;
    Ok(Taken { batch: batch.to_owned(), file, sha256, names_the_list })
}

#[cfg(test)]
mod tests {
    use super::super::der::tests::forged;
    use super::*;

    #[test]
    fn a_signature_is_of_the_file_whose_digest_it_has() {
        let list = b"a list";
        assert_eq!(fit(&forged(&Sha256::digest(list), false), list), Ok(true));
        assert_eq!(fit(&forged(&Sha512::digest(list), false), list), Ok(true));
        assert_eq!(fit(&forged(&Sha256::digest(b"another"), false), list), Err(NotSignature::OtherFile));
        assert_eq!(fit(&forged(&[0; 20], false), list), Ok(false));
        assert_eq!(fit(&forged(&Sha256::digest(list), true), list), Err(NotSignature::Attached));
        assert_eq!(fit(list, list), Err(NotSignature::NotDer));
    }

    #[test]
    fn pem_is_read_whatever_its_line_ends_and_only_of_signatures() {
        let list = b"a list";
        let body = STANDARD.encode(forged(&Sha256::digest(list), false));
        let (one, two) = body.split_at(64);
        let pem = |label: &str| format!("-----BEGIN {label}-----\r\n{one}\r\n{two}\r\n-----END {label}-----\r\n");
        assert_eq!(fit(pem("CMS").as_bytes(), list), Ok(true));
        assert_eq!(fit(pem("PKCS7").as_bytes(), list), Ok(true));
        assert_eq!(fit(pem("CERTIFICATE").as_bytes(), list), Err(NotSignature::NotDer));
    }
}
