/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Session } from "../types.js" */
import { element, keyedList } from "./dom.js";
import { icon } from "./icons.js";
import { providerLabel, sessionTitle } from "./names.js";
import { sessionMarkers } from "./session-markers.js";

/**
 * The agent's sessions; a click switches, the cross closes.
 *
 * @param {Dynamics} host
 * @param {(problem: string) => void} notClosed
 */
export function sessionRail(host, notClosed) {
  const list = element("ul", {});
  /** @param {string} id */
  const close = async (id) => {
    await host.act("closeSession", id).catch(({ message }) => notClosed(message));
    // The close button that had the keyboard's focus may be gone.
    if (!list.contains(document.activeElement)) {
      /** @type {HTMLElement | null} */ (list.querySelector("[aria-current]"))?.focus();
    }
  };
  const show = keyedList(
    list,
    (/** @type {Session} */ session) => session.id,
    (session) => entry(host, session, close),
  );
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
 * @param {Dynamics} host
 * @param {Session} session
 * @param {(id: string) => void} close
 */
function entry(host, session, close) {
  const { id } = session;
  const home = id === host.welcome.home;
  const name = element("span", {});
  const markers = element("span", { className: "markers" });
  const text = element("span", { className: "entry-text" }, name);
  if (!home) {
    const provider = element("span", {}, providerLabel(host, session.provider));
    text.append(element("span", { className: "provider" }, provider, markers));
  }
  const button = element(
    "button",
    { type: "button", className: "entry", onclick: () => host.act("focusSession", id) },
    icon(home ? "home" : sessionIcon(session)),
    text,
  );
  const node = element("li", { "data-session": id }, button);
  const cross = element(
    "button",
    { type: "button", className: "icon-button close" },
    icon("close"),
  );
  if (!home) {
    cross.addEventListener("click", () => close(id));
    node.append(cross);
  }
  const update = () => {
    const title = sessionTitle(session);
    name.textContent = title;
    button.title = title;
    cross.setAttribute("aria-label", `Close session ${title}`);
    markers.replaceChildren(...sessionMarkers(session));
    if (host.sessions.focusedId === id) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  };
  return { node, update };
}

/** @param {Session} session */
function sessionIcon({ template }) {
  return template?.uniqueName.includes("voice") ? "phone" : "chat";
}
