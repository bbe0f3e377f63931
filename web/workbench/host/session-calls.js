/** @import { Answer, Call } from "../types.js" */
/** @import { Sessions } from "./sessions.js" */
import { failure, success } from "./answers.js";
import { asRecord } from "./from-outside.js";
import { doesNotExist, HOME_ID } from "./sessions.js";

/**
 * The requests that make sessions and tell about them.
 *
 * @param {Sessions} sessions
 * @returns {Record<string, (call: Call) => Answer | Promise<Answer>>}
 */
export function sessionCalls(sessions) {
  return {
    canCreateSession: () => success(!sessions.full),

    async createSession({ api, provider, data }) {
      const input = asRecord(data.get("input"));
      const problem = sessions.refusal(input.templateName);
      if (problem) return failure(problem, api);
      const session = await sessions.create({
        provider: provider.uniqueName,
        input,
        customerName: data.get("customerName"),
        providerSessionId: data.get("providerSessionId"),
        correlationId: data.get("correlationId"),
      });
      return success(session.id);
    },

    getSession({ api, provider, data }) {
      const id = data.get("sessionId");
      const session = sessions.own(provider.uniqueName, id);
      if (!session) return failure(doesNotExist(id), api);
      return success(
        new Map(
          Object.entries({
            sessionId: session.id,
            focused: session.id === sessions.focusedId,
            context: session.context,
            conversationId: session.conversationId,
          }),
        ),
      );
    },

    getFocusedSession({ provider }) {
      const { id, provider: owner } = sessions.focused;
      return success(owner === provider.uniqueName || id === HOME_ID ? id : null);
    },

    getAllSessions: ({ provider }) => success(sessions.idsOf(provider.uniqueName)),
  };
}
