//! Words for numbers, in canonical form.
//!
//! A word is listed where it is the number in every language that writes it so, once marks and case are taken away:
//! not Spanish "once" and "tres", nor "Lima", "elf", "dort", "neuf" or "dos". Nor is a word for one, which is an
//! article in many languages. In Chinese, Japanese, Korean, Thai and Vietnamese small numbers in words are syllables of
//! names (三星), so that only what multiplies digits is read.

use std::sync::LazyLock;

use ahash::AHashMap;

/// The number that each word tells. 0 for what only makes a compound of the word before it.
pub(super) static SMALL: LazyLock<AHashMap<&str, u8>> = LazyLock::new(|| {
    SMALL_WORDS.iter().flat_map(|&(number, words)| words.split(' ').map(move |word| (word, number))).collect()
});

const SMALL_WORDS: &[(u8, &str)] = &[
    (
        0,
        "عشر عشره وعشرون وعشرين وثلاثون وثلاثين واربعون واربعين وخمسون وخمسين وستون وستين وسبعون وسبعين وثمانون وثمانين \
         وتسعون وتسعين עשר עשרה",
    ),
    (2, "two dois duas deux zwei twee iki mbili δυο два две اثنان اثنين دو שתיים שניים দুই இரண்டு"),
    (3, "three trois drei drie tiga tatu τρεισ τρια три ثلاثه ثلاث تين שלושה שלוש तीन তিন மூன்று"),
    (
        4,
        "four cuatro quatro quatre vier empat τεσσερισ τεσσερα четыре اربعه اربع چار چهار ארבעה ארבע चार চার நான்கு",
    ),
    (5, "five cinco cinq funf vijf tano πεντε пять خمسه خمس پانچ پنج חמישה חמש पांच पाँच পাঁচ ஐந்து"),
    (6, "six seis sechs zes enam εξι шесть سته شش שישה שש छह"),
    (7, "seven siete sete sieben zeven tujuh yedi επτα εφτα семь سبعه سات هفت שבעה שבע सात সাত ஏழு"),
    (8, "eight ocho oito huit acht delapan sekiz nane οκτω οχτω восемь ثمانيه ثماني هشت שמונה आठ আট எட்டு"),
    (9, "nine nueve nove neun negen sembilan dokuz tisa εννεα εννια девять تسعه تسع תשעה תשע नौ ஒன்பது"),
    (10, "ten diez dez dix zehn sepuluh kumi δεκα десять दस দশ பத்து"),
    (11, "eleven onze"),
    (12, "twelve douze doze zwolf twaalf"),
    (20, "twenty veinte vinte vingt zwanzig twintig yirmi εικοσι двадцать"),
    (30, "thirty treinta trinta trente dreissig dertig otuz τριαντα тридцать"),
    (40, "forty cuarenta quarenta quarante vierzig veertig kirk σαραντα сорок"),
    (50, "fifty cincuenta cinquenta cinquante funfzig vijftig elli πενηντα пятьдесят"),
    (60, "sixty sesenta sessenta soixante sechzig zestig altmis εξηντα шестьдесят"),
    (70, "seventy setenta siebzig zeventig yetmis εβδομηντα семьдесят"),
    (80, "eighty ochenta oitenta achtzig tachtig seksen ογδοντα восемьдесят vingts"),
    (90, "ninety noventa neunzig negentig doksan ενενηντα девяносто"),
];

/// What multiplies the number before it, by a power of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Magnitude {
    /// A word of its own, or behind the digits.
    Word(usize),
    /// Behind the digits only.
    Attached(usize),
    /// Behind the digits only, and perhaps the unit of something else.
    Letter(usize),
}

/// Each by its word.
pub(super) static MAGNITUDES: LazyLock<AHashMap<&str, Magnitude>> = LazyLock::new(|| {
    let words = MAGNITUDE_WORDS
        .iter()
        .flat_map(|&(exponent, words)| words.split(' ').map(move |word| (word, Magnitude::Word(exponent))));
    let attached =
        [("rb", 3), ("jt", 6), ("cr", 7)].map(|(word, exponent)| (word, Magnitude::Attached(exponent)));
    let letters = [("k", 3), ("m", 6), ("b", 9), ("t", 12)];
    words.chain(attached).chain(letters.map(|(word, exponent)| (word, Magnitude::Letter(exponent)))).collect()
});

const MAGNITUDE_WORDS: &[(usize, &str)] = &[
    (2, "hundred"),
    (
        3,
        "thousand mil tausend duizend bin ribu nghin ngan tys тыс тысяч тысячи χιλιαδεσ الف الاف هزار אלף אלפים हजार \
         হাজার ஆயிரம் 千 천",
    ),
    (4, "万 萬 만"),
    (5, "lakh lakhs लाख لاكه লাখ லட்சம்"),
    (
        6,
        "million millions mn mln mio millon millones milhao milhoes millionen miljoen milyon juta trieu млн миллион \
         миллиона миллионов εκατ εκατομμυρια مليون ملايين ملين מיליון मिलियन মিলিয়ন",
    ),
    (7, "crore crores करोड كرور কোটি கோடி"),
    (8, "億 亿 억"),
    (
        9,
        "billion billions bn mrd mld milliard milliards milliarde milliarden miljard milyar miliar bilhao bilhoes ty млрд \
         миллиард миллиарда миллиардов δισ δισεκατομμυρια مليار مليارات ميليارد מיליארד",
    ),
    (
        12,
        "trillion trillions tn trn trilyon triliun billon billones trilhao trilhoes трлн триллион триллиона триллионов \
          تريليون ترليون 兆 조",
    ),
];

/// What says that the number before it is a percentage.
pub(super) const CENT: [&str; 21] = [
    "percent",
    "per cent",
    "pct",
    "prozent",
    "procent",
    "por ciento",
    "por cento",
    "pour cent",
    "persen",
    "phan tram",
    "процента",
    "процентов",
    "процент",
    "τοισ εκατο",
    "بالميه",
    "بالمايه",
    "في الميه",
    "درصد",
    "فيصد",
    "אחוז",
    "प्रतिशत",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::canonical;

    #[test]
    fn every_word_is_listed_once_as_normalisation_leaves_it() {
        let mut words: Vec<&str> = SMALL_WORDS.iter().flat_map(|(_, words)| words.split(' ')).collect();
        words.extend(MAGNITUDE_WORDS.iter().flat_map(|(_, words)| words.split(' ')));
        words.extend(CENT);
        let changed: Vec<(&str, String)> = words
            .iter()
            .map(|&word| (word, canonical(word)))
            .filter(|(word, canonical)| word != canonical)
            .collect();
        assert_eq!(changed, []);
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}
