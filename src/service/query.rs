//! `POST /v1/query`: what the index holds that is like some titles, as `doublet query --json` writes it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use doublet::stream::Stream;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::dedup::{NDJSON, accept};
use super::problem::{Kind, Problem};
use super::state::Service;
use super::writer::{Job, Reply};
use crate::cli::query::write_json;

/// Titles that may be asked for at once: all wait for the writer's one turn.
const MOST: usize = 1000;

/// What is found of a title, where nobody says how much is to be.
const FOUND: usize = 10;

/// The largest body of a question.
const BODY: usize = 1 << 20;

/// What is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// Headlines, of which up to 1000 may be asked for at once.
    #[schema(max_items = 1000)]
    titles: Vec<String>,
    /// The most that is told of each.
    #[serde(default = "found")]
    #[schema(minimum = 1, default = 10)]
    limit: usize,
}

fn found() -> usize {
    FOUND
}

impl Question {
    /// A line of JSON for each title.
    pub(super) fn answer(&self, stream: &Stream) -> Vec<u8> {
        let mut answer = Vec::new();
        for title in &self.titles {
            let mut near = stream.query(title);
            near.truncate(self.limit);
            write_json(title, &near, &mut answer).expect("a vector takes what is JSON");
        }
        answer
    }
}

/// What is like these titles.
#[utoipa::path(
    post,
    path = "/v1/query",
    request_body = Question,
    responses(
        (status = 200, content_type = "application/x-ndjson", description = "One line for each title, in order.", body = String),
        (status = "4XX", content_type = "application/problem+json", description = "The question makes no sense.", body = Problem),
        (status = "5XX", content_type = "application/problem+json", description = "It cannot be answered now.", body = Problem),
    )
)]
pub(super) async fn query(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let question: Question = read(&service, &headers, body).await?;
    if question.limit == 0 {
        return Err(Problem::new(Kind::BadRequest, "a limit of 0 asks for nothing; ask for 1 or more"));
    }
    if question.titles.len() > MOST {
        let detail = format!("{} titles are too many at once; ask for {MOST}", question.titles.len());
        return Err(Problem::new(Kind::BadRequest, detail));
    }
    let answer = service.ask(|reply: Reply<Vec<u8>>| Job::Query(question, reply)).await?;
    Ok(([(CONTENT_TYPE, NDJSON)], answer))
}

/// The one object that a body is.
pub(super) async fn read<T: DeserializeOwned>(
    service: &Service,
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Problem> {
    let most = service.max_body.min(BODY);
    let body = accept(service, headers, body, most)?.whole().await?;
    serde_json::from_slice(&body).map_err(|error| {
        let problem = Problem::new(Kind::BadRequest, format!("the body is not what is asked for: {error}"));
        // An error that is not at a place is at line 0.
        if error.line() == 0 { problem } else { problem.at_line(error.line() as u64) }
    })
}
