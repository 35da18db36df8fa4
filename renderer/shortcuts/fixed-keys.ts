/** Keys that belong to no action: how one moves in the tree, the list and the rest of the window. */

export interface FixedKeys {
  readonly where: string;
  readonly rows: readonly (readonly [keys: readonly string[], does: string])[];
}

/** `Mod` is Ctrl, on macOS ⌘. */
export const fixedKeys: readonly FixedKeys[] = [
  {
    where: 'In the tree',
    rows: [
      [['ArrowUp', 'ArrowDown'], 'Previous, next'],
      [['ArrowLeft', 'ArrowRight'], 'Collapse, expand'],
      [['Home', 'End'], 'First, last'],
      [['Enter', 'Space'], 'Show the connection'],
      [['A … Z'], 'Go to the next name that begins so'],
      [['Shift+F10'], 'Menu of the server'],
    ],
  },
  {
    where: 'In the list',
    rows: [
      [['ArrowUp', 'ArrowDown'], 'Previous, next session; above the first one the headers'],
      [['PageUp', 'PageDown'], 'A page up, down'],
      [['Mod+Home', 'Mod+End'], 'First, last session'],
      [['0 … 9', 'A … Z'], 'Go to the next session whose identifier begins so'],
      [['Mod+C'], 'Copy the session'],
      [['Shift+F10'], 'Menu of the session'],
    ],
  },
  {
    where: 'In the headers',
    rows: [
      [['ArrowLeft', 'ArrowRight'], 'Previous, next column'],
      [['Enter', 'Space'], 'Sort by the column'],
      [['ArrowDown'], 'Back to the sessions'],
    ],
  },
  {
    where: 'Everywhere',
    rows: [
      [['Tab', 'Shift+Tab'], 'Next, previous part of the window'],
      [['Escape'], 'One step back: closes a menu, a dialog, the session'],
      [['ArrowLeft', 'ArrowRight'], 'On a border or among tabs: move it, turn'],
      [['F11'], 'Full screen'],
    ],
  },
];
