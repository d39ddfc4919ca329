//! Days and months, as people write them; between commas, so that a term may have spaces.

/// The days of each language, from Monday on.
pub(super) const WEEKDAYS: &[(&str, [&str; 7])] = &[
    (
        "English",
        [
            "monday, mondays",
            "tuesday, tuesdays, tues",
            "wednesday, wednesdays, weds",
            "thursday, thursdays, thurs, thur",
            "friday, fridays, fri",
            "saturday, saturdays",
            "sunday, sundays",
        ],
    ),
    (
        "German",
        [
            "montag, montags, montagabend, montagmorgen",
            "dienstag, dienstags, dienstagabend, dienstagmorgen",
            "mittwoch, mittwochs, mittwochabend, mittwochmorgen",
            "donnerstag, donnerstags, donnerstagabend, donnerstagmorgen",
            "freitag, freitags, freitagabend, freitagmorgen",
            "samstag, samstags, samstagabend, sonnabend",
            "sonntag, sonntags, sonntagabend",
        ],
    ),
    ("Dutch", ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]),
    ("French", ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]),
    (
        "Spanish",
        ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado, sábados", "domingo, domingos"],
    ),
    (
        "Portuguese",
        [
            "segunda-feira",
            "terça-feira, nesta terça",
            "quarta-feira, nesta quarta",
            "quinta-feira, nesta quinta",
            "sexta-feira, nesta sexta",
            "neste sábado",
            "neste domingo",
        ],
    ),
    ("Italian", ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"]),
    (
        "Albanian",
        [
            "e hënë, të hënën, hënën",
            "e martë, të martën",
            "e mërkurë, të mërkurën, mërkurën",
            "enjte, enjten",
            "premte, premten",
            "shtunë, shtunën",
            "e diel, të dielën, dielën",
        ],
    ),
    (
        "Turkish",
        [
            "pazartesi",
            "salı günü, salı akşamı, salı sabahı",
            "çarşamba",
            "perşembe",
            "cuma günü, cuma akşamı, cuma sabahı",
            "cumartesi",
            "pazar günü, pazar akşamı, pazar sabahı",
        ],
    ),
    (
        "Indonesian",
        [
            "senin",
            "selasa",
            "rabu",
            "kamis",
            "jumat",
            "sabtu",
            "hari minggu, ahad, minggu malam, minggu pagi, minggu siang, minggu sore",
        ],
    ),
    ("Vietnamese", ["thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"]),
    ("Swahili", ["jumatatu", "jumanne", "jumatano", "alhamisi", "ijumaa", "jumamosi", "jumapili"]),
    (
        "Russian",
        [
            "понедельник, понедельника, понедельнику",
            "вторник, вторника, вторнику",
            "среду, в среде",
            "четверг, четверга, четвергу",
            "пятница, пятницу, пятницы, пятнице",
            "суббота, субботу, субботы, субботе",
            "воскресенье, воскресенья, воскресенью",
        ],
    ),
    (
        "Greek",
        [
            "Δευτέρα, Δευτέρας",
            "Τρίτη, Τρίτης",
            "Τετάρτη, Τετάρτης",
            "Πέμπτη, Πέμπτης",
            "Παρασκευή, Παρασκευής",
            "Σάββατο, Σαββάτου",
            "Κυριακή, Κυριακής",
        ],
    ),
    (
        "Arabic",
        [
            "الاثنين, والاثنين",
            "الثلاثاء, والثلاثاء",
            "الأربعاء, والأربعاء",
            "الخميس, والخميس",
            "الجمعة, والجمعة",
            "السبت, والسبت",
            "الأحد, والأحد",
        ],
    ),
    (
        "Persian",
        [
            "دوشنبه, دو شنبه",
            "سه‌شنبه, سه شنبه",
            "چهارشنبه, چهار شنبه",
            "پنجشنبه, پنج شنبه",
            "جمعه",
            "شنبه",
            "یکشنبه, یک شنبه",
        ],
    ),
    (
        "Urdu",
        [
            "پیر کو, پیر کے روز, بروز پیر, سوموار",
            "منگل",
            "بدھ",
            "جمعرات",
            "بروز جمعہ",
            "سنیچر, ہفتے کے روز, ہفتہ کے روز, بروز ہفتہ",
            "اتوار",
        ],
    ),
    (
        "Hebrew",
        [
            "יום שני, ביום שני",
            "יום שלישי, ביום שלישי",
            "יום רביעי, ביום רביעי",
            "יום חמישי, ביום חמישי",
            "יום שישי, ביום שישי",
            "שבת, בשבת",
            "יום ראשון, ביום ראשון",
        ],
    ),
    (
        "Hindi",
        ["सोमवार", "मंगलवार", "बुधवार", "गुरुवार, गुरूवार, बृहस्पतिवार, वीरवार", "शुक्रवार", "शनिवार", "रविवार, इतवार"],
    ),
    (
        "Nepali",
        [
            "सोमबार, सोमबारदेखि",
            "मंगलबार, मङ्गलबार",
            "बुधबार, बुधबारदेखि",
            "बिहीबार, बिहिबार, बिहीबारदेखि",
            "शुक्रबार, शुक्रबारदेखि",
            "शनिबार, शनिबारदेखि",
            "आइतबार, आइतबारदेखि",
        ],
    ),
    (
        "Bengali",
        [
            "সোমবার, সোমবারের",
            "মঙ্গলবার, মঙ্গলবারের",
            "বুধবার, বুধবারের",
            "বৃহস্পতিবার, বৃহস্পতিবারের",
            "শুক্রবার, শুক্রবারের",
            "শনিবার, শনিবারের",
            "রবিবার, রোববার, রবিবারের, রোববারের",
        ],
    ),
    (
        "Tamil",
        [
            "திங்கட்கிழமை, திங்கள்கிழமை, திங்கள் கிழமை",
            "செவ்வாய்க்கிழமை, செவ்வாய்கிழமை",
            "புதன்கிழமை, புதன் கிழமை",
            "வியாழக்கிழமை",
            "வெள்ளிக்கிழமை",
            "சனிக்கிழமை",
            "ஞாயிற்றுக்கிழமை",
        ],
    ),
    (
        "Chinese",
        [
            "周一, 週一, 星期一, 礼拜一, 禮拜一",
            "周二, 週二, 星期二, 礼拜二, 禮拜二",
            "周三, 週三, 星期三, 礼拜三, 禮拜三",
            "周四, 週四, 星期四, 礼拜四, 禮拜四",
            "周五, 週五, 星期五, 礼拜五, 禮拜五",
            "周六, 週六, 星期六, 礼拜六, 禮拜六",
            "周日, 週日, 星期日, 星期天, 礼拜天, 禮拜天",
        ],
    ),
    ("Japanese", ["月曜", "火曜", "水曜", "木曜", "金曜", "土曜", "日曜"]),
    (
        "Korean",
        [
            "월요일, 월요일에, 월요일부터",
            "화요일, 화요일에, 화요일부터",
            "수요일, 수요일에, 수요일부터",
            "목요일, 목요일에, 목요일부터",
            "금요일, 금요일에, 금요일부터",
            "토요일, 토요일에, 토요일부터",
            "일요일, 일요일에, 일요일부터",
        ],
    ),
    ("Thai", ["วันจันทร์", "วันอังคาร", "วันพุธ", "วันพฤหัสบดี, วันพฤหัส", "วันศุกร์", "วันเสาร์", "วันอาทิตย์"]),
];

/// The months of all languages, from January on. In Chinese, Japanese, Korean and Vietnamese they are numbers.
pub(super) const MONTHS: [&str; 12] = [
    "january, januar, janvier, enero, janeiro, gennaio, januari, ocak, janar, janarit, январь, января, январе, Ιανουάριος, \
     Ιανουαρίου, Ιανουάριο, يناير, كانون الثاني, جنوری, ינואר, בינואר, जनवरी, জানুয়ারি, জানুয়ারিতে, ஜனவரி, มกราคม",
    "february, feb, februar, février, febrero, fevereiro, febbraio, februari, şubat, shkurt, shkurtit, февраль, февраля, феврале, \
     Φεβρουάριος, Φεβρουαρίου, Φεβρουάριο, فبراير, شباط, فروری, פברואר, בפברואר, फरवरी, ফেব্রুয়ারি, ফেব্রুয়ারিতে, பிப்ரவரி, \
     กุมภาพันธ์",
    "in march, since march, until march, märz, en mars, marzo, em março, maart, maret, mart ayı, machi, марте, марта, \
     Μάρτιος, Μαρτίου, Μάρτιο, مارس, آذار, مارچ, מרץ, במרץ, מרס, במרס, मार्च, মার্চ, মার্চে, மார்ச், มีนาคม",
    "april, apr, avril, abril, aprile, nisan, aprili, prill, prillit, апрель, апреля, апреле, Απρίλιος, Απριλίου, Απρίλιο, \
     أبريل, نيسان, اپریل, אפריל, באפריל, अप्रैल, এপ্রিল, এপ্রিলে, ஏப்ரல், เมษายน",
    "in may, since may, until may, im mai, en mai, en mayo, de mayo, desde mayo, hasta mayo, maio, maggio, mei, mayıs, majit, мая, мае, Μάιος, Μαΐου, Μάιο, مايو, \
     أيار, مئی, במאי, मई, মে, พฤษภาคม",
    "june, juni, juin, junio, junho, giugno, haziran, qershor, qershorit, июнь, июня, июне, Ιούνιος, Ιουνίου, Ιούνιο, يونيو, \
     حزيران, جون, יוני, ביוני, जून, জুন, জুনে, ஜூன், มิถุนายน",
    "july, juli, juillet, julho, luglio, temmuz, julai, korrik, korrikut, июль, июля, июле, Ιούλιος, Ιουλίου, Ιούλιο, يوليو, \
     يوليوز, تموز, جولائی, יולי, ביולי, जुलाई, জুলাই, ஜூலை, กรกฎาคม",
    "august, aug, août, agosto, augustus, agustus, ağustos, agosti, gusht, gushtit, август, августа, августе, Αύγουστος, Αυγούστου, \
     Αύγουστο, أغسطس, اگست, אוגוסט, באוגוסט, अगस्त, আগস্ট, আগস্টে, ஆகஸ்ட், สิงหาคม",
    "september, sept, septembre, septiembre, setiembre, setembro, settembre, eylül, septemba, shtator, shtatorit, сентябрь, \
     сентября, сентябре, Σεπτέμβριος, Σεπτεμβρίου, Σεπτέμβριο, سبتمبر, أيلول, ستمبر, ספטמבר, בספטמבר, सितंबर, सितम्बर, সেপ্টেম্বর, \
     সেপ্টেম্বরে, செப்டம்பர், กันยายน",
    "october, oct, oktober, octobre, octubre, outubro, ottobre, ekim, oktoba, tetor, tetorit, октябрь, октября, октябре, \
     Οκτώβριος, Οκτωβρίου, Οκτώβριο, أكتوبر, تشرين الأول, اکتوبر, אוקטובר, באוקטובר, अक्टूबर, अक्तूबर, অক্টোবর, অক্টোবরে, அக்டோபர், \
     ตุลาคม",
    "november, nov, novembre, noviembre, novembro, kasım, novemba, nëntor, nëntorit, ноябрь, ноября, ноябре, Νοέμβριος, \
     Νοεμβρίου, Νοέμβριο, نوفمبر, تشرين الثاني, نومبر, נובמבר, בנובמבר, नवंबर, नवम्बर, নভেম্বর, নভেম্বরে, நவம்பர், พฤศจิกายน",
    "december, dezember, décembre, diciembre, dezembro, dicembre, desember, desemba, aralık, dhjetor, dhjetorit, декабрь, декабря, \
     декабре, Δεκέμβριος, Δεκεμβρίου, Δεκέμβριο, ديسمبر, كانون الأول, دسمبر, דצמבר, בדצמבר, दिसंबर, दिसम्बर, ডিসেম্বর, ডিসেম্বরে, டிசம்பர், \
     ธันวาคม",
];

/// What is a month beside the number of a day, and another word or a name elsewhere.
pub(super) const BESIDE_DAYS: [(u8, &str); 8] = [
    (1, "jan"),
    (3, "march, mar, mars, mart"),
    (5, "may, mai, mayo, maj"),
    (6, "jun"),
    (7, "jul, julio"),
    (9, "sep"),
    (10, "okt"),
    (12, "dec, dez, dic"),
];

/// What only looks like a day or a month: towns and people, "a time a week", "next week Japan".
pub(super) const NEITHER: &str =
    "santo domingo, plácido domingo, rio de janeiro, 周一次, 周日本, 週日本, black friday";
