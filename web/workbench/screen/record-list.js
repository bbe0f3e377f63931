/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Definition, Row } from "../types.js" */
/** @import { Column } from "./columns.js" */
import { listColumns, lookedUp, shownValue } from "./columns.js";
import { element } from "./dom.js";
import { phoneButton } from "./phone-button.js";

/**
 * A table of rows; a click on a name opens the record.
 *
 * @param {Dynamics} host
 * @param {Definition} definition
 * @param {Row[]} rows
 */
export function recordTable(host, definition, rows) {
  const columns = listColumns(definition);
  if (rows.length === 0) return element("p", { className: "nothing" }, "No records.");
  return element(
    "table",
    { className: "records" },
    element(
      "thead",
      {},
      element("tr", {}, ...columns.map(({ label }) => element("th", { scope: "col" }, label))),
    ),
    element(
      "tbody",
      {},
      ...rows.map((row) =>
        element("tr", {}, ...columns.map((column) => cell(host, definition, column, row))),
      ),
    ),
  );
}

/**
 * @param {Dynamics} host
 * @param {Definition} definition
 * @param {Column} column
 * @param {Row} row
 */
function cell(host, definition, column, row) {
  const text = shownValue(row, column);
  const etn = definition.LogicalName;
  const id = String(row[definition.PrimaryIdAttribute]);
  if (column.name === definition.PrimaryNameAttribute) {
    return element("td", {}, recordLink(host, etn, id, text || "Untitled"));
  }
  const target = lookedUp(row, column);
  if (target && text) return element("td", {}, recordLink(host, target.etn, target.id, text));
  if (!column.phone || !text) return element("td", {}, text);
  return element("td", {}, phoneButton(host, etn, id, column.name, text));
}

/**
 * @param {Dynamics} host
 * @param {string} etn
 * @param {string} id
 * @param {string} text
 */
export function recordLink(host, etn, id, text) {
  const open = () => host.act("openRecord", etn, id);
  return element("button", { type: "button", className: "link", onclick: open }, text);
}
