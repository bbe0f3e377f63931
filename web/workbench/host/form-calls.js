/** @import { Answer, Call } from "../types.js" */
/** @import { ActiveOnly } from "./active-provider.js" */
/** @import { Dataverse } from "./dataverse.js" */
/** @import { Forms } from "./forms.js" */
/** @import { Pages } from "./pages.js" */

import { NOT_ACTIVE } from "./active-provider.js";
import { failure, success } from "./answers.js";
import { readFormRequest } from "./form-request.js";
import { orFailure } from "./record-calls.js";

const NO_FORM = "No form is open";

/**
 * The requests that are about forms.
 *
 * @param {Dataverse} dataverse
 * @param {Forms} forms
 * @param {Pages} pages
 * @param {ActiveOnly} activeOnly
 * @returns {Record<string, (call: Call) => Promise<Answer>>}
 */
export function formCalls(dataverse, forms, pages, activeOnly) {
  const open = activeOnly(async (/** @type {Call} */ { data }) => {
    const request = await readFormRequest(
      dataverse,
      data.get("entityFormOptions"),
      data.get("entityFormParameters"),
    );
    if (request.recordId) await pages.openRecord(request.entity, request.recordId);
    return { savedEntityReference: await forms.open(request) };
  });

  return {
    openform: (call) => open(call).then(success, (error) => navigationFailure(error, call.api)),

    refreshform: orFailure(async ({ data }) => {
      const { current } = pages;
      if (current?.pagetype !== "entityrecord") throw new Error(NO_FORM);
      if (data.get("save") === true) await forms.saveRecord(current.etn, current.id);
      else forms.discard(current.etn, current.id);
      return null;
    }),
  };
}

/**
 * Navigation fails with a plain object, which the widget's library cannot read: its promise stays
 * open for ever.
 *
 * @param {Error} error
 * @param {string} api
 * @returns {Answer}
 */
export function navigationFailure({ message }, api) {
  if (message === NOT_ACTIVE) return failure(message, api);
  return { outcome: "failure", data: { message, msdyn_name: api } };
}
