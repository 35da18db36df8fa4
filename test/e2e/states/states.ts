/**
 * The states of the window that are looked at by axe (access.spec.ts) and as pictures (pictures.spec.ts). A feature adds a file
 * of its own beside this one, and its line here.
 */
import { fileStates } from './file-states.ts';
import { historyStates } from './history-states.ts';
import { listStates } from './list-states.ts';
import { manyStates } from './many-states.ts';
import { serverStates } from './server-states.ts';
import type { State } from './state.ts';
import { toolStates } from './tool-states.ts';

export const states: readonly State[] = [...listStates, ...manyStates, ...serverStates, ...historyStates, ...toolStates, ...fileStates];
