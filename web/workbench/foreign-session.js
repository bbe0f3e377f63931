/** @import { Host } from "./host/host.js" */

const CUSTOMERS = ["Priya Nair", "Tomás Herrera", "Ingrid Solberg", "Kenji Watanabe"];

/**
 * The agent gets a session from a provider other than the widget's, so that focus and ownership
 * can be tried.
 *
 * @param {Host} host
 * @param {string} widgetProvider
 * @returns {string | null} why there is none
 */
export function startForeignSession(host, widgetProvider) {
  const provider = host.providers.all.find(({ uniqueName }) => uniqueName !== widgetProvider);
  const template = host.templates.findLast(({ type }) => type === "Generic");
  if (!provider || !template) {
    return "The configuration needs a second provider and a session template of type Generic.";
  }
  const problem = host.sessions.refusal(template.uniqueName);
  if (problem) return String(problem);
  const customerName = CUSTOMERS[host.sessions.all.length % CUSTOMERS.length];
  host.sessions.create({
    provider: provider.uniqueName,
    input: { templateName: template.uniqueName, templateParameters: { customerName } },
  });
  return null;
}
