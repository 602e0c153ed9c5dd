/** All that goes on beside requests, as a database keeps it: tasks, jobs, webhooks, uploads that wait. */
import type { JobStore } from './jobs.ts';
import type { TaskStore } from './tasks.ts';
import type { WaitingUploadStore } from './waiting-uploads.ts';
import type { WebhookStore } from './webhooks.ts';

/**
 * Each method is one atomic step. A task is a row from the step that makes it necessary to the step that stores what it led to:
 * whatever dies in between, the row is there, and the work is done again.
 */
export interface WorkStore extends TaskStore, JobStore, WebhookStore, WaitingUploadStore {}
