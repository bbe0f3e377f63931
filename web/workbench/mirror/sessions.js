/** @import { Session, Tab } from "../types.js" */

/**
 * Keeps the objects of what is still there, so that whoever holds one sees its changes.
 *
 * @template {{id: unknown}} Item
 * @param {Item[]} known
 * @param {Item[]} news
 * @param {(known: Item, news: Item) => void} [merge]
 * @returns {Item[]}
 */
export function merged(known, news, merge = Object.assign) {
  const byId = new Map(known.map((item) => [item.id, item]));
  return news.map((item) => {
    const kept = byId.get(item.id);
    if (!kept) return item;
    merge(kept, item);
    return kept;
  });
}

/** The agent's sessions and their tabs, as the host last told. */
export class Sessions {
  /** @type {Session[]} */
  all = [];
  focusedId = "";
  /** @type {import("../types.js").Page | null} */
  page = null;
  activeProvider = "";

  get focused() {
    return /** @type {Session} */ (this.all.find(({ id }) => id === this.focusedId));
  }

  get focusedTab() {
    return /** @type {Tab} */ (this.focused.tabs.find(({ focused }) => focused));
  }

  /** @param {{all: Session[], focusedId: string, page: any, activeProvider: string}} state */
  take({ all, ...rest }) {
    this.all = merged(this.all, all, (known, news) => {
      const tabs = merged(known.tabs, news.tabs);
      Object.assign(known, news, { tabs });
    });
    Object.assign(this, rest);
  }
}
