/** Keys of actions: which action a pressed key means, and how a key is written for people. */
import { actionIds, factsOf, type ActionId, type Scope } from '../../preload/actions.ts';

export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** `Mod` first, then Shift and Alt; a letter as it stands on the key. */
function written({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed): string {
  const base = key.length === 1 ? key.toUpperCase() : key;
  return [...(ctrlKey || metaKey ? ['Mod'] : []), ...(shiftKey ? ['Shift'] : []), ...(altKey ? ['Alt'] : []), base].join('+');
}

/** The action whose key this is where the focus lies in `scope`, or none. */
export function actionOf(pressed: Pressed, scope: Scope): ActionId | undefined {
  const key = written(pressed);
  return actionIds.find((id) => {
    const facts = factsOf(id);
    return (facts.key === key || facts.also?.includes(key) === true) && (facts.scope ?? 'window') === scope;
  });
}

const short: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};

/** How a key is written on this platform: `Ctrl+Shift+F`, or `⇧⌘F`. */
export function keyText(key: string, isMac: boolean): string {
  const parts = key.split('+').map((part) => short[part] ?? part);
  if (!isMac) return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
  const signs: Readonly<Record<string, string>> = { Alt: '⌥', Shift: '⇧', Mod: '⌘' };
  const order = ['Alt', 'Shift', 'Mod'];
  const held = order.filter((part) => parts.includes(part)).map((part) => signs[part] ?? '');
  return [...held, ...parts.filter((part) => !order.includes(part))].join('');
}
