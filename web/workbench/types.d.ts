// Shapes of what the server tells the page. What is `shown` is there for the screen alone.

export type Icon = Parameters<typeof import("./screen/icons.js").icon>[0];

export interface Provider {
  uniqueName: string;
  name: string;
  label: string;
  landingUrl: string;
  /** Whether its widget has a frame of its own here. */
  shown: boolean;
}

export interface Welcome {
  /** Which host it is: another one when the server was started again. */
  room: string;
  /** The name of the signed-in agent. */
  agent: string;
  providers: Provider[];
  /** JavaScript names of the calls that can fail. */
  apis: string[];
  /** The shapes that failures have. */
  shapes: string[];
  /** What one click makes of the host for KPI events. */
  troubles: { name: string; sign: Icon }[];
  /** A delay, in ms, after which the library waits no more. */
  late: number;
}

/** What a template is known by. */
export interface Template {
  uniqueName: string;
  name: string;
  /** Of a tab: what it shows. */
  pageType?: string;
}

/** What a tab shows, as far as the workbench can show it. */
export type Page =
  | { pagetype: "dashboard" }
  | { pagetype: "entitylist"; etn: string }
  | { pagetype: "entityrecord"; etn: string; id: string }
  | { pagetype: "search"; searchText: string; etn?: string; query?: string };

export interface Tab {
  id: string;
  title: string;
  /** Null: opened by the agent or by a search, not by a template. */
  template: Template | null;
  templateName: string | null;
  focused: boolean;
  page: Page | null;
  /** The template's parameters with their values. */
  parameters: Record<string, unknown>;
  /** What createTab or createSession passed for it. */
  templateParameters: Record<string, unknown>;
  /** How often refreshTab loaded it again. */
  reloads: number;
  mayClose: boolean;
  shown: { title: string };
}

export interface Session {
  id: string;
  title: string;
  /** Unique name of the owner; null for the home session, which nobody owns. */
  provider: string | null;
  focused: boolean;
  template: Template | null;
  templateName: string | null;
  templateParameters: Record<string, unknown>;
  context: unknown;
  providerSessionId: string | null;
  conversationId: string | null;
  correlationId: string | null;
  /** The anchor tab first. */
  tabs: Tab[];
  /** Activities since the agent last looked. */
  unread: number;
  /** Whether requestFocusSession asks the agent to come. */
  focusRequested: boolean;
  /** The details of notifyKpiBreach; null: no breach. */
  kpiBreach: string | null;
  shown: {
    title: string;
    /** Whether it is the home session. */
    home: boolean;
    icon: Icon;
    /** What its conversation is called. */
    conversation: string;
  };
}

export interface Notification {
  id: string;
  /** Unique name. */
  provider: string;
  templateName: string;
  title: string;
  details: { label: string; value: string }[];
  templateParameters: Record<string, unknown>;
  cancellationToken: string | null;
  state: "queued" | "shown";
  /** When it times out, as ISO 8601 text. */
  expires: string | null;
  showReject: boolean;
  /** Whether the agent sees the time run out. */
  showTimeout: boolean;
  acceptText: string;
  rejectText: string;
}

export interface Presence {
  presenceText: string;
  presenceId: string;
  basePresenceStatus: string;
  presenceColor: string;
}

export interface Panel {
  mode: number;
  /** In pixels. */
  width: number;
  shown: {
    standing: "minimised" | "docked" | "hidden" | "collapsed";
    /** How narrow and how wide the agent can make it. */
    least: number;
    most: number;
  };
}

/** What the widget's page tells of an error in the widget's code. */
export interface WidgetError {
  /** What failed, with the file and line in the widget's code. */
  message: string;
  /** The traceback. */
  detail: string;
}

/** A question to the agent. */
export interface Dialog {
  id: number;
  title: string;
  text: string;
  /** Label of the button that says yes. */
  confirm: string;
  /** Label of the other. */
  cancel: string;
}

export interface Notices {
  dialogs: Dialog[];
  shown: { id: string; message: string; level: "success" | "error" | "warning" | "info" }[];
  progress: string | null;
}

export interface CallEntry {
  id: number;
  time: string;
  /** Unique name, or null for a sender that no provider claims. */
  provider: string | null;
  /** The API's name. */
  api: string;
  /** The message's type on the wire. */
  type: string;
  /** Sent by the library of its own accord, not by the widget's author. */
  housekeeping: boolean;
  /** False when the simulated host does not know the message type. */
  simulated: boolean;
  data: unknown;
  outcome: "success" | "failure" | "lost" | null;
  answer: unknown;
  ms: number | null;
  shown: { verdict: [Icon, string]; summary: string };
}

/** A KPI event as the server tells it. */
export interface KpiEventState {
  id: number;
  /** What all events of its conversation have in common. */
  conversation: string;
  /** Id of the workspace's session, as far as it is known. */
  session: string | null;
  provider: string;
  name: string;
  reason: string | null;
  externalCorrelationId: string | null;
  conversationId: string | null;
  providerSessionId: string | null;
  /** Its eventTimestamp; null if it has none. */
  happened: string | null;
  received: string;
  /** Where it stands on a timeline, in ms since 1970: when it happened, else its receipt. */
  time: number;
  /** From happening to receipt, in ms; null if it does not tell when it happened. */
  delay: number | null;
  /** Id of the one received first with the same externalCorrelationId. */
  duplicateOf: number | null;
  timesReceived: number;
  /** Whether one of its conversation that happened later was received before it. */
  outOfOrder: boolean;
  stored: boolean;
  whyNotStored: string | null;
  /** As it was logged. */
  data: unknown;
  /** Its custom and additional data by their names. */
  shown: { more: Record<string, unknown> };
}

/** A KPI event as it was received; received again, it is another one. */
export interface KpiEvent extends KpiEventState {
  /** Those received after this one with the same externalCorrelationId. */
  duplicates: KpiEvent[];
}

/** What lasted from one moment to another, in ms since 1970. */
export interface Span {
  name: string;
  kind: "whole" | "pause";
  begin: number;
  /** Null: it has not ended yet. */
  end: number | null;
}

/** What a conversation's card shows beside its events; of these, how many are what. */
export interface ConversationState {
  spans: Span[];
  repeated: number;
  outOfOrder: number;
  unstored: number;
}

export interface Fault {
  delay?: number;
  /** How long the answer to a request that was carried out is held back. */
  late?: number;
  lose?: boolean;
  reject?: string;
  /** How often it strikes; indefinitely when left out. */
  times?: number;
  /** Strikes every so many requests: 3 spares two and meets the third. */
  every?: number;
}

/** `shown` says in words what it does. */
export type ActiveFault = Fault & { api: string; shown: string };

export interface Faults {
  active: ActiveFault[];
  trouble: { name: string | null; hint: string; troubled: boolean };
}

/** What a list's row or a form's field says, and what a click on it means. */
export interface Cell {
  text: string;
  opens?: [table: string, record: string] | null;
  calls?: [table: string, record: string, column: string] | null;
}

export interface List {
  table: string;
  heading: string;
  /** Labels. */
  columns: string[];
  rows: Cell[][];
  /** What leads to all records of the table. */
  more?: string;
}

export interface Field extends Cell {
  name: string;
  label: string;
  /** What its value is entered in; empty: it can only be read. */
  control: "" | "text" | "tel" | "number" | "datetime-local" | "select" | "textarea";
  choices: { value: unknown; text: string }[];
  value: unknown;
}

/** A record's page. */
export interface RecordForm {
  title: string;
  kind: string;
  state: string;
  /** Whether there is something to save or to discard. */
  open: boolean;
  fields: Field[];
}

/** The form of a new record that a widget opened. */
export interface NewForm {
  id: number;
  title: string;
  fields: Field[];
}

export interface Article {
  id: string;
  title: string;
  text: string;
}
