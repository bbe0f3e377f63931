import { startForeignSession } from "./foreign-session.js";
import { forwardCustomEvents } from "./generic-events.js";
import { Dataverse } from "./host/dataverse.js";
import { Host } from "./host/host.js";
import { readStoredSetup } from "./host/stored-setup.js";
import { hostPageApi } from "./host-page-api.js";
import { followRebuilds } from "./live-reload.js";
import { ConfigError, readConfig } from "./page-config.js";
import { publicApi } from "./public-api.js";
import { showFailure, showScreen } from "./screen/screen.js";
import { followColorScheme } from "./screen/theme.js";
import { Wire } from "./wire.js";

/** Puts host, wire and screen together. */
async function start() {
  const config = await readConfig(location.search);
  await readStoredSetup(config, new Dataverse(() => {})).catch(({ message }) =>
    console.warn(`Dataverse could not be read: ${message}`),
  );
  /** @type {Wire} */
  const wire = new Wire(
    (request) => host.receive(request),
    (error) => screen.showWidgetError(error),
  );
  const host = new Host(config, (provider, event, payload) => wire.send(provider, event, payload));
  const widget = /** @type {import("./types.js").Provider} */ (config.providers[0]);

  host.addEventListener("analytics-logged", (logged) => {
    const { detail } = /** @type {CustomEvent} */ (logged);
    window.dispatchEvent(new CustomEvent("logCIFAnalytics", { detail }));
  });
  forwardCustomEvents(host);
  Object.assign(window, {
    workbench: publicApi(host, widget.uniqueName),
    Microsoft: { CIFramework: hostPageApi(host) },
  });

  const screen = showScreen(host, widget, {
    agent: String(config.environment.username ?? ""),
    startForeignSession: () => startForeignSession(host, widget.uniqueName),
    beforeReload: () => host.genericHandlers.forget(widget.uniqueName),
    // The frame must be known before its page can speak.
    frameMade: (frame) => wire.attach(widget.uniqueName, frame),
  });
  followRebuilds({ rebuilt: screen.reloadWidget, failed: screen.showBuildFailure });
}

followColorScheme();
start().catch((error) => {
  showFailure(error instanceof ConfigError ? error.message : `The workbench failed: ${error}`);
  if (!(error instanceof ConfigError)) throw error;
});
