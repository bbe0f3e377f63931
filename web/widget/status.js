/**
 * What the page shows and says while the widget starts, and when it could not.
 */

// A warm start is over by then, and nothing flashes.
const GRACE_MS = 500;

const STYLE = `
  :host { all: initial; display: block; }
  section {
    font: 14px/1.45 "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #242424; background: #fff;
    padding: 16px; overflow-wrap: anywhere;
  }
  h1 { font-size: 16px; margin: 0 0 8px; }
  p { margin: 0 0 12px; }
  progress { display: block; width: 100%; height: 4px; accent-color: #0f6cbd; }
  code, pre { font: 12px/1.45 Consolas, ui-monospace, monospace; }
  pre { white-space: pre-wrap; background: #f5f5f5; padding: 8px; }
  summary { cursor: pointer; }
  details { margin-bottom: 12px; }
  button {
    font: inherit; font-weight: 600; color: #fff; background: #0f6cbd; border: 0;
    border-radius: 4px; padding: 6px 16px; cursor: pointer;
  }
  :focus-visible { outline: 2px solid #0f6cbd; outline-offset: 2px; }
  .waiting { position: absolute; clip-path: inset(50%); }
  @media (prefers-color-scheme: dark) {
    section { color: #fff; background: #1f1f1f; }
    pre { background: #2e2e2e; }
  }
`;

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

/** @param {import("./state.js").Detail} detail */
function textOf(detail) {
  if (detail.state === "connecting") return "Connecting to Dynamics 365…";
  const loading = detail.state === "booting" && detail.stage === "downloading";
  return loading ? "Downloading the widget…" : "Starting the widget…";
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1_000_000).toFixed(1);
}

/** Shows the state; a page that has its own way says so with `data-status="none"`. */
export class Status {
  #retry;
  #host = document.createElement("div");
  #root = this.#host.attachShadow({ mode: "open" });
  #text = element("span");
  #bytes = element("span");
  #bar = element("progress");
  #section = element("section", element("p", this.#text, " ", this.#bytes), this.#bar);
  #message = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #grace;

  /** @param {() => void} retry What the button does after a failure. */
  constructor(retry) {
    this.#retry = retry;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#host.dataset.replay = "none";
    this.#text.setAttribute("role", "status");
    // Whoever listens is told the stage; the numbers are the progress bar's to tell, when asked.
    this.#bytes.setAttribute("aria-hidden", "true");
    this.#bar.setAttribute("aria-label", "Starting the widget");
    document.addEventListener("cifbridge:state", (event) =>
      this.#show(/** @type {CustomEvent<import("./state.js").Detail>} */ (event).detail),
    );
  }

  /** @param {import("./state.js").Detail} detail */
  #show(detail) {
    const running = detail.state === "connecting" && detail.stage === "widget";
    if (running || detail.state === "ready") this.#leave();
    else if (detail.state === "failed") this.#fail(detail);
    else this.#progress(detail);
  }

  #leave() {
    clearTimeout(this.#grace);
    this.#grace = undefined;
    this.#host.remove();
  }

  /** @param {import("./state.js").Detail} detail */
  #progress(detail) {
    if (this.#grace === undefined) this.#begin();
    this.#message = textOf(detail);
    if (!this.#section.className) this.#tell();
    if ("received" in detail) {
      this.#bar.value = detail.received;
      this.#bar.max = detail.total;
      this.#bytes.textContent = `${megabytes(detail.received)} of ${megabytes(detail.total)} MB`;
    } else {
      this.#bar.removeAttribute("value");
      this.#bytes.textContent = "";
    }
  }

  /** The place for messages is there from the start: a screen reader reads only what changes. */
  #begin() {
    this.#text.textContent = "";
    this.#section.className = "waiting";
    this.#root.replaceChildren(this.#section);
    document.body.prepend(this.#host);
    this.#grace = setTimeout(() => {
      this.#section.className = "";
      this.#tell();
    }, GRACE_MS);
  }

  #tell() {
    // The same text again would be read out again.
    if (this.#text.textContent !== this.#message) this.#text.textContent = this.#message;
  }

  /** @param {{code: string, message: string, detail: string}} failure */
  #fail({ code, message, detail }) {
    this.#leave();
    const alert = element("section", element("h1", "The widget is not running"));
    alert.setAttribute("role", "alert");
    alert.append(element("p", message));
    if (detail) {
      alert.append(element("details", element("summary", "Details"), element("pre", detail)));
    }
    const again = element("button", "Try again");
    again.type = "button";
    again.addEventListener("click", this.#retry);
    alert.append(element("p", "Code: ", element("code", code)), again);
    this.#root.replaceChildren(alert);
    document.body.prepend(this.#host);
  }
}
