//! Options that are not typed: the environment, `doublet.toml`, and which of them is in force.

use serde_json::Value;

use crate::support::{Folder, outcome};

/// Two headlines that are alike by about 0.8, under a field of another name.
const ALIKE: &str = "{\"name\":\"Harbour reopens after the long winter storm\"}\n\
                     {\"name\":\"Harbour reopens after the long winter storms, pilots say\"}\n";

/// The value of an option and where it comes from, as `doublet config` has it.
fn in_force(folder: &Folder, command: &[&str], variables: &[(&str, &str)], option: &str) -> (Value, String) {
    let mut run = folder.doublet(&["config", "--json"]);
    let (status, stdout, stderr) = outcome(run.args(command).envs(variables.iter().copied()));
    assert_eq!((status, stderr.as_str()), (0, ""));
    let told: Value = serde_json::from_str(&stdout).expect("one object");
    let rows = told["options"].as_array().expect("a list").iter();
    let row = rows.clone().find(|row| row["option"] == option).expect("the option is listed").clone();
    let place = match row["from"].as_str().expect("a word") {
        "file" => format!("{}:{}", row["path"].as_str().expect("a path"), row["line"]),
        "environment" => row["variable"].as_str().expect("a name").to_owned(),
        other => other.to_owned(),
    };
    (row["value"].clone(), place)
}

#[test]
fn what_is_typed_goes_over_the_environment_that_over_the_table_that_over_the_top_that_over_the_default() {
    let folder = Folder::new();
    folder.file("feed.jsonl", ALIKE);
    let variable = ("DOUBLET_NUMBERS", "ignore");
    let numbers = |variables: &[(&str, &str)]| in_force(&folder, &["cluster"], variables, "numbers");
    assert_eq!(numbers(&[]), ("decide".into(), "default".to_owned()));
    folder.file("doublet.toml", "title = \"name\"\nnumbers = \"ignore\"\n");
    assert_eq!(numbers(&[]), ("ignore".into(), "doublet.toml:2".to_owned()));
    folder
        .file("doublet.toml", "title = \"name\"\nnumbers = \"ignore\"\n\n[cluster]\nnumbers = \"decide\"\n");
    assert_eq!(numbers(&[]), ("decide".into(), "doublet.toml:5".to_owned()));
    assert_eq!(numbers(&[variable]), ("ignore".into(), "DOUBLET_NUMBERS".to_owned()));
    let other_command = in_force(&folder, &["dedup"], &[], "numbers");
    assert_eq!(other_command, ("ignore".into(), "doublet.toml:2".to_owned()));
    // The same in a run: each source gives a threshold that another one overrules.
    let count = |typed: &[&str], variable: Option<&str>| {
        let mut run = folder.doublet(&["cluster", "--to", "jsonl", "feed.jsonl"]);
        let variables = variable.map(|value| ("DOUBLET_THRESHOLD", value));
        let (status, stdout, stderr) = outcome(run.args(typed).envs(variables));
        assert_eq!((status, stderr.as_str()), (0, ""));
        stdout.lines().count()
    };
    let [joining, parting] = ["0.5", "0.99"];
    let file = |top: &str, table: &str| {
        let table =
            if table.is_empty() { String::new() } else { format!("[cluster]\nthreshold = {table}\n") };
        folder.file("doublet.toml", &format!("title = \"name\"\nthreshold = {top}\n{table}"));
    };
    file(joining, "");
    assert_eq!(count(&[], None), 1);
    file(parting, "");
    assert_eq!(count(&[], None), 0);
    file(parting, joining);
    assert_eq!(count(&[], None), 1);
    assert_eq!(count(&[], Some(parting)), 0);
    assert_eq!(count(&["--threshold", joining], Some(parting)), 1);
}

#[test]
fn a_command_that_lacks_an_option_passes_over_it_at_the_top_of_the_file() {
    let folder = Folder::with_feed();
    folder.file("doublet.toml", "window = \"7d\"\nkeep = \"longest\"\nsweep = true\n");
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&["compare", "One", "Two"]));
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(stdout.contains("relation"), "{stdout}");
    let (value, place) = in_force(&folder, &["index", "expire"], &[], "window");
    assert_eq!((value, place.as_str()), ("7d".into(), "doublet.toml:1"));
}

#[test]
fn what_a_command_requires_may_be_set() {
    let folder = Folder::with_feed();
    folder.file("feed.jsonl", "{\"id\":1,\"title\":\"Harbour reopens after storm\"}\n");
    let run = |arguments: &[&str]| outcome(&mut folder.doublet(arguments));
    assert_eq!(run(&["dedup", "--index", "seen", "feed.jsonl"]).0, 0);
    let (status, _, stderr) = run(&["query", "Harbour reopens after storm"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("--index <DIR>"), "{stderr}");
    folder.file("doublet.toml", "[query]\nindex = \"seen\"\njson = true\n");
    let (status, stdout, stderr) = run(&["query", "Harbour reopens after storm"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with('{') && stdout.contains("Harbour reopens"), "{stdout}");
}

#[test]
fn a_slip_in_the_file_is_wrong_usage_that_names_its_line() {
    let folder = Folder::with_feed();
    for (content, said) in [
        ("\ntreshold = 0.5\n", "doublet.toml:2: there is no option \"treshold\"; \"threshold\"?"),
        (
            "[clutser]\nkeep = \"longest\"\n",
            "doublet.toml:1: there is no command \"clutser\" for a table; \"cluster\"?",
        ),
        ("[dedup]\nkeep = \"longest\"\n", "doublet.toml:2: there is no option \"keep\""),
        ("[index.expires]\nwindow = \"3d\"\n", "doublet.toml:1: there is no command \"expires\""),
        ("# ours\nthreshold = 7\n", "doublet.toml:2: invalid value '7' for '--threshold <X>': "),
        ("method = \"minhsah\"\n", "doublet.toml:1: invalid value 'minhsah' for '--method <METHOD>'"),
        ("title = true\n", "doublet.toml:1: \"title\" takes one text or number"),
        ("title = [\"a\", \"b\"]\n", "doublet.toml:1: \"title\" takes one text or number"),
        ("strict = \"yes\"\n", "doublet.toml:1: \"strict\" is either true or false"),
        ("output = \"/tmp/x\"\n", "doublet.toml:1: \"output\" has to be typed, as --output"),
        ("[index.forget]\nid = \"7\"\n", "doublet.toml:2: \"id\" has to be typed"),
        (
            "quiet = true\nverbose = true\n",
            "doublet.toml:2: --verbose excludes --quiet, which doublet.toml:1 asks for",
        ),
        ("title = \"a\"\ntitle = \"b\"\n", "doublet.toml:2: "),
        ("title = \n", "doublet.toml:1: "),
        ("\"\\u001b]0;x\" = 1\n", "doublet.toml:1: there is no option"),
    ] {
        folder.file("doublet.toml", content);
        let (status, stdout, stderr) = outcome(&mut folder.doublet(&["cluster", "feed.txt"]));
        assert_eq!((status, stdout.as_str()), (2, ""), "{content}");
        let said_now = stderr.strip_prefix("doublet: ").expect("the program's name comes first");
        let is_said = said_now.starts_with(said);
        assert!(is_said && stderr.lines().count() == 1, "{content}: {stderr}");
        assert!(!stderr.contains('\u{1b}'), "{stderr}");
    }
}

#[test]
fn a_file_that_is_named_must_be_there_and_one_that_is_not_text_is_refused() {
    let folder = Folder::with_feed();
    std::fs::write(folder.path("bytes.toml"), b"title = \"\xff\"\n").expect("a file can be written");
    folder.file("large.toml", &"# nothing\n".repeat(200_000));
    std::fs::create_dir(folder.path("folder.toml")).expect("a folder can be made");
    for name in ["missing.toml", "bytes.toml", "large.toml", "folder.toml"] {
        let (status, stdout, stderr) =
            outcome(&mut folder.doublet(&["cluster", "feed.txt", "--config", name]));
        assert_eq!((status, stdout.as_str()), (2, ""), "{name}");
        assert!(stderr.starts_with(&format!("doublet: {name}: ")), "{stderr}");
        let mut run = folder.doublet(&["cluster", "feed.txt"]);
        assert_eq!(outcome(run.env("DOUBLET_CONFIG", name)).0, 2, "{name}");
    }
    folder.file("doublet.toml", "treshold = 1\n");
    let mut run = folder.doublet(&["cluster", "feed.txt", "--config"]);
    assert_eq!(outcome(run.arg("/dev/null")).0, 0, "another file takes its place");
}

#[test]
fn help_completions_and_the_manual_do_without_the_file() {
    let folder = Folder::new();
    folder.file("doublet.toml", "treshold = 1\n");
    for arguments in [&["--help"][..], &["cluster", "-h"], &["completions", "bash"], &["man"], &["--version"]]
    {
        assert_eq!(outcome(&mut folder.doublet(arguments)).0, 0, "{arguments:?}");
    }
    assert_eq!(outcome(&mut folder.doublet(&["config"])).0, 2);
}

#[test]
fn a_variable_is_checked_as_an_option_and_an_unknown_one_is_a_warning() {
    let folder = Folder::with_feed();
    let with = |variable: &str, value: &str, more: &[&str]| {
        let mut run = folder.doublet(&["cluster", "feed.txt"]);
        outcome(run.args(more).env(variable, value))
    };
    for (variable, value, said) in [
        ("DOUBLET_THRESHOLD", "7", "doublet: DOUBLET_THRESHOLD: invalid value '7'"),
        ("DOUBLET_STRICT", "maybe", "doublet: DOUBLET_STRICT: \"maybe\" is neither true nor false"),
    ] {
        let (status, _, stderr) = with(variable, value, &[]);
        assert_eq!(status, 2, "{variable}");
        assert!(stderr.starts_with(said), "{stderr}");
    }
    let (status, _, stderr) = with("DOUBLET_TRESHOLD", "0.5", &[]);
    let said = "doublet: DOUBLET_TRESHOLD sets nothing: there is no option --treshold; DOUBLET_THRESHOLD?\n";
    assert_eq!((status, stderr.as_str()), (0, said));
    assert_eq!(with("DOUBLET_TRESHOLD", "0.5", &["-q"]).2, "");
    let (status, _, stderr) = with("DOUBLET_OUTPUT", "out.jsonl", &[]);
    assert_eq!(status, 0);
    assert!(stderr.contains("--output has to be typed"), "{stderr}");
    assert_eq!(folder.names(), ["feed.txt"]);
    assert_eq!(
        with("DOUBLET_THRESHOLD", "", &[]),
        with("UNRELATED", "", &[]),
        "empty is as if it were not there"
    );
}

#[test]
fn what_is_typed_sets_aside_what_excludes_it_and_verbose_says_so() {
    let folder = Folder::with_feed();
    folder.file("doublet.toml", "quiet = true\nkeep = \"longest\"\n[cluster]\nstrict = true\n");
    let (status, _, stderr) = outcome(&mut folder.doublet(&["cluster", "feed.txt", "-v"]));
    assert_eq!(status, 0, "{stderr}");
    for said in [
        "doublet: options are taken from doublet.toml\n",
        "doublet: doublet.toml:2 sets --keep to longest\n",
        "doublet: doublet.toml:1: --quiet is set aside, for --verbose comes from command line\n",
    ] {
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    // A variable says no to a flag of the file.
    folder.file("bad.jsonl", "{\"title\":\"Harbour reopens\"}\n{\n");
    let run = |strict: &str| {
        let mut run = folder.doublet(&["cluster", "--from", "jsonl", "bad.jsonl"]);
        outcome(run.env("DOUBLET_STRICT", strict)).0
    };
    assert_eq!((run("true"), run("false")), (1, 0));
    // The name of a file tells its form, whatever form is asked for elsewhere.
    folder.file("doublet.toml", "to = \"html\"\n");
    assert_eq!(outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", "told.csv"])).0, 0);
    assert!(folder.read("told.csv").starts_with("cluster,"), "{}", folder.read("told.csv"));
    folder.file("doublet.toml", "bom = true\n");
    assert_eq!(outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", "told.jsonl"])).0, 0);
    for more in [&[][..], &["--to", "html"]] {
        let (status, stdout, stderr) = outcome(folder.doublet(&["cluster", "-v", "feed.txt"]).args(more));
        assert!(status == 0 && stdout.as_bytes()[0] != 0xef, "{stderr}");
        assert!(stderr.contains("doublet.toml:1: --bom is set aside, for "), "{stderr}");
    }
    assert_eq!(outcome(&mut folder.doublet(&["cluster", "feed.txt", "--to", "csv"])).1.as_bytes()[0], 0xef);
    folder.file("pairs.tsv", "id_a\tid_b\tlabel\n");
    folder.file("doublet.toml", "pairs = \"pairs.tsv\"\n");
    let mut run = folder.doublet(&["calibrate", "-v", "-o", "answers.tsv", "feed.txt"]);
    let (_, _, stderr) = outcome(run.write_stdin("q\n"));
    assert!(stderr.contains("--pairs is set aside, for --output comes from command line"), "{stderr}");
    assert!(folder.read("answers.tsv").starts_with("id_a\t"));
}

#[test]
fn config_without_a_command_lists_what_is_set_for_any() {
    let folder = Folder::new();
    let (status, stdout, _) = outcome(&mut folder.doublet(&["config"]));
    let nothing = "file: none\nnothing is set: every option of every command has its default\n";
    assert_eq!((status, stdout.as_str()), (0, nothing));
    folder.file("doublet.toml", "[index.expire]\nwindow = \"3d\"\n[dedup]\nwindow = \"7d\"\n");
    let (_, stdout, _) = outcome(&mut folder.doublet(&["config"]));
    assert_eq!(
        stdout,
        "file: doublet.toml\n\
         command       option    value  from\n\
         dedup         --window  7d     doublet.toml:4\n\
         index expire  --window  3d     doublet.toml:2\n"
    );
    let (_, of_a_table, _) = outcome(&mut folder.doublet(&["config", "index.expire"]));
    assert_eq!(of_a_table, outcome(&mut folder.doublet(&["config", "index", "expire"])).1);
    assert!(of_a_table.contains("--window      3d"), "{of_a_table}");
    let (status, _, stderr) = outcome(&mut folder.doublet(&["config", "dedupe"]));
    assert_eq!((status, stderr.as_str()), (2, "doublet: there is no command \"dedupe\"; \"dedup\"?\n"));
}
