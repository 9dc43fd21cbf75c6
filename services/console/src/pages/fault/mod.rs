//! The page shown instead of one that cannot be shown: the problem, and the way out.

mod view;

use axum::response::{IntoResponse as _, Redirect, Response};

use self::view::FaultPage;
pub(crate) use self::view::says;
pub(crate) use self::view::what_and_detail;
use super::frame::html;
use crate::{api::Problem, visit::Visit};

/// The page of a problem. A person who is not signed in is led to the sign-in, and from there back.
pub(crate) fn page(problem: &Problem, visit: &Visit, had_session: bool) -> Response {
    if problem.is_signed_out() && visit.reads {
        return Redirect::to(&visit.sign_in(had_session)).into_response();
    }
    let status = problem.kind.status();
    match html(&FaultPage::new(problem, visit)) {
        Ok(page) => (status, page).into_response(),
        Err(_) => status.into_response(),
    }
}

/// The page does not exist. Makes no call.
pub(crate) async fn no_page() -> Problem {
    Problem::no_page()
}
