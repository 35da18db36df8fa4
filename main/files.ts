/** Asks the user for files: the window's own dialogs, which `main/shell` has. The window itself never names a path to write to. */
export interface FileQuestions {
  /** Where to write to; undefined where the user chose none. `name`: what is proposed; `extension` without its dot. */
  toSave(question: { readonly title: string; readonly name: string; readonly extension: string }): Promise<string | undefined>;
  /** A folder that is there, or that the user makes. */
  toFolder(title: string): Promise<string | undefined>;
  /** An existing `.paddock` file. */
  toOpen(): Promise<string | undefined>;
}

/** A name that every system takes as a file's. */
export const fileName = (name: string): string =>
  name
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, ' ')
    .trim()
    .slice(0, 120) || 'sessions';

/** The file with the ending of its format, which a typed name may lack. */
export const withEnding = (file: string, extension: string): string =>
  file.toLowerCase().endsWith(`.${extension}`) ? file : `${file}.${extension}`;
