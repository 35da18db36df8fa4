/** One seed for all properties, so that a run can be repeated; `PADDOCK_SEED` gives another. A failure prints it. */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['PADDOCK_SEED'] ?? 20_171_023) });
