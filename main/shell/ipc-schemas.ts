/** What may come in from the window, method by method: anything else is refused before it reaches a module. */
import * as v from 'valibot';
import { panelTabs } from '../../preload/app.ts';
import { type Api } from '../../preload/contract.ts';
import { markColours } from '../../preload/history.ts';
import { optionalServerFields, sortFields, type SortField } from '../../preload/model.ts';
import { requestTexts } from '../../preload/requests.ts';
import { mostKeys, mostRanges } from '../../preload/selecting.ts';
import { groupings } from '../../preload/list.ts';
import { settingsFields } from '../settings-fields.ts';
import { exportFormats, exportScopes } from '../../preload/travel.ts';

/** `service.method` for every method of the contract. */
export type Method = { [Service in keyof Api]: `${Service}.${keyof Api[Service] & string}` }[keyof Api];

// Long enough for anything a person types or a server names, short enough to bound what a broken page could send.
const text = v.pipe(v.string(), v.maxLength(10_000));
const id = v.pipe(v.string(), v.maxLength(4_000));
const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const number = v.pipe(index, v.minValue(1));
const rowsAtOnce = 1_000;

const sortField = v.custom<SortField>(
  (value) =>
    typeof value === 'string' && ((sortFields as readonly string[]).includes(value) || value === 'fastest' || /^detail:./su.test(value)),
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

const news = v.strictObject({ since: v.exactOptional(number), goneSince: v.exactOptional(number) });

const query = v.strictObject({
  serverId: id,
  connection: id,
  snapshot: v.exactOptional(number),
  since: v.exactOptional(number),
  filter: text,
  sort,
  group: v.exactOptional(v.picklist(groupings)),
  liveFirst: v.exactOptional(v.boolean()),
  news: v.exactOptional(news),
  locate: v.exactOptional(id),
});

const valuesQuery = v.strictObject({
  serverId: id,
  connection: id,
  snapshot: v.exactOptional(number),
  since: v.exactOptional(number),
  news: v.exactOptional(news),
  filter: text,
  field: text,
  part: text,
  most: v.pipe(number, v.maxValue(1_000)),
});

const filterDraft = v.strictObject({
  id: v.exactOptional(id),
  name: text,
  filter: text,
  sort,
  place: v.exactOptional(v.strictObject({ serverId: id, connection: id })),
});

const keep = v.strictObject({ name: v.exactOptional(v.nullable(text)), pinned: v.exactOptional(v.boolean()) });
const keys = v.pipe(v.array(id), v.maxLength(mostKeys));
const range = v.pipe(
  v.strictTuple([index, index]),
  v.check(([from, to]) => from <= to, 'from ≤ to'),
);
const ranges = v.pipe(v.array(range), v.maxLength(mostRanges));
const markChanges = v.strictObject({
  starred: v.exactOptional(v.boolean()),
  note: v.exactOptional(v.nullable(text)),
  colour: v.exactOptional(v.nullable(v.picklist(markColours))),
});

const exportRequest = v.strictObject({
  scope: v.picklist(exportScopes),
  format: v.picklist(exportFormats),
  serverId: id,
  connection: id,
  snapshot: v.exactOptional(number),
  filter: text,
  sort,
  columns: v.exactOptional(v.pipe(v.array(text), v.maxLength(1_000))),
  keys: v.exactOptional(keys),
  withAddress: v.boolean(),
});

const settingsChanges = v.strictObject({
  ...v.entriesFromObjects([v.partial(v.object(settingsFields))]),
  proxy: v.exactOptional(v.nullable(text)),
});

const columnChoice = v.strictObject({
  field: id,
  width: v.exactOptional(v.pipe(v.number(), v.finite())),
  hidden: v.exactOptional(v.boolean()),
});

/** What the window remembers; the file that keeps it is read by the same rules. */
export const memoryFields = {
  treeWidth: v.pipe(v.number(), v.finite()),
  paneHeight: v.pipe(v.number(), v.finite()),
  selected: v.exactOptional(v.strictObject({ serverId: id, connection: id })),
  collapsed: v.pipe(v.array(id), v.maxLength(10_000)),
  treeActive: v.exactOptional(id),
  treeTop: v.exactOptional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  filter: text,
  sort,
  version: v.exactOptional(v.strictObject({ snapshot: v.exactOptional(number), since: v.exactOptional(number) })),
  panel: v.exactOptional(v.strictObject({ height: v.pipe(v.number(), v.finite()), tab: v.picklist(panelTabs), open: v.boolean() })),
  row: v.exactOptional(id),
  at: v.exactOptional(v.strictObject({ key: id, offset: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) })),
  opened: v.exactOptional(v.strictObject({ key: id, tab: text })),
  recent: v.exactOptional(v.pipe(v.array(id), v.maxLength(100))),
  columns: v.exactOptional(v.record(id, v.pipe(v.array(columnChoice), v.maxLength(2_000)))),
  generations: v.exactOptional(v.record(id, v.picklist(['rest', 'sqlrace', 'influx']))),
  group: v.exactOptional(v.picklist(groupings)),
  seen: v.exactOptional(v.record(id, number)),
  liveFirst: v.exactOptional(v.boolean()),
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
  'servers.exportPostman': v.strictTuple([id]),
  'servers.report': v.strictTuple([id]),
  'connections.saved': v.strictTuple([id]),
  'connections.refresh': v.strictTuple([id]),
  'sessions.open': v.strictTuple([query]),
  'sessions.rows': span,
  'sessions.locate': v.strictTuple([index, id]),
  'sessions.typed': v.strictTuple([index, v.pipe(id, v.nonEmpty()), index]),
  'sessions.keys': upTo(index, ranges, v.optional(v.strictObject({ withoutGone: v.exactOptional(v.boolean()) }))),
  'sessions.moved': v.strictTuple([index, ranges, index]),
  'sessions.close': v.strictTuple([index]),
  'sessions.values': v.strictTuple([valuesQuery]),
  'search.everywhere': v.strictTuple([text, v.pipe(index, v.maxValue(rowsAtOnce))]),
  'sync.run': upTo(id, id, v.optional(v.strictObject({ full: v.exactOptional(v.boolean()) }))),
  'sync.cancel': v.strictTuple([id, id]),
  'session.saved': v.strictTuple([id, id, id]),
  'session.show': v.strictTuple([id, id, id]),
  'session.requests': v.strictTuple([id, id, keys]),
  'keep.run': v.strictTuple([id, id, keys]),
  'keep.cancel': v.strictTuple([id, id]),
  'snapshots.list': v.strictTuple([id, id]),
  'snapshots.keep': v.strictTuple([id, id, number, keep]),
  'snapshots.lookedAt': v.strictTuple([id, id]),
  'snapshots.look': v.strictTuple([id, id, number]),
  'marks.set': v.strictTuple([id, id, keys, markChanges]),
  'travel.export': v.strictTuple([exportRequest]),
  'travel.import': v.strictTuple([]),
  'travel.importFile': v.strictTuple([id]),
  'travel.merge': v.strictTuple([id, id]),
  'store.usage': v.strictTuple([]),
  'store.thinning': v.strictTuple([]),
  'store.thin': v.strictTuple([]),
  'store.thinByItself': v.strictTuple([v.boolean()]),
  'store.undoThinning': v.strictTuple([]),
  'store.compact': v.strictTuple([]),
  'store.backup': v.strictTuple([]),
  'store.forget': upTo(id, v.optional(id)),
  'store.verify': v.strictTuple([]),
  'store.salvageOffer': v.strictTuple([]),
  'store.salvage': v.strictTuple([]),
  'activity.list': v.strictTuple([]),
  'activity.pause': v.strictTuple([number]),
  'activity.resume': v.strictTuple([number]),
  'activity.cancel': v.strictTuple([number]),
  'activity.clear': v.strictTuple([]),
  'requests.list': v.strictTuple([]),
  'requests.watch': v.strictTuple([v.boolean()]),
  'requests.asText': v.strictTuple([number, v.picklist(requestTexts)]),
  'filters.list': v.strictTuple([]),
  'filters.save': v.strictTuple([filterDraft]),
  'filters.rename': v.strictTuple([id, text]),
  'filters.remove': v.strictTuple([id]),
  'stars.set': v.strictTuple([id, id, v.boolean()]),
  'settings.get': v.strictTuple([]),
  'settings.change': v.strictTuple([settingsChanges]),
  'support.versions': v.strictTuple([]),
  'support.licences': v.strictTuple([]),
  'support.diagnostics': v.strictTuple([v.strictObject({ withNames: v.boolean(), check: v.boolean() })]),
  'support.saveDiagnostics': v.strictTuple([]),
  'support.openFolder': v.strictTuple([]),
  'support.planMove': v.strictTuple([]),
  'support.move': v.strictTuple([]),
  'app.info': v.strictTuple([]),
  'app.memory': v.strictTuple([]),
  'app.remember': v.strictTuple([v.strictObject(memoryFields)]),
  'app.openExternal': v.strictTuple([text]),
  'app.copy': v.strictTuple([v.pipe(v.string(), v.maxLength(100_000_000))]),
};
