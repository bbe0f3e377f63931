/** @import { Dynamics } from "../mirror/dynamics.js" */
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
 * @param {Dynamics} host
 */
export function tabStrip(host) {
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
    const { focused } = host.sessions;
    list.setAttribute("aria-label", `Tabs of ${sessionTitle(focused)}`);
    show(focused.tabs);
  };
  return { node: list, render };
}

/**
 * @param {Dynamics} host
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
    onclick: () => host.act("focusTab", tab.id),
  });
  const node = element("span", { className: "tab-holder", role: "presentation" }, button);
  const close = element("button", {
    type: "button",
    className: "icon-button tab-close",
    tabIndex: -1,
  });
  if (tab.mayClose) {
    close.append(icon("close"));
    close.addEventListener("click", () => host.act("closeTab", tab.id));
    node.append(close);
  }
  const update = () => {
    const selected = tab.focused;
    const title = tabTitle(tab);
    button.textContent = title;
    button.title = title;
    button.setAttribute("aria-selected", String(selected));
    button.tabIndex = selected ? 0 : -1;
    close.setAttribute("aria-label", `Close tab ${title}`);
  };
  return { node, update };
}
