export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
}
