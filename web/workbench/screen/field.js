/** @import { Column } from "./columns.js" */
import { element } from "./dom.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

let made = 0;

/**
 * A column's label with what its value is entered in.
 *
 * @param {Column} column
 * @param {(value: unknown) => void} entered
 * @param {...Node} beside
 */
export function field(column, entered, ...beside) {
  made += 1;
  const id = `field-${made}`;
  const control = controlFor(column);
  control.id = id;
  control.name = column.name;
  control.addEventListener("input", () => entered(valueIn(column, control)));
  const node = element(
    "div",
    { className: "field" },
    element("label", { htmlFor: id }, column.label),
    element("div", { className: "field-value" }, control, ...beside),
  );
  const show = (/** @type {unknown} */ value) => {
    const text = textOf(column, value);
    // What is being typed must not be moved under the typist's hands.
    if (control.value !== text && document.activeElement !== control) control.value = text;
  };
  return { node, show, control };
}

/**
 * A column's label with a value that cannot be changed.
 *
 * @param {Column} column
 * @param {Node | string} value
 */
export function fixedField({ label }, value) {
  return element(
    "div",
    { className: "field" },
    element("span", {}, label),
    element("div", { className: "field-value" }, value),
  );
}

/**
 * @param {Column} column
 * @returns {Control}
 */
function controlFor({ type, choices, phone }) {
  if (type === "Memo") return element("textarea", { rows: 2 });
  if (choices.length > 0) {
    const options = choices.map(({ value, text }) => element("option", { value }, text));
    return element("select", {}, element("option", { value: "" }, ""), ...options);
  }
  return element("input", { type: inputType(type, phone), autocomplete: "off" });
}

/**
 * @param {Column["type"]} type
 * @param {boolean} phone
 */
function inputType(type, phone) {
  if (type === "DateTime") return "datetime-local";
  if (type === "Number") return "number";
  return phone ? "tel" : "text";
}

/**
 * @param {Column} column
 * @param {unknown} value
 */
function textOf({ type, choices }, value) {
  if (value === null || value === undefined) return "";
  if (type === "DateTime") return localTime(String(value));
  if (choices.length > 0) return String(Number(value));
  return String(value);
}

/**
 * @param {Column} column
 * @param {Control} control
 */
function valueIn({ type }, { value }) {
  if (value === "") return null;
  if (type === "Boolean") return value === "1";
  if (type === "DateTime") return new Date(value).toISOString();
  return type === "String" || type === "Memo" ? value : Number(value);
}

/** @param {string} moment ISO 8601 */
function localTime(moment) {
  const date = new Date(moment);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
