/** @import { Config } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */

/**
 * Takes over what Dataverse has been told since it was set up: which providers want clicks, and
 * KPI definitions. Like the real host, once for each time that the page is loaded.
 *
 * @param {Config} config
 * @param {Dataverse} dataverse
 */
export async function readStoredSetup(config, dataverse) {
  const [providers, definitions] = await Promise.all([
    dataverse.query("msdyn_channelprovider", "?$select=msdyn_uniquename,msdyn_enableoutbound"),
    dataverse.query("msdyn_kpieventdefinition", "?$select=msdyn_name"),
  ]);
  for (const provider of config.providers) {
    const stored = providers.find((row) => row.msdyn_uniquename === provider.uniqueName);
    if (stored) provider.enableOutbound = stored.msdyn_enableoutbound === true;
  }
  const known = new Set(config.kpiDefinitions.map(({ name }) => name));
  for (const { msdyn_name } of definitions) {
    const name = String(msdyn_name);
    if (known.has(name)) continue;
    config.kpiDefinitions.push({ name, displayName: name, description: "", type: "Custom" });
  }
}
