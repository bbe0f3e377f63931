/** @import { Page } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */

const PREFIX = /^(?:ChannelProvider|Session\.CurrentTab|Session\.AnchorTab)\./;
/** `$odata.<entity>.<column>.<query>`: all four parts must be there. */
const ODATA = /^\$odata\.([^.]+)\.([^.]+)\.\??(.+)$/is;
const ANCHOR = /^anchor\.(.+)$/;

/**
 * Finds what a slug stands for: a value that was passed, a column of the first record that a query
 * finds, or a column of the record in the anchor tab.
 *
 * @param {Dataverse} dataverse
 * @param {Record<string, unknown>[]} scopes the first one that has a truthy value wins
 * @param {Page | null} [anchor] the anchor tab's page
 */
export function slugValues(dataverse, scopes, anchor = null) {
  return (/** @type {string} */ slug) => {
    const [, entity, column, query] = slug.match(ODATA) ?? [];
    if (entity && column && query) return firstFound(dataverse, entity, column, query);
    const [, anchorColumn] = slug.match(ANCHOR) ?? [];
    if (anchorColumn) return columnOf(dataverse, anchor, anchorColumn);
    const name = slug.replace(PREFIX, "");
    return scopes.map((scope) => own(scope, name)).find(Boolean);
  };
}

/**
 * A query that Dataverse refuses finds nothing; a template must not break the session.
 *
 * @param {Dataverse} dataverse
 * @param {string} entity
 * @param {string} column
 * @param {string} query
 */
async function firstFound(dataverse, entity, column, query) {
  const one = query.includes("$top=") ? query : `${query}&$top=1`;
  const [row] = await dataverse.query(entity, `?${one}`).catch(() => []);
  return row && own(row, column);
}

/**
 * @param {Dataverse} dataverse
 * @param {Page | null} page
 * @param {string} column
 */
async function columnOf(dataverse, page, column) {
  if (page?.pagetype !== "entityrecord") return undefined;
  const row = await dataverse.retrieve(page.etn, page.id).catch(() => ({}));
  return own(row, column);
}

/**
 * @param {Record<string, unknown>} record
 * @param {string} name
 */
const own = (record, name) => (Object.hasOwn(record, name) ? record[name] : undefined);
