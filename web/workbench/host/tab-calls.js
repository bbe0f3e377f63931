/** @import { Answer, Call } from "../types.js" */
/** @import { Sessions } from "./sessions.js" */
/** @import { Tabs } from "./tabs.js" */
import { failure, success } from "./answers.js";
import { asRecord } from "./from-outside.js";
import { toPlain } from "./plain.js";
import { orFailure } from "./record-calls.js";
import { HOME_ID } from "./sessions.js";

export const NOT_FOCUSED =
  "Focused session is neither the default session nor it belongs to the provider";

/**
 * The requests that are about application tabs. All act on the focused session, whose owner is the
 * provider, or which is home.
 *
 * @param {Tabs} tabs
 * @param {Sessions} sessions
 * @returns {Record<string, (call: Call) => Answer | Promise<Answer>>}
 */
export function tabCalls(tabs, sessions) {
  /** @param {Call} call */
  const mayAct = ({ provider }) => {
    const { id, provider: owner } = sessions.focused;
    return id === HOME_ID || owner === provider.uniqueName;
  };
  /** @param {(tabId: unknown, input: Record<string, unknown>) => unknown} carryOut */
  const inOwnSession = (carryOut) =>
    orFailure(async (call) => {
      if (!mayAct(call)) throw new Error(NOT_FOCUSED);
      return carryOut(call.data.get("tabId"), asRecord(toPlain(call.data.get("input"))));
    });
  return {
    createTab: inOwnSession((_, input) => tabs.create(input)),
    focusTab: inOwnSession((id) => tabs.focus(id)),
    refreshTab: inOwnSession((id) => tabs.refresh(id)),
    closeTab: inOwnSession((id) => tabs.close(id)),
    setTabTitle: inOwnSession((id, input) => tabs.setTitle(id, input)),
    getFocusedTab: (call) => success(mayAct(call) ? tabs.focused.id : null),
    getTabsByTagOrName: (call) =>
      mayAct(call)
        ? success(tabs.ids(call.data.get("msdyn_name"), call.data.get("templateTag")))
        : // The real host has nothing to say here either.
          failure(undefined, call.api),
  };
}
