/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Session } from "../types.js" */
import { element, keyedList } from "./dom.js";
import { icon } from "./icons.js";

/** The badge has room for so much. */
const MOST = 99;

/**
 * The agent's sessions; a click switches, the cross closes.
 *
 * @param {Dynamics} host
 * @param {(problem: string) => void} notClosed
 */
export function sessionRail(host, notClosed) {
  const list = element("ul");
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
    announcer(host),
  );
}

/**
 * @param {Dynamics} host
 * @param {Session} session
 * @param {(id: string) => void} close
 */
function entry(host, session, close) {
  const { id, shown } = session;
  const name = element("span");
  const markers = element("span", { className: "markers" });
  const text = element("span", { className: "entry-text" }, name);
  const button = element(
    "button",
    { type: "button", className: "entry", onclick: () => host.act("focusSession", id) },
    icon(shown.icon),
    text,
  );
  const node = element("li", { "data-session": id }, button);
  const cross = element(
    "button",
    { type: "button", className: "icon-button close", onclick: () => close(id) },
    icon("close"),
  );
  if (!shown.home) {
    const provider = element("span", {}, host.label(session.provider));
    text.append(element("span", { className: "provider" }, provider, markers));
    node.append(cross);
  }
  const update = () => {
    const { title } = session.shown;
    name.textContent = button.title = title;
    cross.setAttribute("aria-label", `Close session ${title}`);
    markers.replaceChildren(...sessionMarkers(session));
    if (session.focused) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  };
  return { node, update };
}

/**
 * What draws the agent's eye to a session that is not in focus.
 *
 * @param {Session} session
 */
function sessionMarkers({ unread, focusRequested, kpiBreach }) {
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
 * @param {string} title what the marker says
 * @param {Element} sign
 */
function marker(className, title, sign) {
  const said = element("span", { className: "visually-hidden" }, `, ${title}`);
  return element("span", { className: `marker ${className}`, title }, sign, said);
}

/**
 * Says politely which sessions came and went.
 *
 * @param {Dynamics} host
 */
function announcer(host) {
  const region = element("div", { role: "status", className: "visually-hidden" });
  const titles = () => new Map(host.sessions.all.map(({ id, shown }) => [id, shown.title]));
  let known = titles();
  host.addEventListener("sessions", () => {
    const now = titles();
    const come = [...now].filter(([id]) => !known.has(id));
    const gone = [...known].filter(([id]) => !now.has(id));
    const said = [
      ...come.map(([, title]) => `New session: ${title}`),
      ...gone.map(([, title]) => `Session closed: ${title}`),
    ];
    known = now;
    if (said.length > 0) region.textContent = said.join(". ");
  });
  return region;
}
