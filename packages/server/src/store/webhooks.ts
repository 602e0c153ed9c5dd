/** What the API and the runner ask of a database about webhooks: endpoints, and what is delivered to them. */
import type { AuditEntry, Owner, Page, PageRequest, Timestamp } from './live-photo-store.ts';
import type { ClaimedTask } from './tasks.ts';

/** Every event, with what it tells. */
export const webhookEvents = {
  'live_photo.created': 'a live photo was stored',
  'live_photo.inspected': 'a photo was inspected: it was accepted or refused, or inspected anew',
  'live_photo.redacted': 'the image of a live photo was destroyed',
} as const;
export type WebhookEvent = keyof typeof webhookEvents;

export interface WebhookEndpointRecord extends Owner {
  readonly id: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly description: string;
  readonly enabled: boolean;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export const deliveryStates = ['pending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface DeliveryRecord {
  readonly id: string;
  readonly endpointId: string;
  /** The same for all endpoints, and for every try. */
  readonly eventId: string;
  readonly event: WebhookEvent;
  /** What is sent, JSON. */
  readonly body: string;
  readonly state: DeliveryState;
  /** Tries so far. */
  readonly attempts: number;
  /** HTTP status of the last answer; null when none came. */
  readonly status: number | null;
  /** What was wrong with the last try. */
  readonly problem: string | null;
  /** When the next try is due; null when there is none. */
  readonly nextAt: Timestamp | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export interface DeliveryFilter extends PageRequest {
  readonly state?: DeliveryState | undefined;
}

/** How a try went. */
export interface DeliveryEnd {
  readonly state: DeliveryState;
  readonly status: number | null;
  readonly problem: string | null;
  /** Of `pending`: when it is tried again. */
  readonly nextAt: Timestamp | null;
  /** Whether the endpoint wants nothing any more. */
  readonly disable?: boolean;
}

export interface WebhookStore {
  /** @param secret is kept sealed. */
  createEndpoint(endpoint: WebhookEndpointRecord, secret: string, audit: AuditEntry): Promise<void>;
  getEndpoint(owner: Owner, id: string): Promise<WebhookEndpointRecord | undefined>;
  /** Newest first. */
  listEndpoints(owner: Owner, page: PageRequest): Promise<Page<WebhookEndpointRecord>>;
  /** @returns false when there is no such endpoint. */
  updateEndpoint(endpoint: WebhookEndpointRecord, audit: AuditEntry): Promise<boolean>;
  /** Takes its deliveries with it. @returns false when there is no such endpoint. */
  deleteEndpoint(owner: Owner, id: string, audit: AuditEntry): Promise<boolean>;
  /** Newest first. */
  listDeliveries(endpoint: WebhookEndpointRecord, filter: DeliveryFilter): Promise<Page<DeliveryRecord>>;
  getDelivery(owner: Owner, id: string): Promise<DeliveryRecord | undefined>;
  /** Makes what is not pending so again. @param id of one delivery; all dead ones of the endpoint when left out. @returns how many. */
  replay(endpointId: string, id: string | undefined, audit: AuditEntry): Promise<number>;

  /** A delivery, and where it goes; undefined when either is gone. */
  openDelivery(
    id: string,
  ): Promise<{ delivery: DeliveryRecord; endpoint: WebhookEndpointRecord; secret: string } | undefined>;
  endDelivery(task: ClaimedTask, end: DeliveryEnd, at: Timestamp): Promise<void>;
  forgetDeliveriesBefore(cutoff: Timestamp): Promise<void>;
}
