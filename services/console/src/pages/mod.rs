//! The pages: one folder for each, with the handler in `mod.rs`, the view model in `view.rs`, and the template in
//! `templates/<page>/`. Parts that every page has are in `frame` and `parts`.
//!
//! A handler takes a [`visitor::Visitor`], makes its calls through `api`, builds the view model and returns
//! [`frame::html`] of it. It names its calls in its comment. It returns problems with `?` as a
//! [`crate::api::Problem`]; [`fault`] shows them. A step is a form with the field `form_key` (`frame.form_key`), and
//! its response redirects to the page that shows the outcome.

pub(crate) mod approvals;
pub(crate) mod audit;
pub(crate) mod catalogues;
pub(crate) mod checklist;
mod download;
pub(crate) mod fault;
pub(crate) mod finding;
pub(crate) mod findings;
pub(crate) mod frame;
mod inputs;
pub(crate) mod insights;
pub(crate) mod language;
mod lists;
pub(crate) mod live;
pub(crate) mod my_work;
pub(crate) mod ops;
mod parts;
mod people;
pub(crate) mod policy;
mod publishing;
pub(crate) mod request;
pub(crate) mod review;
mod review_bar;
pub(crate) mod reviews;
pub(crate) mod sent;
mod spreadsheet;
mod status;
pub(crate) mod visitor;
