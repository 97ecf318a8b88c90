// What the launcher of a demo does to its programs when asked, and what became of it. The launcher is no part of the server:
// it listens on this machine alone, and answers who knows the token that the demo printed in the link to this page.

import { attribute, byId, element, many, set, timeOfDay } from './text.js';

const QUIET = 1_000;
const BUSY = 250;
const LONGEST_WAIT = 10_000;
const MOST_ENTRIES = 100;
/** For as long the end of the last one is told beside the verdict. */
const TOLD = 20_000;
const KEY = 'launcher-token';
const IN_LINK = /^#hurt=([A-Za-z0-9_-]{43})$/;

const buttons = new Map();
const entries = new Map();
const closedAt = new Map();
const openSeen = new Set();
let token = null;
let launcher = '';
let shown = () => {};
let wake = () => {};
let busyUntil = 0;

/** Follows the launcher for ever, if there is one and this tab has its token. */
export async function followLauncher(state, show) {
  shown = show;
  takeToken();
  // The link of another demo, in a tab that is open already.
  addEventListener('hashchange', () => IN_LINK.test(location.hash) && location.reload());
  for (let wait = BUSY; ;) {
    try {
      launcher ||= (await (await fetch('/api/launcher', { cache: 'no-store' })).json()).url;
      if (!launcher) {
        return;
      }
      state.hurt = token === null ? { note: 'to do it, open the link that the demo printed' } : await ask('/state');
      if (state.hurt.note) {
        show('hurt');
        return;
      }
      wait = state.hurt.log.some(isOpen) ? BUSY : QUIET;
    } catch (error) {
      console.debug('the launcher does not answer', error);
      wait = Math.min(LONGEST_WAIT, 2 * wait);
      state.hurt = { ...state.hurt, isGone: launcher !== '' };
    }
    show('hurt');
    await new Promise(resolve => {
      wake = resolve;
      setTimeout(resolve, performance.now() < busyUntil ? BUSY : wait);
    });
  }
}

/** Out of the address, where it would be copied along, and kept for this tab alone. */
function takeToken() {
  const inLink = IN_LINK.exec(location.hash);
  if (inLink) {
    sessionStorage.setItem(KEY, inLink[1]);
    history.replaceState(null, '', location.pathname);
  }
  token = sessionStorage.getItem(KEY);
}

async function ask(path, body = {}) {
  const response = await fetch(launcher + path, {
    method: 'POST', cache: 'no-store', body: JSON.stringify(body),
    headers: { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' },
  });
  if (response.ok) {
    return response.json();
  }
  const line = (await response.text()).trim();
  if (path === '/state') {
    return { note: line };
  }
  throw new Error(line);
}

const isOpen = incident => incident.state === 'hurting' || incident.state === 'healing';

/** The shards that something is being done to, and what. */
export const hurtShards = state => new Map((state.hurt?.log ?? []).filter(isOpen)
  .flatMap(incident => incident.shards.map(shard => [shard, incident.what])));

export function hurt(state, changed) {
  if (!changed.has('hurt') || !state.hurt) {
    return;
  }
  byId('hurt').hidden = false;
  set(byId('hurt-note'), state.hurt.note ?? (state.hurt.isGone ? 'the launcher of the demo does not answer'
    : 'one click each, to the processes of this demo; what was killed is started again after 2 s'));
  attribute(byId('hurt'), 'data-can', state.hurt.faults ? 'yes' : 'no');
  (state.hurt.faults ?? []).filter(fault => !buttons.has(fault.id)).forEach(makeButton);
  (state.hurt.log ?? []).forEach(tell);
  badge(state.hurt.log?.at(-1));
}

function makeButton(fault) {
  const button = element('button', '', fault.label);
  button.type = 'button';
  button.dataset.fault = fault.id;
  button.setAttribute('aria-label', `${fault.group}: ${fault.label}`);
  const says = fault.why ? `not here: ${fault.why}` : fault.says;
  button.title = says;
  button.setAttribute('aria-disabled', String(fault.why !== ''));
  button.addEventListener('click', () => fault.why ? set(byId('hurt-says'), says) : doIt(fault));
  ['focus', 'pointerenter'].forEach(event => button.addEventListener(event, () => set(byId('hurt-says'), says)));
  buttons.set(fault.id, button);
  let group = [...byId('harms').children].find(each => each.firstElementChild.textContent === fault.group);
  if (!group) {
    group = element('fieldset', '', element('legend', '', fault.group));
    byId('harms').append(group);
  }
  group.append(button);
}

async function doIt(fault) {
  try {
    await ask('/hurt', { fault: fault.id });
    set(byId('hurt-answer'), '');
    busyUntil = performance.now() + QUIET;
    wake();
  } catch (error) {
    set(byId('hurt-answer'), error.message);
  }
  shown('hurt');
}

/** The newest first; an entry is written again only when there is news of it. */
function tell(incident) {
  let entry = entries.get(incident.id);
  if (!entry) {
    entry = element('li', '', element('time'), element('b'), element('span'));
    set(entry.children[0], timeOfDay(incident.at));
    entry.dataset.fault = incident.fault;
    entries.set(incident.id, entry);
    byId('incidents').prepend(entry);
    while (byId('incidents').children.length > MOST_ENTRIES) {
      byId('incidents').lastElementChild.remove();
    }
  }
  attribute(entry, 'data-state', incident.state);
  set(entry.children[1], incident.where ? `${incident.what}, ${incident.where}` : incident.what);
  set(entry.children[2], result(incident));
  if (!isOpen(incident) && !closedAt.has(incident.id)) {
    // What was over before the page came is no news.
    closedAt.set(incident.id, openSeen.has(incident.id) || Date.now() - incident.at < TOLD ? performance.now() : -Infinity);
  } else if (isOpen(incident)) {
    openSeen.add(incident.id);
  }
}

const word = text => text[0].toUpperCase() + text.slice(1);

function result(incident) {
  const path = incident.path.map(word).join(' \u2192 ');
  const note = incident.note ? `; ${incident.note}` : '';
  switch (incident.state) {
    case 'refused': return `not done: ${incident.note}`;
    case 'hurting': return `${path} \u2026${note}`;
    case 'healing': return `${path} \u2026${note}`;
    case 'exact': {
      const when = `after ${incident.seconds.toFixed(1)} s`;
      return `${incident.path.length === 1 ? `Exact all the while, all at work again ${when}` : `${path} ${when}`}, ${counts(incident)}${note}`;
    }
    case 'loss': return `${path}: ${counts(incident)}${note}`;
    default: return `${path}, not exact after 3 min: ${counts(incident)}${note}`;
  }
}

/** What the audit says, or that it says nothing. */
function counts({ lost, twice, duplicates }) {
  return lost === null ? 'lost and counted twice not known'
    : `lost ${lost}, counted twice ${twice}${duplicates > 0 ? `, ${many(duplicates, 'duplicate')} turned away` : ''}`;
}

function badge(last) {
  const isNews = last && (isOpen(last) || performance.now() - closedAt.get(last.id) < TOLD);
  set(byId('hurt-badge'), isNews ? `${last.what}: ${result(last)}` : '');
  attribute(byId('hurt-badge'), 'data-state', isNews ? last.state : 'none');
}
