//! `GET /healthz`, `GET /readyz`, `GET /metrics`: for whoever looks after the service.
//!
//! It is alive as long as it answers; it is ready while the index is open and can be written, until it is asked to end.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use super::problem::{Kind, Problem};
use super::state::{Phase, Service};

/// Whether the process is alive.
#[utoipa::path(
    get,
    path = "/healthz",
    security(()),
    responses((status = 200, content_type = "text/plain", description = "It is.", body = String))
)]
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether headlines are taken.
#[utoipa::path(
    get,
    path = "/readyz",
    security(()),
    responses(
        (status = 200, content_type = "text/plain", description = "They are.", body = String),
        (status = "5XX", content_type = "application/problem+json", description = "Not yet, or no more.", body = Problem),
    )
)]
pub(super) async fn readyz(State(service): State<Arc<Service>>) -> Result<&'static str, Problem> {
    if service.phase.get() == Phase::Draining {
        return Err(Problem::new(Kind::NotReady, "the service is ending").after(1));
    }
    service.not_ready().map_or(Ok("ready\n"), Err)
}

/// What is counted, for Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    responses((status = 200, content_type = "application/openmetrics-text", description = "Counts and times.", body = String))
)]
pub(super) async fn metrics(State(service): State<Arc<Service>>) -> Result<impl IntoResponse, Problem> {
    let waiting = service.jobs.max_capacity() - service.jobs.capacity();
    let text = service.metrics.encode(waiting, &service.index);
    let text = text.map_err(|error| Problem::new(Kind::Fault, error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text))
}
