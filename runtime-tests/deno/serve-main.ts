/** A script for Deno: a server with the settings of its environment, and a line of JSON once it listens. */
import { createLog, readConfig, startServer } from '@livephoto/server/deno';
import { announce } from '../harness/serve-process.ts';

announce(await startServer(readConfig({}, process.env), createLog('warn')));
