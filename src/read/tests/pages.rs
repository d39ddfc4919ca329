//! Scraped pages, plain and HTML.

use super::*;

/// A page as it is scraped: the heading, body, and a list of other articles under a label.
const PAGE: &str = "الميناء يفتح أبوابه من جديد بعد العاصفة

أعلنت هيئة الموانئ اليوم أن الميناء عاد إلى العمل بعد توقف دام ثلاثة أيام بسبب العاصفة التي ضربت الساحل.
وقال المدير إن السفن بدأت بالدخول منذ الصباح الباكر، وإن الحركة ستعود إلى طبيعتها خلال أسبوع.

مقالات مشابهة
• وزير النقل يعلن عودة العبارات إلى العمل
• وزير النقل يعلن عودة العبارات
•
إغلاق الجسر القديم أمام السيارات لمدة شهر
• الميناء يفتح أبوابه من جديد بعد العاصفة
";

#[test]
fn a_plain_page_gives_its_headings_and_bullets_and_no_body() {
    let expected = [
        "in:1|الميناء يفتح أبوابه من جديد بعد العاصفة|-|-",
        "in:6|مقالات مشابهة|-|-",
        "in:7|وزير النقل يعلن عودة العبارات إلى العمل|-|-",
        "in:8|وزير النقل يعلن عودة العبارات|-|-",
        "in:10|إغلاق الجسر القديم أمام السيارات لمدة شهر|-|-",
        "in:11|الميناء يفتح أبوابه من جديد بعد العاصفة|-|-",
    ];
    assert_eq!(recognising(PAGE).headlines, expected);
    assert_eq!(reading(PAGE, Format::Page).headlines, expected);
    let dense = PAGE.replace("\n\n", "\n");
    assert_eq!(reading(dense, Format::Page).titles().len(), expected.len());
}

#[test]
fn headings_marked_as_in_markdown_are_taken() {
    let page = "# Harbour reopens #\nBody text that goes on.\n\nFerry runs again\n====\n\nBridge closed\n---\n\nBody. More body.\n\n---\n1. Bus strike ends\n2) Train is late\n- Tram stops\n* Taxi fares rise\n";
    assert_eq!(
        reading(page, Format::Page).titles(),
        [
            "Harbour reopens",
            "Ferry runs again",
            "Bridge closed",
            "Bus strike ends",
            "Train is late",
            "Tram stops",
            "Taxi fares rise"
        ]
    );
}

#[test]
fn body_text_is_no_heading() {
    let page = "The harbour has reopened after the storm that had kept ships\naway for a week.\n\nSentence one here. Sentence two here\n\nMenu\n\n12 November 2026\n\nRead more about it…\n\nSimilar articles:\n\nFerry runs again in the U.S.\n\n港口重新开放\n\n";
    assert_eq!(reading(page, Format::Page).titles(), ["Ferry runs again in the U.S.", "港口重新开放"]);
}

#[test]
fn a_few_hyphens_do_not_make_a_page() {
    let text =
        "Ferry runs again\n- We will not go, says minister\nBridge closed\nBus strike ends\nTrain is late\n";
    assert_eq!(recognising(text).headlines.len(), 5);
}

const HTML: &str = r#"<!DOCTYPE html>
<html><head><title>Harbour reopens - Example Post</title><script>var x = "<h1>No</h1>";</script></head>
<body>
<nav><ul><li><a href="/">Front page news</a></li></ul></nav>
<h1>Harbour &amp; ferry
   reopen</h1>
<p>The harbour has reopened after the storm.</p>
<h2>Similar articles</h2>
<ul>
  <li><a href="1">Ferry runs <b>ag</b>ain</a> <time>12:30</time></li>
  <li><h3>Bridge closed</h3><p>The bridge is closed for a month.</p></li>
  <li>Strikes this week
    <ul><li>Bus strike ends</li><li>Train strike goes on</li></ul></li>
  <li>Sports</li>
  <li><p>Tram stops running</p><p>It will be back.</p></li>
  <li><span>Monday, 10:30</span> <a href="2">Taxi fares rise by a tenth</a> <a href="3">Traffic</a></li>
</ul>
<div class="teaser-title"><a href="4">Airport opens third runway</a></div>
<a href="5">More about the airport</a>
<footer><h4>About the Example Post</h4></footer>
</body></html>
"#;

#[test]
fn an_html_page_gives_each_heading_and_item_once() {
    let found = recognising(HTML);
    assert_eq!(
        found.headlines,
        [
            "in:5|Harbour & ferry reopen|-|-",
            "in:8|Similar articles|-|-",
            "in:10|Ferry runs again|-|-",
            "in:11|Bridge closed|-|-",
            "in:12|Strikes this week|-|-",
            "in:13|Bus strike ends|-|-",
            "in:13.2|Train strike goes on|-|-",
            "in:15|Tram stops running|-|-",
            "in:16|Taxi fares rise by a tenth|-|-",
            "in:18|Airport opens third runway|-|-",
        ]
    );
    assert_eq!(reading(HTML, Format::Page), found);
}

#[test]
fn a_part_of_a_page_is_html_too() {
    assert_eq!(
        recognising("<ul>\n<li>Ferry runs\n<li>Bridge closed\n</ul>").titles(),
        ["Ferry runs", "Bridge closed"]
    );
    assert_eq!(recognising("<b>Breaking</b> Ferry runs\nBridge closed\n").headlines.len(), 2);
}

#[test]
fn deeply_nested_pages_are_read_in_reasonable_time() {
    for part in ["<div>", "<ul><li>x y", "<h1>", "<a>", "<a class=title>x y", "<b><p>"] {
        recognising(format!("<html>{}", part.repeat(3_000)));
    }
}
