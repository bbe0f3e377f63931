/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Session, Tab } from "../types.js" */

/**
 * What the agent reads: a template whose slugs all stayed empty leaves its own name.
 *
 * @param {Session} session
 */
export function sessionTitle({ title, template }) {
  return title || template?.name || "Untitled";
}

/** @param {Tab} tab */
export const tabTitle = ({ title, template }) => title || template?.name || "Untitled";

/**
 * @param {Dynamics} host
 * @param {string | null} uniqueName
 */
export function providerLabel(host, uniqueName) {
  if (uniqueName === null) return "Unknown sender";
  return host.provider(uniqueName)?.label || uniqueName;
}
