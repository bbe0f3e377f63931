/** @import { Answer, Call, Config, Session } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */
/** @import { Providers } from "./providers.js" */
/** @import { Sessions } from "./sessions.js" */
/** @import { Tabs } from "./tabs.js" */
import { activeOnly } from "./active-provider.js";
import { success } from "./answers.js";
import { ClickToAct } from "./click-to-act.js";
import { Conversations } from "./conversations.js";
import { environmentCalls } from "./environment.js";
import { formCalls } from "./form-calls.js";
import { Forms } from "./forms.js";
import { Knowledge } from "./knowledge.js";
import { metadataCalls } from "./metadata-calls.js";
import { pageUrl } from "./navigation.js";
import { notSimulatedCalls } from "./not-simulated.js";
import { Notices } from "./notices.js";
import { Pages } from "./pages.js";
import { recordCalls } from "./record-calls.js";
import { searchCalls } from "./search-calls.js";

/**
 * @typedef {object} Surroundings
 * @property {Config} config
 * @property {Dataverse} dataverse
 * @property {Providers} providers
 * @property {Sessions} sessions
 * @property {Tabs} tabs
 * @property {(provider: string, event: string, payload: unknown) => unknown} emit
 * @property {(event: string, payload: unknown) => void} emitToAll
 * @property {(topic: string) => void} changed
 */

/** What the agent works on inside the sessions: records, forms, search, knowledge. */
export class Workspace {
  #with;
  #conversations;
  #appUrl;
  /** The address of the page that the widgets were last told of. */
  #address;

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    const { config, dataverse, providers, sessions, tabs, emit, changed } = surroundings;
    this.#with = surroundings;
    this.#appUrl = String(config.environment.appUrl);
    this.#conversations = new Conversations(dataverse);
    this.pages = new Pages(tabs, dataverse);
    this.forms = new Forms(dataverse, () => changed("forms"));
    this.notices = new Notices(() => changed("notices"));
    this.clickToAct = new ClickToAct(dataverse, providers, sessions, emit);
    this.knowledge = new Knowledge(this.#appUrl, surroundings.emitToAll, () =>
      changed("knowledge"),
    );
    this.#address = this.#currentAddress();
  }

  /** @returns {Record<string, (call: Call) => Answer | Promise<Answer>>} */
  calls() {
    const { config, dataverse, providers, sessions } = this.#with;
    const guard = activeOnly(providers, sessions);
    return {
      ...recordCalls(dataverse),
      ...metadataCalls(dataverse),
      ...searchCalls(dataverse, this.pages, guard),
      ...formCalls(dataverse, this.forms, this.pages, guard),
      ...environmentCalls(config, sessions, this.pages, this.forms),
      ...this.#conversations.calls(),
      ...this.clickToAct.calls(),
      ...this.knowledge.calls(guard),
      ...this.notices.calls(guard),
      ...notSimulatedCalls(),
      isConsoleApp: () => success(true),
    };
  }

  /** Sessions came or went, or the agent looks at another tab. */
  moved() {
    const { all } = this.#with.sessions;
    this.#conversations.follow(all);
    this.forms.cancelClosed((entity, id) => isShown(all, entity, id));
    const address = this.#currentAddress();
    if (address === this.#address) return;
    this.#address = address;
    if (address) this.#with.emitToAll("onpagenavigate", { value: address });
  }

  #currentAddress() {
    const { current } = this.pages;
    return current && pageUrl(this.#appUrl, current);
  }
}

/**
 * @param {Session[]} sessions
 * @param {string} entity
 * @param {string} id
 */
function isShown(sessions, entity, id) {
  return sessions.some(({ tabs }) =>
    tabs.some(
      ({ page }) => page?.pagetype === "entityrecord" && page.etn === entity && page.id === id,
    ),
  );
}
