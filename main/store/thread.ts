/** The one entry of the store's threads. Which of them it is stands in `workerData`; each loads the code of its own role alone. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { silent } from '../log.ts';
import { serve, type Line, type Verbs } from './calls.ts';
import { storeFailure } from './failures.ts';
import type { Jobs } from './jobs.ts';
import { holdOpen } from './presence.ts';
import type { Reader } from './reader.ts';
import { startThread } from './start-thread.ts';
import type { Writer } from './writer.ts';
import type { ExportRequest } from '../travel/export.ts';

export type Role = 'writer' | 'reader' | 'jobs' | 'dumps' | 'salvage' | 'copier' | 'concordances';
export interface ThreadData {
  readonly role: Role;
  readonly file: string;
  /** How long a locked file is waited for, ms. */
  readonly patience: number;
}

async function verbsOf({ role, file, patience }: ThreadData): Promise<Verbs> {
  switch (role) {
    case 'writer': {
      const module = await import('./writer.ts');
      let writer: Writer | undefined;
      const open = (): Writer => (writer ??= new module.Writer({ file, patience }));
      return {
        open: () => void open(),
        rename: (...args: Parameters<Writer['rename']>) => open().rename(...args),
        saveConnections: (...args: Parameters<Writer['saveConnections']>) => open().saveConnections(...args),
        beginRead: (...args: Parameters<Writer['beginRead']>) => open().beginRead(...args),
        addPage: (...args: Parameters<Writer['addPage']>) => open().addPage(...args),
        placePage: (...args: Parameters<Writer['placePage']>) => open().placePage(...args),
        ground: (...args: Parameters<Writer['ground']>) => open().ground(...args),
        stillOpen: (...args: Parameters<Writer['stillOpen']>) => open().stillOpen(...args),
        checkPage: (...args: Parameters<Writer['checkPage']>) => open().checkPage(...args),
        missing: (...args: Parameters<Writer['missing']>) => open().missing(...args),
        seal: (...args: Parameters<Writer['seal']>) => open().seal(...args),
        endRead: (...args: Parameters<Writer['endRead']>) => open().endRead(...args),
        look: (...args: Parameters<Writer['look']>) => open().look(...args),
        keepSnapshot: (...args: Parameters<Writer['keepSnapshot']>) => open().keepSnapshot(...args),
        mark: (...args: Parameters<Writer['mark']>) => open().mark(...args),
        thin: (...args: Parameters<Writer['thin']>) => open().thin(...args),
        thinByItself: (...args: Parameters<Writer['thinByItself']>) => open().thinByItself(...args),
        undoThinning: () => open().undoThinning(),
        forget: (...args: Parameters<Writer['forget']>) => open().forget(...args),
        adopt: (...args: Parameters<Writer['adopt']>) => open().adopt(...args),
        merge: (...args: Parameters<Writer['merge']>) => open().merge(...args),
        saveContent: (...args: Parameters<Writer['saveContent']>) => open().saveContent(...args),
        close: () => writer?.close(),
      };
    }
    case 'reader': {
      const module = await import('./reader.ts');
      let reader: Reader | undefined;
      const open = (): Reader =>
        (reader ??= new module.Reader({ file, patience, startConcordances: () => another({ role: 'concordances', file, patience }) }));
      return {
        open: () => void open(),
        servers: () => open().servers(),
        connections: (...args: Parameters<Reader['connections']>) => open().connections(...args),
        snapshots: (...args: Parameters<Reader['snapshots']>) => open().snapshots(...args),
        diff: (...args: Parameters<Reader['diff']>) => open().diff(...args),
        lookedAt: (...args: Parameters<Reader['lookedAt']>) => open().lookedAt(...args),
        markOf: (...args: Parameters<Reader['markOf']>) => open().markOf(...args),
        openView: (...args: Parameters<Reader['openView']>) => open().openView(...args),
        rows: (...args: Parameters<Reader['rows']>) => open().rows(...args),
        locate: (...args: Parameters<Reader['locate']>) => open().locate(...args),
        typed: (...args: Parameters<Reader['typed']>) => open().typed(...args),
        values: (...args: Parameters<Reader['values']>) => open().values(...args),
        keepConcordances: () => open().keepConcordances(),
        closeView: (...args: Parameters<Reader['closeView']>) => open().closeView(...args),
        keys: (...args: Parameters<Reader['keys']>) => open().keys(...args),
        moved: (...args: Parameters<Reader['moved']>) => open().moved(...args),
        notKept: (...args: Parameters<Reader['notKept']>) => open().notKept(...args),
        search: (...args: Parameters<Reader['search']>) => open().search(...args),
        stopSearch: () => open().stopSearch(),
        session: (...args: Parameters<Reader['session']>) => open().session(...args),
        content: (...args: Parameters<Reader['content']>) => open().content(...args),
        close: () => reader?.close(),
      };
    }
    case 'salvage': {
      const { finishSalvage, salvage, salvageOffer } = await import('./salvage/salvage.ts');
      return { offer: () => salvageOffer(file), salvage: () => salvage(file, patience), finish: () => finishSalvage(file, patience) };
    }
    case 'jobs': {
      const { Jobs } = await import('./jobs.ts');
      const jobs = new Jobs({ file, patience });
      return {
        tidy: () => jobs.tidy(),
        verify: () => jobs.verify(),
        usage: () => jobs.usage(),
        thinning: (...args: Parameters<Jobs['thinning']>) => jobs.thinning(...args),
        compact: () => jobs.compact(),
        close: () => jobs.close(),
      };
    }
    case 'dumps': {
      const { exportFile } = await import('../travel/dump.ts');
      return {
        export: (request: ExportRequest, control: SharedArrayBuffer) => exportFile(file, patience, request, control),
        close: () => undefined,
      };
    }
    case 'concordances': {
      const { keepElsewhere, makeElsewhere } = await import('./filter/elsewhere.ts');
      return {
        make: (...what: [number, number, Int32Array]) => makeElsewhere(file, patience, ...what),
        keep: (stop: Int32Array) => keepElsewhere(file, patience, stop),
      };
    }
    case 'copier': {
      const { backUp } = await import('./backup.ts');
      return { backUp: (target: string) => backUp(file, target, patience) };
    }
  }
}

/** Another thread like this one. What breaks in it is told by who asked for it. */
const another = (data: ThreadData): Line => startThread(new URL(import.meta.url), data, silent);

const holding: ReadonlySet<Role> = new Set(['writer', 'reader', 'jobs']);

const closed = async (close: () => unknown): Promise<void> => {
  await close();
};

/** The same verbs, with the store held open from the first to the end of `close`. */
function held(verbs: Verbs, { role, file, patience }: ThreadData): Verbs {
  if (!holding.has(role)) return verbs;
  let letGo: (() => void) | undefined;
  return Object.fromEntries(
    Object.entries(verbs).map(([name, verb]) => [
      name,
      (...args: never[]) => {
        if (name === 'close') return closed(() => verb(...args)).finally(() => letGo?.());
        letGo ??= holdOpen(file, patience);
        return verb(...args);
      },
    ]),
  );
}

const data = workerData as ThreadData;
async function run(port: MessagePort): Promise<void> {
  serve(port, held(await verbsOf(data), data), (thrown) => storeFailure(thrown, data.file));
}
if (parentPort !== null) void run(parentPort);
