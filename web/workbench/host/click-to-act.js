/** @import { Answer, Call, Provider } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */
/** @import { Providers } from "./providers.js" */
/** @import { Sessions } from "./sessions.js" */
import { activeProvider } from "./active-provider.js";
import { success } from "./answers.js";
import { orRecordFailure } from "./record-calls.js";

const TABLE = "msdyn_channelprovider";

/**
 * What is sent when the agent clicks a field.
 *
 * @typedef {object} ClickedField
 * @property {string} value
 * @property {string} name of the column
 * @property {"Phone"} format
 * @property {string} entityLogicalName
 * @property {string} entityId
 * @property {string} recordTitle
 */

/** Which providers hear of clicks on phone fields. */
export class ClickToAct {
  #providers;
  #sessions;
  #emit;
  #dataverse;

  /**
   * @param {Dataverse} dataverse
   * @param {Providers} providers
   * @param {Sessions} sessions
   * @param {(provider: string, event: string, payload: unknown) => unknown} emit
   */
  constructor(dataverse, providers, sessions, emit) {
    this.#dataverse = dataverse;
    this.#providers = providers;
    this.#sessions = sessions;
    this.#emit = emit;
  }

  /** @returns {Record<string, (call: Call) => Answer | Promise<Answer>>} */
  calls() {
    return {
      setclicktoact: orRecordFailure(async ({ provider, data }) => {
        const wanted = data.get("value") === true;
        await this.#store(provider, wanted);
        provider.enableOutbound = wanted;
        return null;
      }),
      getclicktoact: ({ provider }) => success(provider.enableOutbound),
    };
  }

  /**
   * The agent clicks a field.
   *
   * @param {ClickedField} field
   * @returns {boolean} whether there was a provider to tell
   */
  click(field) {
    const listener = this.#listener();
    if (listener) this.#emit(listener.uniqueName, "onclicktoact", field);
    return listener !== undefined;
  }

  /**
   * The choice belongs to the provider's record, so it outlives the page.
   *
   * @param {Provider} provider
   * @param {boolean} wanted
   */
  async #store({ uniqueName }, wanted) {
    const name = encodeURIComponent(uniqueName.replaceAll("'", "''"));
    const query = `?$select=msdyn_name&$filter=msdyn_uniquename eq '${name}'`;
    for (const row of await this.#dataverse.query(TABLE, query)) {
      await this.#dataverse.update(TABLE, String(row.msdyn_channelproviderid), {
        msdyn_enableoutbound: wanted,
      });
    }
  }

  /**
   * The active provider if it wants clicks, else the last one that does.
   *
   * @returns {Provider | undefined}
   */
  #listener() {
    const active = activeProvider(this.#providers, this.#sessions);
    if (active?.enableOutbound) return active;
    return this.#providers.all.findLast(({ enableOutbound }) => enableOutbound);
  }
}
