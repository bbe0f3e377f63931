import { clockTime } from "./clock.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

/**
 * A line of the log that opens to show more.
 *
 * @param {string} time ISO 8601
 * @param {(Node | string)[]} cells
 * @param {() => Node[]} details made when the row is opened, and again by `refresh`
 */
export function expandableRow(time, cells, details) {
  const body = element("div", { className: "row-body" });
  const clock = element("time", { dateTime: time }, clockTime(time));
  const summary = element("summary", {}, clock, ...cells);
  const row = element("details", {}, summary, body);
  const refresh = () => {
    if (row.open) body.replaceChildren(...details());
  };
  row.addEventListener("toggle", refresh);
  const open = () => {
    row.open = true;
    summary.focus();
  };
  return { node: element("li", {}, row), open, refresh };
}

/**
 * An icon and the word it stands for.
 *
 * @param {Parameters<typeof icon>[0]} kind
 * @param {string} text
 */
export function status(kind, text) {
  return element("span", { className: `status ${kind}` }, icon(kind), text);
}

/**
 * Data as indented JSON text.
 *
 * @param {string} label
 * @param {unknown} value
 */
export function jsonBlock(label, value) {
  const text = JSON.stringify(value, null, 2) ?? "undefined";
  return element(
    "section",
    { className: "json" },
    element("h4", {}, label),
    element("pre", { tabIndex: 0, "aria-label": label }, text),
  );
}

/**
 * Names with their values; nested data as JSON.
 *
 * @param {Record<string, unknown>} entries
 */
export function definitionList(entries) {
  return element(
    "dl",
    {},
    ...Object.entries(entries).map(([name, value]) =>
      element("div", {}, element("dt", {}, name), valueCell(value)),
    ),
  );
}

/** @param {unknown} value */
function valueCell(value) {
  if (value === null || value === undefined || value === "") {
    return element("dd", { className: "nothing" }, value === "" ? "empty" : "none");
  }
  if (typeof value !== "object") return element("dd", {}, String(value));
  return element("dd", {}, element("pre", {}, JSON.stringify(value, null, 2)));
}
