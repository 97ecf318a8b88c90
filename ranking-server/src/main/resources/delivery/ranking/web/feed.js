// Server-sent events over fetch: unlike EventSource it tells why there is no connection.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
/** The server has something to say every second. */
const SILENCE = 8_000;
/** Where there is another server to go to. */
const SHORT_SILENCE = 3_000;

/**
 * Follows the stream for ever, with back-off.
 *
 * @param onEvent gets each event as an object
 * @param onLink gets 'live', 'lost' or 'full', and what there is to say about it
 * @param replicas what may be done when the stream broke: elsewhere() says whether one goes to another server's page
 */
export async function follow(path, onEvent, onLink, replicas) {
  let wait = FIRST_WAIT;
  for (;;) {
    let reason = 'the server does not answer';
    let link = 'lost';
    try {
      const answer = await read(path, replicas.any() ? SHORT_SILENCE : SILENCE, event => {
        wait = FIRST_WAIT;
        onLink('live', '');
        onEvent(event);
      });
      if (answer) {
        link = answer.status === 503 ? 'full' : 'lost';
        reason = answer.text;
        wait = answer.status === 503 ? LONGEST_WAIT : wait;
      }
    } catch (error) {
      console.debug('the stream broke', error);
    }
    if (link === 'lost' && await replicas.elsewhere()) {
      onLink(link, 'going on with another server');
      return;
    }
    const jittered = wait * (0.5 + Math.random() / 2);
    onLink(link, `${reason}, trying again in ${Math.max(1, Math.round(jittered / 1_000))} s`);
    await new Promise(resolve => setTimeout(resolve, jittered));
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }
}

/** Until the stream breaks; an answer that is no stream comes back. */
async function read(path, silence, onEvent) {
  const stop = new AbortController();
  let watch = setTimeout(() => stop.abort(), silence);
  try {
    const response = await fetch(path, { signal: stop.signal, cache: 'no-store' });
    if (!response.ok) {
      return { status: response.status, text: (await response.text()).trim().slice(0, 200) };
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return null;
      }
      clearTimeout(watch);
      watch = setTimeout(() => stop.abort(), silence);
      const events = (rest + value).split('\n\n');
      rest = events.pop();
      for (const event of events) {
        if (event.startsWith('data: ')) {
          onEvent(JSON.parse(event.slice(6)));
        }
      }
    }
  } finally {
    clearTimeout(watch);
    stop.abort();
  }
}
