/** A failure of the main process as an Error again: the bridge carries plain data only. */
import type { FailureCode, FailureShape } from '../../preload/model.ts';

export class CallFailure extends Error {
  readonly shape: FailureShape;

  constructor(shape: FailureShape) {
    super(shape.message);
    this.name = 'CallFailure';
    this.shape = shape;
  }

  get code(): FailureCode {
    return this.shape.code;
  }
}

const bug: FailureShape = {
  code: 'bug',
  message: 'Paddock met an error of its own.',
  safe: 'Everything saved so far can still be read.',
  todo: 'Please report it, with the log file.',
};

/** Whatever was thrown, as something a person can be told. */
export function shapeOf(thrown: unknown): FailureShape {
  return thrown instanceof CallFailure ? thrown.shape : bug;
}
