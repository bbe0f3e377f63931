// Shapes shared by the host model, the wire and the screen.

export interface Provider {
  uniqueName: string;
  name: string;
  label: string;
  landingUrl: string;
  trustedDomain: string;
  enableAnalytics: boolean;
  enableOutbound: boolean;
  customParams: string;
  sortOrder: number;
}

export interface SessionTemplate {
  uniqueName: string;
  name: string;
  type: string;
  /** May hold slugs: `{customerName}`. */
  title: string;
  /** Unique name of the anchor tab's template. */
  anchorTab: string;
  /** Unique names of the templates of the tabs that open beside it. */
  tabs?: string[];
}

export interface TabTemplate {
  uniqueName: string;
  name: string;
  /** May hold slugs, as may the texts among the parameters. */
  title: string;
  tags?: string[];
  pageType: string;
  /** Every parameter that the page knows; a template parameter of that name goes before it. */
  parameters: Record<string, unknown>;
  /** False: the tab stays as long as its session. */
  closable: boolean;
}

export interface NotificationTemplate {
  uniqueName: string;
  name: string;
  /** May hold slugs, as may the details' values. */
  title: string;
  details: { label: string; value: string }[];
  /** How long it stands, in seconds; 0: until it is answered. */
  timeout: number;
  autoAccept: boolean;
  showReject: boolean;
  /** Whether the agent sees the time run out. */
  showTimeout: boolean;
  acceptText: string;
  rejectText: string;
}

export interface Notification {
  id: string;
  /** Unique name. */
  provider: string;
  template: NotificationTemplate;
  title: string;
  details: { label: string; value: string }[];
  templateParameters: Record<string, unknown>;
  cancellationToken: string | null;
  state: "queued" | "shown";
  /** When it times out, in ms since the epoch. */
  expires: number | null;
  timers: ReturnType<typeof setTimeout>[];
  /** Takes actionName and responseReason. */
  settle: (result: readonly [string, string]) => void;
}

export interface Presence {
  presenceText: string;
  presenceId: string;
  basePresenceStatus: string;
  presenceColor: string;
}

export interface KpiDefinition {
  name: string;
  displayName: string;
  description: string;
  type: "System" | "Custom";
}

export interface Config {
  providers: Provider[];
  sessionTemplates: SessionTemplate[];
  tabTemplates: TabTemplate[];
  notificationTemplates: NotificationTemplate[];
  /** The agent starts with the first. */
  presences: Presence[];
  kpiDefinitions: KpiDefinition[];
  /** The part of getEnvironment's answer that does not change. */
  environment: Record<string, unknown>;
  /** URL parameters of the page that the agent looks at. */
  page: Record<string, unknown>;
  limits: Partial<Limits>;
  behaviour: {
    /** Whether onBeforeSessionClosed may veto a close, as in the single-session panel. */
    askBeforeClosing: boolean;
  };
}

export interface Limits {
  sessions: number;
  /** In one session, the anchor tab included. */
  tabs: number;
  /** That wait while another one is shown. */
  notifications: number;
  notificationQueueSeconds: number;
  /** Between two notifications. */
  notificationGapSeconds: number;
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
  template: TabTemplate | null;
  page: Page | null;
  /** The template's parameters with their values. */
  parameters: Record<string, unknown>;
  /** What createTab or createSession passed for it. */
  templateParameters: Record<string, unknown>;
  /** How often refreshTab loaded it again. */
  reloads: number;
}

export interface Session {
  id: string;
  title: string;
  /** Unique name of the owner; null for the home session, which nobody owns. */
  provider: string | null;
  template: SessionTemplate | null;
  templateParameters: Record<string, unknown>;
  /** What else createSession passed. */
  extras: Record<string, unknown>;
  /** What setSessionTitle passed for the title's slugs. */
  titleValues: Record<string, unknown>;
  /** The anchor tab first. */
  tabs: Tab[];
  focusedTabId: string;
  /** How many tabs there have been. */
  tabsMade: number;
  /** Activities since the agent last looked. */
  unread: number;
  /** Whether requestFocusSession asks the agent to come. */
  focusRequested: boolean;
  /** The details of notifyKpiBreach; null: no breach. */
  kpiBreach: string | null;
  context: unknown;
  providerSessionId: string | null;
  conversationId: string | null;
  correlationId: string | null;
}

/** What goes back over the wire. */
export interface Answer {
  outcome: "success" | "failure";
  data: unknown;
}

export interface Request {
  origin: string;
  type: string;
  data: unknown;
}

/** What the widget's page tells of an error in the widget's code. */
export interface WidgetError {
  /** What failed, with the file and line in the widget's code. */
  message: string;
  /** The traceback. */
  detail: string;
}

/** A request whose sender is known. */
export interface Call {
  api: string;
  provider: Provider;
  /** The entry of the trusted list that let the sender in. */
  originUrl: string;
  data: Map<string, unknown>;
}

export type Outcome = Answer["outcome"] | "lost" | null;

export interface CallEntry {
  id: number;
  time: string;
  /** Unique name, or null for a sender that no provider claims. */
  provider: string | null;
  api: string;
  /** Sent by the library of its own accord, not by the widget's author. */
  housekeeping: boolean;
  /** False when the simulated host does not know the message type. */
  simulated: boolean;
  data: unknown;
  outcome: Outcome;
  answer: unknown;
  ms: number | null;
}

export interface AnalyticsEntry {
  time: string;
  provider: string;
  eventName: string;
  eventType: unknown;
  data: unknown;
  stored: boolean;
  reason: string | null;
  sessionId: string | null;
  kpiEvents: unknown[];
}

/** A KPI event as it was received; received again, it is another one. */
export interface KpiEvent {
  id: number;
  /** The call that logged it. */
  call: AnalyticsEntry;
  name: string;
  reason: string | null;
  externalCorrelationId: string | null;
  /** Its eventTimestamp; null if it has none. */
  happened: string | null;
  received: string;
  /** Where it stands on a timeline, in ms since the epoch: when it happened, else its receipt. */
  time: number;
  /** From happening to receipt, in ms; null if it does not tell when it happened. */
  delay: number | null;
  /** The one received first with the same externalCorrelationId. */
  duplicateOf: KpiEvent | null;
  /** Those received after this one with the same externalCorrelationId. */
  duplicates: KpiEvent[];
  /** Whether one of its conversation that happened later was received before it. */
  outOfOrder: boolean;
  /** As it was logged. */
  data: Record<string, unknown>;
}

/** A record that a form saved. */
export interface SavedReference {
  entityType: string;
  id: string;
  name: string;
}

export interface Fault {
  delay?: number;
  /** How long the answer to a request that was carried out is held back. */
  late?: number;
  lose?: boolean;
  reject?: string;
  /** How often it strikes; for ever when left out. */
  times?: number;
  /** Strikes every so many requests: 3 spares two and meets the third. */
  every?: number;
}

/** Carries an event to a provider's frame; resolves with the first answer. */
export type Deliver = (provider: Provider, event: string, payload: unknown) => Promise<Answer>;
