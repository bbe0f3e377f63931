/** @import { Host } from "../host/host.js" */
/** @import { Session } from "../types.js" */
import { HOME_ID } from "../host/sessions.js";
import { element, keyedList } from "./dom.js";
import { icon } from "./icons.js";
import { providerLabel, sessionTitle } from "./names.js";

/**
 * The agent's sessions; a click switches, the cross closes.
 *
 * @param {Host} host
 */
export function sessionRail(host) {
  const list = element("ul", {});
  const show = keyedList(
    list,
    (/** @type {Session} */ session) => session.id,
    (session) => entry(host, session, focusedButton),
  );
  function focusedButton() {
    /** @type {HTMLElement | null} */ (list.querySelector("[aria-current]"))?.focus();
  }
  const render = () => show(host.sessions.all);
  host.addEventListener("sessions", render);
  render();
  return element(
    "nav",
    { className: "rail", "aria-label": "Sessions" },
    element("h2", {}, "Sessions"),
    list,
  );
}

/**
 * @param {Host} host
 * @param {Session} session
 * @param {() => void} focusedButton the close button with the keyboard's focus is about to go
 */
function entry(host, session, focusedButton) {
  const { id } = session;
  const home = id === HOME_ID;
  const title = sessionTitle(session);
  const text = element("span", { className: "entry-text" }, element("span", {}, title));
  if (!home) {
    text.append(element("span", { className: "provider" }, providerLabel(host, session.provider)));
  }
  const button = element(
    "button",
    { type: "button", className: "entry", title, onclick: () => host.sessions.focus(id) },
    icon(home ? "home" : sessionIcon(session)),
    text,
  );
  const node = element("li", { "data-session": id }, button);
  if (!home) {
    const close = element(
      "button",
      { type: "button", className: "close", "aria-label": `Close session ${title}` },
      icon("close"),
    );
    close.addEventListener("click", () => {
      host.sessions.close(id);
      focusedButton();
    });
    node.append(close);
  }
  const update = () => {
    if (host.sessions.focusedId === id) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  };
  return { node, update };
}

/** @param {Session} session */
function sessionIcon({ template }) {
  return template?.uniqueName.includes("voice") ? "phone" : "chat";
}
