//! The calls that pages make, with the person's own token, and what a refusal means for a person. One module for each subject;
//! a page makes as few calls as it needs, never one for each row.

mod caller;
mod checklists;
mod clients;
mod evidence;
mod findings;
mod problem;
mod requests;
mod review;
mod reviews;
mod steps;
mod work;

pub(crate) use self::{
    caller::{Caller, Callers},
    checklists::{Listed, checklist, checklist_so_far, conclude, record, reopen, review_numbered},
    clients::Api,
    evidence::{File, download, files},
    findings::{all_findings, finding, findings_of, standing_finding},
    problem::{Kind, Problem},
    requests::{Outlook, outlook, submit, submitted},
    review::{Found, assessment, comments, compare, find, id_of, overview_at, reviewers, timeline},
    reviews::{ReviewPage, reviews, rows_of},
    steps::{Given, Version, add_comment, take},
    work::{WorkPage, my_work},
};
