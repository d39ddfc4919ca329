//! `POST /v1/dedup`: lines of JSON in, the same lines out, each with what was found of it.
//!
//! What goes wrong before the first answer is told by the status: a body that is too large or does not come, a service that
//! is busy. From then on the status is out, and what ends the answer is told on its last line, as an error on the line at which
//! the body was. With `?strict=true` nothing is judged unless every line can be.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use doublet::read::Fields;
use http_body_util::channel::{Channel, Sender};
use serde::Deserialize;
use tokio::time::timeout;
use utoipa::IntoParams;

use super::body::{PIECE, Piece, Pieces, drain, too_large};
use super::lines::{BadLine, Lines, Part};
use super::problem::{Kind, Problem};
use super::state::Service;
use super::writer::{Job, TOGETHER};

/// What the lines of answers are.
pub(super) const NDJSON: &str = "application/x-ndjson";

/// The largest body that is judged as a whole: it is held in memory.
const STRICT: usize = 16 << 20;

/// Pieces of an answer that wait for the client: what he does not read holds up his own body, and nobody else.
const UNREAD: usize = 1;

/// What a request may ask.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// The field that holds the title, dots leading into nested objects; by default that of the service.
    title: Option<String>,
    /// The field that holds the id; by default that of the service.
    id: Option<String>,
    /// The field that holds the source; by default that of the service.
    source: Option<String>,
    /// The field that holds the time of publication; by default that of the service.
    published: Option<String>,
    /// Whether one bad line refuses the request, of which nothing is judged then; its body has at most 16 MiB.
    #[serde(default)]
    strict: bool,
}

/// Lines out for lines in.
#[utoipa::path(
    post,
    path = "/v1/dedup",
    params(Asked),
    request_body(content = String, content_type = "application/x-ndjson", description = "One JSON object a line."),
    responses(
        (status = 200, content_type = "application/x-ndjson", description = "One line for each line that is not blank, in order: \
            an annotated record, or an error line.", body = String),
        (status = "4XX", content_type = "application/problem+json", description = "Nothing of it was judged.", body = Problem),
        (status = "5XX", content_type = "application/problem+json", description = "It was not judged, or in vain: send it again.", body = Problem),
    )
)]
pub(super) async fn dedup(
    State(service): State<Arc<Service>>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|error| Problem::new(Kind::BadRequest, error.body_text()))?;
    let most = if asked.strict { service.max_body.min(STRICT) } else { service.max_body };
    let mut pieces = accept(&service, &headers, body, most)?;
    let fields = fields(&asked, &service.fields);
    if asked.strict {
        return strict(&service, pieces, &fields).await;
    }
    let answer = match pieces.next().await? {
        Some(piece) => judge(&service, Lines::read(piece, &fields), PIECE).await?,
        None => Vec::new(),
    };
    if pieces.are_done() {
        return Ok(([(CONTENT_TYPE, NDJSON)], answer).into_response());
    }
    let (sender, channel) = Channel::<Bytes>::new(UNREAD);
    tokio::spawn(go_on(service, pieces, fields, answer, sender));
    Ok(([(CONTENT_TYPE, NDJSON)], Body::new(channel)).into_response())
}

/// A body on its way, unless the headers say that it is not to be read.
pub(super) fn accept(
    service: &Service,
    headers: &HeaderMap,
    body: Body,
    most: usize,
) -> Result<Pieces, Problem> {
    let packing = headers.get(CONTENT_ENCODING).map(|packing| packing.as_bytes().to_ascii_lowercase());
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let problem = if packing.is_some_and(|packing| packing != b"identity") {
        Problem::new(Kind::PackedBody, "a body is read as it is; send it without Content-Encoding")
    } else if length.is_some_and(|length| length > most as u64) {
        too_large(most)
    } else {
        return Ok(Pieces::new(body, most, service.timeout));
    };
    drain(body, service.timeout);
    Err(problem)
}

/// The fields that were asked for, else those of the service.
fn fields(asked: &Asked, default: &Fields) -> Fields {
    let of = |asked: &Option<String>, default: &Option<String>| asked.clone().or_else(|| default.clone());
    Fields {
        title: of(&asked.title, &default.title),
        id: of(&asked.id, &default.id),
        source: of(&asked.source, &default.source),
        published: of(&asked.published, &default.published),
    }
}

/// Judges all lines, if all of them can be. They may be hundreds of thousands, so others have their turn in between.
async fn strict(service: &Service, mut pieces: Pieces, fields: &Fields) -> Result<Response, Problem> {
    let lines = pieces.whole().await?;
    let lines = Lines::read(Piece::of_whole(lines), fields);
    if let Some(bad) = lines.bad().first() {
        service.metrics.count_bad(lines.bad().len());
        return Err(Problem::new(Kind::BadLine, bad.detail.clone()).at_line(bad.line));
    }
    let answer = judge(service, lines, TOGETHER).await?;
    Ok(([(CONTENT_TYPE, NDJSON)], answer).into_response())
}

/// The answers to some lines, of which so many at the most are judged in one go. A piece has fewer lines than [`PIECE`] has bytes, so all
/// of it is.
async fn judge(service: &Service, lines: Lines, most: usize) -> Result<Vec<u8>, Problem> {
    service.metrics.count_bad(lines.bad().len());
    let lines = Arc::new(lines);
    let mut verdicts = Vec::with_capacity(lines.len());
    for part in Part::all(&lines, most) {
        let judged = service.ask(|reply| Job::Dedup(part, reply)).await;
        verdicts
            .extend(judged.map_err(|problem| if verdicts.is_empty() { problem } else { problem.midway() })?);
    }
    let mut answer = Vec::new();
    lines.write(&verdicts, &mut answer).map_err(|error| Problem::new(Kind::Fault, error.to_string()))?;
    Ok(answer)
}

/// Answers the pieces behind the first.
async fn go_on(
    service: Arc<Service>,
    mut pieces: Pieces,
    fields: Fields,
    mut answer: Vec<u8>,
    mut sender: Sender<Bytes>,
) {
    loop {
        let sent = timeout(service.timeout, sender.send_data(Bytes::from(answer))).await;
        if !matches!(sent, Ok(Ok(()))) {
            // He reads no more, or not in time.
            return;
        }
        let next = match pieces.next().await {
            Ok(Some(piece)) => {
                let first = piece.first;
                judge(&service, Lines::read(piece, &fields), PIECE).await.map_err(|problem| (first, problem))
            }
            Ok(None) => return,
            Err(problem) => Err((pieces.line(), problem)),
        };
        answer = match next {
            Ok(answer) => answer,
            Err((line, problem)) => {
                let last =
                    BadLine::new(line, format!("from here on nothing was judged: {}", problem.detail()));
                let mut answer = Vec::new();
                // A vector takes it.
                let _ = last.write(&mut answer);
                let _ = timeout(service.timeout, sender.send_data(Bytes::from(answer))).await;
                return;
            }
        };
    }
}
