export interface MenuItem {
  readonly label: string;
  /** The key that does the same, as it is written: `F2`. */
  readonly key?: string;
  /** Why it cannot be done now, a sentence: it is greyed, and says so. */
  readonly unavailable?: string;
  /** It opens another menu. */
  readonly opens?: boolean;
  readonly run: () => void;
}
