/** @import { Call, Provider } from "../types.js" */
/** @import { Providers } from "./providers.js" */
/** @import { Sessions } from "./sessions.js" */

export const NOT_ACTIVE = "This operation can be performed from the active provider";

/** @typedef {(call: Call) => Promise<unknown>} CarryOut */
/** @typedef {(carryOut: CarryOut) => CarryOut} ActiveOnly */

/**
 * The provider whose widget the agent sees: the owner of the focused session, else the first.
 *
 * @param {Providers} providers
 * @param {Sessions} sessions
 * @returns {Provider | undefined}
 */
export function activeProvider(providers, sessions) {
  return providers.byName(sessions.focused.provider ?? "") ?? providers.all[0];
}

/**
 * Guards what only the active provider may do.
 *
 * @param {Providers} providers
 * @param {Sessions} sessions
 * @returns {ActiveOnly}
 */
export function activeOnly(providers, sessions) {
  return (carryOut) => async (call) => {
    if (activeProvider(providers, sessions) !== call.provider) throw new Error(NOT_ACTIVE);
    return carryOut(call);
  };
}
