/** @import { Answer, Call, Config } from "../types.js" */
/** @import { Forms } from "./forms.js" */
/** @import { Pages } from "./pages.js" */
/** @import { Sessions } from "./sessions.js" */
import { success } from "./answers.js";
import { urlParameters } from "./navigation.js";
import { HOME_ID } from "./sessions.js";

/**
 * The page's URL parameters are left out while another provider's session has the focus.
 *
 * @param {Config} config
 * @param {Sessions} sessions
 * @param {Pages} pages
 * @param {Forms} forms
 * @returns {Record<string, (call: Call) => Answer>}
 */
export function environmentCalls(config, sessions, pages, forms) {
  return {
    getenvironment({ provider }) {
      const { id, provider: owner } = sessions.focused;
      const visible = id === HOME_ID || owner === provider.uniqueName;
      const { current } = pages;
      const dirty = current?.pagetype === "entityrecord" && forms.isDirty(current.etn, current.id);
      return success(
        new Map(
          Object.entries({
            ...(visible && { ...config.page, ...(current && urlParameters(current)) }),
            ...config.environment,
            isDirty: visible && dirty,
            customParams: provider.customParams,
          }),
        ),
      );
    },
  };
}
