import { clockTime } from "./clock.js";
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
    element("summary", {}, element("time", { dateTime: time }, clockTime(time)), ...cells),
    body,
  );
  const refresh = () => {
    if (row.open) body.replaceChildren(...details());
  };
  row.addEventListener("toggle", refresh);
  const open = () => {
    row.open = true;
    row.querySelector("summary")?.focus();
  };
  return { node: element("li", {}, row), open, refresh };
}

/**
 * An icon and the word it stands for.
 *
 * @param {"success" | "failure" | "lost" | "pending" | "unknown"} kind
 * @param {string} text
 */
export function status(kind, text) {
  return element("span", { className: `status ${kind}` }, icon(kind), text);
}
