/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Cell, List, Page } from "../types.js" */
import "@fluentui/web-components/button.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Shows what is read from the host, and reads it again when that may have changed.
 *
 * @template Data
 * @param {Dynamics} host
 * @param {string[]} topics after whose changes it is read again
 * @param {HTMLElement} place
 * @param {() => Promise<Data>} read
 * @param {(data: Data) => void} show
 */
export function follow(host, topics, place, read, show) {
  const ended = new AbortController();
  let latest = 0;
  const refresh = async () => {
    latest += 1;
    const mine = latest;
    place.setAttribute("aria-busy", "true");
    const shown = await read().then(
      (data) => () => show(data),
      ({ message }) =>
        () =>
          place.replaceChildren(element("p", { className: "problem", role: "alert" }, message)),
    );
    // A slow answer must not cover a newer one.
    if (mine !== latest) return;
    shown();
    place.removeAttribute("aria-busy");
  };
  for (const topic of topics) host.addEventListener(topic, refresh, ended);
  refresh();
  return { refresh, dispose: () => ended.abort() };
}

/**
 * A page with lists: home, a table's records, what a search found.
 *
 * @param {Dynamics} host
 * @param {Exclude<Page, {pagetype: "entityrecord"}>} page
 */
export function listsPage(host, page) {
  const place = element("div", { className: "results" });
  let asked = page;
  const { refresh, dispose } = follow(
    host,
    ["records"],
    place,
    () => host.act("lists", asked),
    (/** @type {List[]} */ lists) => {
      const nothing = element("p", { role: "status", className: "hint" });
      if (lists.length === 0) nothing.append("Enter what to search for.");
      place.replaceChildren(nothing, ...lists.map((list) => recordList(host, list)));
    },
  );
  const head = [];
  if (page.pagetype === "dashboard") head.push(...homeHead(host));
  if (page.pagetype === "search") {
    const search = (/** @type {string} */ searchText) => {
      const { query, ...rest } = page;
      asked = { ...rest, searchText };
      refresh();
    };
    head.push(searchForm(page.searchText, search));
  }
  return { node: element("section", { className: "page" }, ...head, place), dispose };
}

/** @param {Dynamics} host */
function homeHead(host) {
  return [
    element(
      "div",
      { className: "page-head" },
      element("h2", {}, "Home"),
      subtleButton(() => host.act("openSearch"), icon("search"), "Search"),
      subtleButton(() => host.act("searchKnowledge", ""), icon("book"), "Knowledge"),
    ),
    element(
      "p",
      { className: "hint" },
      "No customer session has the focus. A session opens when the widget calls createSession; " +
        "a click on a phone number raises onclicktoact.",
    ),
  ];
}

/**
 * @param {string} value
 * @param {(text: string) => void} search
 */
function searchForm(value, search) {
  const box = element("input", { type: "search", value, placeholder: "Name, number, title …" });
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    search(box.value);
  };
  return element(
    "form",
    { className: "search-form", role: "search", onsubmit },
    element("label", { className: "field" }, "Search records", box),
    element("button", { type: "submit", className: "button primary" }, "Search"),
  );
}

/**
 * @param {Dynamics} host
 * @param {List} list
 */
function recordList(host, { table, heading, columns, rows, more }) {
  const head = columns.map((label) => element("th", { scope: "col" }, label));
  const body = rows.map((cells) =>
    element("tr", {}, ...cells.map((cell) => element("td", {}, cellContent(host, cell)))),
  );
  return element(
    "section",
    { className: "card" },
    element("h3", {}, heading),
    rows.length === 0
      ? element("p", { className: "nothing" }, "No records.")
      : element(
          "table",
          { className: "records" },
          element("thead", {}, element("tr", {}, ...head)),
          element("tbody", {}, ...body),
        ),
    ...(more ? [subtleButton(() => host.act("openList", table), more)] : []),
  );
}

/**
 * Text; what opens a record; or what lets the widget call somebody.
 *
 * @param {Dynamics} host
 * @param {Cell} cell
 */
export function cellContent(host, { text, opens, calls }) {
  if (calls) return phoneButton(host, calls, text);
  if (!opens) return text;
  const onclick = () => host.act("openRecord", ...opens);
  return element("button", { type: "button", className: "link", onclick }, text);
}

/**
 * @param {Dynamics} host
 * @param {[table: string, record: string, column: string]} about
 * @param {string} [number] shown beside the icon
 */
export function phoneButton(host, about, number = "") {
  const button = element(
    "button",
    {
      type: "button",
      className: "link phone",
      title: "Raises onclicktoact, if a widget asked for it with setClickToAct",
      onclick: () => host.act("click", ...about),
    },
    icon("phone"),
    number,
  );
  if (!number) button.setAttribute("aria-label", "Call");
  return button;
}

/**
 * @param {() => void} onclick
 * @param {...(Node | string)} content
 */
export function subtleButton(onclick, ...content) {
  return element("fluent-button", { appearance: "subtle", size: "small", onclick }, ...content);
}
