/** @import { Host } from "../host/host.js" */
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
 * @param {Host} host
 * @param {string | null} uniqueName
 */
export function providerLabel(host, uniqueName) {
  if (uniqueName === null) return "Unknown sender";
  return host.providers.byName(uniqueName)?.label || uniqueName;
}
