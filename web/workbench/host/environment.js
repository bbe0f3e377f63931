/** @import { Answer, Call, Config } from "../types.js" */
/** @import { Sessions } from "./sessions.js" */
import { success } from "./answers.js";
import { HOME_ID } from "./sessions.js";

/**
 * The page's URL parameters are left out while another provider's session has the focus.
 *
 * @param {Config} config
 * @param {Sessions} sessions
 * @returns {Record<string, (call: Call) => Answer>}
 */
export function environmentCalls(config, sessions) {
  return {
    getenvironment({ provider }) {
      const { id, provider: owner } = sessions.focused;
      const visible = id === HOME_ID || owner === provider.uniqueName;
      return success(
        new Map(
          Object.entries({
            ...(visible ? config.page : {}),
            ...config.environment,
            customParams: provider.customParams,
          }),
        ),
      );
    },
  };
}
