/** @import { Answer, Call, NotificationTemplate } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */
/** @import { Notifications } from "./notifications.js" */
import { failure, success } from "./answers.js";
import { asRecord, textOrNull } from "./from-outside.js";
import { toPlain } from "./plain.js";
import { slugValues } from "./slug-values.js";
import { fillSlugs } from "./slugs.js";

export const NO_TEMPLATE = "NotificationTemplateNotFoundError";
export const CLIENT_ERROR = "RejectAfterClientError";

/**
 * The requests that are about notifications. A reject and a time-out are answers, not failures.
 *
 * @param {Notifications} notifications
 * @param {NotificationTemplate[]} templates
 * @param {Dataverse} dataverse
 * @returns {Record<string, (call: Call) => Answer | Promise<Answer>>}
 */
export function notificationCalls(notifications, templates, dataverse) {
  return {
    async notifyEvent({ provider, originUrl, data }) {
      const name = data.get("templateName");
      if (typeof name !== "string" || name === "") return failure(CLIENT_ERROR, "NotifyEvent");
      const template = templates.find(({ uniqueName }) => uniqueName === name);
      if (!template) return failure(NO_TEMPLATE, "NotifyEvent");
      const passed = asRecord(toPlain(data.get("templateParameters")));
      const templateParameters = { ...passed, originURL: originUrl };
      const fill = (/** @type {string} */ text) =>
        fillSlugs(text, slugValues(dataverse, [templateParameters]));
      const [actionName, responseReason] = await notifications.add(template, {
        provider: provider.uniqueName,
        title: (await fill(template.title)) || template.name,
        details: await Promise.all(
          template.details.map(async ({ label, value }) => ({ label, value: await fill(value) })),
        ),
        templateParameters,
        cancellationToken: textOrNull(data.get("cancellationToken")),
      });
      return success(new Map(Object.entries({ actionName, responseReason })));
    },

    cancelEvent({ provider, data }) {
      const token = data.get("cancellationToken");
      return typeof token === "string" && notifications.cancel(provider.uniqueName, token)
        ? success(token)
        : failure(CLIENT_ERROR, "CancelEvent");
    },
  };
}
