//! `GET /openapi.json`: the service described for programs.
//!
//! Routes and what they take are gathered from the handlers. The shapes of answers are those of `docs/schema`, word for word:
//! `OpenAPI` 3.1 has the same schemas, and there is one source for what the commands and the service write.

use std::sync::LazyLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::lines::ErrorLine;
use super::problem::{Kind, Problem};
use super::{compare, dedup, forget, health, query};

/// Shapes that are described by the project's own schemas.
const SCHEMAS: [(&str, &str); 3] = [
    ("Annotated", include_str!("../../docs/schema/annotated.json")),
    ("Near", include_str!("../../docs/schema/query.json")),
    ("Comparison", include_str!("../../docs/schema/compare.json")),
];

/// Which answers have such a shape: the path, the type of the content, the shape.
const ANSWERS: [(&str, &str, &str); 2] =
    [("/v1/query", dedup::NDJSON, "Near"), ("/v1/compare", "application/json", "Comparison")];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "doublet serve",
        description = "Finds the same headline told twice. NDJSON is one JSON object a line; the schema of such a body is that of each line."
    ),
    paths(
        dedup::dedup,
        query::query,
        compare::compare,
        forget::forget,
        health::healthz,
        health::readyz,
        health::metrics,
        openapi
    ),
    components(schemas(Problem, ErrorLine)),
    security(("token" = []), ()),
    modifiers(&Bearer)
)]
struct Api;

/// How a token is borne.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        api.components.get_or_insert_default().add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The description, which is the same for ever.
static DESCRIPTION: LazyLock<String> = LazyLock::new(|| describe().to_string());

fn describe() -> Value {
    let mut api = serde_json::to_value(Api::openapi()).expect("a description is JSON");
    for (name, schema) in SCHEMAS {
        api["components"]["schemas"][name] = serde_json::from_str(schema).expect("a schema is JSON");
    }
    let refer = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let content = |api: &mut Value, path: &str, kind: &str, schema: Value| {
        api["paths"][path]["post"]["responses"]["200"]["content"][kind]["schema"] = schema;
    };
    for (path, kind, name) in ANSWERS {
        content(&mut api, path, kind, refer(name));
    }
    let line = json!({"oneOf": [refer("Annotated"), refer("ErrorLine")]});
    content(&mut api, "/v1/dedup", dedup::NDJSON, line);
    let names = Kind::ALL.map(|kind| format!("urn:doublet:problem:{}", kind.facts().0));
    api["components"]["schemas"]["Problem"]["properties"]["type"]["enum"] = json!(names);
    api
}

/// The service described.
#[utoipa::path(
    get,
    path = "/openapi.json",
    responses((status = 200, content_type = "application/json", description = "OpenAPI 3.1.", body = Object))
)]
pub(super) async fn openapi() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DESCRIPTION.as_str())
}
