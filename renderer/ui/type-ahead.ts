/** What is typed to go to a name in a tree or a list: letters typed within a second of each other are one text. */

/** How long a text waits for its next letter, ms. */
const patience = 1_000;

export type Typed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'timeStamp'> &
  Partial<Pick<KeyboardEvent, 'getModifierState'>>;

/** What is looked for: the next name that begins with `text`; the one that has the focus counts where `isGrown`. */
export interface Sought {
  readonly text: string;
  readonly isGrown: boolean;
}

/** Whether a key writes a character; with AltGr, which some systems tell as Ctrl and Alt, too. */
function isCharacter({ key, ctrlKey, metaKey, altKey, isComposing, getModifierState }: Typed, event: Typed): boolean {
  if (isComposing || Array.from(key).length !== 1) return false;
  return !(ctrlKey || metaKey || altKey) || getModifierState?.call(event, 'AltGraph') === true;
}

/** Pressed on the way to a character. */
const onTheWay: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process']);

export class TypeAhead {
  #text = '';
  #at = -Infinity;
  #run = 0;

  /** Rises when something else is done: what was typed before is not meant any more. */
  get run(): number {
    return this.#run;
  }

  /** Something else is done than typing. */
  end(): void {
    this.#text = '';
    this.#run += 1;
  }

  /**
   * Takes a key; undefined for one that writes nothing, which ends the text. The same letter again goes on to the next
   * name. A blank is part of a text, and begins none.
   */
  take(event: Typed): Sought | undefined {
    const isLate = event.timeStamp - this.#at >= patience;
    if (!isCharacter(event, event) || (event.key === ' ' && (isLate || this.#text === ''))) {
      if (!onTheWay.has(event.key)) this.end();
      return undefined;
    }
    this.#text = isLate ? event.key : this.#text + event.key;
    this.#at = event.timeStamp;
    const [first = '', ...others] = Array.from(this.#text);
    if (others.every((other) => other === first)) return { text: first, isGrown: false };
    return { text: this.#text, isGrown: true };
  }
}
