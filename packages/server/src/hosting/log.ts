/** Structured logs by pino, one JSON object a line on stderr. */
import pino from 'pino';
import { describeError, type Log } from '../log.ts';

/** @param destination where the lines go; stderr when left out. */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return pino(options, destination ?? pino.destination({ dest: 2, sync: true }));
}
