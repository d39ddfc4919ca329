//! The page in Chromium without a window: it opens from disk, asks for nothing, and answers to clicks and keys.
//!
//! Skipped with a message where there is no `chromedriver`. Pictures are left in the folder `target/page`.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{SAMPLES, hostile_feed, page_of};

/// The driver, which is ended with the test.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A command of Chromium's driver that is no part of the standard.
#[derive(Debug)]
struct Chromium(&'static str, Value);

impl WebDriverCompatibleCommand for Chromium {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.1.to_string()))
    }
}

/// A browser, and what drives it; none, with a message, where there is none.
async fn browser() -> Option<(Driver, Client)> {
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port is free").port();
    let driver = Command::new("chromedriver").arg(format!("--port={port}")).stdout(Stdio::null()).spawn();
    let Ok(driver) = driver.map(Driver) else {
        println!("skipped: there is no chromedriver");
        return None;
    };
    let options = json!({"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-prefers-reduced-motion", "--window-size=1200,1000"]});
    let capabilities =
        json!({"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}});
    let Value::Object(capabilities) = capabilities else { unreachable!("it is written as an object above") };
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities);
    for _ in 0..100 {
        if let Ok(client) = builder.connect(&format!("http://127.0.0.1:{port}")).await {
            return Some((driver, client));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("chromedriver is there and answers not");
}

/// Opens a page and waits until its lists are made.
async fn open(client: &Client, page: &Path) -> Result<(), CmdError> {
    client.goto(&format!("file://{}", page.display())).await?;
    client.wait().for_element(Locator::Css("html[data-ready]")).await.map(drop)
}

/// The text of the element with this id.
async fn text(client: &Client, id: &str) -> Result<String, CmdError> {
    client.find(Locator::Id(id)).await?.text().await
}

/// Waits until the line under the filters says this.
async fn told(client: &Client, status: &str) -> Result<(), CmdError> {
    for _ in 0..100 {
        if text(client, "status").await? == status {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?} is not {status:?}", text(client, "status").await?);
}

/// What the browser complained of, and the addresses that it asked for beside the page.
async fn complaints(client: &Client) -> Result<Vec<String>, CmdError> {
    let mut complaints = Vec::new();
    let entries = |log: Value| log.as_array().cloned().unwrap_or_default();
    for entry in entries(client.issue_cmd(Chromium("se/log", json!({"type": "browser"}))).await?) {
        complaints.push(entry["message"].to_string());
    }
    for entry in entries(client.issue_cmd(Chromium("se/log", json!({"type": "performance"}))).await?) {
        let event: Value = serde_json::from_str(entry["message"].as_str().unwrap_or_default())?;
        let url = event["message"]["params"]["request"]["url"].as_str().unwrap_or_default();
        let is_own = url.starts_with("file://") && url.contains("report.html") || url.starts_with("data:");
        if event["message"]["method"] == "Network.requestWillBeSent" && !is_own {
            complaints.push(format!("a request for {url}"));
        }
    }
    Ok(complaints)
}

/// Leaves a picture of what is seen.
async fn picture(client: &Client, name: &str) -> Result<(), CmdError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/page");
    std::fs::create_dir_all(&folder).expect("the folder target can be written");
    let picture = client.screenshot().await?;
    assert!(picture.starts_with(b"\x89PNG") && picture.len() > 10_000, "{name}: {} bytes", picture.len());
    std::fs::write(folder.join(name), picture).expect("the folder target can be written");
    Ok(())
}

/// Has the browser be as wide as that, in a light or a dark room.
async fn surroundings(client: &Client, width: u32, room: &str) -> Result<(), CmdError> {
    let command =
        |cmd: &str, params: Value| Chromium("goog/cdp/execute", json!({"cmd": cmd, "params": params}));
    let metrics = json!({"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": width < 600});
    client.issue_cmd(command("Emulation.setDeviceMetricsOverride", metrics)).await?;
    let media = json!({"features": [{"name": "prefers-color-scheme", "value": room}]});
    client.issue_cmd(command("Emulation.setEmulatedMedia", media)).await.map(drop)
}

#[tokio::test]
async fn search_filters_order_and_pages_work_by_clicks_and_keys() -> Result<(), CmdError> {
    let Some((_driver, client)) = browser().await else { return Ok(()) };
    let (_folder, page, _) = page_of(&Path::new(SAMPLES).join("feed.jsonl"), &[]);
    open(&client, &page).await?;
    told(&client, "85 clusters").await?;
    picture(&client, "light-wide.png").await?;

    // The key / goes to the search; what is typed there is found, whatever its case, accents and signs.
    let body = client.find(Locator::Css("body")).await?;
    body.send_keys("/").await?;
    client.active_element().await?.send_keys("“AVERIL”, terminál").await?;
    told(&client, "2 of 85 clusters").await?;
    // By keys alone the cluster is opened, and its differences are marked.
    let summary = client.find(Locator::Css("#list summary")).await?;
    summary.send_keys(&char::from(Key::Enter).to_string()).await?;
    client.wait().for_element(Locator::Css("#list details[open] ins")).await?;
    let opened = text(&client, "list").await?;
    assert!(
        opened.contains("kept") && opened.contains("Nile Dispatch") && opened.contains("Updates"),
        "{opened}"
    );
    picture(&client, "light-open.png").await?;

    client.find(Locator::Id("clear")).await?.click().await?;
    told(&client, "85 clusters").await?;
    client.find(Locator::Id("relation")).await?.select_by_value("update").await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let updates = text(&client, "status").await?;
    assert!(updates.ends_with(" of 85 clusters") && !updates.starts_with("0 "), "{updates}");
    client.find(Locator::Id("clear")).await?.click().await?;
    client.find(Locator::Id("script")).await?.select_by_value("Arabic").await?;
    let least = client.find(Locator::Id("least")).await?;
    least.clear().await?;
    least.send_keys("99").await?;
    told(&client, "0 of 85 clusters").await?;
    client.find(Locator::Id("clear")).await?.click().await?;
    told(&client, "85 clusters").await?;

    // Fifty at a time.
    assert_eq!(client.find_all(Locator::Css("#list > li")).await?.len(), 50);
    client.find(Locator::Id("after")).await?.click().await?;
    assert_eq!(client.find_all(Locator::Css("#list > li")).await?.len(), 35);
    // A reload shows the same page of the list, and the same choice.
    client.refresh().await?;
    client.wait().for_element(Locator::Css("html[data-ready]")).await?;
    assert_eq!(client.find_all(Locator::Css("#list > li")).await?.len(), 35);
    client.find(Locator::Id("relation")).await?.select_by_value("update").await?;
    told(&client, &updates).await?;
    client.refresh().await?;
    client.wait().for_element(Locator::Css("html[data-ready]")).await?;
    told(&client, &updates).await?;
    client.find(Locator::Id("clear")).await?.click().await?;
    told(&client, "85 clusters").await?;
    assert!(!client.current_url().await?.as_str().contains('#'), "nothing is chosen");

    // The table of sources is sorted by its heads, and a source leads to its clusters.
    client.find(Locator::Css("button[data-key=headlines]")).await?.click().await?;
    let most = client.find(Locator::Css("#source-table tbody tr td")).await?.text().await?;
    assert_eq!(most, "26");
    client.find(Locator::Css("#source-table tbody button")).await?.click().await?;
    let status = text(&client, "status").await?;
    assert!(status.ends_with(" of 85 clusters"), "{status}");
    assert_eq!(complaints(&client).await?, [""; 0]);
    client.close().await
}

#[tokio::test]
async fn it_is_seen_in_a_dark_room_and_on_a_phone_without_scrolling_sideways() -> Result<(), CmdError> {
    let Some((_driver, client)) = browser().await else { return Ok(()) };
    let (_folder, page, _) = page_of(&Path::new(SAMPLES).join("feed.jsonl"), &[]);
    open(&client, &page).await?;
    for (width, room) in [(1200, "dark"), (390, "light"), (390, "dark"), (320, "light")] {
        surroundings(&client, width, room).await?;
        let wide = client.execute("return document.documentElement.scrollWidth", vec![]).await?;
        assert!(wide.as_u64() <= Some(u64::from(width)), "{wide} in {width}");
        picture(&client, &format!("{room}-{width}.png")).await?;
    }
    let titles = "return [...document.querySelectorAll('#list .title')].filter((title) => title.matches(':dir(rtl)')).length";
    assert!(
        client.execute(titles, vec![]).await?.as_u64() > Some(5),
        "Arabic and Hebrew titles are set from the right"
    );
    assert_eq!(complaints(&client).await?, [""; 0]);
    client.close().await
}

#[tokio::test]
async fn on_paper_what_is_listed_stands_open_and_afterwards_as_before() -> Result<(), CmdError> {
    let Some((_driver, client)) = browser().await else { return Ok(()) };
    let (_folder, page, _) = page_of(&Path::new(SAMPLES).join("feed.jsonl"), &[]);
    open(&client, &page).await?;
    let rows = "window.dispatchEvent(new Event('beforeprint')); \
                return document.querySelectorAll('#list details[open] tbody tr').length";
    assert!(client.execute(rows, vec![]).await?.as_u64() > Some(150), "fifty clusters of three or more");
    let open = "window.dispatchEvent(new Event('afterprint')); return document.querySelectorAll('details[open]').length";
    assert_eq!(client.execute(open, vec![]).await?, 0);
    client.close().await
}

#[tokio::test]
async fn hostile_titles_are_shown_and_do_nothing() -> Result<(), CmdError> {
    let Some((_driver, client)) = browser().await else { return Ok(()) };
    let (_folder, input) = hostile_feed();
    let (_page_folder, page, _) = page_of(&input, &["--threshold", "1"]);
    open(&client, &page).await?;
    client
        .execute("document.querySelectorAll('details').forEach((one) => { one.open = true; })", vec![])
        .await?;
    client.wait().for_element(Locator::Css("#list tbody tr")).await?;
    assert_eq!(client.title().await?, "doublet: what was told twice");
    assert!(text(&client, "list").await?.contains("<img src=x onerror="));
    assert_eq!(client.find_all(Locator::Css("main img, main script")).await?.len(), 0);
    assert_eq!(complaints(&client).await?, [""; 0]);
    client.close().await
}
