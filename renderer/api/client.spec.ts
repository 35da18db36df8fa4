import { describe, expect, it } from 'vitest';
import type { Answer, Bridge } from '../../preload/bridge.ts';
import type { Events } from '../../preload/contract.ts';
import { connect } from './client.svelte.ts';
import { CallFailure, shapeOf } from './failure.ts';

function bridge(answer: (method: string, args: readonly unknown[]) => Answer) {
  const calls: [number, string, readonly unknown[]][] = [];
  const cancelled: number[] = [];
  const listeners = new Set<(name: keyof Events, payload: unknown) => void>();
  const spoken: Bridge = {
    invoke: (call, method, args) => {
      calls.push([call, method, args]);
      return Promise.resolve(answer(method, args));
    },
    cancel: (call) => cancelled.push(call),
    pathOf: (file) => file.name,
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { spoken, calls, cancelled, listeners };
}

describe('the client', () => {
  it('names service and method, and unwraps the answer', async () => {
    const { spoken, calls } = bridge(() => ({ ok: true, value: 7 }));
    await expect(connect(spoken).api.sessions.locate(3, 'key')).resolves.toBe(7);
    expect(calls).toEqual([[1, 'sessions.locate', [3, 'key']]]);
  });

  it('rebuilds a failure as an Error with its code', async () => {
    const error = { code: 'unreachable', message: 'The server cannot be reached.' } as const;
    const asked = connect(bridge(() => ({ ok: false, error })).spoken).api.servers.list();
    await expect(asked).rejects.toBeInstanceOf(CallFailure);
    await expect(asked).rejects.toMatchObject({ code: 'unreachable', message: error.message });
  });

  it('is no promise', () => {
    expect(connect(bridge(() => ({ ok: true, value: 0 })).spoken).api).not.toHaveProperty('then');
    expect((connect(bridge(() => ({ ok: true, value: 0 })).spoken).api.servers as { then?: unknown }).then).toBeUndefined();
  });

  it('cancels the very call', () => {
    const { spoken, cancelled } = bridge(() => ({ ok: true, value: 0 }));
    const client = connect(spoken);
    void client.api.servers.list();
    const second = client.api.connections.refresh('a');
    client.cancel(second);
    expect(cancelled).toEqual([2]);
  });

  it('tells news by name, until it is told to stop', () => {
    const { spoken, listeners } = bridge(() => ({ ok: true, value: 0 }));
    const heard: unknown[] = [];
    const stop = connect(spoken).on('command', (payload) => heard.push(payload.command));
    const tell = (name: keyof Events, payload: unknown): void => listeners.forEach((listener) => listener(name, payload));
    tell('servers.changed', { servers: [] });
    tell('command', { command: 'refresh' });
    stop();
    tell('command', { command: 'add-server' });
    expect(heard).toEqual(['refresh']);
  });
});

describe('shapeOf', () => {
  it('tells a bug as one, without its text', () => {
    expect(shapeOf(new TypeError('secret')).code).toBe('bug');
    expect(JSON.stringify(shapeOf(new TypeError('secret')))).not.toContain('secret');
  });
});
