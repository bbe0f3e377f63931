/** @import { Dynamics } from "../mirror/dynamics.js" */
import "@fluentui/web-components/button.js";
import "@fluentui/web-components/message-bar.js";
import "@fluentui/web-components/spinner.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

/**
 * What widgets show above the page: notices and a progress text.
 *
 * @param {Dynamics} host
 */
export function noticeArea(host) {
  const node = element("div", { className: "notices", "aria-live": "polite" });
  host.addEventListener("notices", () => {
    const { notices } = host;
    const bars = notices.shown.map(({ id, message, level }) => {
      const bar = element("fluent-message-bar", { intent: level }, message);
      const dismiss = element("fluent-button", {
        slot: "dismiss",
        appearance: "transparent",
        "icon-only": "",
        "aria-label": "Dismiss",
      });
      dismiss.append(icon("close"));
      dismiss.addEventListener("click", () => host.act("dismissNotice", id));
      bar.append(dismiss);
      return bar;
    });
    node.replaceChildren(...bars, ...progress(notices.progress));
  });
  return node;
}

/** @param {string | null} text */
function progress(text) {
  if (text === null) return [];
  return [
    element(
      "div",
      { className: "progress" },
      element("fluent-spinner", { size: "tiny" }),
      text || "Please wait …",
    ),
  ];
}
