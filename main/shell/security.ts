/**
 * Every hardening choice of the window, each with the item of Electron's security checklist that it answers. Those of
 * the package (fuses, ASAR integrity) are in build/packaging/after-pack.mjs. The crash reporter is never started: a dump of
 * memory may hold a password.
 */
import { readFile } from 'node:fs/promises';
import type { App, Protocol, ProtocolRequest, ProtocolResponse, Session, WebContents, WebPreferences } from 'electron';
import type { Log } from '../log.ts';
import { findAsset } from './assets.ts';

const scheme = 'app';
const host = 'paddock';
/** The only origin that a window ever shows. */
export const origin = `${scheme}://${host}`;

/**
 * "Define a Content-Security-Policy": nothing but the bundle's own files; no inline script or style, no eval, no
 * connection anywhere. The one Trusted Types policy is Svelte's, which makes its templates.
 */
const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self'`,
  `font-src 'self'`,
  `connect-src 'none'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
  `require-trusted-types-for 'script'`,
  `trusted-types svelte-trusted-html`,
].join('; ');

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * "Enable process sandboxing", for every renderer there will ever be; and "Avoid usage of the file:// protocol and
 * prefer usage of custom protocols": the scheme gets what module scripts need, and no fetch, no service workers, no
 * bypass of the policy.
 */
export function hardenBeforeReady(app: App, protocol: Protocol): void {
  // As root the sandbox cannot start, and the launcher said so; asking for it then would keep Electron from starting.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, codeCache: true } }]);
}

/** What each window is made with. `preload`: absolute path. `packaged`: whether this is what users install. */
export function webPreferences(preload: string, packaged: boolean): WebPreferences {
  return {
    preload,
    // "Do not enable Node.js integration for remote content", nor for ours.
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    // "Enable context isolation".
    contextIsolation: true,
    // "Enable process sandboxing".
    sandbox: true,
    // "Do not disable webSecurity", "Do not enable allowRunningInsecureContent", "Do not enable experimental features".
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    // "Do not use enableBlinkFeatures" is met by leaving it out; "Do not use allowpopups": there is no webview at all.
    webviewTag: false,
    navigateOnDragDrop: false,
    // Names of drivers and servers are no business of a dictionary download.
    spellcheck: false,
    // A package has no developer tools: they would show whatever the page holds to whoever passes by.
    devTools: !packaged,
  };
}

export interface SecurityParts {
  readonly app: App;
  readonly session: Session;
  /** Absolute: the folder of the window's bundle. */
  readonly renderer: string;
  readonly packaged: boolean;
  readonly log: Log;
}

/** After ready and before the first window. Resolves once that was given its page. */
export function secure({ app, session, renderer, packaged, log }: SecurityParts): Promise<void> {
  const given = servePages(session, renderer, log);
  blockNetwork(session, packaged, log);
  denyPermissions(session);
  // "Verify webview options before creation", "Disable or limit navigation", "Disable or limit creation of new windows".
  app.on('web-contents-created', (_event, contents) => confine(contents, log));
  // Certificates, client certificates and proxy passwords are the business of main/remote; the window has no network.
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', (event) => event.preventDefault());
  app.on('login', (event) => event.preventDefault());
  return given;
}

/** Resolves once a page was given out. */
function servePages(session: Session, renderer: string, log: Log): Promise<void> {
  return new Promise((resolve) => {
    const answer = async ({ method, url }: ProtocolRequest): Promise<ProtocolResponse> => {
      const asset = method === 'GET' ? await findAsset(renderer, host, url) : undefined;
      if (asset === undefined) {
        log.warn('The window asked for a file that is not there', { address: url.slice(0, 200) });
        return { statusCode: 404, headers, data: Buffer.alloc(0) };
      }
      const data = await readFile(asset.path);
      if (asset.type.startsWith('text/html')) resolve();
      return { headers: { ...headers, 'Content-Type': asset.type }, data };
    };
    // `handle` makes a Request of each and a stream of each answer: loading what those take keeps the first page waiting for 50 ms.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- of the two forms that Electron has, the one that starts faster
    session.protocol.registerBufferProtocol(scheme, (request, give) => {
      answer(request).then(give, () => give({ statusCode: 500, headers, data: Buffer.alloc(0) }));
    });
  });
}

/** "Only load secure content": the window loads nothing but its own files; developer tools only outside a package. */
function blockNetwork(session: Session, packaged: boolean, log: Log): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    const ours = details.url.startsWith(`${origin}/`) || (!packaged && details.url.startsWith('devtools://'));
    if (!ours) log.warn('A request of the window was blocked', { kind: details.resourceType });
    answer({ cancel: !ours });
  });
  session.setCertificateVerifyProc((_request, answer) => answer(-2));
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
}

/** "Handle session permission requests from remote content": none is given, asked for or not. */
function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.setBluetoothPairingHandler(null);
  for (const chooser of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const) {
    // No answer given to the chooser's callback means no device.
    (session as NodeJS.EventEmitter).on(chooser, (event: { preventDefault(): void }) => event.preventDefault());
  }
}

function confine(contents: WebContents, log: Log): void {
  const deny = (what: string) => (event: { preventDefault(): void }) => {
    event.preventDefault();
    log.warn('The window was kept from leaving its page', { what });
  };
  contents.on('will-navigate', deny('navigation'));
  contents.on('will-frame-navigate', deny('navigation of a frame'));
  contents.on('will-redirect', deny('redirect'));
  contents.on('will-attach-webview', deny('webview'));
  contents.setWindowOpenHandler(() => {
    log.warn('The window was kept from opening another');
    return { action: 'deny' };
  });
}

/**
 * "Do not use shell.openExternal with untrusted content": only https, no user or password in it, and only by a call
 * that the wrapper let through, while the user's click or key still counts (`hasJustActed`).
 */
export function isOpenable(address: string): boolean {
  try {
    const { protocol, username, password } = new URL(address);
    return protocol === 'https:' && username === '' && password === '';
  } catch {
    return false;
  }
}

const isolatedWorld = 1_001;

/** Whether the user acted in the page a moment ago: asked in a world of its own, where the page's scripts cannot answer. */
export async function hasJustActed(contents: WebContents): Promise<boolean> {
  return (await contents.executeJavaScriptInIsolatedWorld(isolatedWorld, [{ code: 'navigator.userActivation.isActive' }])) === true;
}
