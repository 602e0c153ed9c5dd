/** The API on Bun: ComplyCube's SDK against it, and what it does when a connection misbehaves. */
import { testWithComplyCubeSdk } from '../../tests/server/harness/complycube-sdk.contract.ts';
import { describeConnections } from '../harness/describe-connections.ts';
import { startServer } from '../harness/start-server.ts';
import { bun } from './run.ts';

const start = (settings: Record<string, string>) => startServer(bun(), 'bun/serve-main', settings);

testWithComplyCubeSdk(() => start({ LIVEPHOTO_COMPAT: 'complycube' }));
describeConnections('a server on Bun', start, true);
