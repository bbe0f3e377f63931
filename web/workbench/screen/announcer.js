/** @import { Dynamics } from "../mirror/dynamics.js" */
import { element } from "./dom.js";

/**
 * Says politely which sessions came and went.
 *
 * @param {Dynamics} host
 */
export function announcer(host) {
  const region = element("div", { role: "status", className: "visually-hidden" });
  let known = new Map(host.sessions.all.map(({ id, title }) => [id, title]));
  host.addEventListener("sessions", () => {
    const now = new Map(host.sessions.all.map(({ id, title }) => [id, title]));
    const said = [
      ...newIn(now, known).map((title) => `New session: ${title}`),
      ...newIn(known, now).map((title) => `Session closed: ${title}`),
    ];
    known = now;
    if (said.length > 0) region.textContent = said.join(". ");
  });
  return region;
}

/**
 * @param {Map<string, string>} some
 * @param {Map<string, string>} others
 */
function newIn(some, others) {
  return [...some].filter(([id]) => !others.has(id)).map(([, title]) => title || "untitled");
}
