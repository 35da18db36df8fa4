/** Scenes for drawing the window in a plain browser. Not part of the bundle. */
import type { Reach } from '../../preload/servers.ts';
import { Fake } from './fake.ts';
import { certificateFailure, fakeFacts, fakeServer, fakeSnapshot, offlineFailure, proxyFailure } from './season.ts';

/** A scene for drawing the window in a plain browser: `?scene=full&theme=dark`. */
export function staged(search: string): Fake {
  const asked = new URLSearchParams(search);
  const scene = asked.get('scene') ?? 'full';
  const fake = new Fake();
  const theme = asked.get('theme');
  if (theme === 'dark' || theme === 'light') fake.settings = { ...fake.settings, theme };
  if (scene === 'first-run') return fake;
  const live: Reach = { state: 'live', at: new Date().toISOString(), generation: 'rest' };
  const retryAt = new Date(Date.now() + 40_000).toISOString();
  const failure = scene === 'certificate' ? certificateFailure : scene === 'proxy' ? proxyFailure : offlineFailure;
  const offline: Reach = { state: 'offline', at: new Date().toISOString(), failure, retryAt };
  fake.facts = fakeFacts;
  if (scene === 'certificate') fake.refusals.push(certificateFailure, certificateFailure);
  const sessions = scene === 'million' ? 1_000_000 : 1003;
  const hours = new Date(Date.now() - 3 * 3_600_000).toISOString();
  const snapshot = fakeSnapshot(sessions, {
    number: 4,
    new: 5,
    changed: 2,
    takenAt: ['full', 'million', 'partial'].includes(scene) ? new Date(Date.now() - 12_000).toISOString() : hours,
    ...(scene === 'partial' && { status: 'partial', reason: 'The server went away after page 9.' }),
  });
  fake.servers.push(
    {
      server: fakeServer('Track PC'),
      reach: ['full', 'million', 'partial', 'reading', 'waiting', 'unread'].includes(scene) ? live : offline,
      connections: [
        { name: 'Season2017', sessions, snapshot },
        { name: 'Live Session Cache', sessions: 2, snapshot: fakeSnapshot(2, { takenAt: hours }) },
        { name: 'Never read', sessions: 40 },
        { name: `${'A very long name of a storage '.repeat(4)}\u202Egnp.exe`, sessions: 1 },
      ],
    },
    {
      server: fakeServer('Factory'),
      reach: offline,
      connections: [{ name: 'Archive2016', sessions: 20431, snapshot: fakeSnapshot(20431) }],
    },
    {
      server: fakeServer('Simulator', { password: 'none' }),
      reach: {
        state: 'refused',
        at: hours,
        failure: { code: 'sign-in-refused', message: 'The server refused the user name or the password.' },
      },
      connections: [],
    },
  );
  const selected = { serverId: 'id-Track PC', connection: scene.endsWith('unread') ? 'Never read' : 'Season2017' };
  fake.memory = { ...fake.memory, selected };
  if (scene === 'waiting') {
    fake.gate = new Promise(() => {});
    const numbers = { sessions: 12_000, expected: 100_000, pages: 12, requests: 12, bytes: 3_000_000, elapsed: 1440 };
    setInterval(() => {
      fake.emit('sync.progress', { ...selected, ...numbers, phase: 'waiting', note: 'Waiting 12 s: the server asked us to.' });
    }, 500);
  }
  if (scene === 'reading') {
    fake.gate = new Promise(() => {});
    let sessions = 0;
    setInterval(() => {
      sessions += 1000;
      const pages = sessions / 1000;
      const rate = { pages, requests: pages, bytes: sessions * 250, elapsed: pages * 120 };
      fake.emit('sync.progress', { ...selected, sessions, expected: 100_000, phase: 'reading', ...rate });
    }, 120);
  }
  return fake;
}
