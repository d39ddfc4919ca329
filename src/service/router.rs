//! The routes, and what every request goes through.
//!
//! ```text
//! count, log <- is it asked for too often? <- does it bear the token? <- the route
//! ```

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Uri;
use axum::http::header::{HOST, ORIGIN};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use tower_http::catch_panic::CatchPanicLayer;

use super::body::drain;
use super::problem::{Kind, Problem};
use super::state::Service;
use super::{compare, dedup, forget, health, openapi, query};

/// Those that tell nothing of headlines, and are asked by machines that bear no token.
const OPEN: [&str; 2] = [ALIVE, "/readyz"];

/// Whether the process is alive.
pub(super) const ALIVE: &str = "/healthz";

/// What a request is counted under whose path is none of the routes, or which comes to none.
pub(super) const NO_ROUTE: &str = "(none)";

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) SocketAddr);

/// All routes.
pub(super) fn router(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/v1/dedup", post(dedup::dedup))
        .route("/v1/query", post(query::query))
        .route("/v1/compare", post(compare::compare))
        .route("/v1/items/{id}", delete(forget::forget))
        .route(ALIVE, get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route("/openapi.json", get(openapi::openapi))
        .method_not_allowed_fallback(|| async {
            Problem::new(Kind::MethodNotAllowed, "the header Allow names those that it has")
        })
        .fallback(|uri: Uri| async move {
            let detail = format!("{} is no route; /openapi.json describes those that there are", uri.path());
            Problem::new(Kind::NotFound, detail)
        })
        .layer(CatchPanicLayer::custom(|_| {
            Problem::new(Kind::Fault, "the log of the service says more; please report it").into_response()
        }))
        .layer(from_fn_with_state(Arc::clone(service), gate))
        .with_state(Arc::clone(service))
}

/// Lets a request through, or not, and keeps account of it.
async fn gate(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    let line = format!("{} {}", request.method(), request.uri().path());
    let answer = match admit(&service, &request, route, peer.map(|peer| peer.ip())) {
        Ok(()) => next.run(request).await,
        Err(problem) => {
            drain(request.into_body(), service.timeout);
            problem.into_response()
        }
    };
    note(&service, route, &line, peer, answer.status().as_u16(), started.elapsed());
    answer
}

/// Keeps account of a request that was answered.
pub(super) fn note(
    service: &Service,
    route: &str,
    line: &str,
    peer: Option<SocketAddr>,
    status: u16,
    took: Duration,
) {
    service.metrics.answered(route, status, took);
    let facts = [
        ("client", peer.map(|peer| peer.to_string()).into()),
        ("status", status.into()),
        ("seconds", took.as_secs_f64().into()),
    ];
    service.messages.verbose_with(&format!("{line}: {status}"), &facts);
}

/// Whether a request may be answered.
fn admit(service: &Service, request: &Request, route: &str, client: Option<IpAddr>) -> Result<(), Problem> {
    if OPEN.contains(&route) {
        return Ok(());
    }
    if let (Some(rate), Some(client)) = (&service.rate, client) {
        rate.take(client)?;
    }
    match &service.token {
        Some(token) if token.is_borne_by(request.headers()) => Ok(()),
        Some(_) => Err(Problem::new(Kind::Unauthorized, "send the header Authorization: Bearer TOKEN")),
        None => refuse_pages(request),
    }
}

/// Refuses what a page in a browser on this machine sends, where no token holds it off: a page from anywhere could fill the index.
fn refuse_pages(request: &Request) -> Result<(), Problem> {
    let is_local = |host: &str| {
        let name =
            host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
    };
    let mut hosts = request.headers().get_all(HOST).iter();
    let is_here = hosts.all(|host| host.to_str().is_ok_and(is_local));
    if is_here && !request.headers().contains_key(ORIGIN) {
        return Ok(());
    }
    let detail = "without a token only programs on this machine may ask, and a page or another name is none; start the service with a token";
    Err(Problem::new(Kind::ForeignOrigin, detail))
}
