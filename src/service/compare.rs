//! `POST /v1/compare`: what two headlines are to one another, as `doublet compare --json` writes it.
//!
//! It needs no index, so it does not wait for the writer; but it is work, and keeps no thread from serving others.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::ToSchema;

use super::problem::{Kind, Problem};
use super::query::read;
use super::state::Service;
use doublet::report::json;

/// The longest headline that is compared word by word: a hundred times what a headline has. The work grows with the product of
/// two lengths.
const LONGEST: usize = 10_000;

/// Two headlines.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pair {
    /// A headline, of at most 10,000 bytes.
    first: String,
    /// Another.
    second: String,
}

/// What two headlines are to one another, and why.
#[utoipa::path(
    post,
    path = "/v1/compare",
    request_body = Pair,
    responses(
        (status = 200, content_type = "application/json", description = "The comparison.", body = String),
        (status = "4XX", content_type = "application/problem+json", description = "The question makes no sense.", body = Problem),
    )
)]
pub(super) async fn compare(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let pair: Pair = read(&service, &headers, body).await?;
    let longest = pair.first.len().max(pair.second.len());
    if longest > LONGEST {
        let detail = format!("a text of {longest} bytes is no headline; compare up to {LONGEST}");
        return Err(Problem::new(Kind::BadRequest, detail));
    }
    let compared = tokio::task::spawn_blocking(move || {
        let mut answer = Vec::new();
        let comparison = doublet::compare(&pair.first, &pair.second, &service.config);
        json::write_comparison(&comparison, &mut answer).expect("a vector takes what is JSON");
        answer
    });
    let answer = compared.await.map_err(|error| Problem::new(Kind::Fault, error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/json")], answer))
}
