//! Commands on a review, one file for each group: each reads its request, finds the review and asks the domain for a
//! decision.

mod amend;
mod assign;
mod comment;
mod decide;
mod information;
mod reopen;
mod submit;
mod triage;
mod withdraw;

use std::ops::RangeInclusive;

pub(crate) use amend::amend;
pub(crate) use assign::{assign, claim, release};
pub(crate) use comment::comment;
pub(crate) use decide::decide;
pub(crate) use information::{provide, request, retract};
pub(crate) use reopen::reopen;
pub(crate) use submit::submit;
pub(crate) use triage::triage;
pub(crate) use withdraw::withdraw;

/// Characters of a title.
const TITLE: RangeInclusive<usize> = 1..=200;
/// Characters of a description.
const DESCRIPTION: RangeInclusive<usize> = 0..=10_000;
/// Characters of a reason, a question or a comment.
const WORDS: RangeInclusive<usize> = 1..=4_000;
/// Characters of an answer.
const ANSWER: RangeInclusive<usize> = 1..=10_000;
