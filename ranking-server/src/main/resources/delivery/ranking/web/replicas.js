// Where to look when the server is gone: at another one that ranks the same.

/** Of our own server, which may only have cut the line. */
const SELF = 300;
const PEER = 700;

/** Goes to the page of another server, if ours does not answer and that one does. */
export async function elsewhere(peers) {
  if (peers.length === 0 || await isThere('', SELF)) {
    return false;
  }
  try {
    const peer = await Promise.any(peers.map(async each => {
      if (!await isThere(each, PEER)) {
        throw new Error('not there');
      }
      return each;
    }));
    location.replace(peer + location.pathname + location.hash);
    return true;
  } catch (nobody) {
    console.debug('no replica answers', nobody);
    return false;
  }
}

/** Of another server one may not know more. */
async function isThere(server, patience) {
  const stop = new AbortController();
  const watch = setTimeout(() => stop.abort(), patience);
  try {
    await fetch(`${server}/healthz`, { mode: server ? 'no-cors' : 'same-origin', cache: 'no-store', signal: stop.signal });
    return true;
  } catch (error) {
    console.debug(`${server || 'the server'} is not there`, error);
    return false;
  } finally {
    clearTimeout(watch);
  }
}
