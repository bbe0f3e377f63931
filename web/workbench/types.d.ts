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
  kpiDefinitions: KpiDefinition[];
  /** The part of getEnvironment's answer that does not change. */
  environment: Record<string, unknown>;
  /** URL parameters of the page that the agent looks at. */
  page: Record<string, unknown>;
  limits: { sessions: number };
}

export interface Session {
  id: string;
  title: string;
  /** Unique name of the owner; null for the home session, which nobody owns. */
  provider: string | null;
  template: SessionTemplate | null;
  templateParameters: Record<string, unknown>;
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

export interface Fault {
  delay?: number;
  lose?: boolean;
  reject?: string;
  times?: number;
}

/** Carries an event to a provider's frame; resolves with the first answer. */
export type Deliver = (provider: Provider, event: string, payload: unknown) => Promise<Answer>;
