/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Page } from "../types.js" */
import { element } from "./dom.js";
import { recordList } from "./list-page.js";

const TABLES = ["contact", "account", "incident"];
const HITS = 20;

/**
 * Hits by table, the one that the widget named first.
 *
 * @param {Dynamics} host
 * @param {Extract<Page, {pagetype: "search"}>} page
 */
export function searchPage(host, page) {
  const box = element("input", {
    type: "search",
    value: page.searchText,
    placeholder: "Name, number, title …",
  });
  const results = element("div", { className: "results" });
  const count = element("p", { role: "status", className: "hint" });
  /** @type {(() => void)[]} */
  let disposals = [];
  const dispose = () => {
    for (const end of disposals) end();
  };

  const search = (/** @type {string | undefined} */ query) => {
    dispose();
    disposals = [];
    results.replaceChildren();
    const text = box.value.trim();
    count.textContent = text || query ? "" : "Enter what to search for.";
    const hits = query ?? (text && fullText(text));
    if (!hits) return;
    const tables = query
      ? [page.etn ?? "contact"]
      : [...new Set([page.etn ?? "contact", ...TABLES])];
    for (const etn of tables) {
      const place = element("section", { className: "card" });
      results.append(place);
      disposals.push(recordList(host, etn, place, hits).dispose);
    }
  };

  const form = element(
    "form",
    { className: "search-form", role: "search" },
    element("label", { className: "field" }, "Search records", box),
    element("button", { type: "submit", className: "button primary" }, "Search"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(undefined);
  });
  search(page.query);
  const node = element("section", { className: "page" }, form, count, results);
  return { node, dispose };
}

/** @param {string} text */
function fullText(text) {
  return `?$search=${encodeURIComponent(`"${text.replaceAll('"', "")}"`)}&$top=${HITS}`;
}
