/** The API in a process of another runtime, over SQLite and files, for the contracts that servers on all runtimes hold. */
import { callsOf, shortcuts } from '../../tests/server/harness/server.ts';
import { inSqlite, keyCommands, type StartApi } from '../../tests/server/harness/watched-server.ts';
import type { Program } from './run-process.ts';
import { startServer } from './start-server.ts';

/** @param name of the script that serves, as `bun/serve-main`. */
export function apiInProcess(program: () => Program, name: string): StartApi {
  return async (settings = {}, folder) => {
    const process = await startServer(
      program(),
      name,
      { LIVEPHOTO_STUDIO: 'off', LIVEPHOTO_INSPECTION_TIMEOUT: '300', ...settings },
      folder,
    );
    const { url, liveKey, testKey, dataFolder, errors, close } = process;
    const call = callsOf(url, liveKey);
    const inDatabase = inSqlite(dataFolder);
    return {
      server: {
        ...{ url, liveKey, testKey, call, close },
        ...shortcuts(call, liveKey),
        get logLines() {
          return errors().split('\n');
        },
      },
      keys: keyCommands(inDatabase),
      inDatabase,
    };
  };
}
