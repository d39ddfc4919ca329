"use strict";
// The lists of the page: made from the data that it carries, some at a time. Titles, sources and ids are only ever set as text.
(async () => {
  const PAGE = 50;          // clusters that are listed at a time
  const ROWS = 25;          // rows of the tables of sources at a time
  const MEMBERS = 200;      // members of a cluster that are listed at a time
  const LOOSE = 20;         // clusters that are offered for review
  const WORDS = 400;        // beyond so many words two titles are not aligned
  const SCRIPTS = ["Latin", "Arabic", "Cyrillic", "Greek", "Hebrew", "Han", "Hiragana", "Katakana", "Hangul", "Devanagari",
    "Bengali", "Tamil", "Telugu", "Thai", "Georgian", "Armenian", "Ethiopic", "Khmer", "Lao", "Myanmar", "Sinhala", "Gujarati",
    "Gurmukhi", "Kannada", "Malayalam"].map((name) => [name, new RegExp(`\\p{Script=${name}}`, "gu")]);
  const $ = (id) => document.getElementById(id);
  const el = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const grouped = (count) => count.toLocaleString("en").replaceAll(",", "\u202f");
  const counted = (count, one, many = one + "s") => `${grouped(count)} ${count === 1 ? one : many}`;

  // ---- the data ----
  let data;
  try {
    const letters = atob($("data").textContent), bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
    $("data").remove();
    data = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  } catch (error) {
    $("trouble").hidden = false;
    $("trouble").textContent = `The lists cannot be shown (${error.message}). They need a browser of 2023 or later, and the whole of the file.`;
    return;
  }
  const { sources, following } = data;
  const DAY = 86400;
  const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
  // A time of publication: its beginning in seconds, and how it is shown.
  const time = (published) => {
    if (typeof published === "number") return { at: published, text: new Date(published * 1000).toISOString().slice(0, 16).replace("T", " ") };
    if (Array.isArray(published)) return { at: published[0], text: day(published[0]) };
    return { at: null, text: published ?? "" };
  };
  const row = ([title, source, published, similarity, relation, id], kept) => ({
    title: title === 0 ? kept : title, source: source < 0 ? null : source, time: time(published), similarity: similarity / 1e4, relation, id,
  });
  const clusters = data.clusters.map(([id, members, beside], place) => {
    const kept = members[0][0];
    const similarities = members.slice(1).map((member) => member[3] / 1e4).filter((similarity) => similarity < 1);
    let from = Infinity, to = -Infinity;
    for (const member of members) {
      const at = time(member[2]).at;
      if (at !== null) { from = Math.min(from, at); to = Math.max(to, at); }
    }
    return {
      id, members, beside, place, kept, from, to, size: members.length,
      sources: new Set(members.map((member) => member[1]).filter((source) => source >= 0)),
      cohesion: similarities.length ? similarities.reduce((sum, one) => sum + one, 0) / similarities.length : null,
      relations: new Set([similarities.length ? "near" : "exact", ...members.map((member) => member[4]), ...beside.map((one) => one[0][4])]),
    };
  });
  data = null;
  const hasSources = sources.length > 0;
  const hasTimes = clusters.some((cluster) => cluster.from < Infinity);
  // What is searched, made when it is first looked for: a page that is only read does not need it.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const haystack = (cluster) => cluster.haystack ??= fold([cluster.id, ...cluster.members.flatMap(([title, source, , , , id]) =>
    [title === 0 ? "" : title, id, source < 0 ? "" : sources[source].name])].join("\n"));
  const script = (cluster) => {
    if (cluster.script === undefined) {
      let most = 0;
      cluster.script = "other";
      for (const [name, letters] of SCRIPTS) {
        const count = cluster.kept.match(letters)?.length ?? 0;
        if (count > most) { most = count; cluster.script = name.endsWith("ana") ? "Kana" : name; }
      }
    }
    return cluster.script;
  };

  // ---- the difference of two titles, word by word ----
  const segmenter = globalThis.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: "word" }) : null;
  const words = (title) => segmenter
    ? Array.from(segmenter.segment(title), ({ segment, isWordLike }) => ({ text: segment, key: isWordLike ? fold(segment) : null }))
    : (title.match(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu) ?? []).map((text) => ({ text, key: /[\p{L}\p{N}]/u.test(text) ? fold(text) : null }));
  // The words of `title`, those that `kept` lacks marked, and where words of `kept` are missing, these.
  const marked = (title, kept) => {
    const cell = el("div", { dir: "auto" });
    const [ours, theirs] = [words(title), words(kept)];
    if (title === kept || ours.length > WORDS || theirs.length > WORDS) {
      cell.textContent = title;
      return cell;
    }
    const [a, b] = [theirs, ours].map((all) => all.map((word, at) => ({ ...word, at })).filter((word) => word.key !== null));
    // The longest common subsequence of the words, from behind.
    const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) {
      length[i][j] = a[i].key === b[j].key ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
    // Of each word of `b` whether it is new, and what of `kept` is missing before it.
    const isNew = [], missing = [];
    for (let i = 0, j = 0; i < a.length || j < b.length;) {
      if (i < a.length && j < b.length && a[i].key === b[j].key) { i++; j++; }
      else if (j === b.length || (i < a.length && length[i + 1][j] >= length[i][j + 1])) (missing[j] ??= []).push(a[i++].at);
      else isNew[j++] = true;
    }
    const gone = (places) => el("del", {}, theirs.slice(places[0], places.at(-1) + 1).map((word) => word.text).join(""));
    let next = 0, added = null;
    for (const word of ours) {
      if (word.key === null) {
        if (!isNew[next] || missing[next]) added = null;
        (added ?? cell).append(word.text);
        continue;
      }
      if (missing[next]) cell.append(gone(missing[next]), " ");
      if (!isNew[next]) added = null;
      else if (!added || missing[next]) cell.append(added = el("ins"));
      (added ?? cell).append(word.text);
      next++;
    }
    if (missing[b.length]) cell.append(" ", gone(missing[b.length]));
    return cell;
  };

  // ---- a cluster ----
  const lag = (seconds) => seconds < 60 ? `${seconds} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min`
    : seconds < 2 * DAY ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / DAY)} d`;
  const sourceButton = (source) => {
    const button = el("button", { type: "button", className: "source", title: "Show the clusters of this source" }, el("bdi", {}, sources[source].name));
    button.addEventListener("click", () => {
      $("filters").reset();
      $("source").value = sources[source].name;
      refresh();
      $("clusters").scrollIntoView();
      $("list").querySelector("summary")?.focus({ preventScroll: true });
    });
    return button;
  };
  const heads = (names) => el("thead", {}, el("tr", {}, ...names.map((name) => el("th", { scope: "col" }, name))));
  const memberRow = (member, cluster, first) => {
    const isKept = member === cluster.rows[0];
    const after = first !== null && member.time.at !== null && member.time.at > first ? ` +${lag(member.time.at - first)}` : "";
    return el("tr", {},
      ...(hasTimes ? [el("td", { className: "w" }, member.time.text + after)] : []),
      ...(hasSources ? [el("td", {}, member.source === null ? "" : sourceButton(member.source))] : []),
      el("td", { className: "t" }, marked(member.title, cluster.kept), el("span", { className: "id" }, el("bdi", {}, member.id))),
      el("td", { className: "w" }, isKept ? el("span", { className: "kept" }, "kept") : member.similarity.toFixed(2),
        member.relation === "duplicate" || isKept ? "" : ` ${member.relation}`));
  };
  const openCluster = (cluster, place) => {
    cluster.rows = cluster.members.map((member) => row(member, cluster.kept));
    const first = cluster.from < Infinity ? cluster.from : null;
    // Who was first stands first; what has no time stands behind, in its order.
    const rows = cluster.rows.slice().sort((one, other) => (one.time.at ?? Infinity) - (other.time.at ?? Infinity) || 0);
    const names = [...(hasTimes ? ["time"] : []), ...(hasSources ? ["source"] : []), "title, and what differs from the one that is kept", "similarity"];
    const body = el("tbody");
    place.append(el("table", {}, heads(names), body));
    let shown = 0;
    const more = el("button", { type: "button", className: "more" });
    const show = () => {
      body.append(...rows.slice(shown, shown + MEMBERS).map((member) => memberRow(member, cluster, first)));
      shown = Math.min(shown + MEMBERS, rows.length);
      more.textContent = `Show more of ${rows.length - shown}`;
      more.hidden = shown === rows.length;
    };
    more.addEventListener("click", show);
    place.append(more);
    show();
    for (const [relation, heading] of [["update", "Updates: the same item, where a fact moved"], ["series", "Series: the same frame, another instance"]]) {
      const beside = cluster.beside.filter(([one]) => one[4] === relation);
      if (!beside.length) continue;
      place.append(el("h3", {}, heading), el("table", {}, heads([...(hasTimes ? ["time"] : []), ...(hasSources ? ["source"] : []), "title, and why it lies beside", "similarity"]), el("tbody", {}, ...beside.slice(0, MEMBERS).map(([packed, reason]) => {
        const one = row(packed, cluster.kept);
        return el("tr", {}, ...(hasTimes ? [el("td", { className: "w" }, one.time.text)] : []),
          ...(hasSources ? [el("td", {}, one.source === null ? "" : sourceButton(one.source))] : []),
          el("td", { className: "t" }, marked(one.title, cluster.kept), el("span", { className: "reason" }, el("bdi", {}, reason))),
          el("td", { className: "w" }, one.similarity.toFixed(2)));
      }))));
    }
    place.append(el("p", { className: "id" }, "cluster ", el("a", { href: `#cluster=${cluster.id}`, title: "A link to this cluster" }, cluster.id)));
  };
  const facts = (cluster) => {
    const facts = [];
    if (cluster.sources.size) facts.push(counted(cluster.sources.size, "source"));
    if (cluster.from < Infinity) facts.push(day(cluster.from) === day(cluster.to) ? day(cluster.from) : `${day(cluster.from)} to ${day(cluster.to)}`);
    if (cluster.from < cluster.to) facts.push(`within ${lag(cluster.to - cluster.from)}`);
    facts.push(cluster.cohesion === null ? "exact" : `cohesion ${cluster.cohesion.toFixed(2)}`);
    for (const [relation, one, many] of [["update", "update", "updates"], ["series", "in its series", "in its series"]]) {
      const count = cluster.beside.filter(([packed]) => packed[4] === relation).length;
      if (count) facts.push(counted(count, one, many));
    }
    return facts.map((fact) => el("span", {}, fact));
  };
  const listed = (cluster) => {
    const place = el("div", { className: "members" });
    const item = el("details", {}, el("summary", {},
      el("span", { className: "size", title: counted(cluster.size, "headline") }, grouped(cluster.size)),
      el("bdi", { className: "title", dir: "auto" }, cluster.kept || "(empty)"), el("span", { className: "facts" }, ...facts(cluster))), place);
    item.dataset.id = cluster.id;
    item.fill = () => { if (!place.childElementCount) openCluster(cluster, place); };
    item.addEventListener("toggle", () => { if (item.open) item.fill(); });
    return el("li", {}, item);
  };

  // ---- search, filters, order, pages ----
  const ORDERS = {
    size: (one, other) => one.place - other.place,
    sources: (one, other) => other.sources.size - one.sources.size,
    newest: (one, other) => other.to - one.to,
    oldest: (one, other) => one.from - other.from,
    span: (one, other) => (other.to - other.from) - (one.to - one.from),
    loose: (one, other) => (one.cohesion ?? 2) - (other.cohesion ?? 2),
  };
  const ordered = (some, order) => some.sort((one, other) => ORDERS[order](one, other) || one.place - other.place);
  let found = clusters, page = 0;
  const filtered = () => {
    // As in the comparison, signs tell nothing: quotes, commas and dashes only part words.
    const wanted = fold($("search").value).match(/[\p{L}\p{N}]+/gu) ?? [];
    const least = Number($("least").value) || 0;
    const name = fold($("source").value.trim());
    const named = name ? new Set(sources.flatMap((source, number) => fold(source.name) === name ? [number] : [])) : null;
    // A name that is no source's own is looked for within the names.
    if (named && !named.size) sources.forEach((source, number) => { if (fold(source.name).includes(name)) named.add(number); });
    const [from, to] = [Date.parse($("from").value) / 1000, Date.parse($("to").value) / 1000 + DAY];
    const [letters, relation] = [$("script").value, $("relation").value];
    return clusters.filter((cluster) => cluster.size >= least
      && (!named || [...cluster.sources].some((source) => named.has(source)))
      && !(cluster.to < from) && !(cluster.from >= to) && ((isNaN(from) && isNaN(to)) || cluster.from < Infinity)
      && (!letters || script(cluster) === letters)
      && (!relation || cluster.relations.has(relation))
      && wanted.every((word) => haystack(cluster).includes(word)));
  };
  const show = () => {
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    $("list").replaceChildren(...found.slice(page * PAGE, (page + 1) * PAGE).map(listed));
    $("status").textContent = found.length === clusters.length ? counted(found.length, "cluster")
      : `${grouped(found.length)} of ${counted(clusters.length, "cluster")}`;
    const chosen = [...$("filters").elements].filter((field) => field.id && field.value && field.value !== field.defaultValue && !["order", "clear"].includes(field.id));
    $("listed").textContent = [`Listed: ${grouped(Math.min(page * PAGE + 1, found.length))} to ${grouped(Math.min((page + 1) * PAGE, found.length))}`,
      ...chosen.map((field) => `${field.id} ${field.value}`)].join("; ");
    $("pages").hidden = pages === 1;
    $("page").textContent = `${page + 1} of ${grouped(pages)}`;
    [$("before").disabled, $("after").disabled] = [page === 0, page === pages - 1];
  };
  // The address holds what is chosen: a reload shows the same list, and a link leads there.
  const FIELDS = ["search", "least", "source", "script", "from", "to", "relation", "order"].map($);
  const usual = (field) => field.tagName === "SELECT" ? field.options[0].value : field.defaultValue;
  const keepAddress = () => {
    const chosen = new URLSearchParams(FIELDS.filter((field) => field.value !== usual(field)).map((field) => [field.id, field.value]));
    if (page) chosen.set("page", page + 1);
    history.replaceState(null, "", location.href.split("#")[0] + (chosen.size ? `#${chosen}` : ""));
  };
  const list = (from = 0) => { found = ordered(filtered(), $("order").value || "size"); page = from; show(); };
  const refresh = () => { list(); keepAddress(); };
  let waiting;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(refresh, 120); };
  $("filters").addEventListener("input", soon);
  // Not every way to choose from a list tells of an input. Of a field that is left nothing is new, and what stands open stays open.
  $("filters").addEventListener("change", (event) => { if (event.target.tagName === "SELECT") soon(); });
  $("filters").addEventListener("submit", (event) => { event.preventDefault(); refresh(); });
  $("clear").addEventListener("click", () => { $("filters").reset(); refresh(); });
  const turn = (by) => { page += by; show(); keepAddress(); $("clusters").scrollIntoView(); $("list").querySelector("summary")?.focus({ preventScroll: true }); };
  $("before").addEventListener("click", () => turn(-1));
  $("after").addEventListener("click", () => turn(1));
  document.addEventListener("keydown", (event) => {
    const isTyped = event.target instanceof Element && event.target.matches("input, select, textarea");
    if (event.key === "/" && !isTyped && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); $("search").focus(); }
  });
  // On paper what is listed stands open.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".clusters details:not([open])")];
    for (const item of opened) { item.fill(); item.open = true; }
  });
  addEventListener("afterprint", () => { for (const item of opened) item.open = false; });

  for (const [isThere, need] of [[hasSources, "source"], [hasTimes, "time"]]) {
    if (!isThere) document.querySelectorAll(`[data-needs=${need}]`).forEach((part) => { if (part.tagName === "OPTION") part.remove(); else part.hidden = true; });
  }
  $("source-names").append(...sources.slice(0, 1000).map((source) => el("option", { value: source.name })));
  const scripts = new Map();
  for (const cluster of clusters) scripts.set(script(cluster), (scripts.get(script(cluster)) ?? 0) + 1);
  $("script").append(...[...scripts].sort((one, other) => other[1] - one[1]).map(([name, count]) => el("option", { value: name }, `${name} (${grouped(count)})`)));
  if (clusters.some((cluster) => cluster.size === 1)) $("least").defaultValue = "1";

  // ---- sources ----
  const table = (id, rows, more) => {
    let shown = 0;
    const body = $(id).tBodies[0];
    const next = () => {
      body.append(...rows().slice(shown, shown + ROWS));
      shown += ROWS;
      more.hidden = shown >= rows().length;
    };
    more.addEventListener("click", next);
    return () => { shown = 0; body.replaceChildren(); next(); };
  };
  if (hasSources) {
    let key = "first", isRising = false;
    let numbers = sources.map((_, number) => number);
    const figure = (value) => el("td", { className: "n" }, value === undefined ? "" : grouped(value));
    const sourceRow = (number) => {
      const { headlines, shared, first, together, followed, lag: after } = sources[number];
      return el("tr", {}, el("th", { scope: "row" }, sourceButton(number)), figure(headlines), figure(shared), figure(first), figure(together), figure(followed),
        el("td", { className: "n" }, after === undefined ? "" : lag(after)));
    };
    const draw = table("source-table", () => ({ length: numbers.length, slice: (from, to) => numbers.slice(from, to).map(sourceRow) }), $("more-sources"));
    const sort = () => {
      const value = (number) => sources[number][key];
      const compare = (one, other) => key === "name" ? value(one).localeCompare(value(other)) : (value(one) ?? -1) - (value(other) ?? -1);
      numbers.sort((one, other) => (isRising ? 1 : -1) * compare(one, other) || one - other);
      draw();
    };
    for (const button of $("source-table").querySelectorAll("th button")) button.addEventListener("click", () => {
      isRising = key === button.dataset.key ? !isRising : button.dataset.key === "name";
      key = button.dataset.key;
      $("source-table").querySelectorAll("th[aria-sort]").forEach((head) => head.removeAttribute("aria-sort"));
      button.parentElement.setAttribute("aria-sort", isRising ? "ascending" : "descending");
      sort();
    });
    sort();
    if ($("following-table")) table("following-table", () => ({ length: following.length, slice: (from, to) => following.slice(from, to).map((pair) =>
      el("tr", {}, el("td", {}, sourceButton(pair.leader)), el("td", {}, sourceButton(pair.follower)), figure(pair.items), el("td", { className: "n" }, lag(pair.lag)))) }), $("more-following"))();
  }

  // ---- what is worth a second look, and where a link leads ----
  const loose = ordered(clusters.filter((cluster) => cluster.cohesion !== null), "loose").slice(0, LOOSE);
  $("loose").append(...(loose.length ? loose.map(listed) : [el("li", { className: "absent" }, clusters.length ? "All clusters repeat one headline exactly." : "There are no clusters.")]));
  list();
  const follow = () => {
    const address = new URLSearchParams(location.hash.slice(1));
    const cluster = clusters.find((one) => address.get("cluster") === one.id);
    if (!cluster && !address.has("page") && !FIELDS.some((field) => address.has(field.id))) return;
    $("filters").reset();
    if (cluster) $("search").value = cluster.id;
    else for (const field of FIELDS) field.value = address.get(field.id) ?? usual(field);
    list((Number(address.get("page")) || 1) - 1);
    if (cluster) $("list").querySelector("details").open = true;
    $("clusters").scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();
  document.documentElement.dataset.ready = "true";
})();
