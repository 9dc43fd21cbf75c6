//! What services answer, as text in either language. One file per subject; functions take messages and give lines.

mod assessment;
mod checklist;
mod coverage;
mod focus;
mod look;
mod reviews;
mod timeline;

pub use self::{
    assessment::assessment, checklist::checklist, coverage::coverage, focus::focus, look::Look, reviews::judged,
    reviews::reviews, reviews::summary, timeline::timeline,
};
