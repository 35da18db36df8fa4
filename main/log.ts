/**
 * The logger's interface: one per component, given as an argument. `main/shell/log-file.ts` builds the real one
 * (a rotating file, and stderr with --verbose), which redacts whatever passes.
 */
export interface Log {
  debug(message: string, more?: Readonly<Record<string, unknown>>): void;
  info(message: string, more?: Readonly<Record<string, unknown>>): void;
  warn(message: string, more?: Readonly<Record<string, unknown>>): void;
  error(message: string, more?: Readonly<Record<string, unknown>>): void;
  /** The same log under a component's name. */
  child(component: string): Log;
}

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
