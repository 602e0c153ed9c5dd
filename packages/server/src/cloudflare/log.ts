/** Logs of a Worker: JSON lines on the console, which Workers Logs reads field by field. */
import { describeError, type Log } from '../log.ts';

const levels = ['error', 'warn', 'info'] as const;

/** @param level the least that is logged; `silent` for nothing. */
export function createConsoleLog(level: 'silent' | (typeof levels)[number]): Log {
  const wanted = level === 'silent' ? [] : levels.slice(0, levels.indexOf(level) + 1);
  const writer = (name: (typeof levels)[number]): Log['info'] => {
    if (!wanted.includes(name)) return () => {};
    return (fields, message) => {
      const { err, ...rest } = fields;
      const line = {
        level: name,
        ...rest,
        ...(err === undefined ? {} : { err: describeError(err) }),
        msg: message,
      };
      console[name](JSON.stringify(line));
    };
  };
  return { error: writer('error'), warn: writer('warn'), info: writer('info') };
}
