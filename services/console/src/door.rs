//! Middleware around every page: determines the person and the language, converts problems to the fault page, and
//! stores renewed tokens.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method,
        header::{CONTENT_TYPE, REFERER, SET_COOKIE},
    },
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use haetae_service_kit::clock;

use crate::{
    api::Problem,
    desk::Desk,
    guard::set_cookies,
    pages::fault,
    said::Said,
    session::{Jar, Purpose, Session, Standing},
    text::Say,
    visit::{Visit, language},
};

/// The signed-in person, and the cookies to set or remove.
struct Arrived {
    session: Option<Session>,
    cookies: Vec<HeaderValue>,
    problem: Option<Problem>,
}

/// Lets a request in and its answer out.
pub(crate) async fn enter(State(desk): State<Arc<Desk>>, mut request: Request, next: Next) -> Response {
    let arrived = arrived(&desk, request.headers()).await;
    let (jar, now) = (Jar::new(&desk.sealer, desk.site.https()), clock::now().as_second());
    let headers = request.headers().clone();
    let had_session = jar.has(Purpose::Session, &headers);
    let visit = visit(&desk, &jar, &request, arrived.session);
    let mut cookies = arrived.cookies;
    if visit.said.is_some() {
        cookies.extend(jar.remove(Purpose::Said, &headers));
    }
    let mut answer = match arrived.problem {
        Some(problem) => problem.into_response(),
        None => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
    };
    if is_of_the_router(&answer) {
        answer = Problem::wrong_field("address", visit.say.text("fault-address")).into_response();
    }
    if let Some(problem) = answer.extensions_mut().remove::<Problem>() {
        answer = fault::page(&problem, &visit, had_session);
    }
    if let Some(said) = answer.extensions_mut().remove::<Said>() {
        cookies.extend(said.kept(&jar, now, &headers));
    }
    kept(answer, cookies)
}

/// Whether the router refused an address or a form that it could not read, in words for programmers.
fn is_of_the_router(answer: &Response) -> bool {
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    answer.status().is_client_error() && kind.starts_with("text/plain")
}

/// Who asks for what.
fn visit(desk: &Desk, jar: &Jar<'_>, request: &Request, session: Option<Session>) -> Visit {
    let (headers, session) = (request.headers(), session.map(Arc::new));
    let from = headers.get(REFERER).and_then(|from| desk.site.path_of(from.to_str().ok()?));
    let page = request.uri().path();
    let said = (*request.method() == Method::GET).then(|| Said::brought(jar, page, clock::now().as_second(), headers));
    Visit {
        say: Say::in_language(language(headers, desk.site.https())),
        path: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        reads: matches!(*request.method(), Method::GET | Method::HEAD),
        from,
        said: said.flatten(),
        caller: session.as_deref().and_then(|session| desk.callers.known(session)),
        session,
    }
}

async fn arrived(desk: &Desk, headers: &HeaderMap) -> Arrived {
    let (jar, now) = (Jar::new(&desk.sealer, desk.site.https()), clock::now().as_second());
    let session =
        jar.session(headers).filter(|session| session.lasts(desk.lifetime.as_secs(), now) && !desk.ended.has(session));
    let Some(session) = session else {
        return Arrived { session: None, cookies: jar.remove(Purpose::Session, headers), problem: None };
    };
    match desk.renewals.standing(session).await {
        Standing::Holds(session) => Arrived { session: Some(session), cookies: Vec::new(), problem: None },
        Standing::Renewed(session) => {
            let cookies = jar.keep(Purpose::Session, &session, headers).unwrap_or_else(|| {
                tracing::error!("renewed tokens do not fit into cookies");
                Vec::new()
            });
            Arrived { session: Some(session), cookies, problem: None }
        }
        Standing::Ended => Arrived { session: None, cookies: jar.remove(Purpose::Session, headers), problem: None },
        Standing::Unanswered => Arrived { session: None, cookies: Vec::new(), problem: Some(Problem::unanswered()) },
    }
}

/// Puts these cookies before the response's own: a cookie set by a page, such as the end of a session, comes last and
/// wins.
fn kept(mut answer: Response, cookies: Vec<HeaderValue>) -> Response {
    if cookies.is_empty() {
        return answer;
    }
    let own: Vec<HeaderValue> = answer.headers().get_all(SET_COOKIE).iter().cloned().collect();
    answer.headers_mut().remove(SET_COOKIE);
    set_cookies(answer, cookies.into_iter().chain(own).collect())
}
