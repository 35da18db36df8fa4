/** The actions of the window: whether each can run now, and why not. */
import { actionIds, factsOf, type ActionFacts, type ActionId } from '../../preload/actions.ts';
import type { Notices } from '../ui/notices.svelte.ts';

export interface Behaviour {
  readonly run: () => void;
  /** Why it cannot run now, a sentence; absent, or nothing, where it can. */
  readonly unavailable?: () => string | undefined;
}

export type Behaviours = Readonly<Record<ActionId, Behaviour>>;

export interface OfferedAction {
  readonly id: ActionId;
  readonly facts: ActionFacts;
  readonly unavailable: string | undefined;
}

export class Actions {
  readonly #behaviours: Behaviours;
  readonly #notices: Notices;

  constructor(behaviours: Behaviours, notices: Notices) {
    this.#behaviours = behaviours;
    this.#notices = notices;
  }

  /** All of them, with why each cannot run now. */
  get offered(): readonly OfferedAction[] {
    return actionIds.map((id) => ({ id, facts: factsOf(id), unavailable: this.unavailable(id) }));
  }

  unavailable(id: ActionId): string | undefined {
    return this.#behaviours[id].unavailable?.();
  }

  /** Runs an action, or says why it cannot run. */
  perform(id: ActionId): void {
    const reason = this.unavailable(id);
    if (reason === undefined) this.#behaviours[id].run();
    else this.#notices.tell({ code: 'usage', message: reason });
  }

  /** Runs what a key stands for; false where the action cannot run, so that the key goes on. */
  press(id: ActionId): boolean {
    if (this.unavailable(id) !== undefined) return false;
    this.#behaviours[id].run();
    return true;
  }
}
