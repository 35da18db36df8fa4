import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTour } from '../../main/cli/tour.ts';
import { captureIo } from '../fakes/io.ts';
import { createPaddock, type Paddock } from './paddock.ts';

let paddock: Paddock;
beforeEach(async () => {
  paddock = await createPaddock();
});
afterEach(() => paddock.clear());

describe('the tour without a display', () => {
  it('takes a snapshot of the demo server, prints tree and list, and saves no server', async () => {
    const io = captureIo();
    expect(await paddock.withParts((parts) => runTour(parts, io))).toBe(0);
    expect(io.out()).toContain('├─ Season2017          1,000 sessions, snapshot 1\n  └─ Live Session Cache  40 sessions, snapshot 1\n');
    expect(io.out()).toContain('67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e');
    expect(io.out()).toContain('With a display');
    expect(io.err()).toBe('');
    expect((await paddock.run(['server', 'list', '--format', 'json'])).json()).toEqual({ servers: [] });
  });

  it('ends quietly when its reader goes away', async () => {
    const io = captureIo({ stdoutEnds: { after: 0, code: 'EPIPE' } });
    expect(await paddock.withParts((parts) => runTour(parts, io))).toBe(0);
    expect(io.err()).toBe('');
  });
});
