/** The way that a question takes, as settings, system and environment say. */
import { describe, expect, it } from 'vitest';
import { chooseProxy, readPac, type Hop, type ProxySettings } from './proxy.ts';

const named = (hop: Hop): string => (hop.kind === 'proxy' ? hop.proxy.address : hop.kind === 'straight' ? 'straight' : hop.name);

async function ways(url: string, settings: Partial<ProxySettings>): Promise<string> {
  const { hops, by } = await chooseProxy(url, { environment: {}, ...settings });
  return `${by}: ${hops.map(named).join(', ')}`;
}

const says = (pac: string): Pick<ProxySettings, 'resolve'> => ({ resolve: () => Promise.resolve(pac) });
const environment = {
  HTTPS_PROXY: 'http://secure.example:3129',
  http_proxy: 'plain.example:3128',
  HTTP_PROXY: 'http://shadowed.example:1',
};

describe('the way to a server', () => {
  it('is what was set for it, before all else', async () => {
    const setting = 'https://set.example';
    expect(await ways('http://10.0.0.5:8011/a', { setting, environment, ...says('PROXY p:1') })).toBe('server: https://set.example:443');
    expect(await ways('http://10.0.0.5:8011/a', { setting: 'none', environment, ...says('PROXY p:1') })).toBe('server: straight');
    expect(await ways('http://127.0.0.1:8011', { setting })).toBe('server: https://set.example:443');
  });

  it('then what was set for all servers, but never to this machine', async () => {
    const general = (): string => 'http://office.example:3128';
    expect(await ways('http://10.0.0.5:8011', { general, environment, ...says('PROXY p:1') })).toBe('settings: http://office.example:3128');
    expect(await ways('http://10.0.0.5:8011', { general: () => 'none', environment, ...says('PROXY p:1') })).toBe('settings: straight');
    expect(await ways('http://10.0.0.5:8011', { general: () => undefined, environment })).toBe('environment: http://plain.example:3128');
    expect(await ways('http://10.0.0.5:8011', { general, setting: 'none' })).toBe('server: straight');
    expect(await ways('http://127.0.0.1:8011', { general })).toBe('nobody: straight');
  });

  it('then what the system says, which is told no path', async () => {
    const told: string[] = [];
    const resolve = (url: string): Promise<string> => {
      told.push(url);
      return Promise.resolve('PROXY a.example:8080; HTTPS b.example; SOCKS5 c.example:1080; DIRECT');
    };
    expect(await ways('https://tapi.example:8443/secret/path?q', { resolve, environment })).toBe(
      'system: http://a.example:8080, https://b.example:443, SOCKS5 c.example:1080, straight',
    );
    expect(told).toEqual(['https://tapi.example:8443/']);
  });

  it.each(['DIRECT', '', 'nonsense', 'PROXY', '; ;'])('then the environment, where the system says %j', async (pac) => {
    expect(await ways('https://tapi.example', { environment, ...says(pac) })).toBe('environment: http://secure.example:3129');
    expect(await ways('http://tapi.example', { environment, ...says(pac) })).toBe('environment: http://plain.example:3128');
    expect(await ways('http://tapi.example', says(pac))).toBe('nobody: straight');
  });

  it.each([
    'http://127.0.0.1:8011',
    'https://localhost',
    'http://[::1]:80',
    'http://pit.localhost.',
    'http://127.9.9.9',
    'http://[::ffff:127.0.0.1]',
  ])('to this machine (%s) never leads through a proxy of the system or the environment', async (url) => {
    expect(await ways(url, { environment, ...says('PROXY p:1') })).toBe('nobody: straight');
  });

  it('takes ALL_PROXY for what the other two do not name, and no empty value', async () => {
    const all = { all_proxy: 'http://all.example:3', HTTPS_PROXY: ' ' };
    expect(await ways('https://tapi.example', { environment: all })).toBe('environment: http://all.example:3');
    expect(await ways('http://tapi.example', { environment: all })).toBe('environment: http://all.example:3');
    expect(await ways('http://tapi.example', { environment: { HTTPS_PROXY: 'http://s:1' } })).toBe('nobody: straight');
  });

  it('names a SOCKS proxy, which is not spoken', async () => {
    expect(await ways('http://tapi.example', { environment: { ALL_PROXY: 'socks5h://u:secret@s.example:1080' } })).toBe(
      'environment: SOCKS5H s.example:1080',
    );
    expect(readPac('SOCKS s:1; SOCKS4 s:2; QUIC s:3').map((hop) => hop.kind)).toEqual(['unspoken', 'unspoken', 'unspoken']);
  });

  it.each([
    ['*', 'http://tapi.example', true],
    ['tapi.example', 'http://tapi.example:8011', true],
    ['tapi.example', 'http://other-tapi.example', false],
    ['example', 'http://tapi.example', true],
    ['.example', 'http://tapi.example', true],
    ['*.example', 'http://tapi.example', true],
    ['TAPI.Example', 'http://tapi.example', true],
    ['tapi.example:8011', 'http://tapi.example:8011', true],
    ['tapi.example:8011', 'http://tapi.example:8012', false],
    ['tapi.example:443', 'https://tapi.example', true],
    ['10.0.0.5', 'http://10.0.0.5:8011', true],
    ['0.0.5', 'http://10.0.0.5', false],
    ['10.0.0.0/8', 'http://10.200.3.4', true],
    ['10.0.0.0/8', 'http://11.0.0.1', false],
    ['10.0.0.0/99', 'http://10.0.0.1', false],
    ['fd00::/8', 'http://[fd12::1]:8011', true],
    ['fd12::1', 'http://[fd12::1]', true],
    ['[fd12::1]:81', 'http://[fd12::1]:81', true],
    ['one, two three,tapi.example', 'http://tapi.example', true],
    ['', 'http://tapi.example', false],
    [', ,', 'http://tapi.example', false],
  ])('NO_PROXY=%s, asked for %s: straight is %s', async (none, url, straight) => {
    const found = await ways(url, { environment: { ...environment, NO_PROXY: none } });
    expect(found.endsWith('straight')).toBe(straight);
  });
});

describe('a proxy’s address', () => {
  it.each(['http://', 'ftp://p.example', 'http://p:99999', '::', 'a b'])('%j that is none is told, and not repeated', async (text) => {
    await expect(chooseProxy('http://tapi.example', { environment: { HTTP_PROXY: `${text}#hunter2` } })).rejects.toMatchObject({
      code: 'usage',
      message: expect.not.stringContaining('hunter2') as string,
    });
    await expect(chooseProxy('http://tapi.example', { environment: {}, setting: `${text}#hunter2` })).rejects.toMatchObject({
      code: 'address-invalid',
      message: expect.not.stringContaining('hunter2') as string,
    });
  });

  it('shows no credentials; they stay beside it, and those that were typed win', async () => {
    const given = { HTTP_PROXY: 'http://team%40pit:se%3Acret@p.example:3128' };
    const { hops } = await chooseProxy('http://tapi.example', { environment: given });
    expect(hops).toMatchObject([{ proxy: { address: 'http://p.example:3128', credentials: { user: 'team@pit', password: 'se:cret' } } }]);
    const typed = { user: 'me', password: 'mine' };
    const credentials = { ...typed, address: 'http://p.example:3128' };
    const own = await chooseProxy('http://tapi.example', { environment: given, credentials });
    expect(own.hops).toMatchObject([{ proxy: { credentials: typed } }]);
  });

  it('gives what was typed to the proxy that asked, and to no other that a network names', async () => {
    const typed = { user: 'me', password: 'mine' };
    const credentials = { ...typed, address: 'http://office.example:3128' };
    const environment = { HTTP_PROXY: 'http://env.example:1' };
    const network = says('PROXY foreign.example:3128; PROXY office.example:3128; HTTPS office.example:3128; PROXY office.example:81');
    const sent = async (settings: Partial<Parameters<typeof chooseProxy>[1]>) =>
      (await chooseProxy('http://tapi.example', { environment: {}, ...settings })).hops.flatMap((hop) =>
        hop.kind === 'proxy' && hop.proxy.credentials ? [[hop.proxy.address, hop.proxy.credentials]] : [],
      );
    expect(await sent({ credentials, ...network })).toEqual([['http://office.example:3128', typed]]);
    expect(await sent({ credentials, environment })).toEqual([]);
    expect(await sent({ credentials, setting: 'http://other.example:3128' })).toEqual([]);
    // Without an address they are for the proxy that the user set.
    expect(await sent({ credentials: typed, ...network })).toEqual([]);
    expect(await sent({ credentials: typed, environment })).toEqual([]);
    expect(await sent({ credentials: typed, setting: 'http://office.example' })).toEqual([['http://office.example:80', typed]]);
  });

  it('finds the environment’s credentials again where the system leaves them out, for that proxy alone', async () => {
    const given = { HTTPS_PROXY: 'http://team:secret@p.example:3128' };
    const { hops } = await chooseProxy('https://tapi.example', {
      environment: given,
      ...says('PROXY p.example:3128; PROXY q.example:3128'),
    });
    expect(hops).toMatchObject([{ proxy: { credentials: { user: 'team' } } }, { proxy: { address: 'http://q.example:3128' } }]);
    expect(hops[1]).not.toHaveProperty('proxy.credentials');
  });
});
