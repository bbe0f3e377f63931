/** @import { Answer, Call, Session } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */
import { guid } from "./dataverse.js";
import { toPlain } from "./plain.js";
import { orFailure, reference } from "./record-calls.js";

const TABLE = "msdyn_ocliveworkitem";

/** Every session has a conversation's row in Dataverse. */
export class Conversations {
  #dataverse;
  /** @type {Map<string, Promise<unknown>>} */
  #made = new Map();

  /** @param {Dataverse} dataverse */
  constructor(dataverse) {
    this.#dataverse = dataverse;
  }

  /** @returns {Record<string, (call: Call) => Promise<Answer>>} */
  calls() {
    return {
      updateConversation: orFailure(async ({ data }) => {
        const id = guid(data.get("entityId"));
        // The row of a session that was made a moment ago may still be on its way.
        await this.#made.get(id);
        await this.#dataverse.update(TABLE, id, toPlain(data.get("value")));
        return reference(TABLE, id);
      }),
    };
  }

  /**
   * Makes the rows of new sessions.
   *
   * @param {Session[]} sessions
   */
  follow(sessions) {
    for (const { conversationId: activityid, title: subject } of sessions) {
      if (!activityid || this.#made.has(activityid)) continue;
      const made = this.#dataverse.create(TABLE, { activityid, subject });
      this.#made.set(activityid, made);
      made.catch((error) => console.warn(`No conversation was made: ${error.message}`));
    }
  }
}
