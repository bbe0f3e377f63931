// A host page that answers within the page, so that no server is in what is measured: the answers
// that the sample widget and the measures need, in the shapes of the wire, and no more.

const ENVIRONMENT = {
  username: "Avery Howard",
  userId: "{2A8E1F90-6C3B-4D57-8E21-7B9C0D1E2F3A}",
  orgId: "5f1d3a52-30d2-4f0c-9f6e-6f4a2f0a8c11",
  orgUniqueName: "contoso",
  clientUrl: "https://contoso.crm.dynamics.com",
};

const ANSWERS = {
  getenvironment: () => new Map(Object.entries(ENVIRONMENT)),
  canCreateSession: () => true,
  createSession: () => "session-id-1",
  getSession: () => new Map(Object.entries({ sessionId: "session-id-1", focused: true })),
  logAnalyticsEvent: () => "Success",
};

const frame = document.createElement("iframe");
frame.src = new URLSearchParams(location.search).get("widget");
frame.style.cssText = "width: 340px; height: 700px; border: 0";
document.body.append(frame);

let sent = 0;
const post = (event, data) => {
  sent += 1;
  const message = { messageType: event, messageData: data, messageCorrelationId: `e${sent}` };
  frame.contentWindow.postMessage(message, "*");
};

window.addEventListener("message", ({ data, source, origin }) => {
  if (typeof data?.messageType !== "string" || "messageOutcome" in data) return;
  desk.received.push(data.messageType);
  const value = ANSWERS[data.messageType]?.() ?? null;
  const response = {
    messageOutcome: "success",
    messageData: new Map([["value", value]]),
    messageCorrelationId: data.messageCorrelationId,
  };
  source.postMessage(response, origin);
});

window.desk = {
  /** The types of the messages that came, in their order. */
  received: [],

  // What sends events to the widget: as JSON text, or raised, as objects in a Map.
  emit: (event, payload) => post(event, JSON.stringify(payload)),
  raiseEvent: (event, value) => post(event, new Map([["value", value]])),
};
