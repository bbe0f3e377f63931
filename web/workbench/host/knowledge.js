/** @import { Answer, Call } from "../types.js" */
/** @import { ActiveOnly } from "./active-provider.js" */
/** @import { Row } from "./dataverse.js" */
import { orFailure } from "./record-calls.js";

/** The knowledge pane beside the page. */
export class Knowledge {
  open = false;
  searchText = "";
  #tellAll;
  #changed;
  #orgUrl;

  /**
   * @param {string} orgUrl where the articles are read
   * @param {(event: string, payload: unknown) => void} tellAll
   * @param {() => void} changed
   */
  constructor(orgUrl, tellAll, changed) {
    this.#orgUrl = orgUrl;
    this.#tellAll = tellAll;
    this.#changed = changed;
  }

  /**
   * @param {ActiveOnly} activeOnly
   * @returns {Record<string, (call: Call) => Promise<Answer>>}
   */
  calls(activeOnly) {
    return {
      openkbsearchcontrol: orFailure(
        activeOnly(async (/** @type {Call} */ { data }) => {
          this.search(String(data.get("searchString") ?? ""));
          return null;
        }),
      ),
    };
  }

  /** @param {string} text */
  search(text) {
    this.open = true;
    this.searchText = text;
    this.#changed();
  }

  close() {
    this.open = false;
    this.#changed();
  }

  /**
   * The agent sends an article to the customer.
   *
   * @param {Row} article
   */
  send({ title, knowledgearticleid: id }) {
    const link = new URL(`/knowledgebase/article/${id}`, this.#orgUrl).href;
    this.#tellAll("onsendkbarticle", { title, link, value: link });
  }
}
