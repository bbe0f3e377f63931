/** @import { Answer, Call, Presence } from "../types.js" */
import { success } from "./answers.js";
import { asRecord, parsed } from "./from-outside.js";

/** What getPresence says when there is none; it is no failure on the wire. */
const FAILED = "FAILED";

/** The agent's presence, and those that there are to choose from. */
export class Presences {
  /** @type {Presence | undefined} */
  current;
  #tellAll;
  #tell;
  #changed;
  /** The provider whose control shows the list, if one brought its own. */
  #control = "";

  /**
   * @param {Presence[]} list
   * @param {object} surroundings
   * @param {(event: string, payload: unknown) => void} surroundings.tellAll
   * @param {(provider: string, event: string, payload: unknown) => unknown} surroundings.tell
   * @param {() => void} surroundings.changed
   */
  constructor(list, { tellAll, tell, changed }) {
    this.list = list;
    this.current = list[0];
    this.#tellAll = tellAll;
    this.#tell = tell;
    this.#changed = changed;
  }

  /** @returns {Record<string, (call: Call) => Answer>} */
  calls() {
    return {
      setPresence: ({ data }) => success(this.#set(data.get("presenceText"))),
      getPresence: () => success(this.current?.presenceText ?? FAILED),
      setAgentPresence: ({ data }) => {
        const info = asRecord(parsed(data.get("presenceInfo")));
        return success(this.#set(info.presenceText ?? info.presenceId));
      },
      initializeAgentPresenceList: ({ provider, data }) => {
        const list = parsed(data.get("presenceList"));
        return success(this.#replaceList(provider.uniqueName, list));
      },
    };
  }

  /**
   * The agent chooses.
   *
   * @param {string} text
   */
  choose(text) {
    if (!this.#set(text)) throw new Error(`There is no presence named ${text}`);
    if (this.#control) this.#tell(this.#control, "setPresenceEvent", this.#payload());
  }

  /**
   * @param {unknown} name text or id
   * @returns {boolean} false: there is none of that name
   */
  #set(name) {
    const next = this.list.find(
      ({ presenceText, presenceId }) => presenceText === name || presenceId === name,
    );
    if (next && next !== this.current) {
      this.current = next;
      this.#tellAll("onPresenceChange", this.#payload());
      this.#changed();
    }
    return next !== undefined;
  }

  /**
   * @param {string} provider
   * @param {unknown} list
   */
  #replaceList(provider, list) {
    const presences = Array.isArray(list) ? list.map(presenceOf).filter(isNamed) : [];
    if (presences.length === 0) return false;
    this.list = presences;
    this.#control = provider;
    const same = presences.find(({ presenceText }) => presenceText === this.current?.presenceText);
    this.current = same ?? presences[0];
    this.#changed();
    return true;
  }

  #payload() {
    return { presenceId: this.current?.presenceId, presenceInfo: this.current };
  }
}

/**
 * @param {unknown} entry
 * @returns {Presence}
 */
function presenceOf(entry) {
  const { presenceText, presenceId, basePresenceStatus, presenceColor } = asRecord(entry);
  return {
    presenceText: String(presenceText ?? ""),
    presenceId: String(presenceId ?? ""),
    basePresenceStatus: String(basePresenceStatus ?? ""),
    presenceColor: String(presenceColor ?? ""),
  };
}

/** @param {Presence} presence */
const isNamed = ({ presenceText }) => presenceText !== "";
