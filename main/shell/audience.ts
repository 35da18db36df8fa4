/** The windows that may ask and are told: each with its calls under way, which end when its page goes. */
import type { WebContents, WebFrameMain } from 'electron';
import { channels } from '../../preload/bridge.ts';
import { type Events } from '../../preload/contract.ts';

/** Calls under way, by the number that the window gave them. */
export type Calls = Map<number, AbortController>;

/** Who sent a message, as Electron tells it. */
export interface Caller {
  readonly sender: WebContents;
  readonly senderFrame: WebFrameMain | null;
}

export interface Audience {
  admit(contents: WebContents): void;
  /** The caller's calls; undefined for whoever is not the main frame of an admitted window showing a page of ours. */
  callsOf(caller: Caller): Calls | undefined;
  /** Tells every admitted window. */
  readonly emit: <Name extends keyof Events>(name: Name, payload: Events[Name]) => void;
}

/** `origin`: of our pages, as `scheme://host`. */
export function createAudience(origin: string): Audience {
  const admitted = new Map<WebContents, Calls>();

  function drop(contents: WebContents): void {
    const calls = admitted.get(contents);
    for (const abort of calls?.values() ?? []) abort.abort();
    calls?.clear();
  }

  return {
    admit(contents) {
      admitted.set(contents, new Map());
      contents.on('render-process-gone', () => drop(contents));
      contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument) drop(contents);
      });
      contents.once('destroyed', () => {
        drop(contents);
        admitted.delete(contents);
      });
    },
    callsOf({ sender, senderFrame }) {
      if (senderFrame === null || senderFrame !== sender.mainFrame) return undefined;
      return senderFrame.url.startsWith(`${origin}/`) ? admitted.get(sender) : undefined;
    },
    emit(name, payload) {
      for (const contents of admitted.keys()) {
        if (!contents.isDestroyed()) contents.send(channels.event, name, payload);
      }
    },
  };
}
