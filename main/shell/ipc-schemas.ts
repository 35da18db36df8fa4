/** What may come in from the window, method by method: anything else is refused before it reaches a module. */
import * as v from 'valibot';
import type { Api } from '../../preload/contract.ts';
import { optionalServerFields, sortFields, type SortField } from '../../preload/model.ts';

/** `service.method` for every method of the contract. */
export type Method = { [Service in keyof Api]: `${Service}.${keyof Api[Service] & string}` }[keyof Api];

// Long enough for anything a person types or a server names, short enough to bound what a broken page could send.
const text = v.pipe(v.string(), v.maxLength(10_000));
const id = v.pipe(v.string(), v.maxLength(4_000));
const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const rowsAtOnce = 1_000;

const sortField = v.custom<SortField>(
  (value) => typeof value === 'string' && ((sortFields as readonly string[]).includes(value) || /^detail:./su.test(value)),
);
const sort = v.strictObject({ field: sortField, direction: v.picklist(['asc', 'desc']) });

const generation = v.picklist(['auto', 'rest', 'sqlrace', 'influx']);

const draft = v.strictObject({
  ...{ name: text, url: text, user: text, generation: v.exactOptional(generation) },
  ...v.entriesFromList(optionalServerFields, v.exactOptional(text)),
});

const changes = v.strictObject({
  ...{ name: v.exactOptional(text), url: v.exactOptional(text), user: v.exactOptional(text), generation: v.exactOptional(generation) },
  ...v.entriesFromList(optionalServerFields, v.exactOptional(v.nullable(text))),
});

const trust = v.strictObject({ fingerprint: text, keep: v.boolean() });
const secrets = {
  clientPassphrase: v.exactOptional(text),
  proxyUser: v.exactOptional(text),
  proxyPassword: v.exactOptional(text),
  proxyAddress: v.exactOptional(text),
};
const further = v.strictObject(secrets);
const furtherEdit = v.strictObject({ ...secrets, anyway: v.exactOptional(v.boolean()) });

/** Arguments of which the last ones may be left out: they arrive as `undefined`, so that what follows keeps its place. */
const upTo = (...items: readonly v.GenericSchema[]): v.GenericSchema<unknown, readonly unknown[]> =>
  v.pipe(
    v.array(v.unknown()),
    v.maxLength(items.length),
    v.transform((args) => [...args, ...Array.from({ length: items.length - args.length }, () => undefined)]),
    v.strictTuple(items),
  );

const query = v.strictObject({
  serverId: id,
  connection: id,
  snapshot: v.exactOptional(v.pipe(index, v.minValue(1))),
  filter: text,
  sort,
});

/** What the window remembers; the file that keeps it is read by the same rules. */
export const memoryFields = {
  theme: v.picklist(['system', 'light', 'dark']),
  treeWidth: v.pipe(v.number(), v.finite()),
  paneHeight: v.pipe(v.number(), v.finite()),
  selected: v.exactOptional(v.strictObject({ serverId: id, connection: id })),
  collapsed: v.pipe(v.array(id), v.maxLength(10_000)),
  filter: text,
  sort,
};

const span = v.pipe(
  v.strictTuple([index, index, index]),
  v.check(([, from, to]) => from <= to && to - from <= rowsAtOnce, 'from ≤ to, at most a thousand rows'),
);

/** The arguments of each method, as a tuple. */
export const schemas: Readonly<Record<Method, v.GenericSchema<unknown, readonly unknown[]>>> = {
  'servers.list': v.strictTuple([]),
  'servers.add': upTo(draft, text, v.optional(trust), v.optional(further)),
  'servers.edit': upTo(id, changes, v.optional(text), v.optional(trust), v.optional(furtherEdit)),
  'servers.remove': v.strictTuple([id]),
  'servers.tryDemo': v.strictTuple([]),
  'servers.signIn': upTo(id, text, v.optional(trust), v.optional(further)),
  'servers.signOut': v.strictTuple([id]),
  'servers.trust': v.strictTuple([id, trust]),
  'servers.proxySignIn': upTo(id, text, text, v.optional(text)),
  'servers.report': v.strictTuple([id]),
  'connections.saved': v.strictTuple([id]),
  'connections.refresh': v.strictTuple([id]),
  'sessions.open': v.strictTuple([query]),
  'sessions.rows': span,
  'sessions.locate': v.strictTuple([index, id]),
  'sessions.close': v.strictTuple([index]),
  'sync.run': upTo(id, id, v.optional(v.strictObject({ full: v.exactOptional(v.boolean()) }))),
  'sync.cancel': v.strictTuple([id, id]),
  'session.saved': v.strictTuple([id, id, id]),
  'session.show': v.strictTuple([id, id, id]),
  'app.info': v.strictTuple([]),
  'app.memory': v.strictTuple([]),
  'app.remember': v.strictTuple([v.strictObject(memoryFields)]),
  'app.openExternal': v.strictTuple([text]),
};
