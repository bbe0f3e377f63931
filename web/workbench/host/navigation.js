/** @import { Page } from "../types.js" */

/**
 * The address that a page has in Dynamics.
 *
 * @param {string} appUrl
 * @param {Page} page
 */
export function pageUrl(appUrl, page) {
  const url = new URL(appUrl);
  for (const [name, value] of Object.entries(urlParameters(page))) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

/**
 * The parameters of a page's address, as getEnvironment gives them too.
 *
 * @param {Page} page
 * @returns {Record<string, string>}
 */
export function urlParameters(page) {
  switch (page.pagetype) {
    case "entityrecord":
      return { pagetype: page.pagetype, etn: page.etn, id: page.id };
    case "entitylist":
      return { pagetype: page.pagetype, etn: page.etn };
    case "search":
      return { pagetype: page.pagetype, searchText: page.searchText };
    default:
      return { pagetype: page.pagetype };
  }
}
