// What time it is for what is shown: the server's, or, of a recorded run, that of the moment that is played.

const live = {
  /** Milliseconds since some moment, for what moves and for what fades. */
  now: () => performance.now(),
  /** The server's time of day. */
  serverNow: state => Date.now() + state.clockAhead,
  isStill: () => false,
};

let clock = live;

export function goBy(other) {
  clock = other;
}

export const now = () => clock.now();
export const serverNow = state => clock.serverNow(state);

/** Whether time stands still: nothing moves then. */
export const isStill = () => clock.isStill();
