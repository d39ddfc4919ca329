//! Rounds of a competition, as people write them; between commas, so that a term may have spaces.
//!
//! "Final" is the last of anything too, and in Spanish the end: that both sides must have a round of their own bounds the harm. Left out are fractions that are told of other
//! things ("tre quarti", "un huitième"), and Vietnamese "tứ kết" and "bán kết", which without marks are parts of other words; of Spanish
//! "cuartos" (rooms) and "octavos" the rounds are what headlines tell of. Nor is "the last four" one, which mostly are years, nor Turkish "son 8", in
//! Spanish "they are 8". Not all languages have a word for each.

/// Each round's names, by how many are left.
pub(super) const ROUNDS: [(u8, &str); 4] = [
    (
        16,
        "round of 16, last 16 of, last 16 at, into last 16, pre-quarterfinal, pre-quarterfinals, pre-quarter-final, pre-quarter-finals, \
         achtelfinale, achtelfinals, achtelfinalist, achtste finale, achtste finales, octavos, octavos de final, oitavas, oitavas de final, \
         huitième de finale, huitièmes de finale, ottavi di finale, 16 besar, vòng 1/8, 1/8 финала, φάση των 16, \
         ثمن النهائي, ثمن نهائي, لثمن النهائي, لثمن نهائي, بثمن النهائي, بثمن نهائي, دور الستة عشر, یک هشتم نهایی, یک‌هشتم نهایی, پری کوارٹر فائنل, \
         שמינית גמר, שמינית הגמר, לשמינית גמר, לשמינית הגמר, בשמינית גמר, בשמינית הגמר, प्री क्वार्टर फाइनल, प्री-क्वार्टरफाइनल, \
         八分之一决赛, 八分之一決賽, 1/8决赛, 十六强, 十六強, 16강, 16강전, 16강에",
    ),
    (
        8,
        "quarterfinal, quarterfinals, quarter-final, quarter-finals, quarterfinalist, quarterfinalists, quarter-finalist, quarter-finalists, \
         viertelfinale, viertelfinals, viertelfinalist, viertelfinalisten, kwartfinale, kwartfinales, kwartfinalist, \
         cuartos, cuartos de final, cuarto de final, cuartofinalista, quartas, quartas de final, quartos de final, \
         quart de finale, quarts de finale, quarti di finale, çerekfinale, çerekfinalja, çerekfinalen, çerekfinaleve, çerekfinalet, çerekfinales, \
         çeyrek final, çeyrek finale, çeyrek finalde, çeyrek finali, çeyrek finalist, \
         perempat final, perempatfinal, perempat finalis, 8 besar, robo fainali, \
         четвертьфинал, четвертьфинала, четвертьфинале, четвертьфиналу, четвертьфиналом, четвертьфиналы, четвертьфиналов, четвертьфиналах, \
         четвертьфиналист, четвертьфиналисты, 1/4 финала, \
         προημιτελικός, προημιτελικό, προημιτελικού, προημιτελικά, προημιτελικών, προημιτελικοί, προημιτελικούς, \
         ربع النهائي, ربع نهائي, لربع النهائي, لربع نهائي, بربع النهائي, بربع نهائي, وربع النهائي, دور الثمانية, \
         یک چهارم نهایی, یک‌چهارم نهایی, کوارٹر فائنل, کوارٹر فائنلز, רבע גמר, רבע הגמר, לרבע גמר, לרבע הגמר, ברבע גמר, ברבע הגמר, \
         क्वार्टर फाइनल, क्वार्टरफाइनल, क्वार्टर-फाइनल, কোয়ার্টার ফাইনাল, কোয়ার্টার ফাইনালে, কোয়ার্টারফাইনাল, কোয়ার্টারফাইনালে, \
         காலிறுதி, காலிறுதியில், காலிறுதிக்கு, கால் இறுதி, 四分之一决赛, 四分之一決賽, 1/4决赛, 半準決賽, 八强, 八強, 準々決勝, 8강, 8강전, 8강에, 준준결승, \
         รอบก่อนรองชนะเลิศ",
    ),
    (
        4,
        "semifinal, semifinals, semi-final, semi-finals, semifinalist, semifinalists, semi-finalist, semi-finalists, \
         halbfinale, halbfinals, halbfinalist, halbfinalisten, halve finale, halve finales, \
         semifinales, semifinalista, semifinalistas, semifinais, meia-final, meias-finais, demi-finale, demi-finales, demies, \
         semifinale, semifinali, semifinalisti, gjysmëfinale, gjysmëfinalja, gjysmëfinalen, gjysmëfinaleve, gjysmëfinalet, gjysmëfinales, \
         yarı final, yarı finale, yarı finalde, yarı finali, yarı finalist, semifinalis, nusu fainali, \
         полуфинал, полуфинала, полуфинале, полуфиналу, полуфиналом, полуфиналы, полуфиналов, полуфиналах, полуфиналист, полуфиналисты, 1/2 финала, \
         ημιτελικός, ημιτελικό, ημιτελικού, ημιτελικά, ημιτελικών, ημιτελικοί, ημιτελικούς, \
         نصف النهائي, نصف نهائي, لنصف النهائي, لنصف نهائي, بنصف النهائي, بنصف نهائي, ونصف النهائي, دور الأربعة, \
         نیمه نهایی, نیمه‌نهایی, سیمی فائنل, سیمی فائنلز, חצי גמר, חצי הגמר, לחצי גמר, לחצי הגמר, בחצי גמר, בחצי הגמר, \
         सेमीफाइनल, सेमी फाइनल, सेमी-फाइनल, सेमिफाइनल, সেমিফাইনাল, সেমিফাইনালে, সেমি ফাইনাল, সেমি ফাইনালে, \
         அரையிறுதி, அரையிறுதியில், அரையிறுதிக்கு, அரை இறுதி, \
         半决赛, 半決賽, 準決賽, 四强, 四強, 準決勝, 4강, 4강전, 4강에, 준결승, 준결승전, 준결승에, รอบรองชนะเลิศ",
    ),
    (
        2,
        "final, finals, finale, finalist, finalists, finalista, finalistas, finales, finali, finalisti, finais, finalja, finalen, \
         finalde, finaline, finalinde, finalis, fainali, финал, финала, финале, финалу, финалом, финалы, финалист, финалисты, \
         τελικός, τελικό, τελικού, τελικών, نهائي, النهائي, لنهائي, للنهائي, فینال, فائنل, גמר, הגמר, לגמר, בגמר, \
         फाइनल, ফাইনাল, ফাইনালে, இறுதிப்போட்டி, 决赛, 決賽, 決勝, 결승, 결승전, 결승에, รอบชิงชนะเลิศ",
    ),
];
