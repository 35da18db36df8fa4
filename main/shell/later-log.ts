/** A log that can be written to before the real one is open: what it is told meanwhile is kept, and told then, in its order. */
import type { Log } from '../log.ts';

export interface LaterLog {
  readonly log: Log;
  /** Once: the real one. */
  readonly open: (real: Log) => void;
}

export function createLaterLog(): LaterLog {
  let real: Log | undefined;
  const waiting: (() => void)[] = [];

  function at(find: (real: Log) => Log): Log {
    const writer =
      (level: 'debug' | 'info' | 'warn' | 'error'): Log['info'] =>
      (message, more) => {
        if (real === undefined) waiting.push(() => writer(level)(message, more));
        else find(real)[level](message, more);
      };
    return {
      debug: writer('debug'),
      info: writer('info'),
      warn: writer('warn'),
      error: writer('error'),
      child: (component) => at((log) => find(log).child(component)),
    };
  }

  return {
    log: at((log) => log),
    open: (opened) => {
      real = opened;
      for (const write of waiting.splice(0)) write();
    },
  };
}
