/** @import { Dynamics } from "../mirror/dynamics.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";

/**
 * What a click on tells the widget whom to call.
 *
 * @param {Dynamics} host
 * @param {string} table
 * @param {string} id of the record
 * @param {string} column
 * @param {string} [number] shown beside the icon
 */
export function phoneButton(host, table, id, column, number = "") {
  const call = () => host.act("click", table, id, column);
  const button = element(
    "button",
    { type: "button", className: "link phone", onclick: call },
    icon("phone"),
    number,
  );
  if (!number) button.setAttribute("aria-label", "Call");
  button.title = "Raises onclicktoact, if a widget asked for it with setClickToAct";
  return button;
}
