//! The calls that pages make, with the person's own token, and what a refusal means for a person. One module for each subject;
//! a page makes as few calls as it needs, never one for each row.

mod caller;
mod checklists;
mod clients;
mod findings;
mod problem;
mod reviews;
mod work;

pub(crate) use self::{
    caller::{Caller, Callers},
    checklists::{Listed, checklist, checklist_so_far, conclude, record, reopen, review_numbered},
    clients::Api,
    findings::{all_findings, finding, findings_of, standing_finding},
    problem::{Kind, Problem},
    reviews::{ReviewPage, reviews, rows_of},
    work::{WorkPage, my_work},
};
