/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Page } from "../types.js" */
import { homePage } from "./home-page.js";
import { listPage } from "./list-page.js";
import { recordPage } from "./record-page.js";
import { searchPage } from "./search-page.js";

/**
 * What a tab shows.
 *
 * @param {Dynamics} host
 * @param {Page} page
 * @returns {{node: HTMLElement, dispose: () => void}} dispose when the tab is gone
 */
export function pageView(host, page) {
  switch (page.pagetype) {
    case "entityrecord":
      return recordPage(host, page);
    case "entitylist":
      return listPage(host, page.etn);
    case "search":
      return searchPage(host, page);
    default:
      return homePage(host);
  }
}
