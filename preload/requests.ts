/** The requests of this run, as the window shows them. Nothing in them is secret. */
import type { FailureCode } from './model.ts';

/** So many of the last ones are kept. */
export const mostRequests = 500;

/** One request that went out, whether or not an answer came. */
export interface RequestRow {
  /** Counts from 1 in this run. */
  readonly id: number;
  /** ISO 8601: when it went out. */
  readonly at: string;
  readonly method: 'GET' | 'POST';
  /** The whole address, what is secret in it replaced by `…`. */
  readonly url: string;
  /** Absent where no answer came. */
  readonly status?: number;
  /** Why no answer came. */
  readonly failure?: FailureCode;
  /** From the question to the end of the answer, ms. */
  readonly ms: number;
  /** Received over the network. */
  readonly bytes: number;
  /** 1 for the first try of a question, 2 for the second … */
  readonly attempt: number;
  /** What it was asked for: “Sync of Season2017, page 3”. */
  readonly work: string;
  /** The `Accept` header. */
  readonly accept: string;
  /** Whether it carried a token. */
  readonly authorized: boolean;
  /** Names of the fields that a form had; their values are not kept. */
  readonly fields?: readonly string[];
}

/** In which language a request is copied: for a POSIX shell, or for Python with `requests`. */
export const requestTexts = ['curl', 'python'] as const;
export type RequestText = (typeof requestTexts)[number];
