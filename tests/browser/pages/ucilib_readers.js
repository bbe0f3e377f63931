// Every way in which Dynamics' library might read its address, asked of addresses that the page accepts.
async ({ sources, widget }) => {
  const { crmOrigin } = await import("./crm-origin.js");

  const decode = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return unescape(text);
    }
  };
  const same = (text) => text;
  const cut = (text, mark) => (text.includes(mark) ? text.slice(text.indexOf(mark) + 1) : "");
  const cutLast = (text, mark) => (text.includes(mark) ? text.slice(text.lastIndexOf(mark) + 1) : "");

  // The texts in which a reader looks.
  const texts = (url) => [
    url.search,
    url.search.slice(1),
    url.href,
    url.search + url.hash,
    cut(url.href, "?"),
    cutLast(url.href, "?"),
    url.hash.slice(1),
    cut(url.hash, "?"),
  ];
  const splitting = [];
  for (const separator of [/&/, /[&;]/, /[?&#]/, /[?&;#]/]) {
    for (const name of [same, decode, (text) => decode(decode(text)), (text) => text.trim()]) {
      for (const letters of [same, (text) => text.toLowerCase()]) {
        for (const value of [([, one]) => one, ([, ...all]) => all.join("=")]) {
          splitting.push((text) =>
            text
              .split(separator)
              .map((part) => part.split("="))
              .filter(([key]) => letters(name(key)) === "ucilib")
              .map((pair) => value(pair) ?? ""),
          );
        }
      }
    }
  }
  const readers = [
    (text) => new URLSearchParams(text).getAll("ucilib"),
    (text) =>
      [...new URLSearchParams(text)]
        .filter(([name]) => name.toLowerCase() === "ucilib")
        .map(([, value]) => value),
    ...[/[?&]ucilib=([^&#]*)/g, /[?&;]ucilib=([^&;#]*)/gi, /ucilib=([^&]*)/g, /ucilib=(.*)/gi].map(
      (pattern) => (text) => [...text.matchAll(pattern)].map(([, value]) => value),
    ),
    (text) => text.split("ucilib=").slice(1),
    ...splitting,
  ];

  // How a reader makes an origin of a value; what is none, a browser posts to nobody.
  const origins = [
    (value) => new URL(value).origin,
    (value) => new URL(value, widget).origin,
    (value) => {
      const [scheme, , host] = value.split("/");
      return new URL(`${scheme}//${host}`).origin;
    },
  ];
  // All that some reader would send to.
  const targets = (url) => {
    const found = new Set();
    for (const text of new Set(texts(url).flatMap((each) => [each, decode(each)]))) {
      for (const reader of readers) {
        const values = reader(text);
        for (const value of [values[0], values.at(-1), values.filter(Boolean).at(-1)]) {
          found.add(value ?? "");
        }
      }
    }
    const values = [...found].flatMap((value) => [value, decode(value), decode(decode(value))]);
    const made = new Set();
    for (const value of new Set(values)) {
      for (const origin of origins) {
        try {
          made.add(origin(value));
        } catch {}
      }
    }
    return made;
  };
  const couldExist = (origin) => origin !== "null" && /^[\w.-]+$/.test(new URL(origin).host);

  const answer = { accepted: 0, "with ucilib": 0, misled: [] };
  for (const source of sources) {
    let organisation;
    try {
      organisation = crmOrigin({
        ...{ ancestors: [], referrer: "", tagged: [], allowed: [], development: false },
        ...{ ...source, configured: source.configured ?? undefined },
      });
    } catch (failure) {
      if (failure.code === undefined) throw failure;
      continue;
    }
    answer.accepted += 1;
    const url = new URL(source.address);
    if (url.searchParams.has("ucilib")) answer["with ucilib"] += 1;
    const allowed = [organisation, new URL(widget).origin];
    for (const target of targets(url)) {
      if (couldExist(target) && !allowed.includes(target)) {
        answer.misled.push({ address: source.address, target });
      }
    }
  }
  answer.misled.length = Math.min(answer.misled.length, 5);
  return answer;
}
