/** @import { Host } from "./host/host.js" */
/** @import { Row } from "./host/dataverse.js" */
/** @import { ClickedField } from "./host/click-to-act.js" */

/**
 * `window.workbench.records`: what the agent does with records, forms and articles.
 *
 * @param {Host} host
 */
export function recordDesk(host) {
  const { workspace, dataverse } = host;
  const { forms, notices } = workspace;
  const firstForm = () => required(forms.waiting[0], "no form is waiting").id;
  const firstDialog = () => required(notices.dialogs[0], "no dialog is open").id;
  return Object.freeze({
    /** What the agent looks at. */
    get page() {
      return structuredClone(workspace.pages.current);
    },
    /** Opened by openForm, and neither saved nor cancelled. */
    get forms() {
      return forms.waiting.map(({ id, entity, recordId, values }) =>
        structuredClone({ id, entityName: entity, entityId: recordId, values }),
      );
    },
    /** Opened by openDialog. */
    get dialogs() {
      return notices.dialogs.map(({ settle, ...dialog }) => dialog);
    },
    open: async (/** @type {string} */ entity, /** @type {string} */ id) =>
      workspace.pages.openRecord(entity, id),
    saveForm: async (/** @type {Row} */ values = {}, id = firstForm()) => forms.save(id, values),
    cancelForm: async (id = firstForm()) => forms.cancel(id),
    answerDialog: async (/** @type {boolean} */ confirmed, id = firstDialog()) =>
      notices.answer(id, confirmed),
    /** False: no provider wants to hear of clicks. */
    click: (/** @type {ClickedField} */ field) => workspace.clickToAct.click(field),
    sendArticle: async (/** @type {string} */ id) =>
      workspace.knowledge.send(await dataverse.retrieve("knowledgearticle", id)),
  });
}

/**
 * @template Item
 * @param {Item | undefined} item
 * @param {string} problem
 * @returns {Item}
 */
function required(item, problem) {
  if (!item) throw new Error(problem);
  return item;
}
