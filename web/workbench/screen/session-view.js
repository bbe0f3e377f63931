/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Tab } from "../types.js" */
import { element } from "./dom.js";
import { tabBody } from "./tab-body.js";
import { tabStrip } from "./tab-strip.js";

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
    const body = { ...tabBody(host, host.sessions.focused, tab), reloads: tab.reloads };
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
