export interface MenuItem {
  readonly label: string;
  /** The key that does the same, as it is written: `F2`. */
  readonly key?: string;
  readonly run: () => void;
}
