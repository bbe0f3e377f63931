/** @import { Host } from "../host/host.js" */
/** @import { ClickedField } from "../host/click-to-act.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";

/**
 * What a click on tells the widget whom to call.
 *
 * @param {Host} host
 * @param {() => ClickedField} field as it is when it is clicked
 * @param {string} [number] shown beside the icon
 */
export function phoneButton(host, field, number = "") {
  const call = () => host.workspace.clickToAct.click(field());
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
