//! The description of the service, held to what it does.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::served::{Answer, Served, record, records};
use crate::support::Folder;

/// Holds each of `values` to the schema that the description has for an answer.
fn hold(api: &Value, pointer: &str, values: &[Value]) {
    let schema = api.pointer(pointer).unwrap_or_else(|| panic!("{pointer}: there is no schema"));
    let whole = json!({"allOf": [schema], "components": api["components"]});
    let validator = jsonschema::validator_for(&whole).expect("it is a schema");
    assert!(!values.is_empty());
    for value in values {
        let errors: Vec<String> = validator.iter_errors(value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{pointer}: {value}");
    }
    assert!(!validator.is_valid(&json!({"surprise": 1})), "{pointer}: it takes anything");
}

/// Where the schema of an answer stands.
fn place(path: &str, method: &str, status: &str, kind: &str) -> String {
    let escaped = |text: &str| text.replace('/', "~1");
    format!("/paths/{}/{method}/responses/{status}/content/{}/schema", escaped(path), escaped(kind))
}

#[test]
fn every_route_and_every_answer_is_described_as_it_is() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let api = &served.get("/openapi.json").values()[0];
    assert!(api["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let described: BTreeSet<(&str, &str)> = api["paths"]
        .as_object()
        .expect("it has paths")
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .expect("a path has methods")
                .keys()
                .map(move |method| (path.as_str(), method.as_str()))
        })
        .collect();
    let expected = BTreeSet::from([
        ("/v1/dedup", "post"),
        ("/v1/query", "post"),
        ("/v1/compare", "post"),
        ("/v1/items/{id}", "delete"),
        ("/healthz", "get"),
        ("/readyz", "get"),
        ("/metrics", "get"),
        ("/openapi.json", "get"),
    ]);
    assert_eq!(described, expected);
    // Another method on each is told to be none, which shows that the route is there.
    for (path, _) in expected {
        let put = format!("PUT {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let put = put.replace("{id}", "x");
        assert!(served.raw(put.as_bytes()).starts_with("HTTP/1.1 405"), "{path}");
    }

    let lines = records(0..3) + &record(0) + "no\n";
    hold(
        api,
        &place("/v1/dedup", "post", "200", "application/x-ndjson"),
        &served.post("/v1/dedup", lines).values(),
    );
    let title = record(0).split('"').nth(7).expect("it is the title").to_owned();
    let found = served.post("/v1/query", json!({"titles": [title, "x"]}).to_string());
    assert!(found.body.contains("\"near\":[{"), "{}", found.body);
    hold(api, &place("/v1/query", "post", "200", "application/x-ndjson"), &found.values());
    let compared = served.post("/v1/compare", json!({"first": "5 hurt", "second": "15 hurt"}).to_string());
    hold(api, &place("/v1/compare", "post", "200", "application/json"), &compared.values());

    let problem = |path: &str, method: &str, status: &str, answer: &Answer| {
        answer.problem();
        hold(api, &place(path, method, status, "application/problem+json"), &answer.values());
    };
    problem("/v1/dedup", "post", "4XX", &served.post("/v1/dedup?strict=true", "no\n"));
    problem("/v1/query", "post", "4XX", &served.post("/v1/query", "{}"));
    problem("/v1/compare", "post", "4XX", &served.post("/v1/compare", "{}"));
    problem("/v1/items/{id}", "delete", "4XX", &served.delete("/v1/items/x"));
    let parameters = api["paths"]["/v1/dedup"]["post"]["parameters"].as_array().expect("it has some");
    let names: Vec<&str> = parameters.iter().filter_map(|parameter| parameter["name"].as_str()).collect();
    assert_eq!(names, ["title", "id", "source", "published", "strict"]);
}
