/** @import { AnalyticsEntry, Provider } from "../types.js" */
/** @import { Dataverse, Row } from "./dataverse.js" */
import { asRecord, momentOrNull } from "./from-outside.js";

const TABLE = "msdyn_kpieventdata";
/** The table has columns for so many, and each takes so much text. */
const CUSTOM_ATTRIBUTES = 5;
const TEXT = 100;
const LONG_TEXT = 2000;

/**
 * Stores what logAnalyticsEvent reported, one row for each of its KPI events. What Dataverse
 * refuses is not stored after all.
 *
 * @param {Dataverse} dataverse
 * @param {Provider} provider
 * @param {AnalyticsEntry} entry
 */
export async function storeKpiEvents(dataverse, provider, entry) {
  try {
    await store(dataverse, provider, entry);
  } catch (error) {
    entry.stored = false;
    entry.reason = String(/** @type {Error} */ (error).message);
  }
}

/**
 * @param {Dataverse} dataverse
 * @param {Provider} provider
 * @param {AnalyticsEntry} entry
 */
async function store(dataverse, provider, entry) {
  const name = entry.eventName.replaceAll("'", "''");
  const [definition] = await dataverse.query(
    "msdyn_kpieventdefinition",
    `?$select=msdyn_name&$top=1&$filter=msdyn_name eq '${encodeURIComponent(name)}'`,
  );
  const id = definition?.msdyn_kpieventdefinitionid ?? entry.eventName;
  const events = entry.kpiEvents.length > 0 ? entry.kpiEvents : [{}];
  const rows = events.map((event) => kpiRow(provider, entry, asRecord(event), String(id)));
  await dataverse.createMultiple(TABLE, rows);
}

/**
 * @param {Provider} provider
 * @param {AnalyticsEntry} entry
 * @param {Row} event
 * @param {string} definitionId
 * @returns {Row}
 */
function kpiRow(provider, { eventName, data, sessionId, time }, event, definitionId) {
  const conversation = asRecord(data);
  const row = {
    msdyn_name: eventName,
    msdyn_kpieventid: definitionId,
    msdyn_kpieventname: event.kpiEventName ?? eventName,
    msdyn_kpieventreason: event.kpiEventReason,
    msdyn_conversationid: conversation.conversationId,
    msdyn_clientsessionid: conversation.clientSessionId,
    msdyn_providersessionid: conversation.providerSessionId,
    msdyn_participantid: conversation.participantId,
    msdyn_externalcorrelationid: event.externalCorrelationId,
    msdyn_providerid: provider.uniqueName,
    msdyn_sessionid: sessionId,
    ...customAttributes(event.customData),
  };
  const texts = Object.entries(row).map(([column, value]) => [column, shortened(value, TEXT)]);
  return {
    ...Object.fromEntries(texts),
    msdyn_additionaldata: shortened(event.additionalData, LONG_TEXT),
    msdyn_eventtimestamp: momentOrNull(event.eventTimestamp) ?? time,
  };
}

/** @param {unknown} customData */
function customAttributes(customData) {
  const pairs = Array.isArray(customData) ? customData.slice(0, CUSTOM_ATTRIBUTES) : [];
  return Object.fromEntries(
    pairs.map((pair, index) => {
      const { attribute, value } = asRecord(pair);
      return [`msdyn_customattribute${index + 1}`, `${attribute}: ${value}`];
    }),
  );
}

/**
 * @param {unknown} value
 * @param {number} length
 */
function shortened(value, length) {
  if (value === undefined || value === null) return null;
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, length);
}
