/** A server in a process of its own, for tests that kill it: configured by its environment alone. */
import { createLog, readConfig, startServer } from '../node.ts';

const config = readConfig({}, process.env);
const server = await startServer(config, createLog(config.logLevel));
process.stdout.write(`${JSON.stringify({ url: server.url, newKeys: server.newKeys })}\n`);
process.once('SIGTERM', () => server.close());
