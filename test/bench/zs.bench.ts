import { application, openWindow, startScreen } from './desktop.ts';
import { until } from './frames.ts';
import { prepared } from './million.ts';
const { userData, end } = await prepared();
const screen = await startScreen();
try {
  for (let n = 0; n < 4; n++) {
  const { page, begun, close } = await openWindow([application, '--user-data-dir', userData], screen.display);
  await until(page, `performance.getEntriesByName('paddock:list-shown').length > 0`);
  const t = await page.evaluate<Record<string, number>>(`(() => { const n = performance.getEntriesByType('navigation')[0]; const o = performance.timeOrigin; const r = { origin: o, fetchStart: o + n.fetchStart, responseEnd: o+ n.responseEnd, domInteractive: o+n.domInteractive, dcl: o + n.domContentLoadedEventEnd, load: o + n.loadEventEnd };
   for (const e of performance.getEntriesByType('paint')) r[e.name] = o + e.startTime; for (const e of performance.getEntriesByType('mark')) r['m:' + e.name] = o + e.startTime; return r; })()`);
  console.log(Object.entries(t).map(([k, v]) => `${k} ${(v - begun).toFixed(0)}`).join('  '));
  await close();
  }
} finally {
  screen.end();
  end();
}
