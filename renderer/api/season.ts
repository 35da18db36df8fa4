/** Made-up servers, snapshots and sessions, for unit specs and for drawing the window. */
import type { FailureShape, Lap, Server, ServerReport, Session, Snapshot } from '../../preload/model.ts';

const circuits = ['Spa', 'Monza', 'Suzuka', 'Interlagos', 'Silverstone', 'Barcelona'];
const drivers = ['HAM', 'BOT', 'VET', 'RAI', 'ALO', 'VAN', 'RIC'];
const types = ['Practice', 'Qualifying', 'Race', 'Test', 'Simulator'];
const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** The session at place `index` of a made-up season, newest first. */
export function fakeSession(index: number): Session {
  const when = new Date(Date.UTC(2017, 9, 23, 22, 7, 58) - index * 5_400_000);
  const text = when.toISOString().slice(0, 19);
  return {
    key: `key-${index}`,
    identifier: text.replace(/\D/g, '').slice(2),
    timeOfRecording: `${text}.1230000`,
    timeZone: 'UTC',
    sessionType: at(types, index >> 2),
    startTime: '22:07:58.1230000',
    endTime: '22:48:11.0450000',
    lapsCount: (index * 7) % 31,
    state: index === 0 ? 'live' : 'historical',
    stateRaw: index === 0 ? 'Live' : 'Historical',
    details: [
      { name: 'Driver', value: at(drivers, index) },
      { name: 'Car', value: `W08-0${(index % 5) + 1}` },
      { name: 'Circuit', value: at(circuits, index >> 4) },
    ],
    extra: {},
  };
}

export const fakeLaps: readonly Lap[] = Array.from({ length: 14 }, (_, index) => ({
  number: index,
  name: index === 0 ? 'Out Lap' : `Lap ${index}`,
  startTime: `22:${String(8 + index * 2).padStart(2, '0')}:11.0450000`,
  endTime: `22:${String(10 + index * 2).padStart(2, '0')}:01.3080000`,
  lapTime: `00:01:${50 - ((index * 3) % 7)}.${String(2_630_000 - index * 1111).padStart(7, '0')}`,
  countForFastestLap: index > 0,
}));

export function fakeServer(name: string, more: Partial<Server> = {}): Server {
  return {
    id: `id-${name}`,
    name,
    url: 'http://track-pc:8011',
    user: 'demo',
    generation: 'auto',
    readOnly: false,
    demo: false,
    password: 'kept',
    ...more,
  };
}

export function fakeSnapshot(sessions: number, more: Partial<Snapshot> = {}): Snapshot {
  const counts = { sessions, new: 0, changed: 0, gone: 0, skipped: 0 };
  return {
    connection: '',
    number: 1,
    takenAt: new Date(Date.now() - 12_000).toISOString(),
    status: 'complete',
    pinned: false,
    ...counts,
    ...more,
  };
}

export const offlineFailure: FailureShape = {
  code: 'unreachable',
  message: 'The server cannot be reached.',
  safe: 'Everything saved so far can still be read.',
  todo: 'Check the address, the cable and the network, then refresh.',
};

export const certificateFailure: FailureShape = {
  code: 'certificate',
  message: 'The server’s certificate is not trusted.',
  todo: 'Compare its fingerprint, or give the certificate authority’s file.',
  certificate: {
    host: 'track-pc',
    fingerprint: Array.from({ length: 32 }, (_, at) => ((at * 37 + 11) % 256).toString(16).toUpperCase().padStart(2, '0')).join(':'),
    subject: 'CN=track-pc, O=Paddock Racing',
    issuer: 'CN=track-pc, O=Paddock Racing',
    validFrom: '2026-01-01T00:00:00Z',
    validTo: '2036-01-01T00:00:00Z',
    problem: 'The server signed this certificate itself: no authority vouches for it.',
  },
};

export const proxyFailure: FailureShape = {
  code: 'proxy-sign-in',
  message: 'The proxy wants a user name and a password.',
  proxy: 'http://proxy.factory:8080',
};

export const fakeFacts: ServerReport['facts'] = [
  { name: 'Address', value: 'http://track-pc:8011', how: 'as it was typed' },
  { name: 'Encryption', value: 'none, plain http', how: 'by its address' },
  { name: 'Generation', value: 'rest, the oldest', how: 'api/v1/connections answered 404 without a token' },
  { name: 'Token life', value: '86,399 s', how: 'expires_in of the sign-in' },
  { name: 'Refresh tokens', value: 'no', how: 'the sign-in gave none' },
  { name: 'Page cap', value: '200 sessions', how: 'a page of 1,000 came with 200' },
  { name: 'Order', value: 'obeyed as orderBy', how: 'the first page came newest first' },
  { name: 'Clock offset', value: '−3 s', how: 'Date of 5 answers, ±1 s' },
  { name: 'Latency', value: '12 ms', how: 'median of 5 questions' },
];
