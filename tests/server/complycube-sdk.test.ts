/** ComplyCube's SDK against a server on Node. */
import { testWithComplyCubeSdk } from './harness/complycube-sdk.contract.ts';
import { startTestServer } from './harness/server.ts';

testWithComplyCubeSdk(() => startTestServer({ LIVEPHOTO_COMPAT: 'complycube' }));
