//! Words for numbers, in canonical form.
//!
//! A word is listed where it is the number in every language that writes it so, once marks and case are taken
//! away: not Spanish "once", "doce" and "tres", French "seize", Urdu بارہ (in Persian "about"), nor "Lima",
//! "elf", "dort", "neuf", "dua" or "dos". Nor is a word for one, which is an article in many languages.
//! Behind tens, where they can be nothing else, some of them are read ("twenty-one", "vingt-neuf"). In
//! Chinese, Japanese, Korean, Thai and Vietnamese small numbers in words are syllables of names (三星), so that
//! only what multiplies digits is read, what follows 第 or counts something (三人), and Korean ordinals (두 번째).
//!
//! Of ordinals these are left out: "premier", "primer", "primo" (ministers), "primera" and "primeira";
//! Portuguese "segunda", "quarta", "quinta", "sexta" and the feminine Greek ones from τρίτη to πέμπτη (days),
//! as well as the Hebrew masculine ones to שישי; Italian "secondo" (according to), Spanish "cuarto" (room),
//! German "achten" (heed) and Dutch "achter" (behind), Greek έκτος (outside), Urdu پہلے and Hindi पहले
//! (before), دوسرے and दूसरे (others), but for some that stand before what is counted. Thai ที่สาม begins ที่สามารถ (that can), and Vietnamese ordinals are
//! days.

use std::sync::LazyLock;

use ahash::{AHashMap, AHashSet};

/// What a word adds to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It is a number.
    Number(u8),
    /// It is the place in a row: "second" tells what "2nd" tells.
    Ordinal(u8),
    /// One, which counts only in "one and ten", "one and twenty": alone it is an article, a pronoun or a day.
    One,
    /// It makes teens of ones: عشر, "belas".
    Teen,
    /// It adds tens to the ones before it: وعشرون, "and twenty".
    AndTens(u8),
    /// It makes tens of ones, "puluh", and more words may follow that tell other things alone ("lima"): not read.
    Tenfold,
}

/// Each by its word.
pub(super) static SMALL: LazyLock<AHashMap<&str, Part>> = LazyLock::new(|| {
    let split = |words: &'static str| words.split(' ');
    let numbers = SMALL_WORDS
        .iter()
        .flat_map(move |&(number, words)| split(words).map(move |word| (word, Part::Number(number))));
    let ordinals = (1..)
        .zip(ORDINAL_WORDS)
        .flat_map(move |(number, words)| split(words).map(move |word| (word, Part::Ordinal(number))));
    let and_tens = (2..)
        .zip(AND_TENS)
        .flat_map(move |(ten, words)| split(words).map(move |word| (word, Part::AndTens(10 * ten))));
    let makers = [(ONE, Part::One), (TEEN, Part::Teen), (TENFOLD, Part::Tenfold)];
    let makers = makers.into_iter().flat_map(move |(words, part)| split(words).map(move |word| (word, part)));
    numbers.chain(ordinals).chain(and_tens).chain(makers).collect()
});

/// One, where it makes eleven or twenty-one of what follows.
const ONE: &str = "احد احدي واحد الحادي الحاديه אחד אחת";

/// Ten behind ones; alone it is not read, since what stands before it may be a number that is not listed.
const TEEN: &str = "عشر عشره עשר עשרה belas";

/// Ten times the ones before it. What follows ("satu", "dua", "lima") is not listed, so that none of it is read.
const TENFOLD: &str = "puluh";

/// What stands between tens and ones: "treinta y cinco".
pub(super) const AND: [&str; 5] = ["y", "e", "et", "na", "و"];

/// Ones that are read behind tens only, since alone they are articles, names or other words.
pub(super) const BEHIND_TENS: [(u8, &str); 18] = [
    (1, "one"),
    (1, "un"),
    (1, "une"),
    (1, "uno"),
    (1, "una"),
    (1, "um"),
    (1, "uma"),
    (1, "bir"),
    (1, "moja"),
    (1, "один"),
    (1, "ενα"),
    (2, "dos"),
    (3, "tres"),
    (3, "uc"),
    (4, "dort"),
    (5, "bes"),
    (6, "alti"),
    (9, "neuf"),
];

/// Twenty to ninety behind ones.
const AND_TENS: [&str; 8] = [
    "وعشرون وعشرين",
    "وثلاثون وثلاثين",
    "واربعون واربعين",
    "وخمسون وخمسين",
    "وستون وستين",
    "وسبعون وسبعين",
    "وثمانون وثمانين",
    "وتسعون وتسعين",
];

/// The words that one of [`PHRASES`] begins with, and [`ORDINALS_BEFORE`].
pub(super) static OPENERS: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    let phrases = PHRASES.iter().filter_map(|(_, phrase)| phrase.split(' ').next());
    phrases.chain(ORDINALS_BEFORE.map(|(_, word)| word)).collect()
});

/// Numbers of several words that are not the sum of what each tells.
pub(super) const PHRASES: [(u8, &str); 41] = [
    (12, "dua belas"),
    (15, "lima belas"),
    (11, "on bir"),
    (12, "on iki"),
    (13, "on uc"),
    (14, "on dort"),
    (15, "on bes"),
    (16, "on alti"),
    (17, "on yedi"),
    (18, "on sekiz"),
    (19, "on dokuz"),
    (17, "dix sept"),
    (18, "dix huit"),
    (19, "dix neuf"),
    (12, "اثنا عشر"),
    (12, "اثني عشر"),
    (12, "اثنتا عشره"),
    (12, "اثنتي عشره"),
    (12, "שנים עשר"),
    (12, "שתים עשרה"),
    (11, "kumi na moja"),
    (12, "kumi na mbili"),
    (13, "kumi na tatu"),
    (14, "kumi na nne"),
    (15, "kumi na tano"),
    (16, "kumi na sita"),
    (17, "kumi na saba"),
    (18, "kumi na nane"),
    (19, "kumi na tisa"),
    (12, "kumi na wawili"),
    (13, "kumi na watatu"),
    (14, "kumi na wanne"),
    (15, "kumi na watano"),
    (18, "kumi na wanane"),
    (1, "첫 번째"),
    (2, "두 번째"),
    (3, "세 번째"),
    (4, "네 번째"),
    (5, "다섯 번째"),
    (2, "ya pili"),
    (2, "wa pili"),
];

/// "Before" and "others", but the first and the second before what is counted.
pub(super) const ORDINALS_BEFORE: [(u8, &str); 4] = [(1, "پهلے"), (2, "دوسرے"), (1, "पहले"), (2, "दूसरे")];

/// What is counted by them: matches, days, phases.
pub(super) const COUNTED_BEHIND: [&str; 19] = [
    "ون",
    "ٹيسٹ",
    "ميچ",
    "ٹي20",
    "مرحلے",
    "دن",
    "روز",
    "سيزن",
    "वनडे",
    "वन",
    "टेस्ट",
    "मैच",
    "टी20",
    "t20",
    "चरण",
    "दिन",
    "सीजन",
    "هاف",
    "हाफ",
];

/// "Before" something is told with this in front of it.
pub(super) const FROM: [&str; 2] = ["سے", "से"];

const SMALL_WORDS: &[(u8, &str)] = &[
    (
        2,
        "wawili two dois duas deux zwei twee iki mbili δυο два две اثنان اثنين دو שתיים שניים দুই இரண்டு dy दुई",
    ),
    (
        3,
        "watatu بثلاثه بثلاث لثلاثه لثلاث three trois drei drie tiga tatu τρεισ τρια три ثلاثه ثلاث تين שלושה שלוש तीन তিন மூன்று",
    ),
    (
        4,
        "wanne باربعه باربع لاربعه لاربع four cuatro quatro quatre vier empat τεσσερισ τεσσερα четыре اربعه اربع چار چهار ארבעה ארבע चार \
         চার நான்கு kater",
    ),
    (
        5,
        "watano بخمسه بخمس لخمسه لخمس five cinco cinq funf vijf tano πεντε пять خمسه خمس پانچ پنج חמישה חמש पांच पाँच পাঁচ ஐந்து cinque \
     pese",
    ),
    (6, "six seis sechs zes enam εξι шесть سته شش שישה שש छह gjashte"),
    (
        7,
        "بسبعه بسبع لسبعه لسبع seven siete sete sieben zeven tujuh yedi επτα εφτα семь سبعه سات هفت שבעה שבע सात সাত ஏழு sette \
     shtate",
    ),
    (
        8,
        "eight ocho oito huit acht delapan sekiz nane οκτω οχτω восемь ثمانيه ثماني هشت שמונה आठ আট எட்டு \
     tete",
    ),
    (9, "nine nueve nove neun negen sembilan dokuz tisa εννεα εννια девять تسعه تسع תשעה תשע नौ ஒன்பது nente"),
    (10, "ten diez dez dix zehn sepuluh kumi δεκα десять दस দশ பத்து dieci dhjete दश"),
    (
        11,
        "eleven onze undici njembedhjete sebelas одиннадцать εντεκα ενδεκα يازده گياره ग्यारह एघार এগারো \
     பதினொன்று பதினோரு",
    ),
    (
        12,
        "twelve douze doze zwolf twaalf dodici dymbedhjete двенадцать δωδεκα دوازده बारह बाह्र বারো \
     பன்னிரண்டு பன்னிரு",
    ),
    (
        13,
        "thirteen trece treze treize dreizehn dertien tredici trembedhjete тринадцать δεκατρεισ δεκατρια \
     سيزده तेरह तेह्र তেরো பதிமூன்று",
    ),
    (
        14,
        "fourteen catorce catorze quatorze vierzehn veertien quattordici katermbedhjete четырнадцать \
     δεκατεσσερισ δεκατεσσερα چهارده चौदह चौध চৌদ্দ பதினான்கு",
    ),
    (
        15,
        "fifteen quince quinze funfzehn vijftien quindici pesembedhjete пятнадцать δεκαπεντε پانزده پندره \
     पंद्रह पन्द्रह पन्ध्र পনেরো பதினைந்து",
    ),
    (
        16,
        "sixteen dieciseis dezesseis dezasseis sechzehn zestien sedici gjashtembedhjete шестнадцать \
     δεκαεξι δεκαξι شانزده سوله सोलह सोह्र ষোলো பதினாறு",
    ),
    (
        17,
        "seventeen diecisiete dezessete dezassete siebzehn zeventien diciassette shtatembedhjete \
     семнадцать δεκαεπτα δεκαεφτα هفده सत्रह সতেরো பதினேழு",
    ),
    (
        18,
        "eighteen dieciocho dezoito achtzehn achttien diciotto tetembedhjete восемнадцать δεκαοκτω \
     δεκαοχτω هجده هيجده अठारह अठार আঠারো பதினெட்டு",
    ),
    (
        19,
        "nineteen diecinueve dezenove dezanove neunzehn negentien diciannove nentembedhjete девятнадцать \
     δεκαεννεα δεκαεννια نوزده उन्नीस उन्नाइस উনিশ",
    ),
    (20, "ishirini بيست twenty veinte vinte vingt zwanzig twintig yirmi εικοσι двадцать"),
    (30, "thelathini thirty treinta trinta trente dreissig dertig otuz τριαντα тридцать"),
    (40, "arobaini چهل forty cuarenta quarenta quarante vierzig veertig σαραντα сорок"),
    (50, "hamsini پنجاه fifty cincuenta cinquenta cinquante funfzig vijftig elli πενηντα пятьдесят"),
    (60, "sitini شصت sixty sesenta sessenta soixante sechzig zestig altmis εξηντα шестьдесят"),
    (70, "sabini هفتاد seventy setenta siebzig zeventig yetmis εβδομηντα семьдесят"),
    (80, "themanini هشتاد eighty ochenta oitenta achtzig tachtig seksen ογδοντα восемьдесят vingts"),
    (90, "tisini نود ninety noventa neunzig negentig doksan ενενηντα девяносто"),
];

/// First to tenth.
const ORDINAL_WORDS: [&str; 10] = [
    "first erste ersten erster erstes eerste birinci ilk pertama الاول الاولي اول اولين نخستين پهلا پهلي \
     ראשונה первый первая первое первого первой первую πρωτοσ πρωτη πρωτο पहला पहली पहिलो प्रथम প্রথম \
     முதலாவது 첫번째",
    "second segundo deuxieme seconda zweite zweiten zweiter zweites tweede ikinci kedua الثاني الثانيه ثاني \
     دوم دومين دوسرا دوسري שנייה второй вторая второе второго вторую δευτεροσ δευτερο δευτερη दूसरा दूसरी \
     दोस्रो द्वितीय দ্বিতীয় இரண்டாவது இரண்டாம் dyte 두번째",
    "third tercero tercer tercera terceiro terceira troisieme terzo terza dritte dritten dritter drittes \
     derde ucuncu ketiga الثالث الثالثه ثالث سوم سومين تيسرا تيسري تيسرے שלישית третий третья третье \
     третьего третьей третью τριτοσ τριτο तीसरा तीसरी तीसरे तेस्रो तृतीय তৃতীয় மூன்றாவது மூன்றாம் trete 세번째",
    "fourth cuarta quatrieme vierte vierten vierter viertes vierde dorduncu keempat الرابع الرابعه رابع \
     چهارم چهارمين چوتها چوتهي چوتهے רביעית четвертый четвертая четвертое четвертого четвертую τεταρτοσ \
     τεταρτο चौथा चौथी चौथे चौथो चतुर्थ চতুর্থ நான்காவது நான்காம் katert 네번째",
    "fifth quinto cinquieme funfte funften funfter funftes vijfde besinci kelima الخامس الخامسه خامس پنجم \
     پنجمين پانچواں پانچويں חמישית пятый пятая пятое пятого пятую πεμπτοσ πεμπτο पांचवां पांचवीं पांचवें \
     पाँचवाँ पाँचवीं पाँचवें পঞ্চম ஐந்தாவது ஐந்தாம் 다섯번째",
    "sixth sexto sixieme sesto sechste sechsten sechster sechstes zesde altinci keenam السادس السادسه سادس \
     ششم چهٹا چهٹي שישית шестой шестая шестое шестого шестую छठा छठी छठे ষষ্ঠ ஆறாவது",
    "seventh septimo setimo septieme settimo siebte siebten siebter siebtes zevende yedinci ketujuh السابع \
     السابعه سابع هفتم ساتواں ساتويں שביעי שביעית седьмой седьмая седьмое седьмого седьмую εβδομοσ εβδομη \
     सातवां सातवीं सातवें সপ্তম ஏழாவது",
    "eighth octavo oitavo huitieme ottavo achtste sekizinci kedelapan الثامن الثامنه ثامن هشتم اٹهواں \
     اٹهويں שמיני שמינית восьмой восьмая восьмое восьмого восьмую ογδοοσ ογδοη आठवां आठवीं आठवें অষ্টম \
     எட்டாவது",
    "ninth noveno neuvieme nono neunte neunten neunter neuntes negende dokuzuncu kesembilan التاسع التاسعه \
     تاسع תשיעי תשיעית девятый девятая девятое девятого девятую ενατοσ ενατη नौवां नौवीं नौवें নবম ஒன்பதாவது",
    "tenth decimo decima dixieme zehnte zehnten zehnter zehntes tiende onuncu kesepuluh العاشر العاشره عاشر \
     دهم עשירי עשירית десятый десятая десятое десятого десятую δεκατοσ δεκατη दसवां दसवीं दसवें দশম பத்தாவது",
];

/// What multiplies the number before it, by a power of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Magnitude {
    /// A word of its own, or behind the digits.
    Word(usize),
    /// Behind the digits only.
    Attached(usize),
    /// Behind the digits, perhaps with a space between, and perhaps the unit of something else: the power that it is, and that of
    /// rupiahs, of which "m" is a *miliar*.
    Letter([usize; 2]),
}

/// Each by its word.
pub(super) static MAGNITUDES: LazyLock<AHashMap<&str, Magnitude>> = LazyLock::new(|| {
    let words = MAGNITUDE_WORDS
        .iter()
        .flat_map(|&(exponent, words)| words.split(' ').map(move |word| (word, Magnitude::Word(exponent))));
    let attached =
        [("rb", 3), ("jt", 6), ("cr", 7)].map(|(word, exponent)| (word, Magnitude::Attached(exponent)));
    let letters = [("k", [3, 3]), ("m", [6, 9]), ("b", [9, 9]), ("t", [12, 12])];
    words.chain(attached).chain(letters.map(|(word, exponent)| (word, Magnitude::Letter(exponent)))).collect()
});

const MAGNITUDE_WORDS: &[(usize, &str)] = &[
    (2, "hundred ratus"),
    (
        3,
        "thousand mil mila tausend duizend bin ribu ribuan nghin ngan tys тыс тысяч тысячи χιλιαδεσ الف الاف هزار אלף אלפים हजार \
         হাজার ஆயிரம் 千 천",
    ),
    (4, "万 萬 만"),
    (5, "lakh lakhs लाख لاكه লাখ லட்சம்"),
    (
        6,
        "million millions mn mln mio milione milioni miliony milionow miljoner milioane мільйон мільйони мільйонів millon millones milhao milhoes millionen miljoen milyon juta jutaan trieu млн миллион \
         миллиона миллионов εκατ εκατομμυρια مليون ملايين ملين מיליון मिलियन মিলিয়ন",
    ),
    (7, "crore crores करोड كرور কোটি கோடி"),
    (8, "億 亿 억"),
    (
        9,
        "billion billions bn mrd mld md miliardo miliardi miliardy miliardow miljarder miliarde мільярд мільярди мільярдів milliard milliards milliarde milliarden miljard milyar miliar miliaran bilhao bilhoes ty млрд \
         миллиард миллиарда миллиардов δισ δισεκατομμυρια مليار مليارات ميليارد מיליארד",
    ),
    (
        12,
        "trillion trillions tn trn trilyon triliun triliunan billon billones trilhao trilhoes трлн триллион триллиона триллионов \
          تريليون ترليون 兆 조",
    ),
];

/// Rupiahs.
pub(super) const RUPIAH: &str = "rp";

/// Currencies that are written together with the number behind them.
pub(super) const CURRENCIES: [&str; 10] = ["idr", "usd", "eur", "gbp", "inr", "aed", "rp", "rs", "rm", "tk"];

/// What says so of the number behind it.
pub(super) const CENT_BEFORE: &str = "yuzde";

/// What is written behind a number, in one word with it, and says what it is a number of, in any language.
pub(super) const UNITS: [&str; 16] =
    ["am", "pm", "mm", "cm", "km", "mg", "g", "kg", "kw", "mw", "gw", "mb", "gb", "tb", "kb", "tw"];

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
        words.extend(
            ORDINAL_WORDS
                .into_iter()
                .chain(AND_TENS)
                .chain([ONE, TEEN, TENFOLD])
                .flat_map(|words| words.split(' ')),
        );
        words.extend(CENT);
        words.extend(PHRASES.map(|(_, phrase)| phrase));
        words.extend(ORDINALS_BEFORE.map(|(_, word)| word).into_iter().chain(COUNTED_BEHIND).chain(FROM));
        words.extend(BEHIND_TENS.map(|(_, word)| word).into_iter().chain(AND));
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
