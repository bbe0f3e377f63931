/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Form, Row } from "../types.js" */
import "@fluentui/web-components/button.js";
import { formColumns } from "./columns.js";
import { element } from "./dom.js";
import { field, fixedField } from "./field.js";

/**
 * The form of a new record that openForm asked for; the agent saves or cancels it.
 *
 * @param {Dynamics} host
 */
export function formDialog(host) {
  const dialog = element("dialog", { className: "form-dialog" });
  /** @type {Form | undefined} */
  let shown;
  // The agent pressed Escape.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (shown) host.act("cancelForm", shown.id);
  });
  host.addEventListener("forms", () => {
    const form = host.records.dialog;
    if (form?.id === shown?.id) return;
    shown = form;
    dialog.close();
    if (form) show(host, dialog, form);
  });
  return dialog;
}

/**
 * @param {Dynamics} host
 * @param {HTMLDialogElement} dialog
 * @param {Form} form
 */
async function show(host, dialog, { id, entityName, values, references }) {
  const definition = await host.records.metadata(entityName);
  // The agent, or a test, may have answered meanwhile.
  if (host.records.dialog?.id !== id) return;
  /** @type {Row} */
  const entered = {};
  const fields = formColumns(definition)
    .filter(({ name, editable }) => editable || Object.hasOwn(references, name))
    .map((column) => {
      if (!column.editable) return fixedField(column, references[column.name] ?? "");
      const made = field(column, (value) => Object.assign(entered, { [column.name]: value }));
      made.show(values[column.name]);
      return made.node;
    });
  const problem = element("p", { className: "problem", role: "alert" });
  const title = element("h2", { id: "form-dialog-title" }, `New ${definition.DisplayName}`);
  const body = element(
    "form",
    { method: "dialog" },
    title,
    element("p", { className: "hint" }, "The widget opened this form with openForm."),
    problem,
    element("div", { className: "fields" }, ...fields),
    element(
      "div",
      { className: "dialog-actions" },
      element("button", { type: "submit", className: "button primary" }, "Save"),
      element(
        "button",
        { type: "button", className: "button", onclick: () => host.act("cancelForm", id) },
        "Cancel",
      ),
    ),
  );
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    host.act("saveForm", entered, id).catch((/** @type {Error} */ { message }) => {
      problem.textContent = message;
    });
  });
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.replaceChildren(body);
  dialog.showModal();
}
