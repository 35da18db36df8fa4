/** The one entry of the store's threads. Which of them it is stands in `workerData`. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { backUp } from './backup.ts';
import { HandedOver, Line, serve, smallYoung, type Verbs } from './calls.ts';
import { openForReading } from './database.ts';
import { makeConcordance } from './filter/concordances.ts';
import { storeFailure } from './failures.ts';
import { Jobs } from './jobs.ts';
import { holdOpen } from './presence.ts';
import { Reader } from './reader.ts';
import { Statements } from './rows.ts';
import { finishSalvage, salvage, salvageOffer } from './salvage/salvage.ts';
import { Writer } from './writer.ts';
import { exportFile } from '../travel/dump.ts';
import type { ExportRequest } from '../travel/export.ts';

export type Role = 'writer' | 'reader' | 'jobs' | 'dumps' | 'salvage' | 'copier' | 'concordances';
export interface ThreadData {
  readonly role: Role;
  readonly file: string;
  /** How long a locked file is waited for, ms. */
  readonly patience: number;
}

function verbsOf({ role, file, patience }: ThreadData): Verbs {
  switch (role) {
    case 'writer': {
      let writer: Writer | undefined;
      const open = (): Writer => (writer ??= new Writer({ file, patience }));
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
      let reader: Reader | undefined;
      const open = (): Reader =>
        (reader ??= new Reader({ file, patience, startConcordances: () => another({ role: 'concordances', file, patience }) }));
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
    case 'salvage':
      return { offer: () => salvageOffer(file), salvage: () => salvage(file, patience), finish: () => finishSalvage(file, patience) };
    case 'jobs': {
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
      return {
        export: (request: ExportRequest, control: SharedArrayBuffer) => exportFile(file, patience, request, control),
        close: () => undefined,
      };
    }
    case 'concordances':
      return { make: (...what: [number, number]) => made(file, patience, ...what) };
    case 'copier':
      return { backUp: (target: string) => backUp(file, target, patience) };
  }
}

/** Another thread like this one. */
const another = (data: ThreadData): Line =>
  new Line(
    new Worker(new URL(import.meta.url), { workerData: data, name: `store-${data.role}`, resourceLimits: smallYoung }),
    () => undefined,
  );

function made(file: string, patience: number, connectionId: number, top: number): HandedOver {
  const database = openForReading(file, patience);
  try {
    const concordance = makeConcordance(new Statements(database), connectionId, top);
    const { words, ...arrays } = concordance.parts;
    const buffers = [...(Object.values(words) as unknown[]), ...Object.values(arrays)].flatMap((part) =>
      ArrayBuffer.isView(part) ? [part.buffer as ArrayBuffer] : [],
    );
    return new HandedOver(concordance, buffers);
  } finally {
    database.close();
  }
}

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
if (parentPort !== null) serve(parentPort, held(verbsOf(data), data), (thrown) => storeFailure(thrown, data.file));
