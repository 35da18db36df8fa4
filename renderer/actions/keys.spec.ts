import { describe, expect, it } from 'vitest';
import { actionIds, factsOf } from '../../preload/actions.ts';
import { actionOf, keyText } from './keys.ts';

const pressed = (key: string, ...held: readonly ('ctrl' | 'meta' | 'shift' | 'alt')[]): Parameters<typeof actionOf>[0] => ({
  key,
  ...{ ctrlKey: held.includes('ctrl'), metaKey: held.includes('meta'), shiftKey: held.includes('shift'), altKey: held.includes('alt') },
});

describe('keys of actions', () => {
  it('means an action where the focus is', () => {
    expect(actionOf(pressed('n', 'ctrl'), 'window')).toBe('add-server');
    expect(actionOf(pressed('N', 'meta'), 'window')).toBe('add-server');
    expect(actionOf(pressed('F5', 'shift'), 'window')).toBe('read-all');
    expect(actionOf(pressed('k', 'ctrl'), 'window')).toBe('palette');
    expect(actionOf(pressed('P', 'ctrl', 'shift'), 'window')).toBe('palette');
    expect(actionOf(pressed('d', 'ctrl'), 'list')).toBe('star');
    expect(actionOf(pressed('d', 'ctrl'), 'window')).toBeUndefined();
    expect(actionOf(pressed('d'), 'list')).toBeUndefined();
  });

  it('gives each key of a scope to one action', () => {
    const keys = actionIds.flatMap((id) => {
      const facts = factsOf(id);
      const all = facts.key === undefined ? [] : [facts.key, ...(facts.also ?? [])];
      return all.map((key) => `${facts.scope ?? 'window'} ${key}`);
    });
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('is no plain character: those are typed to go to a name', () => {
    const keys = actionIds.flatMap((id) => [factsOf(id).key ?? [], factsOf(id).also ?? []].flat());
    expect(keys.filter((key) => Array.from(key).length === 1)).toEqual([]);
  });

  it('is written as each platform does', () => {
    expect(keyText('Mod+Shift+F', false)).toBe('Ctrl+Shift+F');
    expect(keyText('Mod+Shift+F', true)).toBe('⇧⌘F');
    expect(keyText('Escape', false)).toBe('Esc');
  });
});
