/**
 * What the page shows and says while the widget starts, and when it could not.
 */

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
  @media (prefers-color-scheme: dark) {
    section { color: #fff; background: #1f1f1f; }
    pre { background: #2e2e2e; }
  }
`;

/** @typedef {"booting" | "connecting" | "ready" | "failed"} State */

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

export class Status {
  #host = document.createElement("div");
  #root = this.#host.attachShadow({ mode: "open" });
  #text = element("p");
  #bar = element("progress");
  #failed = false;

  constructor() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#text.setAttribute("role", "status");
    this.#bar.setAttribute("aria-label", "Starting the widget");
    this.#root.append(element("section", this.#text, this.#bar));
    document.body.prepend(this.#host);
  }

  /**
   * @param {"booting" | "connecting"} state
   * @param {string} text
   */
  progress(state, text) {
    if (this.#failed) return;
    this.#bar.removeAttribute("value");
    this.#text.textContent = text;
    this.#announce(state);
  }

  /**
   * @param {number} share How much of the present step is done, 0 to 1.
   */
  advance(share) {
    this.#bar.value = share;
  }

  ready() {
    this.#host.remove();
    this.#announce("ready");
  }

  /**
   * Shows the first failure; what fails later fails because of it.
   *
   * @param {import("./failure.js").BootFailure} failure
   */
  fail(failure) {
    if (this.#failed) return;
    this.#failed = true;
    console.error(`[cifbridge] ${failure.code}: ${failure.message}\n${failure.detail}`);
    const alert = element(
      "section",
      element("h1", "The widget is not running"),
      element("p", failure.message),
    );
    alert.setAttribute("role", "alert");
    if (failure.detail) {
      alert.append(
        element("details", element("summary", "Details"), element("pre", failure.detail)),
      );
    }
    const again = element("button", "Try again");
    again.type = "button";
    again.addEventListener("click", () => location.reload());
    alert.append(element("p", "Code: ", element("code", failure.code)), again);
    this.#root.replaceChildren(alert);
    document.body.prepend(this.#host);
    document.documentElement.dataset.cifbridgeError = failure.code;
    this.#announce("failed");
  }

  /**
   * @param {State} state
   */
  #announce(state) {
    document.documentElement.dataset.cifbridge = state;
    document.dispatchEvent(new CustomEvent("cifbridge:state", { detail: { state } }));
  }
}
