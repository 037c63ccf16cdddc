//! Chance that depends on nothing but the seed and the thing it is thrown for.

use fastrand::Rng;

/// What a stream of chance is for; each purpose of each student has its own stream,
/// so that a change in one part of a season leaves the others as they were.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Person = 1,
    Study,
    Results,
    Finals,
    Exam,
    Course,
    Staff,
    Committee,
    Requests,
    Register,
    Photo,
    Defects,
    State,
    Semesters,
}

/// The generator for one purpose and one number (a student's place, a protocol's key …).
pub(super) fn dice(seed: u64, purpose: Purpose, number: u64) -> Rng {
    let mixed = seed
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add((purpose as u64) << 56)
        .wrapping_add(number.wrapping_mul(0xD1B5_4A32_D192_ED03));
    Rng::with_seed(mixed ^ (mixed >> 29))
}

/// True in `percent` of a hundred throws.
pub(super) fn chance(rng: &mut Rng, percent: f64) -> bool {
    rng.f64() * 100.0 < percent
}

/// One of a list that is never empty.
pub(super) fn pick<'a, T>(rng: &mut Rng, from: &'a [T]) -> &'a T {
    &from[rng.usize(..from.len())]
}

/// A bell-shaped number with the given middle and spread (sum of twelve throws).
pub(super) fn bell(rng: &mut Rng, middle: f64, spread: f64) -> f64 {
    let sum: f64 = (0..12).map(|_| rng.f64()).sum();
    middle + (sum - 6.0) * spread
}
