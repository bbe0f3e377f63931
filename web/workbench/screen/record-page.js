/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Definition, Page, Row } from "../types.js" */
/** @import { Column } from "./columns.js" */
import "@fluentui/web-components/badge.js";
import "@fluentui/web-components/button.js";
import { formColumns, lookedUp, shownValue } from "./columns.js";
import { element } from "./dom.js";
import { field, fixedField } from "./field.js";
import { followRecords } from "./follow.js";
import { phoneButton } from "./phone-button.js";
import { recordLink } from "./record-list.js";

/**
 * A record that the agent reads, changes and saves.
 *
 * @param {Dynamics} host
 * @param {Extract<Page, {pagetype: "entityrecord"}>} page
 */
export function recordPage(host, { etn, id }) {
  const node = element("article", { className: "page record" });
  let update = () => {};
  const { dispose } = followRecords(
    host,
    node,
    async () => ({
      definition: await host.records.metadata(etn),
      row: await host.records.retrieve(etn, id),
    }),
    ({ definition, row }) => {
      const form = recordForm(host, definition, id, row);
      update = form.update;
      node.replaceChildren(...form.nodes);
    },
  );
  const onForms = () => update();
  host.addEventListener("forms", onForms);
  return {
    node,
    dispose() {
      dispose();
      host.removeEventListener("forms", onForms);
    },
  };
}

/**
 * @param {Dynamics} host
 * @param {Definition} definition
 * @param {string} id
 * @param {Row} row
 */
function recordForm(host, definition, id, row) {
  const etn = definition.LogicalName;
  const title = String(row[definition.PrimaryNameAttribute] ?? "") || "Untitled";
  const problem = element("p", { className: "problem", role: "alert", hidden: true });
  const state = element("p", { className: "hint", role: "status" });
  const save = commandButton("Save", "primary", () =>
    host.act("saveRecord", etn, id).catch((/** @type {Error} */ { message }) => {
      problem.textContent = message;
      problem.hidden = false;
    }),
  );
  const cancel = commandButton("Discard", "subtle", () => {
    const waiting = host.records.formOf(etn, id);
    if (waiting) host.act("cancelForm", waiting.id);
    else host.act("discardRecord", etn, id);
  });
  const fields = formColumns(definition).map((column) =>
    column.editable ? editable(host, etn, id, column) : readOnly(host, row, column),
  );
  const update = () => {
    const waiting = host.records.formOf(etn, id) !== undefined;
    const edits = host.records.editsOf(etn, id) ?? {};
    const dirty = host.records.editsOf(etn, id) !== undefined;
    save.toggleAttribute("disabled", !dirty && !waiting);
    cancel.toggleAttribute("disabled", !dirty && !waiting);
    state.textContent = describe(dirty, waiting);
    for (const { show, name } of fields) show(name in edits ? edits[name] : row[name]);
  };
  update();
  const head = element(
    "div",
    { className: "page-head" },
    element("h2", {}, title),
    element("fluent-badge", { appearance: "tint", color: "brand" }, definition.DisplayName),
    save,
    cancel,
  );
  const body = element("div", { className: "fields card" }, ...fields.map(({ node }) => node));
  return { nodes: [head, state, problem, body], update };
}

/**
 * @param {boolean} dirty
 * @param {boolean} waiting
 */
function describe(dirty, waiting) {
  if (waiting) return "The widget opened this form and waits until you save or discard it.";
  return dirty ? "Unsaved changes" : "";
}

/**
 * @param {Dynamics} host
 * @param {string} etn
 * @param {string} id
 * @param {Column} column
 */
function editable(host, etn, id, column) {
  const beside = column.phone ? [phoneButton(host, etn, id, column.name)] : [];
  const entered = (/** @type {unknown} */ value) =>
    host.act("editRecord", etn, id, { [column.name]: value });
  const { node, show } = field(column, entered, ...beside);
  return { node, show, name: column.name };
}

/**
 * @param {Dynamics} host
 * @param {Row} row
 * @param {Column} column
 */
function readOnly(host, row, column) {
  const target = lookedUp(row, column);
  const text = shownValue(row, column);
  const value = target && text ? recordLink(host, target.etn, target.id, text) : text;
  return { node: fixedField(column, value), show: () => {}, name: column.name };
}

/**
 * @param {string} text
 * @param {"primary" | "subtle"} appearance
 * @param {() => void} act
 */
function commandButton(text, appearance, act) {
  const button = element("fluent-button", { appearance, size: "small" });
  button.append(text);
  button.addEventListener("click", act);
  return button;
}
