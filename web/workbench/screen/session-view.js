/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Session, Tab } from "../types.js" */
import { element, keyedList } from "./dom.js";
import { icon } from "./icons.js";
import { tabBody } from "./tab-body.js";

/** How far each key moves in the strip. */
const STEPS = new Map([
  ["ArrowRight", 1],
  ["ArrowLeft", -1],
  ["Home", Number.NEGATIVE_INFINITY],
  ["End", Number.POSITIVE_INFINITY],
]);

/**
 * The focused session with its tabs. What a tab shows is kept as long as the tab, so that a form
 * that the agent is filling in survives a look at another session.
 *
 * @param {Dynamics} host
 */
export function sessionView(host) {
  const strip = tabStrip(host);
  const place = element("div", { className: "tab-body" });
  const view = element("main", { className: "session-view" }, strip.node, place);
  /** @type {Map<Tab, ReturnType<typeof tabBody> & {reloads: number}>} */
  const bodies = new Map();

  /** @param {Tab} tab */
  const bodyOf = (tab) => {
    const kept = bodies.get(tab);
    if (kept?.reloads === tab.reloads) return kept;
    kept?.dispose();
    const session = host.sessions.focused;
    const body = { ...tabBody(host, session, tab, elementId(session, tab)), reloads: tab.reloads };
    bodies.set(tab, body);
    return body;
  };
  const forgetClosed = () => {
    const open = new Set(host.sessions.all.flatMap(({ tabs }) => tabs));
    for (const [tab, body] of bodies) {
      if (open.has(tab)) continue;
      body.dispose();
      bodies.delete(tab);
    }
  };
  const render = () => {
    forgetClosed();
    strip.render();
    const body = bodyOf(host.sessions.focusedTab);
    body.update();
    if (place.firstChild === body.node) return;
    place.replaceChildren(body.node);
    view.scrollTop = 0;
  };
  host.addEventListener("sessions", render);
  render();
  return view;
}

/**
 * @param {Session} session
 * @param {Tab} tab
 */
const elementId = (session, tab) => `${session.id}-${tab.id}`;

/**
 * The tabs of the focused session. Arrow keys switch, Delete closes.
 *
 * @param {Dynamics} host
 */
function tabStrip(host) {
  const list = element("div", { className: "tab-strip", role: "tablist" });
  const show = keyedList(
    list,
    (/** @type {Tab} */ tab) => tab,
    (tab) => tabEntry(host, tab),
  );
  list.addEventListener("keydown", async (event) => {
    const { focused, focusedTab } = host.sessions;
    const { tabs } = focused;
    const step = STEPS.get(event.key);
    if (step !== undefined) {
      event.preventDefault();
      const index = tabs.indexOf(focusedTab) + step;
      await host.act("focusTab", tabs.at(Math.min(Math.max(index, 0), tabs.length - 1))?.id);
    } else if (event.key === "Delete" && focusedTab.mayClose) {
      event.preventDefault();
      await host.act("closeTab", focusedTab.id);
    } else return;
    /** @type {HTMLElement | null} */ (list.querySelector("[aria-selected=true]"))?.focus();
  });
  const render = () => {
    const { shown, tabs } = host.sessions.focused;
    list.setAttribute("aria-label", `Tabs of ${shown.title}`);
    show(tabs);
  };
  return { node: list, render };
}

/**
 * @param {Dynamics} host
 * @param {Tab} tab
 */
function tabEntry(host, tab) {
  const id = elementId(host.sessions.focused, tab);
  const button = element("button", {
    type: "button",
    id,
    className: "tab",
    role: "tab",
    "aria-controls": `${id}-panel`,
    onclick: () => host.act("focusTab", tab.id),
  });
  const node = element("span", { className: "tab-holder", role: "presentation" }, button);
  const close = element(
    "button",
    {
      type: "button",
      className: "icon-button tab-close",
      tabIndex: -1,
      onclick: () => host.act("closeTab", tab.id),
    },
    icon("close"),
  );
  if (tab.mayClose) node.append(close);
  const update = () => {
    const { title } = tab.shown;
    button.textContent = button.title = title;
    button.setAttribute("aria-selected", String(tab.focused));
    button.tabIndex = tab.focused ? 0 : -1;
    close.setAttribute("aria-label", `Close tab ${title}`);
  };
  return { node, update };
}
