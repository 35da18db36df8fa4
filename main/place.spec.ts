import { describe, expect, it } from 'vitest';
import { createFakeStore } from '../test/fakes/store.ts';
import { Failure } from './failure.ts';
import { createPlaces, placeOf, readPlace } from './place.ts';

const url = 'http://track/a%20path';
const [a, b] = [
  { url, user: 'a b' },
  { url, user: 'b' },
];

describe('a place', () => {
  it.each([a, b, { url, user: '' }, { url, user: ' ' }])('of %j is read again', (place) => {
    expect(readPlace(placeOf(place))).toEqual(place);
  });

  it('is another for another user', async () => {
    const places = createPlaces(createFakeStore());
    expect(await places.writing(a)).not.toBe(await places.writing(b));
  });
});

describe('what was kept under an address alone', () => {
  it('is seen by all who have nothing of their own, and goes to the first who signs in', async () => {
    const store = createFakeStore();
    store.seed(url, 'Season2017', []);
    const places = createPlaces(store);
    for (const user of [a, b, { url, user: '' }]) expect(await places.reading(user)).toBe(url);
    expect(await store.servers()).toEqual([url]);
    expect(await places.writing(b)).toBe(placeOf(b));
    expect(await store.servers()).toEqual([placeOf(b)]);
    expect(await store.snapshots(placeOf(b))).toHaveLength(1);
    expect(await places.reading(a)).toBe(placeOf(a));
    expect(await places.reading(b)).toBe(placeOf(b));
  });

  it('is not mixed into what a user has', async () => {
    const store = createFakeStore();
    store.seed(placeOf(a), 'Season2017', []);
    store.seed(url, 'Other', []);
    const places = createPlaces(store);
    expect(await places.reading(a)).toBe(placeOf(a));
    expect(await places.writing(a)).toBe(placeOf(a));
    expect(await store.servers()).toEqual([placeOf(a), url]);
    expect(await places.writing(b)).toBe(placeOf(b));
    expect(await store.snapshots(placeOf(b))).toMatchObject([{ connection: 'Other' }]);
  });

  it('can be read where the store cannot be written', async () => {
    const store = createFakeStore();
    store.seed(url, 'Season2017', []);
    store.rename = () => Promise.reject(new Failure('store-unwritable'));
    const places = createPlaces(store);
    expect(await places.reading(a)).toBe(url);
    await expect(places.writing(a)).rejects.toMatchObject({ code: 'store-unwritable' });
    expect(await places.reading(a)).toBe(url);
  });
});
