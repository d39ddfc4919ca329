//! What was damaged on the way: wrong encodings, escaped entities.

use super::all_are;

#[test]
fn mojibake_is_repaired_before_anything_else() {
    all_are("wahlen in munchen", &["WÃ¤hlen in MÃ¼nchen", "WÃƒÂ¤hlen in MÃƒÂ¼nchen", "Wählen in München"]);
    all_are("خبر من القاهره", &["Ø®Ø¨Ø± Ù…Ù† Ø§Ù„Ù‚Ø§Ù‡Ø±Ø©", "خبر من القاهرة"]);
    all_are("погода", &["ÐŸÐ¾Ð³Ð¾Ð´Ð°"]);
    all_are("天気", &["å¤©æ°—"]);
    all_are("dont stop", &["donâ€™t stop"]);
    all_are("cafe", &["“CAFÉ”", "cafÃ&copy;", "caf&Atilde;&copy;"]);
    all_are("sao paulo", &["São Paulo", "SÃ£o Paulo"]);
    all_are("a", &["Ã"]);
}

#[test]
fn html_entities_are_resolved_twice_at_most() {
    all_are("bread butter", &["bread &amp; butter", "bread &amp;amp; butter", "bread & butter"]);
    all_are("so called", &["&quot;so called&quot;", "&amp;quot;so called&amp;quot;"]);
    all_are("dont", &["don&#8217;t", "don&#x2019;t", "don&amp;#8217;t"]);
    all_are("a b", &["a&nbsp;b", "a&amp;nbsp;b"]);
    all_are("at t", &["AT&T", "AT&amp;T"]);
}
