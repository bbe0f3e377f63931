import { element } from "./dom.js";

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
