//! `kill -9` at ten moments of `issue`; a rerun ends as if nothing had happened.
//!
//! Three kills strike the example season of 200 where it lies beside the checkout (else a season of 30), the other seven
//! an invented season of 30 students: a whole rerun of the 200 takes most of a minute in a debug build. Each kill has a
//! fresh house. The moments are spread over the duration of an undisturbed run, one in each equal part of it, at a place
//! that a fixed seed chooses; the machine's load decides the rest.

use std::time::Duration;

use crate::house::{Files, House, assert_same_files, issued_tidy, loudly};

const SEED: u64 = 20_250_930;

/// A moment in each of so many equal parts of a duration.
fn moments(count: u32, seconds: f64) -> Vec<Duration> {
    let mut dice = fastrand::Rng::with_seed(SEED + u64::from(count));
    let part = seconds / f64::from(count);
    (0..count).map(|at| Duration::from_secs_f64(part * (f64::from(at) + dice.f64()))).collect()
}

/// Kills a run in each house, finishes it, and compares; gives the number of runs that were still at work.
fn strike(houses: impl Iterator<Item = House>, moments: &[Duration], files: &Files, export: &str) -> usize {
    let mut struck = 0;
    for (house, moment) in houses.zip(moments) {
        let was_at_work = house.kill_after(&["issue"], *moment);
        struck += usize::from(was_at_work);
        let left = house.files().len();
        let ran = house.run(&["issue"]);
        assert!(matches!(ran.code, Some(0 | 3)), "killed after {moment:?}, rerun: {}\n{}", ran.out, ran.err);
        loudly(&format!("killed after {moment:.1?} (at work: {was_at_work}, {left} files there); rerun {:.1} s", ran.seconds));
        assert_same_files(&house.files(), files);
        assert_eq!(house.register_export(), export, "killed after {moment:?}");
        assert_eq!(house.unfinished(), Vec::<String>::new(), "killed after {moment:?}");
    }
    struck
}

#[test]
fn killed_at_seven_moments_an_invented_season_ends_as_if_undisturbed() {
    let undisturbed = House::invented(30, "clean");
    let ran = undisturbed.run(&["issue"]).expect(0);
    let houses = std::iter::repeat_with(|| House::invented(30, "clean"));
    let struck = strike(houses, &moments(7, ran.seconds), &undisturbed.files(), &undisturbed.register_export());
    assert!(struck >= 4, "only {struck} of 7 runs were still at work when they were killed");
}

#[test]
fn killed_at_three_moments_the_tidy_season_ends_as_if_undisturbed() {
    let Some(issued) = issued_tidy() else { return };
    let houses = std::iter::repeat_with(|| House::tidy().unwrap());
    let struck = strike(houses, &moments(3, issued.ran.seconds), &issued.files, &issued.export);
    assert!(struck >= 2, "only {struck} of 3 runs were still at work when they were killed");
}

#[test]
fn killed_twice_in_a_row_a_season_still_ends_as_if_undisturbed() {
    let issued = crate::house::issued_small();
    let house = House::small();
    let struck = [0.5, 0.7].map(|part| house.kill_after(&["issue"], Duration::from_secs_f64(issued.ran.seconds * part)));
    house.run(&["issue"]).expect(0);
    assert!(struck.contains(&true), "no run was still at work when it was killed");
    assert_same_files(&house.files(), &issued.files);
    assert_eq!(house.register_export(), issued.export);
    assert_eq!(house.unfinished(), Vec::<String>::new());
}
