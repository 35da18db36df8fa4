import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds wrong that is moderate or worse, in both themes: the theme, its rule, and where. */
export async function violations(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Electron has no new blank page for axe's frames; legacy mode needs none.
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
    // Only colours differ between the themes, and a run of every rule takes its time.
    if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block']);
    const { violations: told } = await axe.analyze();
    for (const { id, impact, nodes } of told) {
      if (impact !== 'minor') found.push(...nodes.map(({ target }) => `${colorScheme}, ${id}: ${target.join(' ')}`));
    }
  }
  return found;
}
