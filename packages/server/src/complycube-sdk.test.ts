/** ComplyCube's SDK against a server on Node. */
import { testWithComplyCubeSdk } from './testing/complycube-sdk.contract.ts';
import { startTestServer } from './testing/server.ts';

testWithComplyCubeSdk(() => startTestServer({ LIVEPHOTO_COMPAT: 'complycube' }));
