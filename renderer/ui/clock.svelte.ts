/** The present, for ages: moves on once a second while somebody looks at it. */
import { createSubscriber } from 'svelte/reactivity';

export class Clock {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 1000);
    return () => clearInterval(timer);
  });

  /** Ms since 1970. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}
