// A recorded run, played: the very events that a page was sent, each at its moment, forward and back.
// docs/replay.md says what its lines are. No server is asked for anything but that one file.

import { goBy } from './clock.js';
import { attribute, byId, element, rows, set, span } from './text.js';

/** A file beside this page, and nothing else: a link must not show another site's figures here. */
const BESIDE = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const MOMENT = /^\s*\{"t":(\d+),"(page|mark|end)":/;
const SECOND = /"second":(\[[^\]]*\])/;
const IN_LINK = /^#t=(\d{1,7}(?:\.\d{1,3})?)$/;
const SECONDS = 900;
/** A live page would say by then that its server is silent. */
const SILENCE = 3_000;
const STEP = 1_000;
const LINK_EVERY = 1_000;

export const runInLink = () => new URLSearchParams(location.search).get('run');

/** The file as lines; only those that are looked at are read whole. */
function parse(text) {
  const lines = text.split('\n');
  const head = JSON.parse(lines[0]);
  if (head.format !== 'delivery-run' || head.version !== 1) {
    throw new Error('it is no recorded run of version 1');
  }
  const run = { at: head.at, title: head.title ?? '', pages: [], marks: [], seconds: [], end: 0 };
  let isAgain = false;
  lines.forEach((line, i) => {
    isAgain ||= line.startsWith('{"again"');
    const found = MOMENT.exec(line);
    if (!found || i === lines.length - 1 && !isWhole(line)) {
      return;
    }
    const t = Number(found[1]);
    run.end = Math.max(run.end, t);
    if (found[2] === 'mark') {
      run.marks.push({ t, ...JSON.parse(line).mark });
    } else if (found[2] === 'end') {
      run.marks.push({ t, kind: 'end', text: 'the recording was full: the run went on' });
    } else {
      const second = SECOND.exec(line);
      if (second) {
        run.seconds.push({ page: run.pages.length, sample: JSON.parse(second[1]) });
      }
      if (isAgain) {
        run.marks.push({ t, kind: 'again', text: 'the ranking server has started again' });
        isAgain = false;
      }
      run.pages.push({ t, line, isWhole: line.includes('"whole":true') });
    }
  });
  if (!run.pages[0]?.isWhole) {
    throw new Error('there is no whole page in it');
  }
  run.marks.sort((a, b) => a.t - b.t);
  return run;
}

/** Of the last line: who wrote it may have been killed meanwhile. */
function isWhole(line) {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param name of the file
 * @param page what to do with it: take(event) as of a stream, restart() before an event of another moment, sought(), silent(isSo)
 */
export async function replay(name, page) {
  byId('player').hidden = false;
  try {
    if (!BESIDE.test(name)) {
      throw new Error('it is no file beside this page');
    }
    const response = await fetch(name, { cache: 'no-store' });
    if (!response.ok) {
      throw new Error(`the web server answers ${response.status}`);
    }
    play(parse(await response.text()), page);
  } catch (error) {
    set(byId('recorded'), `The recorded run ${name} cannot be opened: ${error.message}`);
    attribute(byId('player'), 'data-state', 'bad');
  }
}

function play(run, page) {
  let at = 0;
  let applied = -1;
  let event = null;
  let isPlaying = false;
  let drawnAt = 0;
  let linkedAt = -Infinity;

  goBy({
    now: () => at,
    serverNow: () => (event?.asOf ?? run.at) + (applied < 0 ? 0 : Math.max(0, at - run.pages[applied].t)),
    isStill: () => !isPlaying,
  });

  function apply(index) {
    applied = index;
    event = JSON.parse(run.pages[index].line).page;
    page.take(event);
  }

  /** The last page of that moment; the first one comes a moment after the beginning. */
  function pageAt(t) {
    let low = 0;
    let high = run.pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      [low, high] = run.pages[middle].t <= t ? [middle, high] : [low, middle - 1];
    }
    return low;
  }

  function seek(t) {
    at = Math.max(0, Math.min(run.end, t));
    const target = pageAt(at);
    let first = target;
    while (!run.pages[first].isWhole) {
      first--;
    }
    page.restart();
    for (let i = first; i <= target; i++) {
      apply(i);
    }
    page.sought();
    show();
  }

  const past = () => run.seconds.filter(each => each.page <= applied).slice(-SECONDS).map(each => each.sample);

  function frame() {
    if (!isPlaying) {
      return;
    }
    const now = performance.now();
    // A tab that nobody looks at draws nothing, and goes on where it was.
    at = Math.min(run.end, at + Math.min(1_000, now - drawnAt) * Number(byId('speed').value));
    drawnAt = now;
    while (applied + 1 < run.pages.length && run.pages[applied + 1].t <= at) {
      apply(applied + 1);
    }
    if (at >= run.end) {
      setPlaying(false);
    }
    show();
    requestAnimationFrame(frame);
  }

  function setPlaying(is) {
    if (is && at >= run.end) {
      seek(0);
    }
    const begins = is && !isPlaying;
    isPlaying = is;
    set(byId('play'), is ? '❚❚' : '▶');
    byId('play').setAttribute('aria-label', is ? 'Pause' : 'Play');
    if (begins) {
      drawnAt = performance.now();
      page.moves();
      requestAnimationFrame(frame);
    } else if (!is) {
      link();
    }
  }

  const clock = t => `${Math.floor(t / 60_000)}:${String(Math.floor(t / 1_000) % 60).padStart(2, '0')}`;

  function show() {
    byId('moment').value = at;
    set(byId('moment-says'), `${clock(at)} of ${clock(run.end)}`);
    byId('moment').setAttribute('aria-valuetext', `${span(at / 1_000)} of ${span(run.end / 1_000)}`);
    const next = run.pages[applied + 1];
    const { t } = run.pages[applied];
    page.silent(at - t > SILENCE && next !== undefined && next.t - t > SILENCE);
    [...byId('marks').children].forEach((item, i) => attribute(item, 'data-past', run.marks[i].t <= at ? 'yes' : 'no'));
    if (performance.now() - linkedAt > LINK_EVERY) {
      link();
    }
  }

  function link() {
    linkedAt = performance.now();
    history.replaceState(null, '', `#t=${Number((at / 1_000).toFixed(1))}`);
  }

  function toLink() {
    const found = IN_LINK.exec(location.hash);
    if (found) {
      setPlaying(false);
      seek(Number(found[1]) * 1_000);
    }
    return found !== null;
  }

  function showMarks() {
    rows(byId('marks'), run.marks.length, () => {
      const button = element('button', '', element('b'), element('span'));
      button.type = 'button';
      return element('li', '', button);
    });
    rows(byId('ticks'), run.marks.length, () => element('i'));
    run.marks.forEach((mark, i) => {
      const item = byId('marks').children[i];
      attribute(item, 'data-kind', mark.kind);
      set(item.firstChild.children[0], clock(mark.t));
      set(item.firstChild.children[1], mark.text);
      item.firstChild.addEventListener('click', () => seek(mark.t));
      const tick = byId('ticks').children[i];
      attribute(tick, 'data-kind', mark.kind);
      tick.title = `${clock(mark.t)} ${mark.text}`;
      tick.style.left = `${mark.t / Math.max(1, run.end) * 100}%`;
    });
  }

  const when = new Date(run.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium', hour12: false });
  set(byId('recorded'), `Recorded run of ${when}${run.title ? `: ${run.title}` : ''}`);
  byId('moment').max = Math.ceil(run.end / 100) * 100;
  byId('moment').addEventListener('input', () => seek(Number(byId('moment').value)));
  byId('moment').addEventListener('change', link);
  byId('moment').addEventListener('keydown', key => {
    const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -10 * STEP, PageUp: 10 * STEP }[key.key];
    if (by) {
      key.preventDefault();
      seek(at + by);
      link();
    }
  });
  byId('play').addEventListener('click', () => setPlaying(!isPlaying));
  addEventListener('hashchange', toLink);
  showMarks();
  page.past(past);
  if (!toLink()) {
    seek(0);
    setPlaying(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  }
}
