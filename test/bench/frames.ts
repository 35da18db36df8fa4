/** What a page is watched by while the benchmarks drive it. All of it runs in the page, hence texts; times are ms. */
import type { Page } from 'playwright';

export interface Watched {
  /** From each frame to the next. */
  readonly frames: readonly number[];
  /** Tasks of the page's thread above 50 ms. */
  readonly tasks: readonly number[];
  /** The most frames in a row in which a row of the list stood empty. */
  readonly blank: number;
}

/** Resolves in the frame in which an expression over the page holds. (Playwright's own waiting evaluates texts in the page, which its policy forbids.) */
export async function until(page: Page, wanted: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => void ((${wanted}) ? resolve() : requestAnimationFrame(look));
    look();
  })`);
}

/** Watches the page while `work` goes on. */
export async function watch(page: Page, work: () => Promise<void>): Promise<Watched> {
  await page.evaluate(`(() => {
    const watched = { frames: [], tasks: [], blank: 0 };
    const observer = new PerformanceObserver((list) => watched.tasks.push(...list.getEntries().map((entry) => entry.duration)));
    observer.observe({ entryTypes: ['longtask'] });
    const grid = document.querySelector('[role=grid][aria-label=Sessions]');
    let last = performance.now();
    let row = 0;
    let going = true;
    const frame = (now) => {
      watched.frames.push(now - last);
      last = now;
      row = [...grid.querySelectorAll('[role=row][aria-selected]')].some((each) => each.textContent.trim() === '') ? row + 1 : 0;
      watched.blank = Math.max(watched.blank, row);
      if (going) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    globalThis.watchedEnd = () => {
      going = false;
      observer.disconnect();
      return watched;
    };
  })()`);
  await work();
  return page.evaluate<Watched>('globalThis.watchedEnd()');
}

/**
 * Milliseconds from the event that `act` sets off, by the browser's own stamp, to the frame after the one in which the list
 * was as wanted: then it has been painted. `wanted`: an expression over the page.
 */
export async function painted(page: Page, event: 'click' | 'input', wanted: string, act: () => Promise<void>): Promise<number> {
  // Waited for apart: else the event may be there before who listens.
  await page.evaluate(`void (globalThis.painting = new Promise((resolve) => {
    addEventListener('${event}', ({ timeStamp }) => {
      const look = () => {
        if (!(${wanted})) requestAnimationFrame(look);
        else requestAnimationFrame((now) => resolve(Math.max(now, performance.now()) - timeStamp));
      };
      // What it sets off is seen in the next frame at the soonest.
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  }))`);
  await act();
  return page.evaluate<number>('globalThis.painting');
}
