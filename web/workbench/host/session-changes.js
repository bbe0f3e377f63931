/** @import { Answer, Call, Session } from "../types.js" */
/** @import { SessionMaker } from "./session-maker.js" */
/** @import { Sessions } from "./sessions.js" */
import { failure, success } from "./answers.js";
import { asRecord } from "./from-outside.js";
import { toPlain } from "./plain.js";
import { doesNotExist } from "./sessions.js";

export const NO_VALID_ID = "Please provide valid session id";

/**
 * The requests that change a session that is there.
 *
 * @param {Sessions} sessions
 * @param {SessionMaker} maker
 * @returns {Record<string, (call: Call) => Answer | Promise<Answer>>}
 */
export function sessionChanges(sessions, maker) {
  /** @param {(session: Session, call: Call) => void} change */
  const ofOwnSession = (change) => (/** @type {Call} */ call) => {
    const id = call.data.get("sessionId");
    const session = sessions.own(call.provider.uniqueName, id);
    if (!session) return failure(doesNotExist(id), call.api);
    change(session, call);
    return success(null);
  };
  return {
    async setSessionTitle({ api, provider, data }) {
      const {
        sessionId: id = sessions.focusedId,
        templateParameters,
        ...slugs
      } = asRecord(toPlain(data.get("input")));
      const session = sessions.own(provider.uniqueName, id);
      if (!session) return failure(doesNotExist(id), api);
      session.titleValues = { ...session.titleValues, ...asRecord(templateParameters), ...slugs };
      sessions.update(session, { title: await maker.title(session) });
      return success(session.title);
    },

    updateContext({ api, provider, data }) {
      const id = data.get("sessionId") ?? sessions.focusedId;
      const session = sessions.own(provider.uniqueName, id);
      if (!session) return failure(NO_VALID_ID, api);
      const input = toPlain(data.get("input"));
      const templateParameters =
        data.get("isDelete") === true
          ? without(session.templateParameters, input)
          : { ...session.templateParameters, ...asRecord(input) };
      sessions.update(session, { templateParameters });
      return success(templateParameters);
    },

    requestFocusSession: ofOwnSession((session, { data }) => {
      if (session.id === sessions.focusedId) return;
      const count = countOf(data.get("messagesCount"));
      sessions.update(session, { focusRequested: true, unread: count ?? session.unread });
    }),

    notifyNewActivity: ofOwnSession((session, { data }) => {
      const count = countOf(data.get("messagesCount"));
      if (session.id === sessions.focusedId || count === null) return;
      sessions.update(session, { unread: data.get("shouldReset") === true ? 0 : count });
    }),

    // By the reference's text, and by its users, true raises and false clears.
    notifyKpiBreach: ofOwnSession((session, { data }) => {
      const raised = data.get("resetKpiBreach") === true;
      const details = data.get("kpiBreachDetails") ?? "";
      sessions.update(session, { kpiBreach: raised ? String(details) : null });
    }),
  };
}

/**
 * @param {Record<string, unknown>} parameters
 * @param {unknown} names an array; an object's keys do as well
 */
function without(parameters, names) {
  const gone = new Set(Array.isArray(names) ? names : Object.keys(asRecord(names)));
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !gone.has(name)));
}

/**
 * Widgets send counts as text, too.
 *
 * @param {unknown} value
 */
function countOf(value) {
  const count = value === undefined || value === null || value === "" ? Number.NaN : Number(value);
  return count >= 0 ? count : null;
}
