/** The page that is shown while the data moves: no script of its own, and one link that stops it. Pure. */
import { origin } from './security.ts';

/** Where the link would lead. Nothing answers there, and nobody is let go there: that it was followed is all it says. */
export const stopAddress = `${origin}/stop`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** The page as an address. `target`: the folder that the data moves to. */
export function movingPage(target: string): string {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Paddock</title>
<style>
:root { color-scheme: light dark; }
body { display: grid; gap: 12px; margin: 24px; background: light-dark(#fbfcfd, #14171b); color: light-dark(#1a1f26, #e4e8ed);
  font: 13px/20px system-ui, 'Segoe UI', sans-serif; user-select: none; }
h1 { margin: 0; font-size: 15px; font-weight: 600; }
p { margin: 0; overflow-wrap: anywhere; }
.meta { color: light-dark(#555f6c, #9da7b3); font-size: 12px; line-height: 16px; }
progress { width: 100%; height: 6px; accent-color: light-dark(#0a5fc9, #78b0ff); }
.foot { display: flex; align-items: center; justify-content: space-between; }
#share { font-variant-numeric: tabular-nums; }
a { padding: 5px 12px; border: 1px solid light-dark(#868f9b, #6b7683); border-radius: 6px; color: inherit; font-weight: 500; text-decoration: none; }
a:focus-visible { outline: 2px solid light-dark(#0a5fc9, #78b0ff); outline-offset: 1px; }
</style>
<main style="display: contents">
<h1>Moving your data</h1>
<p>To <bdi>${escaped(target)}</bdi></p>
<progress aria-label="Moving your data" max="1" value="0"></progress>
<div class="foot"><p id="share" role="status">0 %</p><a href="${stopAddress}" role="button">Stop</a></div>
<p class="meta">The old folder stays as it is. Paddock opens once all is copied and compared.</p>
</main>
</html>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}

/** The script by which the page shows how much is done. @param share from 0 to 1 */
export const showingShare = (share: number): string =>
  `document.querySelector('progress').value = ${share}; document.getElementById('share').textContent = '${shareText(share)}';`;

/** `45 %`; whole only once it is. */
export const shareText = (share: number): string => `${Math.floor(share * 100)} %`;
