//! What went wrong, as `application/problem+json` (RFC 9457).
//!
//! The type is a name that programs can rely on, the title says the same in words, and the detail tells the facts and the
//! remedy; where a line of the request is to blame its number is told.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// What kinds there are: the last part of the type, the title, the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    BadRequest,
    BadLine,
    Unauthorized,
    ForeignOrigin,
    NotFound,
    NoSuchItem,
    MethodNotAllowed,
    BodyTooSlow,
    BodyTooLarge,
    PackedBody,
    TooManyRequests,
    Fault,
    NotReady,
    Busy,
}

impl Kind {
    /// All, for the description of the service.
    pub(super) const ALL: [Kind; 14] = [
        Kind::BadRequest,
        Kind::BadLine,
        Kind::Unauthorized,
        Kind::ForeignOrigin,
        Kind::NotFound,
        Kind::NoSuchItem,
        Kind::MethodNotAllowed,
        Kind::BodyTooSlow,
        Kind::BodyTooLarge,
        Kind::PackedBody,
        Kind::TooManyRequests,
        Kind::Fault,
        Kind::NotReady,
        Kind::Busy,
    ];

    pub(super) fn facts(self) -> (&'static str, &'static str, StatusCode) {
        match self {
            Kind::BadRequest => ("bad-request", "The request makes no sense", StatusCode::BAD_REQUEST),
            Kind::BadLine => ("bad-line", "A line is no record", StatusCode::UNPROCESSABLE_ENTITY),
            Kind::Unauthorized => ("unauthorized", "The token is missing or wrong", StatusCode::UNAUTHORIZED),
            Kind::ForeignOrigin => ("foreign-origin", "A web page may not ask", StatusCode::FORBIDDEN),
            Kind::NotFound => ("not-found", "There is no such route", StatusCode::NOT_FOUND),
            Kind::NoSuchItem => ("no-such-item", "No item has this id", StatusCode::NOT_FOUND),
            Kind::MethodNotAllowed => {
                ("method-not-allowed", "The route has no such method", StatusCode::METHOD_NOT_ALLOWED)
            }
            Kind::BodyTooSlow => {
                ("body-too-slow", "The body did not come in time", StatusCode::REQUEST_TIMEOUT)
            }
            Kind::BodyTooLarge => ("body-too-large", "The body is too large", StatusCode::PAYLOAD_TOO_LARGE),
            Kind::PackedBody => ("packed-body", "The body is packed", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Kind::TooManyRequests => {
                ("too-many-requests", "Too many requests", StatusCode::TOO_MANY_REQUESTS)
            }
            Kind::Fault => ("fault", "A fault of doublet", StatusCode::INTERNAL_SERVER_ERROR),
            Kind::NotReady => ("not-ready", "The service is not ready", StatusCode::SERVICE_UNAVAILABLE),
            Kind::Busy => ("busy", "The service is busy", StatusCode::SERVICE_UNAVAILABLE),
        }
    }
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// A name for programs: `urn:doublet:problem:` and the kind.
    #[serde(rename = "type")]
    name: String,
    /// The kind in words.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What was found, and what to do.
    detail: String,
    /// The line of the body, from 1; left out where no line is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl Problem {
    pub(super) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let (name, title, status) = kind.facts();
        Problem {
            name: format!("urn:doublet:problem:{name}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            line: None,
            retry_after: None,
        }
    }

    /// The same of a line.
    pub(super) fn at_line(self, line: u64) -> Self {
        Problem { line: Some(line), ..self }
    }

    /// The same that passes by itself, probably within so many seconds.
    pub(super) fn after(self, seconds: u64) -> Self {
        Problem { retry_after: Some(seconds), ..self }
    }

    /// The same of a request of which a part was judged before.
    pub(super) fn midway(self) -> Self {
        let detail = "a part of this was judged before it came to an end: send all of it again, what repeats itself is told apart by its id";
        Problem { detail: format!("{detail}; the rest failed: {}", self.detail), ..self }
    }

    /// What was found, and what to do.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = serde_json::to_vec(&self).expect("texts and numbers are JSON");
        // Who asks from a terminal is to have the next line for itself.
        body.push(b'\n');
        let status = StatusCode::from_u16(self.status).expect("it was made of one");
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
