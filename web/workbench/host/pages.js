/** @import { Page } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */
/** @import { Tabs } from "./tabs.js" */

/** Opens pages in the focused session's tabs, under the titles they have in Dynamics. */
export class Pages {
  #tabs;
  #dataverse;

  /**
   * @param {Tabs} tabs
   * @param {Dataverse} dataverse
   */
  constructor(tabs, dataverse) {
    this.#tabs = tabs;
    this.#dataverse = dataverse;
  }

  /** @returns {Page | null} what the agent looks at */
  get current() {
    return this.#tabs.focused?.page ?? null;
  }

  /**
   * @param {string} etn
   * @param {string} id
   */
  async openRecord(etn, id) {
    const { PrimaryNameAttribute: name } = await this.#dataverse.table(etn);
    const row = await this.#dataverse.retrieve(etn, id, `?$select=${name}`);
    this.#tabs.openPage(String(row[name] ?? etn), { pagetype: "entityrecord", etn, id });
  }

  /**
   * @param {string} searchText
   * @param {string} etn the table that is searched first
   * @param {string} [query] in place of a search for the text
   */
  openSearch(searchText, etn, query) {
    const page = { pagetype: /** @type {const} */ ("search"), searchText, etn };
    const title = searchText ? `Search: ${searchText}` : "Search";
    this.#tabs.openPage(title, query ? { ...page, query } : page);
  }

  /** @param {string} etn @param {string} title */
  openList(etn, title) {
    this.#tabs.openPage(title, { pagetype: "entitylist", etn });
  }
}
