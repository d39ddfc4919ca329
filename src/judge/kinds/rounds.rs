//! Rounds of a competition, as people write them; between commas, so that a term may have spaces.
//!
//! The final itself is none of them: "final" is the last of anything, and in Spanish the end. Nor is what tells its number in figures, which
//! the [numbers](crate::judge::numbers) tell apart.

/// Each round's names, by how many are left.
pub(super) const ROUNDS: [(u8, &str); 3] = [
    (
        16,
        "achtelfinale, achtelfinals, achtelfinalist, achtste finale, achtste finales, octavos, octavos de final, oitavas de final, \
         huitième de finale, huitièmes, huitièmes de finale, ottavi, ottavi di finale, \
         ثمن النهائي, ثمن نهائي, لثمن النهائي, لثمن نهائي, بثمن النهائي, دور الستة عشر, یک هشتم نهایی, \
         שמינית גמר, שמינית הגמר, לשמינית גמר, לשמינית הגמר, בשמינית גמר, בשמינית הגמר, प्री क्वार्टर फाइनल, \
         八分之一决赛, 八分之一決賽, 十六强, 十六強, 16강",
    ),
    (
        8,
        "quarterfinal, quarterfinals, quarter-final, quarter-finals, quarterfinalist, quarterfinalists, quarter-finalist, quarter-finalists, \
         viertelfinale, viertelfinals, viertelfinalist, viertelfinalisten, kwartfinale, kwartfinales, kwartfinalist, \
         cuartos, cuartos de final, cuarto de final, cuartofinalista, cuarto finalista, quartas de final, quartos de final, quart de finale, quarts de finale, \
         quarti, quarti di finale, çerekfinale, çerekfinalja, çerekfinalen, çerekfinaleve, çerekfinalet, \
         çeyrek final, çeyrek finale, çeyrek finalde, çeyrek finali, çeyrek finalist, \
         perempat final, perempatfinal, perempat finalis, tứ kết, robo fainali, \
         четвертьфинал, четвертьфинала, четвертьфинале, четвертьфиналу, четвертьфиналы, четвертьфиналов, \
         προημιτελικός, προημιτελικό, προημιτελικού, προημιτελικά, προημιτελικών, προημιτελικοί, \
         ربع النهائي, ربع نهائي, لربع النهائي, لربع نهائي, بربع النهائي, بربع نهائي, وربع النهائي, دور الثمانية, \
         یک چهارم نهایی, کوارٹر فائنل, کوارٹر فائنلز, רבע גמר, רבע הגמר, לרבע גמר, לרבע הגמר, ברבע גמר, ברבע הגמר, \
         क्वार्टर फाइनल, क्वार्टरफाइनल, কোয়ার্টার ফাইনাল, কোয়ার্টার ফাইনালে, কোয়ার্টারফাইনাল, কোয়ার্টারফাইনালে, \
         காலிறுதி, கால் இறுதி, காலிறுதிக்கு, 四分之一决赛, 四分之一決賽, 八强, 八強, 準々決勝, 8강, 준준결승, รอบก่อนรองชนะเลิศ",
    ),
    (
        4,
        "semifinal, semifinals, semi-final, semi-finals, semifinalist, semifinalists, semi-finalist, semi-finalists, \
         halbfinale, halbfinals, halbfinalist, halbfinalisten, halve finale, halve finales, \
         semifinales, semifinalista, semifinalistas, semifinais, meia-final, meias-finais, demi-finale, demi-finales, \
         semifinale, semifinali, gjysmëfinale, gjysmëfinalja, gjysmëfinalen, gjysmëfinaleve, gjysmëfinalet, \
         yarı final, yarı finale, yarı finalde, yarı finali, yarı finalist, semifinalis, bán kết, nusu fainali, \
         полуфинал, полуфинала, полуфинале, полуфиналу, полуфиналы, полуфиналов, \
         ημιτελικός, ημιτελικό, ημιτελικού, ημιτελικά, ημιτελικών, ημιτελικοί, \
         نصف النهائي, نصف نهائي, لنصف النهائي, لنصف نهائي, بنصف النهائي, بنصف نهائي, ونصف النهائي, دور الأربعة, \
         نیمه نهایی, نیمه‌نهایی, سیمی فائنل, سیمی فائنلز, חצי גמר, חצי הגמר, לחצי גמר, לחצי הגמר, בחצי גמר, בחצי הגמר, \
         सेमीफाइनल, सेमी फाइनल, সেমিফাইনাল, সেমিফাইনালে, সেমি ফাইনাল, সেমি ফাইনালে, அரையிறுதி, அரை இறுதி, அரையிறுதிக்கு, \
         半决赛, 半決賽, 準決賽, 四强, 四強, 準決勝, 4강, 준결승, รอบรองชนะเลิศ",
    ),
];
