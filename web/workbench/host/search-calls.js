/** @import { Answer, Call } from "../types.js" */
/** @import { ActiveOnly } from "./active-provider.js" */
/** @import { Dataverse, Row } from "./dataverse.js" */
/** @import { Pages } from "./pages.js" */
import { entityOf, orFailure } from "./record-calls.js";

// Its spelling is the host's own.
const EMPTY = "Error. Either the seach query is empty or searchOnly is true for search query";
const NAME = "searchandopenrecords";

/**
 * The requests that search.
 *
 * @param {Dataverse} dataverse
 * @param {Pages} pages
 * @param {ActiveOnly} activeOnly
 * @returns {Record<string, (call: Call) => Promise<Answer>>}
 */
export function searchCalls(dataverse, pages, activeOnly) {
  const find = async (/** @type {Call} */ { data }) => {
    const query = String(data.get("queryParameters") ?? "").trim();
    if (query === "" || query === "?") throw new Error(EMPTY);
    return dataverse.query(entityOf(data), query);
  };

  const findAndOpen = activeOnly(async (/** @type {Call} */ call) => {
    const rows = await find(call);
    const etn = entityOf(call.data);
    const query = String(call.data.get("queryParameters"));
    const { searchText, fullText } = textOf(query);
    const [only] = rows;
    if (fullText || (rows.length > 1 && (await opensList(dataverse, etn)))) {
      pages.openSearch(searchText, etn, query);
    } else if (only && rows.length === 1) {
      const { PrimaryIdAttribute } = await dataverse.table(etn);
      await pages.openRecord(etn, String(only[PrimaryIdAttribute]));
    }
    return indexed(rows);
  });

  return {
    search: orFailure(async (call) => indexed(await find(call)), NAME),
    searchandopenrecords: orFailure(findAndOpen, NAME),
    renderSearchPage: orFailure(
      activeOnly(async (/** @type {Call} */ { data }) => {
        pages.openSearch(String(data.get("searchString") ?? ""), entityOf(data));
        return null;
      }),
    ),
  };
}

/**
 * Hits are keyed by their place; a list is not what the library turns into JSON here.
 *
 * @param {Row[]} rows
 */
function indexed(rows) {
  return new Map(rows.map((row, index) => [String(index), row]));
}

/**
 * With several hits, the search page opens for these tables alone.
 *
 * @param {Dataverse} dataverse
 * @param {string} etn
 */
async function opensList(dataverse, etn) {
  if (etn === "account" || etn === "contact") return true;
  return (await dataverse.metadata(etn)).IsActivity;
}

/**
 * The words that were searched for: those of `$search`, else the first text in `$filter`.
 *
 * @param {string} query
 */
function textOf(query) {
  const options = new URLSearchParams(query.startsWith("?") ? query.slice(1) : query);
  const search = options.get("$search");
  const quoted = options.get("$filter")?.match(/'((?:[^']|'')*)'/)?.[1] ?? "";
  return { searchText: search ?? quoted.replaceAll("''", "'"), fullText: search !== null };
}
