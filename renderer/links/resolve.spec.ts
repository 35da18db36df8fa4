import { describe, expect, it } from 'vitest';
import { linkText, parseLink } from '../../preload/links.ts';
import { fakeServer } from '../api/season.ts';
import { meant, serverPart } from './resolve.ts';

const track = fakeServer('Track PC', { url: 'http://10.0.0.5:8011/api' });
const factory = fakeServer('Factory', { url: 'https://factory.example' });
const known = [track, factory];

describe('which server a link means', () => {
  it.each(['Track PC', 'track pc', '10.0.0.5:8011/api', '10.0.0.5:8011/api/', 'http://10.0.0.5:8011/api'])(
    '%s is a saved one',
    (server) => {
      expect(meant({ server }, known)).toEqual({ kind: 'saved', server: track });
    },
  );

  it('asks before an address that is not saved, and keeps its scheme apart', () => {
    expect(meant({ server: 'pit' }, known)).toEqual({ kind: 'address', url: 'http://pit' });
    expect(meant({ server: 'factory.example' }, known)).toEqual({ kind: 'saved', server: factory });
    expect(meant({ server: 'http://factory.example' }, known)).toEqual({ kind: 'address', url: 'http://factory.example' });
    expect(meant({ server: '[::1]:80' }, known)).toEqual({ kind: 'address', url: 'http://[::1]:80' });
  });

  it.each(['me:secret@pit', 'Another PC', 'ftp://pit', 'file:///etc', 'pit?x=1', 'pit\\x', 'http://me@pit', '<b>'])(
    '%s is none',
    (server) => {
      expect(meant({ server }, known)).toEqual({ kind: 'unknown' });
    },
  );

  it('is named so that it is found again', () => {
    for (const server of [track, factory, fakeServer('Demo server', { demo: true, url: 'http://127.0.0.1:4' })]) {
      const link = parseLink(linkText({ server: serverPart(server), connection: 'Season2017' }));
      expect(link && meant(link, [...known, server])).toEqual({ kind: 'saved', server });
      expect(link?.connection).toBe('Season2017');
    }
    expect(serverPart(factory)).toBe('https://factory.example');
  });
});
