// Installed in the workbench's page: carries out what cases in the widget ask of the agent.
() => {
  const { workbench } = window;
  const desk = workbench.records;
  const page = window.Microsoft.CIFramework;
  const MESSAGE_TYPES = {
    getTabs: ["getTabsByTagOrName"],
    searchAndOpenRecords: ["search", "searchandopenrecords"],
  };
  const FOREIGN = "Session of another provider";

  const heard = new Map();
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  async function openForeignSession() {
    const known = new Set(workbench.sessions.map(({ id }) => id));
    const button = [...document.querySelectorAll("button, fluent-button")].find(
      ({ textContent }) => textContent.includes(FOREIGN),
    );
    button.click();
    for (;;) {
      const made = workbench.sessions.find(({ id }) => !known.has(id));
      if (made) return made.id;
      await pause(5);
    }
  }

  async function reset() {
    workbench.faults.clear();
    workbench.askBeforeClosing(false);
    for (const _ of workbench.notifications) await workbench.answer("Reject");
    for (const _ of desk.forms) await desk.cancelForm();
    for (const { id } of workbench.sessions.slice(1)) await workbench.closeSession(id);
    for (const { id } of workbench.sessions[0].tabs.slice(1)) await workbench.closeTab(id);
    await workbench.setPresence("Available");
    await workbench.setMode(1);
    await workbench.setWidth(340);
  }

  const actions = {
    reset,
    sessions: () => workbench.sessions,
    notifications: () =>
      workbench.notifications.map(({ id, title, state }) => ({
        id,
        title,
        shown: state === "shown",
      })),
    analytics: () => workbench.analytics,
    panel: () => workbench.panel,
    presence: () => workbench.presence.presenceText,
    page: () => desk.page,
    forms: () => desk.forms,
    fail(api, { delay = 0, late, ...rest }) {
      const fault = { ...rest, delay: delay * 1000, ...(late && { late: late * 1000 }) };
      for (const type of MESSAGE_TYPES[api] ?? [api]) workbench.faults.set(type, fault);
    },
    clear_faults: () => workbench.faults.clear(),
    ask_before_closing: (asks) => workbench.askBeforeClosing(asks),
    async hear(event) {
      const list = [];
      heard.set(event, list);
      await page.addHandler(event, (data) => list.push(Object.fromEntries(data)));
    },
    heard: (event) => heard.get(event),
    emit: async (event, payload = null) => (await workbench.emit(event, payload)).outcome,
    raise_event: async (event, value = null) => void (await workbench.raiseEvent(event, value)),
    focus_session: workbench.focusSession,
    close_session: workbench.closeSession,
    open_foreign_session: openForeignSession,
    focus_tab: workbench.focusTab,
    close_tab: workbench.closeTab,
    answer: workbench.answer,
    set_presence: workbench.setPresence,
    set_mode: workbench.setMode,
    set_width: workbench.setWidth,
    open_record: desk.open,
    save_form: (values) => desk.saveForm(values),
    cancel_form: () => desk.cancelForm(),
    click: desk.click,
    send_article: desk.sendArticle,
  };

  window.addEventListener("message", async ({ data, source, origin }) => {
    if (!data?.deskAction) return;
    const { id, deskAction, args } = data;
    const answer = await Promise.resolve()
      .then(() => actions[deskAction](...args))
      .then(
        (value) => ({ value }),
        ({ message }) => ({ problem: message }),
      );
    source.postMessage({ deskAnswer: JSON.stringify(answer), id }, origin);
  });
}
