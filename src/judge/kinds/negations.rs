//! Denials, as people write them; between commas, so that a term may have spaces. Of a term with several words the
//! first is the negation, except in scripts without spaces.

/// What denies.
pub(super) const NEGATIONS: &str = "not, never, without, nobody, nothing, neither, no one, no longer, cannot, can't, won't, \
    doesn't, didn't, wouldn't, isn't, aren't, wasn't, weren't, hasn't, haven't, hadn't, couldn't, shouldn't, don't want, don't know, \
    don't have, don't think, don't need, don't let, don't like, don't expect, don't be, don't believe, don't care, don't get, don't go, \
    no hay, no es, no está, no se, no ha, no han, no fue, no puede, no pueden, no va, no será, no tiene, no son, no habrá, no quiere, \
    no era, no debe, nunca, jamás, ningún, ninguna, tampoco, nadie, \
    não, sem, nenhum, nenhuma, ninguém, \
    non, senza, nessun, nessuna, nessuno, niente, \
    jamais, sans, aucun, aucune, n'est pas, n'a pas, n'ont pas, n'aura pas, n'était pas, ne pas, ne sera pas, ne seront pas, \
    ne veut pas, ne peut pas, ne peuvent pas, ne sont pas, ne doit pas, ne fait pas, ne va pas, ne veut plus, ne peut plus, ne sera plus, \
    nicht, kein, keine, keinen, keinem, keiner, keines, nie, niemals, ohne, nichts, niemand, \
    niet, geen, nooit, zonder, niets, \
    nuk, asnjë, asnjëherë, \
    değil, değildir, yok, asla, olmadan, olmayacak, olmadı, \
    tidak, tak, bukan, belum, tanpa, jangan, \
    không thể, không phải, không có, không được, không còn, không bị, không nên, không muốn, \
    hakuna, sio, siyo, hawana, hatuna, \
    не, нет, без, ни, нельзя, никогда, никто, \
    δεν, μην, χωρίς, όχι, μη, \
    لا, لم, لن, ليس, ليست, ليسوا, عدم, بدون, من دون, ولا, ولم, ولن, وليس, وعدم, بعدم, \
    نه, نیست, نیستند, نیستیم, ندارد, ندارند, ندارم, نداریم, نداشت, نشد, نشده, نبود, نباید, نکرد, نکرده, نداد, نمی, نخواهد, نمی‌شود, نمی‌کند, نمی‌کنند, \
    نمی‌کنیم, نمی‌توان, نمی‌تواند, نمی‌توانند, نمی‌دهد, نمی‌دهیم, نمی‌خواهد, نمی‌گیرد, هرگز, نہیں, بغیر, \
    לא, אין, בלי, ללא, אינו, אינה, אינם, אינן, \
    नहीं, नही, बिना, छैन, छैनन्, होइन, हुँदैन, भएन, \
    না, নয়, নেই, নাই, ছাড়াই, \
    இல்லை, அல்ல, இல்லாத, இல்லாமல், முடியாது, கூடாது, \
    不会, 不會, 不能, 不是, 没有, 沒有, 不再, 未能, 并非, 並非, 不得, 无法, 無法, 尚未, 从未, 從未, 不愿, 不願, 不肯, 不允许, 不允許, 不予, 不应, 不應, 并未, 並未, 不必, \
    しない, せず, できない, できず, ではない, じゃない, いない, されず, されない, なかった, \
    않는다, 않아, 않을, 않기로, 않았다, 않겠다, 않고, 않은, 않다, 못해, 못한다, 못했다, 못한, 못하는, 없다, 없이, 없는, 없어, 없었다, 없을, 아니다, 아닌, \
    ไม่";

/// What denies what follows where one side alone has it between words that both have, and is something else elsewhere: in Portuguese "in the",
/// in Vietnamese an explosion, in Chinese part of another word.
pub(super) const INSERTED: [&str; 5] = ["no", "不", "未", "没", "沒"];

/// What follows in French a verb that is denied, with "ne" or "n'" before it.
pub(super) const BEHIND_NE: [&str; 4] = ["pas", "plus", "jamais", "rien"];

/// One of these stands in most headlines in Spanish and in English, in which "no" denies what follows, and in few in Portuguese, Vietnamese or
/// Indonesian, in which it is another word.
pub(super) const BESIDE_NO: [&str; 14] =
    ["el", "los", "las", "del", "una", "en", "tras", "of", "for", "with", "from", "and", "is", "are"];

/// What only looks like a denial: "not only", "still", "without doubt", "whether", "destroyed", people in need.
pub(super) const NEITHER: &str = "not only, not just, in not, non profit, non stop, \
    не менее, не меньше, не более, не больше, не менше, не більше, لا يقل, لا تقل, nicht weniger, nicht mehr als, niet minder, non meno, \
    tak kurang, tidak kurang, no menos, não menos, pas moins, no fly, no confidence, no deal, no show, no solo, no sólo, no obstante, non seulement, non solo, não só, não apenas, nicht nur, \
    niet alleen, nuk do mend, değil mi, yok etti, yok edildi, yok eden, yok ediyor, yok oldu, yok olan, tidak hanya, tak hanya, bukan hanya, \
    bukan main, không chỉ, не только, όχι μόνο, لا يزال, لا تزال, لا يزالون, لا زال, لا زالت, لا بد, لا سيما, ولا سيما, لا شك, לא רק, \
    কি না, 是不是, 能不能, 会不会, 會不會, 不得不, 不能不, \
    没收, 沒收, 没落, 沒落, 不断, 不斷, 不少, 不同, 不久, 不仅, 不僅, 不只, 不足, 未来, 未來, 有没有, 有沒有, 違いない, ちがいない, 少なかった, หรือไม่";
