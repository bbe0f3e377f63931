import { element } from "./dom.js";
import { icon } from "./icons.js";

/**
 * A line of the log that opens to show more.
 *
 * @param {string} time ISO 8601
 * @param {(Node | string)[]} cells
 * @param {() => Node[]} details made when the row is opened, and anew by `refresh`
 */
export function expandableRow(time, cells, details) {
  const body = element("div", { className: "row-body" });
  const row = element(
    "details",
    {},
    element(
      "summary",
      {},
      element("time", { dateTime: time }, new Date(time).toLocaleTimeString(undefined, CLOCK)),
      ...cells,
    ),
    body,
  );
  const refresh = () => {
    if (row.open) body.replaceChildren(...details());
  };
  row.addEventListener("toggle", refresh);
  return { node: element("li", {}, row), refresh };
}

/** @type {Intl.DateTimeFormatOptions} */
const CLOCK = { hour12: false, hour: "2-digit", minute: "2-digit", second: "2-digit" };

/**
 * An icon and the word it stands for.
 *
 * @param {"success" | "failure" | "lost" | "pending" | "unknown"} kind
 * @param {string} text
 */
export function status(kind, text) {
  return element("span", { className: `status ${kind}` }, icon(kind), text);
}
