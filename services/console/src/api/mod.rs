//! The calls that pages make, with the person's own token, and what a refusal means for a person. One module for each subject;
//! a page makes as few calls as it needs, never one for each row.

mod caller;
mod clients;
mod problem;
mod refusal;
mod reviews;
mod work;

pub(crate) use self::{
    caller::{Caller, Callers},
    clients::Api,
    problem::{Kind, Problem},
    reviews::{ReviewPage, reviews, rows_of},
    work::{WorkPage, my_work},
};
