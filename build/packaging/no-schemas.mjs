// @ts-check
/**
 * Stands for ajv in the bundle of the main process. electron-store checks by it only what it was given a JSON schema of; ours
 * are valibot's, and what is kept is checked where it is read. To load the real one is a tenth of the time to the window.
 */
export function Ajv2020() {
  throw new Error('electron-store was given a schema: the bundle goes without ajv (build/packaging/no-schemas.mjs).');
}

/** ajv-formats: it adds to what there is none of. */
export default function noFormats() {
  throw new Error('The bundle goes without ajv-formats (build/packaging/no-schemas.mjs).');
}
