/** @import { Answer, Call } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */
import { entityOf, orFailure } from "./record-calls.js";

/**
 * @param {Dataverse} dataverse
 * @returns {Record<string, (call: Call) => Promise<Answer>>}
 */
export function metadataCalls(dataverse) {
  return {
    getEntityMetadata: orFailure(async ({ data }) => {
      const { Attributes, ...table } = await dataverse.metadata(entityOf(data));
      const asked = data.get("attributes");
      const names = new Set(Array.isArray(asked) ? asked : []);
      // A column that the table does not have is left out.
      const described = Attributes.filter(({ LogicalName }) => names.has(LogicalName));
      return JSON.stringify({ ...table, Attributes: described });
    }),
  };
}
