import { testBadRequests } from './harness/bad-requests.contract.ts';
import { watchServer } from './harness/watched-server.ts';

testBadRequests(watchServer());
