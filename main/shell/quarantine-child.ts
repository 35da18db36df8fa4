/** The process in which a file from elsewhere is examined, where Electron runs: one without windows, and without its sandbox's doors. */
import { utilityProcess } from 'electron';
import { fileURLToPath } from 'node:url';
import { heapMegabytes, type StartChild } from '../travel/quarantine.ts';

/** @param entry the bundle `quarantine-process.cjs` */
export function utilityChild(entry: URL): StartChild {
  return () => {
    const child = utilityProcess.fork(fileURLToPath(entry), [], {
      stdio: 'ignore',
      serviceName: 'Paddock quarantine',
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
    });
    let pid: number | undefined;
    child.once('spawn', () => {
      pid = child.pid;
    });
    return {
      pid: () => pid ?? child.pid,
      send: (question) => child.postMessage(question),
      onMessage: (listener) => {
        child.on('message', listener);
      },
      onExit: (listener) => {
        child.once('exit', listener);
      },
      kill: () => {
        if (child.pid === undefined) child.kill();
        else process.kill(child.pid, 'SIGKILL');
      },
    };
  };
}
