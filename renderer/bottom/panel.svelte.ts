/** The panel at the foot of the window: whether it is open, at which tab, and how high. */
import { tick } from 'svelte';
import { panelTabs, type PanelTab } from '../../preload/app.ts';
import { focusOn } from '../ui/focus.ts';

/** Least height, px. */
export const leastPanel = 120;

export class BottomPanel {
  #tab = $state<PanelTab>('Activity');
  #open = $state(false);
  /** px. */
  height = $state(220);

  get tab(): PanelTab {
    return this.#tab;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** What takes its time is told here, in numbers: lines elsewhere say no more than that it runs. */
  get tellsActivity(): boolean {
    return this.#open && this.#tab === 'Activity';
  }

  /** As it is found again at the next start. */
  get memory(): { readonly height: number; readonly tab: PanelTab; readonly open: boolean } {
    return { height: this.height, tab: this.#tab, open: this.#open };
  }

  restore({ height, tab, open }: { readonly height: number; readonly tab: PanelTab; readonly open: boolean }): void {
    this.height = Math.max(leastPanel, height);
    this.#tab = tab;
    this.#open = open;
  }

  /** Opens it at a tab, which gets the focus; closes it where that tab is open already. */
  async toggle(tab: PanelTab = this.#tab): Promise<void> {
    if (this.#open && this.#tab === tab) this.close();
    else await this.show(tab);
  }

  async show(tab: PanelTab): Promise<void> {
    this.#tab = tab;
    this.#open = true;
    await tick();
    focusOn(`tab-${tab}`);
  }

  /** The focus goes back to what opens it, where it was inside. */
  close(): void {
    const wasInside = document.getElementById('panel')?.contains(document.activeElement) === true;
    this.#open = false;
    if (wasInside) document.getElementById(`open-${this.#tab}`)?.focus();
  }

  /** The tab beside, as the arrow keys turn. */
  turn(by: number): void {
    const next = panelTabs[(panelTabs.indexOf(this.#tab) + by + panelTabs.length) % panelTabs.length];
    if (next !== undefined) void this.show(next);
  }
}
