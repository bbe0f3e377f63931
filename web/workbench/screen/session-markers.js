/** @import { Session } from "../types.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";

/** The badge has room for so much. */
const MOST = 99;

/**
 * What draws the agent's eye to a session that is not in focus.
 *
 * @param {Session} session
 */
export function sessionMarkers({ unread, focusRequested, kpiBreach }) {
  const markers = [];
  if (kpiBreach !== null) {
    markers.push(marker("breached", `KPI breach. ${kpiBreach}`.trim(), icon("warning")));
  }
  if (unread > 0) {
    const count = unread > MOST ? `${MOST}+` : String(unread);
    const badge = element("span", { "aria-hidden": "true" }, count);
    markers.push(marker("unread", `${unread} new`, badge));
  }
  if (focusRequested) markers.push(marker("asking", "Asks for your attention", icon("bell")));
  return markers;
}

/**
 * @param {string} className
 * @param {string} text what the marker says
 * @param {Element} sign
 */
function marker(className, text, sign) {
  return element(
    "span",
    { className: `marker ${className}`, title: text },
    sign,
    element("span", { className: "visually-hidden" }, `, ${text}`),
  );
}
