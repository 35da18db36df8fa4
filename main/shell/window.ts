/** The window: where it stood, in the colours of the theme from its first frame, shown once its page is there. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { origin, webPreferences } from './security.ts';
import { fitted, leastSize, type Bounds, type WindowState } from './window-state.ts';

export interface WindowParts {
  /** Where the last one stood. */
  readonly state: WindowState | undefined;
  /** Told where it stands, once it rests there and when it closes. */
  readonly remember: (state: WindowState) => void;
  /** Absolute path of the one preload file. */
  readonly preload: string;
  readonly packaged: boolean;
  /** Before the page loads. */
  readonly onCreated: (window: BrowserWindow) => void;
}

/** The page's own background, so that nothing flashes before it is painted (--canvas of tokens.css). */
const background = { light: '#fbfcfd', dark: '#14171b' } as const;

/** How long a window that was moved has to rest before its place is kept, ms. */
const settled = 400;

export function openWindow({ state, remember, preload, packaged, onCreated }: WindowParts): BrowserWindow {
  const window = new BrowserWindow({
    ...fitted(state?.bounds, workAreas()),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    title: 'Paddock',
    show: false,
    // A hidden page that paints waits for the graphics process before its scripts run.
    paintWhenInitiallyHidden: false,
    autoHideMenuBar: true,
    backgroundColor: background[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
    webPreferences: webPreferences(preload, packaged),
  });
  window.webContents.once('dom-ready', () => {
    if (state?.maximized === true) window.maximize();
    if (state?.fullScreen === true) window.setFullScreen(true);
    window.show();
  });
  const tell = (): void => {
    if (window.isDestroyed()) return;
    remember({
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    });
  };
  // Also while it is open, once it rests: a process that is killed hears of no closing.
  let resting: ReturnType<typeof setTimeout> | undefined;
  const moved = (): void => {
    clearTimeout(resting);
    resting = setTimeout(tell, settled);
  };
  window.on('resize', moved);
  window.on('move', moved);
  window.on('close', tell);
  window.on('closed', () => clearTimeout(resting));
  onCreated(window);
  void window.loadURL(`${origin}/index.html`);
  return window;
}

function workAreas(): [Bounds, ...Bounds[]] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary.workArea, ...others.map(({ workArea }) => workArea)];
}
