//! Rising and falling, as people write it; between commas, so that a term may have spaces.
//!
//! Raising and cutting count too: who raises a rate and who cuts it say opposite things.

/// It rises.
pub(super) const UP: &str = "rise, rises, rising, risen, climb, climbs, climbed, climbing, gain, gains, gained, jump, jumps, \
    jumped, soar, soars, soared, soaring, surges, surged, surging, increase, increases, increased, increasing, skyrocket, \
    skyrockets, raise, raises, raised, raising, hike, hikes, hiked, up, \
    steigt, steigen, stieg, stiegen, gestiegen, steigend, steigende, anstieg, klettert, klettern, erhöht, erhöhen, \
    stijgt, stijgen, steeg, stegen, gestegen, stijging, omhoog, verhoogt, \
    hausse, augmente, augmentent, augmentation, grimpe, grimpent, bondit, bondissent, \
    sube, suben, subió, subieron, subirá, subirán, subida, alza, aumenta, aumentan, aumento, aumentó, aumentará, crece, crecen, creció, \
    sobe, sobem, subiu, subiram, em alta, aumentam, aumentou, cresce, crescem, cresceu, dispararam, \
    salgono, aumentano, crescono, rialzo, in rialzo, balzo, \
    rritet, rriten, rritje, rritja, \
    yükseldi, yükseliyor, yükseliş, yükselişte, yükselişe, arttı, artıyor, artış, artırdı, zamlandı, \
    naik, meningkat, melonjak, melesat, menguat, \
    tăng mạnh, tăng vọt, tăng nhẹ, tăng cao, gia tăng, tăng thêm, \
    kuongezeka, yaongezeka, ongezeko, imepanda, zimepanda, \
    растет, растут, вырос, выросла, выросло, выросли, рост, подорожал, подорожала, подорожали, повысил, повысила, повысили, \
    повышение, повышается, увеличился, увеличилась, увеличилось, увеличились, \
    άνοδος, άνοδο, ανεβαίνει, ανεβαίνουν, ανέβηκε, αύξηση, αυξάνεται, αυξάνονται, αυξήθηκε, αυξήθηκαν, εκτοξεύεται, εκτοξεύονται, \
    يرتفع, ترتفع, ارتفع, ارتفعت, ارتفاع, وارتفاع, بارتفاع, صعود, يصعد, تصعد, صعدت, زيادة, تزايد, قفزة, يقفز, تقفز, قفزت, \
    افزایش, افزایشی, اضافہ, اضافے, مہنگا, مہنگی, مہنگے, \
    עלתה, עלו, זינק, זינקה, זינקו, מזנק, מזנקת, זינוק, מתייקר, מתייקרת, התייקר, התייקרו, התייקרות, \
    बढ़ा, बढ़ी, बढ़े, बढ़त, बढ़ोतरी, बढ़ोत्तरी, वृद्धि, उछाल, उछला, महंगा, महंगी, महंगे, बढ्यो, बढ्दै, महँगियो, \
    বেড়েছে, বাড়ছে, বাড়ল, বাড়লো, বৃদ্ধি, উর্ধ্বগতি, ঊর্ধ্বগতি, \
    உயர்வு, உயர்ந்தது, உயர்ந்துள்ளது, அதிகரிப்பு, அதிகரித்தது, ஏற்றம், \
    涨, 漲, 上涨, 上漲, 上升, 飙升, 飆升, 大涨, 大漲, 暴涨, 暴漲, 走高, 增长, 增長, 增加, 加息, 涨价, 漲價, \
    上昇, 急騰, 高騰, 値上げ, 値上がり, 増加, 続伸, 急伸, \
    상승, 상승세, 상승에, 급등, 급등세, 급등에, 오름세, 올랐다, 증가, 증가세, 증가에, 폭등, \
    เพิ่มขึ้น, ปรับขึ้น, ปรับเพิ่ม, พุ่งขึ้น, พุ่งสูง, พุ่ง";

/// It falls.
pub(super) const DOWN: &str = "fall, falls, falling, fell, fallen, drop, drops, dropped, dropping, slip, slips, slipped, sink, sinks, sank, \
    plunge, plunges, plunged, slump, slumps, slumped, decline, declines, declined, dip, dips, dipped, tumble, tumbles, tumbled, \
    slide, slides, slid, plummet, plummets, plummeted, decrease, decreases, decreased, cut, cuts, reduce, reduces, reduced, slash, \
    slashes, slashed, down, \
    fällt, fiel, fielen, sinkt, sinken, gesunken, sinkend, sinkende, rückgang, stürzt, senkt, senken, rutscht, \
    daalt, dalen, daalde, daalden, gedaald, daling, omlaag, verlaagt, \
    baisse, baissent, chute, chutent, recule, reculent, recul, plonge, plongent, \
    baja, bajan, bajaron, bajará, cae, caen, cayó, cayeron, caída, desciende, descienden, descenso, desplome, desploma, desploman, \
    retrocede, retroceden, disminuye, disminuyen, \
    caem, caiu, caíram, em queda, em baixa, despenca, despencam, recua, recuam, recuou, diminui, \
    scende, scendono, calo, in calo, calano, crolla, crollano, crollo, ribasso, in ribasso, \
    bie, bien, ulet, ulen, ulje, ulja, rënie, rënia, \
    düştü, düşüyor, düşüş, düşüşte, düşüşe, geriledi, geriliyor, azaldı, azalıyor, \
    turun, menurun, anjlok, merosot, melemah, ambles, \
    giảm mạnh, giảm sâu, giảm nhẹ, giảm thêm, sụt giảm, lao dốc, \
    kushuka, yashuka, kupungua, imeshuka, zimeshuka, zimepungua, \
    падает, падают, упал, упала, упало, упали, снизился, снизилась, снизилось, снизились, снижается, снижаются, снижение, \
    падение, подешевел, подешевела, подешевели, снизил, снизила, снизили, сократился, сократилась, сократилось, \
    πτώση, πέφτει, πέφτουν, έπεσε, έπεσαν, μείωση, μειώνεται, μειώνονται, μειώθηκε, μειώθηκαν, υποχωρεί, υποχωρούν, κάθοδος, \
    ينخفض, تنخفض, انخفض, انخفضت, انخفاض, وانخفاض, بانخفاض, هبوط, يهبط, تهبط, هبط, هبطت, تراجع, يتراجع, تتراجع, تراجعت, \
    کاهش, کاهشی, افت, گراوٹ, سستا, سستی, سستے, میں کمی, \
    ירידה, ירד, ירדה, ירדו, יורד, יורדת, צנח, צנחה, צנחו, צונח, צונחת, צניחה, הוזלה, \
    घटा, घटी, घटे, गिरा, गिरी, गिरे, गिरावट, लुढ़का, लुढ़के, सस्ता, सस्ती, सस्ते, घट्यो, घट्दै, सस्तियो, \
    কমেছে, কমছে, কমলো, হ্রাস, পতন, দরপতন, \
    சரிவு, சரிந்தது, குறைந்தது, குறைந்துள்ளது, குறைவு, வீழ்ச்சி, \
    跌, 下跌, 下降, 下滑, 暴跌, 大跌, 走低, 回落, 减少, 減少, 降息, 降价, 降價, \
    下落, 急落, 暴落, 値下げ, 値下がり, 低下, 続落, 反落, \
    하락, 하락세, 하락에, 급락, 급락세, 급락에, 내림세, 내렸다, 감소, 감소세, 감소에, 폭락, \
    ลดลง, ปรับลด, ปรับลง, ร่วง, ดิ่ง";

/// What only looks like a direction: going back on something, stepping in, taking to the streets.
pub(super) const NEITHER: &str = "up to, up for, set up, made up, make up, ends up, end up, back up, line up, pick up, open up, \
    opens up, take up, takes up, sign up, steps up, step up, wake up, give up, gives up, speed up, ramp up, show up, \
    down syndrome, down under, shut down, shuts down, break down, crack down, cracks down, cracking down, cut off, cuts off, \
    declines to, declined to, تراجع عن, يتراجع عن, تتراجع عن, تراجعت عن, turun tangan, turun ke jalan, naik haji, baja california";
