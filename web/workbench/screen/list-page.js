/** @import { Dynamics } from "../mirror/dynamics.js" */
import { element } from "./dom.js";
import { followRecords } from "./follow.js";
import { recordTable } from "./record-list.js";

const PAGE = 50;

/**
 * The newest records of a table.
 *
 * @param {Dynamics} host
 * @param {string} etn
 */
export function listPage(host, etn) {
  const node = element("section", { className: "page" });
  const { dispose } = recordList(host, etn, node, `?$orderby=createdon desc&$top=${PAGE}`);
  return { node, dispose };
}

/**
 * Keeps a heading and a table of records in a place.
 *
 * @param {Dynamics} host
 * @param {string} etn
 * @param {HTMLElement} place
 * @param {string} query
 * @param {string} [heading] none: the table's name
 */
export function recordList(host, etn, place, query, heading) {
  return followRecords(
    host,
    place,
    async () => ({
      definition: await host.records.metadata(etn),
      rows: await host.records.query(etn, query),
    }),
    ({ definition, rows }) =>
      place.replaceChildren(
        element("h3", {}, heading ?? definition.DisplayCollectionName),
        recordTable(host, definition, rows),
      ),
  );
}
