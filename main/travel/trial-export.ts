/** For specs: listings with all that servers write, and what an export of them is to say. */
import fc from 'fast-check';
import type { Exact, Session, Sort } from '../../preload/model.ts';
import { defaultSort } from '../../preload/model.ts';
import type { OpenedStore } from '../store/client.ts';
import { connection, server, type Sent } from '../store/trial.ts';
import type { ExportRequest } from './export.ts';

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', 'é', "'", '=', '\\', '🏁', '\u0001', '{') }),
  fc.constantFrom('', '=1+1', '-5', '-5x', '@x', '\tx', 'a\0b', '\ud800', '0', 'null', '\ufeffx'),
);
const anyNumber: fc.Arbitrary<Exact> = fc.oneof(fc.integer(), fc.constantFrom<Exact>(0.1, -1.5, 1e300, 2n ** 62n, 2n ** 70n, -1, 0));
const anyTime = fc.oneof(
  fc.constantFrom(
    '2017-10-23T22:07:58.1234567',
    '2017-07-01T00:00:00Z',
    '2017-02-30T00:00:00',
    '11:19:45.0450000',
    '+1',
    'noon',
    '0001-01-01T00:00:00',
  ),
  anyText,
);
const orNull = <Value extends Exact>(value: fc.Arbitrary<Value>): fc.Arbitrary<Exact | undefined> =>
  fc.oneof(fc.constantFrom(null, undefined), value, value);

const record = fc.record({
  Identifier: orNull(anyText),
  TimeOfRecording: orNull(anyTime),
  TimeZone: orNull(fc.constantFrom('UTC', 'GMT Standard Time', 'Nowhere', 'a,b')),
  SessionType: orNull(anyText),
  StartTime: orNull(anyTime),
  EndTime: orNull(anyTime),
  LapsCount: orNull(fc.oneof(anyNumber, anyNumber, anyText)),
  Id: orNull(anyNumber),
  State: orNull(fc.oneof(fc.constantFrom<Exact>(0, 1, 2, 'Live'), anyText)),
  SessionDetails: orNull(
    fc.array(fc.record({ Name: fc.oneof(fc.constantFrom('Driver', 'Car'), anyText), Value: anyText }), { maxLength: 3 }),
  ),
  Own: orNull(fc.oneof(anyText, anyNumber)),
});

/** Sessions as a server may send them, all keys different. */
export const listings: fc.Arbitrary<readonly Sent[]> = fc
  .uniqueArray(
    fc.oneof(
      fc.uuid(),
      anyText.filter((key) => key !== ''),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .chain((keys) => fc.tuple(...keys.map((key) => record.map((fields) => ({ Key: key, ...fields })))))
  .map((all) => all.map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Sent));

export const exported = (file: string, more: Partial<ExportRequest> = {}): ExportRequest => ({
  server,
  connection,
  filter: '',
  sort: defaultSort,
  file,
  origin: { productVersion: '1.2.3', createdAt: '2026-01-02T03:04:05.678Z', server: 'Track' },
  ...more,
});

/** The same of all connections. */
export function wholeServer(file: string, more: Partial<ExportRequest> = {}): ExportRequest {
  const whole: Partial<ExportRequest> = { ...exported(file, more) };
  delete (whole as { connection?: string }).connection;
  return whole as ExportRequest;
}

/** What the list shows, by the way that the window takes. */
export async function shown(store: OpenedStore, of = connection, filter = '', sort: Sort = defaultSort): Promise<readonly Session[]> {
  const { view, total } = await store.openView({ server, connection: of, filter, sort });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows.map(({ session }) => session);
}
