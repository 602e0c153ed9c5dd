/** Webhooks on Node, over SQLite and files. */

import { startOnNode } from './harness/watched-server.ts';
import { testWebhooks } from './harness/webhooks.contract.ts';

testWebhooks(startOnNode);
