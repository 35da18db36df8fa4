import { describe, expect, it } from 'vitest';
import { createInbox, type Handed } from './inbox.ts';

const file = (path: string): Handed => ({ kind: 'file', path });

describe('the inbox', () => {
  it('keeps what comes before a window asks, tells what comes after, and keeps again once it is gone', () => {
    const inbox = createInbox();
    const told: Handed[] = [];
    inbox.put(file('/a'));
    inbox.put({ kind: 'link', link: null });
    expect(inbox.open((handed) => told.push(handed))).toEqual([file('/a'), { kind: 'link', link: null }]);
    inbox.put(file('/b'));
    expect(told).toEqual([file('/b')]);
    inbox.shut();
    inbox.put(file('/c'));
    expect(told).toHaveLength(1);
    expect(inbox.open(() => undefined)).toEqual([file('/c')]);
    expect(inbox.open(() => undefined)).toEqual([]);
  });
});
