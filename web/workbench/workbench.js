import { forwardPageEvents, hostPageApi } from "./host-page-api.js";
import { Link } from "./link.js";
import { Dynamics } from "./mirror/dynamics.js";
import { publicApi } from "./public-api.js";
import { followColorScheme, showFailure, showScreen } from "./screen/screen.js";
import { Wire } from "./wire.js";

/**
 * Puts link, wire and screen together, once the host has said who it is.
 *
 * @param {Link} link
 */
function start(link) {
  /** @type {ReturnType<typeof showHost> | undefined} */
  let shown;
  const wire = new Wire(link, (error) => shown?.widgetFailed(error));
  link.addEventListener("frame", (event) => {
    const { detail: frame } = /** @type {CustomEvent} */ (event);
    if (frame.refused !== undefined) showFailure(frame.refused);
    else if (frame.welcome) {
      if (!shown) shown = showHost(link, wire, frame.welcome);
      else if (shown.room === frame.welcome.room) shown.backAgain();
      // Another host, whose sessions and widgets are others: the server was started again.
      else location.reload();
    } else if (frame.post) wire.post(frame.post);
    else shown?.take(frame);
  });
  link.addEventListener("lost", () => shown?.lost());
}

/**
 * @param {Link} link
 * @param {Wire} wire
 * @param {import("./types.js").Welcome} welcome
 */
function showHost(link, wire, welcome) {
  const host = new Dynamics(link, welcome);
  const page = hostPageApi(host);
  /** @type {ReturnType<typeof showScreen> | undefined} */
  let screen;
  const begin = () => {
    Object.assign(window, { workbench: publicApi(host), Microsoft: { CIFramework: page.api } });
    forwardPageEvents(host);
    return showScreen(host, {
      // The frame must be known before its page can speak.
      frameMade: (provider, frame) => wire.attach(provider, frame),
    });
  };
  return {
    /** @param {any} frame */
    take(frame) {
      if (frame.raised) page.hear(frame.raised);
      else if (frame.page) {
        const { event, detail } = frame.page;
        window.dispatchEvent(new CustomEvent(event, { detail }));
      } else if (frame.rebuilt) screen?.reloadWidgets(frame.rebuilt);
      else if (frame.buildFailed !== undefined) screen?.showBuildFailure(frame.buildFailed);
      else {
        host.take(frame);
        // The first state comes right behind the welcome.
        screen ??= begin();
      }
    },
    /** @param {import("./types.js").WidgetError} error */
    widgetFailed: (error) => screen?.showWidgetError(error),
    room: welcome.room,
    /** The host has forgotten who listens and where the frames are. */
    backAgain() {
      wire.attachAll();
      page.hearAgain();
      screen?.hideServerGone();
    },
    lost: () => screen?.showServerGone(),
  };
}

followColorScheme();
start(new Link({ widget: new URLSearchParams(location.search).get("widget") }));
