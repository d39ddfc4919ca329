//! The commands of docs/service.md and of the README's section on the service, run as they stand there.

use std::path::Path;
use std::process::{Command as System, Stdio};

use crate::support::Folder;

/// A page of the project.
fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the page is there")
}

/// The blocks of commands of a page, in order.
fn blocks(page: &str) -> Vec<&str> {
    page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// Runs the commands of a page in one shell, as a reader pastes them, on ports that are free; tells what they wrote.
fn run(page: &str, folder: &Folder) -> String {
    let curl = System::new("curl").arg("--version").stdout(Stdio::null()).status();
    assert!(curl.is_ok(), "there is no curl, by which the page is read");
    let free = || std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let [port, other] = [(); 2].map(|()| free().expect("there is one").port());
    let script = blocks(page).concat().replace("7700", &port.to_string()).replace("7701", &other.to_string());
    assert!(script.contains("serve ") && script.contains("curl "), "{script}");
    // What was started in the background ends with the shell, and what it says goes to a file: a pipe would stay open.
    let script = format!("set -e\ntrap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n{script}");
    let program = Path::new(env!("CARGO_BIN_EXE_doublet")).parent().expect("it is in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let [out, err] =
        ["out", "err"].map(|name| std::fs::File::create(folder.path(name)).expect("it can be written"));
    let status = System::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path("."))
        .env("PATH", path)
        .env("DOUBLET_LISTEN", format!("127.0.0.1:{port}"))
        .env_remove("DOUBLET_TOKEN")
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .status()
        .expect("bash is there");
    assert!(status.success(), "{script}\n{}\n{}", folder.read("out"), folder.read("err"));
    folder.read("out")
}

/// A folder with the samples, as the repository has them.
fn with_samples() -> Folder {
    let folder = Folder::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    std::os::unix::fs::symlink(samples, folder.path("samples")).expect("a link can be made");
    folder
}

#[test]
fn each_command_of_the_page_on_the_service_does_what_it_says() {
    let out = run(&page("docs/service.md"), &with_samples());
    for said in [
        "\"status\":\"new\"",
        "\"status\":\"duplicate\"",
        "\"near\":[{",
        "\"relation\":\"update\"",
        "doublet_items ",
        "ready",
    ] {
        assert!(out.contains(said), "{said}: {out}");
    }
}

#[test]
fn curl_against_the_service_does_what_the_readme_says() {
    let readme = page("README.md");
    let (_, section) = readme.split_once("## Many workers, one index").expect("the section is there");
    let section = section.split("\n## ").next().unwrap_or_default();
    let out = run(section, &with_samples());
    assert!(out.contains("\"status\":\"new\"") && out.contains("\"near\":[{"), "{out}");
}
