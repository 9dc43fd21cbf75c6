//! The calls that pages make, with the person's own token, and the explanation of refusals. One module for each
//! subject. A page makes as few calls as it needs, never one for each row.

mod caller;
mod checklists;
mod clients;
mod content;
mod evidence;
mod figures;
mod findings;
mod ground;
mod problem;
mod requests;
mod review;
mod reviews;
mod running;
mod steps;
mod work;

pub(crate) use self::{
    caller::{Caller, Callers},
    checklists::{Listed, checklist, checklist_so_far, conclude, may_be_number, record, reopen, review_numbered},
    clients::Api,
    content::{
        activate_catalogue, activate_policy, activation_effects, catalogue, catalogue_document, catalogues, controls,
        policies, policy, publish_catalogue, publish_policy, simulated, simulation,
    },
    evidence::{File, download, files, upload},
    figures::{Asking, Figures, figures},
    findings::{all_findings, every_finding, finding, findings_of},
    ground::{Bound, Decides, Ground, decide, ground, happened},
    problem::{Kind, Problem},
    requests::{Outlook, outlook, submit, submitted},
    review::{
        Found, assessment, comments, compare, earlier_decision, find, id_of, overview_at, review_version, reviewers,
        timeline,
    },
    reviews::{ReviewPage, exported, reviews, reviews_at, rows_and_token, rows_of, watch},
    running::{
        drop_generation, log_export, log_heads, notes, parked, projections, proofs, public_key, rebuild, retry, switch,
    },
    steps::{Given, Version, add_comment, take},
    work::{WorkPage, my_work, work_of},
};
