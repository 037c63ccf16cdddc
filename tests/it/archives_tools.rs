//! Archives in the hands of others: the tools that an office or a ministry has, signatures, kill -9 and full disks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use laurea::diag::Lang;
use laurea::submit::{
    BatchRecord, NotSignature, PackError, Packing, SignatureError, Split, Told, Wrong, pack, plan, take_signature, verify,
};
use tempfile::TempDir;

use crate::archives::{PASSPHRASE, at_most, batch, enciphered, items, packed, unpacked};
use crate::failures::Tmpfs;
use crate::house::{assert_same_files, files_under, finish, has_tool, loudly};

/// A command in a folder.
fn tool(name: &str, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8");
    command
}

/// The archives of a packed folder.
fn archives_in(folder: &Path) -> Vec<String> {
    files_under(folder).into_keys().filter(|name| name.ends_with(".zip")).collect()
}

#[test]
fn everybody_s_tools_take_every_archive() {
    let folder = TempDir::new().unwrap();
    packed(folder.path(), items(12, 5_000), &Packing { split: Split::Group, ..at_most(60_000) }).unwrap();
    let archives = archives_in(folder.path());
    assert!(archives.len() > 2);
    for name in &archives {
        if has_tool("unzip", "-v") {
            finish(tool("unzip", &["-tq", name], folder.path())).expect(0);
        }
        if has_tool("7z", "i") {
            finish(tool("7z", &["t", name], folder.path())).expect(0);
        }
        if has_tool("python3", "--version") {
            let read =
                "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(z.namelist()[2])";
            let ran = finish(tool("python3", &["-c", read, name], folder.path())).expect(0);
            assert!(ran.out.contains("-001/data/№ ") || ran.out.contains("/data/"), "{}", ran.out);
        }
    }
    if has_tool("sha256sum", "--version") {
        finish(tool("sha256sum", &["--strict", "-c", "2025-09 дипломи-manifest-sha256.txt"], folder.path())).expect(0);
    }
}

#[test]
fn bags_unpacked_by_unzip_are_taken_by_bagit_python_and_sha256sum() {
    let folder = TempDir::new().unwrap();
    packed(folder.path(), items(3, 5_000), &Packing::default()).unwrap();
    let out = TempDir::new().unwrap();
    for name in archives_in(folder.path()) {
        let path = folder.path().join(&name);
        if has_tool("unzip", "-v") {
            finish(tool("unzip", &["-q", path.to_str().unwrap()], out.path())).expect(0);
        } else {
            unpacked(&path, out.path());
        }
        let bag = out.path().join(name.trim_end_matches(".zip"));
        assert_eq!(verify(&bag, None).unwrap().faults, []);
        if has_tool("sha256sum", "--version") {
            for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
                finish(tool("sha256sum", &["--strict", "--quiet", "-c", manifest], &bag)).expect(0);
            }
            finish(tool("sha512sum", &["--strict", "--quiet", "-c", "manifest-sha512.txt"], &bag)).expect(0);
        }
        if has_bagit() {
            finish(tool("python3", &["-m", "bagit", "--validate", "."], &bag)).expect(0);
            fs::write(bag.join("data/added"), "x").unwrap();
            finish(tool("python3", &["-m", "bagit", "--validate", "."], &bag)).expect(1);
        }
    }
}

fn has_bagit() -> bool {
    let there = finish(tool("python3", &["-c", "import bagit"], Path::new("."))).code == Some(0);
    if !there {
        loudly("NOT TESTED: there is no bagit-python on this machine");
    }
    there
}

#[test]
fn enciphered_archives_open_with_7z_and_the_passphrase_only() {
    let folder = TempDir::new().unwrap();
    packed(folder.path(), items(3, 5_000), &enciphered()).unwrap();
    if !has_tool("7z", "i") {
        return;
    }
    let out = TempDir::new().unwrap();
    for name in archives_in(folder.path()) {
        let path = folder.path().join(&name);
        finish(tool("7z", &["t", &format!("-p{PASSPHRASE}"), path.to_str().unwrap()], out.path())).expect(0);
        let refused = finish(tool("7z", &["t", "-panother", path.to_str().unwrap()], out.path()));
        assert_ne!(refused.code, Some(0), "{}", refused.out);
        finish(tool("7z", &["x", &format!("-p{PASSPHRASE}"), path.to_str().unwrap()], out.path())).expect(0);
        let listed = finish(tool("7z", &["l", "-slt", path.to_str().unwrap()], out.path())).expect(0);
        assert!(listed.out.contains("Method = AES-256 Store"), "{}", listed.out);
        assert_eq!(verify(&out.path().join(name.trim_end_matches(".zip")), None).unwrap().faults, []);
    }
}

/// A key, a certificate and signatures by openssl; `None`, said loudly, where there is none.
fn signed(folder: &Path, list: &str, options: &[&str], to: &str) -> Option<PathBuf> {
    if !has_tool("openssl", "version") {
        return None;
    }
    let out = folder.join("openssl");
    fs::create_dir_all(&out).unwrap();
    let quoted = |path: &Path| path.to_str().unwrap().to_owned();
    let (key, certificate) = (quoted(&out.join("key.pem")), quoted(&out.join("certificate.pem")));
    if !Path::new(&key).exists() {
        let request =
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Test", "-keyout", &key, "-out", &certificate];
        finish(tool("openssl", &request, folder)).expect(0);
    }
    let to = out.join(to);
    let to_text = quoted(&to);
    let mut sign = vec!["cms", "-sign", "-binary", "-in", list, "-signer", &certificate, "-inkey", &key, "-out", &to_text];
    sign.extend_from_slice(options);
    finish(tool("openssl", &sign, folder)).expect(0);
    Some(to)
}

#[test]
fn a_signature_is_handed_off_and_taken_back() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    packed(at, items(2, 300), &Packing::default()).unwrap();
    let list = "2025-09 дипломи-manifest-sha256.txt";
    let why = |path: &Path| match take_signature(at, path) {
        Err(SignatureError::Not { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(why(&at.join(list)), NotSignature::TheListItself);
    let archive = at.join(&archives_in(at)[0]);
    assert_eq!(why(&archive), NotSignature::NotDer);
    let Some(detached) = signed(at, list, &["-outform", "DER"], "good.p7s") else { return };
    let pem = signed(at, list, &["-outform", "PEM"], "good.pem").unwrap();
    let attached = signed(at, list, &["-outform", "DER", "-nodetach"], "attached.p7s").unwrap();
    let other = signed(at, archive.to_str().unwrap(), &["-outform", "DER"], "other.p7s").unwrap();
    assert_eq!(why(&attached), NotSignature::Attached);
    assert_eq!(why(&other), NotSignature::OtherFile);
    assert_eq!(why(&at.join("openssl/certificate.pem")), NotSignature::NotDer);
    assert_eq!(verify(at, None).unwrap().faults, []);
    let taken = take_signature(at, &detached).unwrap();
    assert_eq!((taken.file.as_str(), taken.names_the_list), (&*format!("{list}.p7s"), true));
    assert_eq!(fs::read(at.join(&taken.file)).unwrap(), fs::read(&detached).unwrap());
    let record = BatchRecord::read(&at.join("2025-09 дипломи-batch.json")).unwrap();
    assert_eq!(record.signature.map(|file| file.sha256), Some(taken.sha256.clone()));
    assert_eq!(take_signature(at, &detached).unwrap(), taken, "the same once more changes nothing");
    let refused = take_signature(at, &pem).unwrap_err();
    assert!(matches!(refused, SignatureError::AlreadySigned { .. }), "{refused:?}");
    assert!(refused.told(Lang::Bg).contains(".p7s"));
    let checked =
        ["cms", "-verify", "-binary", "-inform", "DER", "-in", &taken.file, "-content", list, "-noverify", "-out", "/dev/null"];
    finish(tool("openssl", &checked, at)).expect(0);
    // The batch packed again keeps its signature; a signature of something else is named.
    let before = files_under(at);
    packed(at, items(2, 300), &Packing::default()).unwrap();
    assert_same_files(&files_under(at), &before);
    assert_eq!(verify(at, None).unwrap().faults, []);
    fs::copy(&other, at.join(&taken.file)).unwrap();
    let wrong: Vec<Wrong> = verify(at, None).unwrap().faults.into_iter().map(|fault| fault.wrong).collect();
    assert_eq!(wrong, [Wrong::Altered { name: taken.file.clone() }, Wrong::Signature { name: taken.file }]);
}

#[test]
fn a_batch_s_folder_tells_what_was_done_to_its_archives() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    packed(at, items(12, 5_000), &at_most(60_000)).unwrap();
    let archives = archives_in(at);
    let wrong = || verify(at, None).unwrap().faults.into_iter().map(|fault| fault.wrong).collect::<Vec<_>>();
    fs::rename(at.join(&archives[0]), at.join("other.zip")).unwrap();
    let missing = Wrong::Missing { name: archives[0].clone() };
    assert_eq!(wrong(), [missing, Wrong::Added { name: "other.zip".to_owned() }]);
    fs::copy(at.join(&archives[1]), at.join(&archives[0])).unwrap();
    assert!(wrong().contains(&Wrong::Altered { name: archives[0].clone() }));
    fs::rename(at.join("other.zip"), at.join(&archives[0])).unwrap();
    assert_eq!(wrong(), []);
    fs::write(at.join("2025-09 дипломи-004.zip.laurea-tmp"), "half").unwrap();
    assert_eq!(wrong(), [Wrong::Unfinished { name: "2025-09 дипломи-004.zip.laurea-tmp".to_owned() }]);
    fs::remove_file(at.join("2025-09 дипломи-004.zip.laurea-tmp")).unwrap();
    fs::remove_file(at.join("2025-09 дипломи-manifest-sha256.txt")).unwrap();
    assert_eq!(wrong(), [Wrong::NoList]);
}

/// Where the test below is started again, as a process to be killed, this says where it packs.
const TO_BE_KILLED: &str = "LAUREA_TEST_PACK_INTO";

fn packing_to_be_killed() -> Packing {
    at_most(1_000_000)
}

/// Packs where [`killed_at_any_moment_nothing_half_is_left_and_a_rerun_completes`] asks for it; else there is nothing to do.
#[test]
fn a_process_that_packs() {
    let Some(folder) = std::env::var_os(TO_BE_KILLED) else { return };
    packed(Path::new(&folder), items(60, 30_000), &packing_to_be_killed()).unwrap();
}

fn pack_elsewhere(folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "archives_tools::a_process_that_packs"]).env(TO_BE_KILLED, folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn killed_at_any_moment_nothing_half_is_left_and_a_rerun_completes() {
    const KILLS: u32 = 12;
    let undisturbed = TempDir::new().unwrap();
    let start = Instant::now();
    assert!(pack_elsewhere(undisturbed.path()).status().unwrap().success());
    let duration = start.elapsed();
    let expected = files_under(undisturbed.path());
    assert!(expected.len() > 4, "{:?}", expected.keys());
    let mut dice = fastrand::Rng::with_seed(20_250_930);
    let (mut struck, mut halves) = (0, 0);
    for kill in 0..KILLS {
        let folder = TempDir::new().unwrap();
        let mut child = pack_elsewhere(folder.path()).spawn().unwrap();
        std::thread::sleep(duration.mul_f64((f64::from(kill) + dice.f64()) / f64::from(KILLS)));
        child.kill().unwrap();
        struck += u32::from(child.wait().unwrap().code().is_none());
        // Whatever has a final name is what it would have been.
        let left = files_under(folder.path());
        let (half, whole): (Vec<_>, Vec<_>) = left.iter().partition(|(name, _)| name.ends_with(".laurea-tmp"));
        halves += u32::from(!half.is_empty());
        for (name, bytes) in whole {
            assert_eq!(Some(bytes), expected.get(name), "{name}");
        }
        packed(folder.path(), items(60, 30_000), &packing_to_be_killed()).unwrap();
        assert_same_files(&files_under(folder.path()), &expected);
    }
    loudly(&format!("{struck} of {KILLS} kills struck at work, {halves} left half an archive; each rerun completed"));
    assert!(struck > 0 && Duration::ZERO < duration);
}

#[test]
fn a_full_disk_is_said_and_after_space_is_freed_the_batch_completes() {
    let folder = TempDir::new().unwrap();
    let Some(disk) = Tmpfs::mount(&folder.path().join("out"), "3m") else { return };
    let at = folder.path().join("out");
    let failed = packed(&at, items(30, 100_000), &at_most(2_000_000)).unwrap_err();
    assert!(matches!(failed, PackError::DiskFull { .. }), "{failed:?}");
    assert!(files_under(&at).keys().all(|name| name.ends_with(".zip")), "{:?}", files_under(&at).keys());
    assert_eq!(files_under(&at).len(), 1, "the archive that was whole before stays");
    disk.grow("64m");
    packed(&at, items(30, 100_000), &at_most(2_000_000)).unwrap();
    assert_eq!(verify(&at, None).unwrap().faults, []);
}

#[test]
fn more_files_than_zip_could_count_once_are_packed_and_read() {
    let folder = TempDir::new().unwrap();
    let mut all = items(1, 10);
    let open = |page: u32| laurea::submit::Packed {
        path: format!("{}/{page}.txt", page / 1_000),
        size: 1,
        open: Box::new(move || Ok(vec![b'a' + (page % 26) as u8])),
    };
    all[0].files.extend((0..66_000).map(open));
    let batch = batch();
    let volumes = plan(all, &batch, &at_most(100_000_000)).unwrap_or_else(|faults| panic!("{faults:?}"));
    let archives = pack(folder.path(), &batch, &volumes, &Packing::default(), &|_| ()).unwrap();
    let path = folder.path().join(&archives[0].name);
    assert!(archives[0].size <= volumes[0].bytes);
    if has_tool("python3", "--version") {
        let read = "import sys, zipfile; assert len(zipfile.ZipFile(sys.argv[1]).namelist()) == 66_010";
        finish(tool("python3", &["-c", read, path.to_str().unwrap()], folder.path())).expect(0);
    }
    if has_tool("unzip", "-v") {
        finish(tool("unzip", &["-tqq", path.to_str().unwrap()], folder.path())).expect(0);
    }
    let mut bytes = fs::read(&path).unwrap();
    // Bytes of the end in 64 bits, which only such archives have.
    let end = bytes.len() - 98;
    let mut dice = fastrand::Rng::with_seed(64);
    for at in (end..bytes.len()).filter(|_| dice.u8(..8) == 0) {
        bytes[at] ^= 4;
        fs::write(folder.path().join("a.zip"), &bytes).unwrap();
        assert!(!verify(&folder.path().join("a.zip"), None).unwrap().is_sound(), "byte {} of the end", at - end);
        bytes[at] ^= 4;
    }
}
