/** Where the keyboard is, as somebody at the window sees it. */
import type { Page } from '@playwright/test';

/**
 * How the place that has the keyboard is marked: `outline` where it, what it names as active, or a box around it of the same
 * control has one; empty where nothing shows it.
 */
export function focusMark(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return '';
    const active = document.getElementById(at.getAttribute('aria-activedescendant') ?? '');
    const candidates = [at, active, at.closest('label')].filter((element) => element !== null);
    const outlined = candidates.some((element) => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/rgba\(.*, 0\)$/.test(outlineColor);
    });
    return outlined ? 'outline' : '';
  });
}

/** The role and name of what has the keyboard, or of the tree or grid around it. */
export function whereabouts(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    const within = at?.closest('[role=tree], [role=grid]')?.getAttribute('aria-label');
    return within ?? at?.getAttribute('aria-label') ?? at?.textContent.trim() ?? '';
  });
}
