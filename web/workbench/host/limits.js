/** @import { Limits } from "../types.js" */

/**
 * The platform's own; a configuration may name some.
 *
 * @type {Limits}
 */
export const LIMITS = {
  sessions: 10,
  tabs: 10,
  notifications: 10,
  notificationQueueSeconds: 30,
  notificationGapSeconds: 2,
};
