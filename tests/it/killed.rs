//! `kill -9` at five moments of `issue`; a rerun ends as if nothing had happened.
//!
//! Five kills strike the example season of 200 where it lies beside the checkout (else they are loudly left out), three an
//! invented season of 30 students, for everybody. Each kill has a fresh house. The moments are spread over the duration of
//! an undisturbed run, one in each equal part of it, at a place that a fixed seed chooses; where the run is over by then, a
//! fresh one is killed sooner. The 200 make more papers than are committed to the register at once, so their kills also fall
//! between two commits.
//!
//! `LAUREA_KILLS=50` kills the 200 fifty times, at moments that are others each time; the seed of them is said, and
//! `LAUREA_SEED` repeats it.

use std::time::Duration;

use crate::house::{Files, House, assert_same_files, issued_tidy, loudly};

const SEED: u64 = 20_250_930;

/// Kills of the season of 200 where nothing is asked.
const USUAL: u32 = 5;

/// How many kills are asked for.
fn asked_kills() -> Option<u32> {
    std::env::var("LAUREA_KILLS").ok()?.parse().ok()
}

/// A moment in each of so many equal parts of a duration.
fn moments(count: u32, seconds: f64) -> Vec<Duration> {
    let asked = std::env::var("LAUREA_SEED").ok().and_then(|seed| seed.parse().ok());
    let is_long = count != USUAL && asked_kills() == Some(count);
    let seed: u64 = asked.unwrap_or_else(|| if is_long { fastrand::u64(..) } else { SEED + u64::from(count) });
    if is_long {
        loudly(&format!("{count} kills with LAUREA_SEED={seed}"));
    }
    let mut dice = fastrand::Rng::with_seed(seed);
    let part = seconds / f64::from(count);
    (0..count).map(|at| Duration::from_secs_f64(part * (f64::from(at) + dice.f64()))).collect()
}

/// Kills a run at each moment, each in a fresh house, finishes it, and compares.
fn strike(build: impl Fn() -> House, moments: &[Duration], files: &Files, export: &str) {
    for moment in moments {
        let (house, moment) = killed(&build, *moment);
        let left = house.files().len();
        let ran = house.run(&["issue"]);
        assert!(matches!(ran.code, Some(0 | 3)), "killed after {moment:?}, rerun: {}\n{}", ran.out, ran.err);
        loudly(&format!("killed after {moment:.1?} with {left} files there; the rerun took {:.1} s", ran.seconds));
        assert_same_files(&house.files(), files);
        assert_eq!(house.register_export(), export, "killed after {moment:?}");
        assert_eq!(house.unfinished(), Vec::<String>::new(), "killed after {moment:?}");
        let verified = house.run(&["register", "verify"]);
        assert_eq!(verified.code, Some(0), "killed after {moment:?}: {}{}", verified.out, verified.err);
        assert_eq!(house.text("register.journal.jsonl").lines().count(), export.lines().count(), "killed after {moment:?}");
    }
}

/// A house whose run was killed at work: sooner than asked where the machine has become faster.
fn killed(build: &impl Fn() -> House, mut moment: Duration) -> (House, Duration) {
    loop {
        let house = build();
        if house.kill_after(&["issue"], moment) {
            return (house, moment);
        }
        moment = moment.mul_f64(0.7);
    }
}

#[test]
fn killed_at_three_moments_an_invented_season_ends_as_if_undisturbed() {
    let undisturbed = House::invented(30, "clean");
    let ran = undisturbed.run(&["issue"]).expect(0);
    let build = || House::invented(30, "clean");
    strike(build, &moments(3, ran.seconds), &undisturbed.files(), &undisturbed.register_export());
}

#[test]
fn killed_at_many_moments_the_tidy_season_ends_as_if_undisturbed() {
    let Some(issued) = issued_tidy() else { return };
    strike(
        || House::tidy().unwrap(),
        &moments(asked_kills().unwrap_or(USUAL), issued.ran.seconds),
        &issued.files,
        &issued.export,
    );
}

#[test]
fn killed_twice_in_a_row_a_season_still_ends_as_if_undisturbed() {
    let issued = crate::house::issued_small();
    let (house, moment) = killed(&House::small, Duration::from_secs_f64(issued.ran.seconds * 0.5));
    house.kill_after(&["issue"], moment.mul_f64(0.6));
    house.run(&["issue"]).expect(0);
    assert_same_files(&house.files(), &issued.files);
    assert_eq!(house.register_export(), issued.export);
    assert_eq!(house.unfinished(), Vec::<String>::new());
}
