//! `DELETE /v1/items/{id}`: a headline is taken out, as `doublet index forget` does; what repeats it later is new.
//!
//! All blocks of the index are looked through, which costs a second a million headlines that are remembered, and everybody
//! waits meanwhile: it is for take-downs and corrections.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::problem::{Kind, Problem};
use super::state::Service;
use super::writer::Job;

/// Takes a headline out.
#[utoipa::path(
    delete,
    path = "/v1/items/{id}",
    params(("id" = String, Path, description = "The id of a headline, percent-encoded; of those with the same text the first is known.")),
    responses(
        (status = 204, description = "It is gone; what repeats it later is new."),
        (status = "4XX", content_type = "application/problem+json", description = "No item has this id.", body = Problem),
        (status = "5XX", content_type = "application/problem+json", description = "It cannot be done now.", body = Problem),
    )
)]
pub(super) async fn forget(
    State(service): State<Arc<Service>>,
    id: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id.map_err(|error| Problem::new(Kind::BadRequest, error.body_text()))?;
    let detail =
        format!("no item has the id {id:?}; of headlines with the same text the index knows the first");
    if service.ask(|reply| Job::Forget(id, reply)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(Kind::NoSuchItem, detail))
    }
}
