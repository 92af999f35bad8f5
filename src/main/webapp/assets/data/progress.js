// How far a backup or a restore is. Pure.

/** Whole percent of a step, or null while that is not known. @param {{done: number, total: number}} job */
export const percent = ({ done, total }) => (total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : null);

/** The key of the words for what a job does or did. */
export const stepKey = ({ kind, state, step }) => (state === 'running' ? `data.step.${step}` : `data.${kind}.${state}`);

/** Milliseconds until the state is asked for again. */
export const pause = (job, stopped) => (stopped || job?.state === 'running' ? 700 : 10_000);
