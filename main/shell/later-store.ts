/**
 * A store that is still being opened, as a store: each question waits for the opening, and where that fails, fails as
 * it did. So a window stands before its store, and a damaged store does not keep it from opening.
 */
import type { Store } from '../store/store.ts';

export function laterStore(opening: () => Promise<Store>): Store {
  return {
    servers: async () => (await opening()).servers(),
    rename: async (...args) => (await opening()).rename(...args),
    saveConnections: async (...args) => (await opening()).saveConnections(...args),
    connections: async (...args) => (await opening()).connections(...args),
    beginRead: async (...args) => (await opening()).beginRead(...args),
    addPage: async (...args) => (await opening()).addPage(...args),
    placePage: async (...args) => (await opening()).placePage(...args),
    ground: async (...args) => (await opening()).ground(...args),
    stillOpen: async (...args) => (await opening()).stillOpen(...args),
    checkPage: async (...args) => (await opening()).checkPage(...args),
    missing: async (...args) => (await opening()).missing(...args),
    seal: async (...args) => (await opening()).seal(...args),
    endRead: async (...args) => (await opening()).endRead(...args),
    snapshots: async (...args) => (await opening()).snapshots(...args),
    diff: async (...args) => (await opening()).diff(...args),
    lookedAt: async (...args) => (await opening()).lookedAt(...args),
    look: async (...args) => (await opening()).look(...args),
    keepSnapshot: async (...args) => (await opening()).keepSnapshot(...args),
    mark: async (...args) => (await opening()).mark(...args),
    markOf: async (...args) => (await opening()).markOf(...args),
    openView: async (...args) => (await opening()).openView(...args),
    rows: async (...args) => (await opening()).rows(...args),
    locate: async (...args) => (await opening()).locate(...args),
    closeView: async (...args) => (await opening()).closeView(...args),
    values: async (...args) => (await opening()).values(...args),
    keys: async (...args) => (await opening()).keys(...args),
    moved: async (...args) => (await opening()).moved(...args),
    notKept: async (...args) => (await opening()).notKept(...args),
    session: async (...args) => (await opening()).session(...args),
    saveContent: async (...args) => (await opening()).saveContent(...args),
    content: async (...args) => (await opening()).content(...args),
    usage: async (...args) => (await opening()).usage(...args),
    thinning: async (...args) => (await opening()).thinning(...args),
    thin: async (...args) => (await opening()).thin(...args),
    thinByItself: async (...args) => (await opening()).thinByItself(...args),
    undoThinning: async (...args) => (await opening()).undoThinning(...args),
    compact: async (...args) => (await opening()).compact(...args),
    forget: async (...args) => (await opening()).forget(...args),
    export: async (...args) => (await opening()).export(...args),
    backup: async (...args) => (await opening()).backup(...args),
    adopt: async (...args) => (await opening()).adopt(...args),
    merge: async (...args) => (await opening()).merge(...args),
    verify: async () => (await opening()).verify(),
    close: async () => (await opening()).close(),
  };
}
