/** @import { Host } from "../host/host.js" */
/** @import { Session, Tab } from "../types.js" */
import { element, keyedList } from "./dom.js";
import { icon } from "./icons.js";
import { sessionTitle, tabTitle } from "./names.js";

/** How far each key moves in the strip. */
const STEPS = new Map([
  ["ArrowRight", 1],
  ["ArrowLeft", -1],
  ["Home", Number.NEGATIVE_INFINITY],
  ["End", Number.POSITIVE_INFINITY],
]);

/**
 * @param {Session} session
 * @param {Tab} tab
 */
export const tabElementId = (session, tab) => `${session.id}-${tab.id}`;
/**
 * @param {Session} session
 * @param {Tab} tab
 */
export const panelElementId = (session, tab) => `${tabElementId(session, tab)}-panel`;

/**
 * The tabs of the focused session. Arrow keys switch, Delete closes.
 *
 * @param {Host} host
 */
export function tabStrip(host) {
  const list = element("div", { className: "tab-strip", role: "tablist" });
  const show = keyedList(
    list,
    (/** @type {Tab} */ tab) => tab,
    (tab) => tabEntry(host, tab),
  );
  list.addEventListener("keydown", (event) => {
    const { tabs, focusedTabId } = host.sessions.focused;
    const step = STEPS.get(event.key);
    if (step !== undefined) {
      const index = tabs.findIndex(({ id }) => id === focusedTabId) + step;
      host.tabs.focus(tabs.at(Math.min(Math.max(index, 0), tabs.length - 1))?.id);
    } else if (event.key === "Delete" && host.tabs.mayClose(host.tabs.focused)) {
      host.tabs.close(focusedTabId);
    } else return;
    event.preventDefault();
    /** @type {HTMLElement | null} */ (list.querySelector("[aria-selected=true]"))?.focus();
  });
  const render = () => {
    const { focused } = host.sessions;
    list.setAttribute("aria-label", `Tabs of ${sessionTitle(focused)}`);
    show(focused.tabs);
  };
  return { node: list, render };
}

/**
 * @param {Host} host
 * @param {Tab} tab
 */
function tabEntry(host, tab) {
  const session = host.sessions.focused;
  const button = element("button", {
    type: "button",
    id: tabElementId(session, tab),
    className: "tab",
    role: "tab",
    "aria-controls": panelElementId(session, tab),
    onclick: () => host.tabs.focus(tab.id),
  });
  const node = element("span", { className: "tab-holder", role: "presentation" }, button);
  const close = element("button", {
    type: "button",
    className: "icon-button tab-close",
    tabIndex: -1,
  });
  if (host.tabs.mayClose(tab)) {
    close.append(icon("close"));
    close.addEventListener("click", () => host.tabs.close(tab.id));
    node.append(close);
  }
  const update = () => {
    const selected = session.focusedTabId === tab.id;
    const title = tabTitle(tab);
    button.textContent = title;
    button.title = title;
    button.setAttribute("aria-selected", String(selected));
    button.tabIndex = selected ? 0 : -1;
    close.setAttribute("aria-label", `Close tab ${title}`);
  };
  return { node, update };
}
