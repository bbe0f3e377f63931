/** @import { Dynamics } from "../mirror/dynamics.js" */
import { element } from "./dom.js";

/**
 * What openDialog asks the agent.
 *
 * @param {Dynamics} host
 */
export function questionDialog(host) {
  const node = element("dialog", { className: "question" });
  /** @type {import("../types.js").Dialog | undefined} */
  let shown;
  const answer = (/** @type {Event} */ event, /** @type {boolean} */ confirmed) => {
    event.preventDefault();
    if (shown) host.act("answerDialog", confirmed, shown.id);
  };
  // The agent pressed Escape.
  node.addEventListener("cancel", (event) => answer(event, false));
  node.addEventListener("submit", (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    answer(event, button?.value === "confirm");
  });
  host.addEventListener("notices", () => {
    const [dialog] = host.notices.dialogs;
    if (dialog?.id === shown?.id) return;
    shown = dialog;
    node.close();
    if (!dialog) return;
    node.replaceChildren(
      element(
        "form",
        { method: "dialog" },
        element("h2", { id: "question-title" }, dialog.title),
        element("p", {}, dialog.text),
        element(
          "div",
          { className: "dialog-actions" },
          element("button", { value: "confirm", className: "button primary" }, dialog.confirm),
          element("button", { value: "cancel", className: "button" }, dialog.cancel),
        ),
      ),
    );
    node.setAttribute("aria-labelledby", "question-title");
    node.showModal();
  });
  return node;
}
