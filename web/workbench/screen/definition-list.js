import { element } from "./dom.js";

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
  if (typeof value === "object") {
    return element("dd", {}, element("pre", {}, JSON.stringify(value, null, 2)));
  }
  return element("dd", {}, String(value));
}
