/** A state of the window that is looked at: what it is called, and the way to it. */
import { expect } from '@playwright/test';
import type { DemoServer, Ended } from '../command.ts';
import type { LaunchOptions, Launched } from '../paddock.ts';
import type { Stage } from '../stage.ts';
import type { PaddockWindow } from '../window.ts';

/** What the usual ways use: of the fixtures of paddock.ts. */
export interface UsualMeans {
  readonly launch: (options?: LaunchOptions) => Promise<Launched>;
  readonly demo: (words?: readonly string[]) => Promise<DemoServer>;
  /** Ends with the test what was started besides. */
  readonly atEnd: (end: () => Promise<void>) => void;
}

/** What a way may use. */
export interface Means extends UsualMeans {
  /** A command, on the window's folder or another. */
  readonly paddock: (words: readonly string[], options?: { readonly input?: string; readonly userData?: string }) => Promise<Ended>;
  readonly stage: Stage;
  /** The window's folder. */
  readonly userData: string;
}

export interface State {
  readonly name: string;
  /** Opens a window and brings it there; answers it once everything that belongs to the state is shown. */
  readonly reach: (means: Means) => Promise<PaddockWindow>;
}

/** A race of the demo's season with a driver, a circuit and laps. */
export const race = '171022140426';

/** A window with the embedded demo server, nothing chosen. */
export async function tree({ launch }: UsualMeans): Promise<PaddockWindow> {
  const { window } = await launch();
  await window.button('Try the demo server').click();
  await expect(window.item('Season2017')).toBeVisible();
  return window;
}

/** The list of the embedded demo server's season, live. */
export async function list(means: UsualMeans): Promise<PaddockWindow> {
  const window = await tree(means);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  return window;
}

/** The list of a server of its own, `Track PC`, live. */
export async function served(means: UsualMeans): Promise<{ readonly window: PaddockWindow; readonly server: DemoServer }> {
  const server = await means.demo();
  const { window } = await means.launch();
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  return { window, server };
}
