/** Commands that work on the server's data: opened before, closed afterwards. */
import type { Config, Log, Storage } from '@livephoto/server/node';
import { readSettings } from './server-settings.ts';

/** The server's data, and the settings that it was opened by. */
export interface OpenStorage {
  readonly config: Config;
  readonly log: Log;
  readonly storage: Storage;
}

/**
 * Works on the data folder, or on the database, that options and variables name; it is closed whatever comes of it.
 *
 * @param options of the command, as Commander read them.
 * @param create whether a data folder that is not there is made, rather than an error.
 * @throws {LivePhotoError} naming every setting that is wrong, or what cannot be opened and the way out.
 */
export async function withStorage<Result>(
  options: Readonly<Record<string, unknown>>,
  create: boolean,
  act: (open: OpenStorage) => Promise<Result>,
): Promise<Result> {
  const config = readSettings(options);
  // Loaded late, so that help and a wrong setting answer at once.
  const { createLog, openStorage } = await import('@livephoto/server/node');
  const log = createLog('error');
  const storage = await openStorage(config, log, create);
  try {
    return await act({ config, log, storage });
  } finally {
    await storage.close();
  }
}
