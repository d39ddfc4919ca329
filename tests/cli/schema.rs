//! Every JSON output against its schema in `docs/schema`, and every schema against outputs that are wrong.

use std::fs;

use serde_json::{Value, json};

use super::support::{Folder, outcome};

/// Titles that are hard on whoever writes JSON, two of them repeats, one an update.
const HOSTILE: &str = r#"{"id":1,"title":"Ferry \"Ingrid\" runs \u0000\u001b[31m again \u202e after the long storm"}
{"id":"{}","title":"Ferry \"Ingrid\" runs \u0000\u001b[31m again \u202e after the long storm","source":"<b>&amp;"}
{"title":"5 killed in Port Averil bridge collapse, ministry says","published":"soon"}
{"title":"15 killed in Port Averil bridge collapse, ministry says"}
{"title":"","source":""}
{"title":"?!","id":12345678901234567890123}
"#;

fn root(name: &str) -> String {
    format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn schema(name: &str) -> Value {
    let path = root(&format!("docs/schema/{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).expect("a schema is JSON")
}

/// The JSON values in a text.
fn values(text: &str) -> Vec<Value> {
    let values = serde_json::Deserializer::from_str(text).into_iter();
    values.map(|value| value.expect("the program writes JSON")).collect()
}

/// Where the parts of `value` stand that lie under `prefix`.
fn pointers(value: &Value, at: &str, prefix: &str, found: &mut Vec<String>) {
    if at.starts_with(prefix) {
        found.push(at.to_owned());
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                pointers(member, &format!("{at}/{name}"), prefix, found);
            }
        }
        Value::Array(elements) => {
            for (place, element) in elements.iter().enumerate() {
                pointers(element, &format!("{at}/{place}"), prefix, found);
            }
        }
        _ => {}
    }
}

/// The same with a member that nobody knows in an object, or an object where there is none.
fn spoiled(value: &Value, pointer: &str) -> Value {
    let mut spoiled = value.clone();
    match spoiled.pointer_mut(pointer).expect("the pointer is one of the value") {
        Value::Object(members) => {
            members.insert("surprise".to_owned(), json!(1));
        }
        other => *other = json!({"surprise": true}),
    }
    spoiled
}

/// Holds `outputs` to a schema: each is valid, and with anything spoiled in it under `prefix` it is not.
fn hold(name: &str, prefix: &str, outputs: &[Value]) {
    let schema = schema(name);
    assert!(jsonschema::meta::is_valid(&schema), "{name} is no schema");
    let validator = jsonschema::validator_for(&schema).expect("it was found to be one");
    assert!(!outputs.is_empty(), "{name}: there is nothing to hold to it");
    for output in outputs {
        let errors: Vec<String> = validator
            .iter_errors(output)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}: {output}");
    }
    // The largest output has the most members.
    let largest = outputs.iter().max_by_key(|output| output.to_string().len()).expect("there is one");
    let mut found = Vec::new();
    pointers(largest, "", prefix, &mut found);
    // A hundred of a list of hundreds tell as much as all.
    for pointer in found.iter().take(100) {
        assert!(!validator.is_valid(&spoiled(largest, pointer)), "{name}: {pointer} may be anything");
    }
    for required in schema["required"].as_array().expect("a schema names what is required") {
        let mut lacking = largest.clone();
        let removed = lacking.as_object_mut().and_then(|members| members.remove(required.as_str()?));
        assert!(removed.is_some() && !validator.is_valid(&lacking), "{name}: {required} may be missing");
    }
}

/// A folder with hostile titles, and what a command says in it that must succeed.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.file("hostile.jsonl", HOSTILE);
    folder
}

fn written(folder: &Folder, command: &[&str]) -> String {
    let (status, stdout, stderr) = outcome(&mut folder.doublet(command));
    assert_eq!(status, 0, "{command:?}: {stderr}");
    stdout
}

#[test]
fn clusters_keep_to_their_schemas() {
    let folder = folder();
    let feed = root("samples/feed.jsonl");
    let command = ["cluster", "--relations", "--singletons", "hostile.jsonl", &feed, "--to"];
    let apart = values(&written(&folder, &[&command[..], &["jsonl"]].concat()));
    let mut updates = apart.iter().filter_map(|cluster| cluster["updates"].as_array()).flatten();
    let is_sourced = |update: &Value| update["source"].is_string() && update["published"].is_string();
    assert!(updates.any(is_sourced), "some are updated, and of the feed");
    assert!(apart.iter().any(|cluster| cluster["series"].is_array()), "some are in a series");
    hold("cluster", "", &apart);
    hold(
        "cluster",
        "",
        &values(&written(&folder, &[&command[..], &["jsonl", "--updates", "join"]].concat())),
    );
    hold("clusters", "", &values(&written(&folder, &[&command[..], &["json"]].concat())));
    let mut alone = schema("cluster");
    for only_of_a_file in ["$schema", "title", "description"] {
        alone.as_object_mut().expect("a schema is an object").remove(only_of_a_file);
    }
    assert_eq!(schema("clusters")["$defs"]["cluster"], alone, "a cluster is the same in both");
}

#[test]
fn records_of_dedup_keep_to_their_schemas() {
    let folder = folder();
    folder.file("feed.txt", "Harbour \"reopens\"\nHarbour reopens\n\u{202e}?!\n");
    let inputs = [
        root("samples/feed.jsonl"),
        "hostile.jsonl".to_owned(),
        root("samples/feed.atom"),
        "feed.txt".to_owned(),
    ];
    let mut annotated = Vec::new();
    let mut dropped = Vec::new();
    for input in &inputs {
        let command = ["dedup", "-q", "--annotate", "--updates", "drop", "--dropped", "dropped.jsonl", input];
        annotated.extend(values(&written(&folder, &command)));
        dropped.extend(values(&folder.read("dropped.jsonl")));
    }
    assert!(annotated.iter().any(|record| record["doublet"]["status"] == "update"), "some are updates");
    hold("annotated", "/doublet", &annotated);
    hold("dropped", "/doublet", &dropped);
    let validator = jsonschema::validator_for(&schema("annotated")).expect("as before");
    for wrong in
        [json!({"status": "new", "of": "1"}), json!({"status": "duplicate"}), json!({"status": "old"})]
    {
        assert!(!validator.is_valid(&json!({"title": "Harbour", "doublet": wrong})), "{wrong}");
    }
}

#[test]
fn an_index_keeps_to_its_schemas() {
    let folder = folder();
    let feed = root("samples/feed.jsonl");
    written(
        &folder,
        &["dedup", "-q", "--index", "seen", "--window", "1000w", "-o", "new.jsonl", &feed, "hostile.jsonl"],
    );
    hold("index-stats", "", &values(&written(&folder, &["index", "stats", "--json", "seen"])));
    hold("index-export", "", &values(&written(&folder, &["index", "export", "seen"])));
    let asked = [
        "query",
        "--index",
        "seen",
        "--json",
        "Fire at Port Averil grain terminal kills 5",
        "nothing",
        "\u{1b}\u{202e}",
    ];
    let answers = values(&written(&folder, &asked));
    assert!(answers[0]["near"].as_array().is_some_and(|near| !near.is_empty()), "{}", answers[0]);
    hold("query", "", &answers);
}

#[test]
fn comparisons_and_figures_keep_to_their_schemas() {
    let folder = folder();
    let feed = root("samples/feed.jsonl");
    let mut compared = Vec::new();
    for [first, second] in
        [["5 killed in fire", "15 killed in a fire"], ["", "?!"], ["\u{202e}\"", "\u{1b}[31m"]]
    {
        compared.extend(values(&written(&folder, &["compare", "--json", "--", first, second])));
    }
    hold("compare", "", &compared);
    hold("boilerplate", "", &values(&written(&folder, &["boilerplate", "--json", &feed])));
    let pairs = root("samples/pairs.tsv");
    hold(
        "evaluate",
        "",
        &values(&written(&folder, &["evaluate", "--json", "--sweep", "--pairs", &pairs, &feed])),
    );
    hold("calibrate", "", &values(&written(&folder, &["calibrate", "--json", "--pairs", &pairs, &feed])));
}

#[test]
fn the_table_of_schemas_lists_them_all() {
    let table = fs::read_to_string(root("docs/schema/README.md")).expect("the table is there");
    for entry in fs::read_dir(root("docs/schema")).expect("the folder can be listed") {
        let name = entry.expect("an entry can be read").file_name().to_string_lossy().into_owned();
        assert!(name == "README.md" || table.contains(&format!("[{name}]({name})")), "{name}");
    }
}
