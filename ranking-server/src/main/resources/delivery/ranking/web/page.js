// What the server sends becomes one state; each animation frame shows what has changed of it.

import { charts } from './charts.js';
import { city } from './city.js';
import { serverNow } from './clock.js';
import { follow } from './feed.js';
import { figures, ranking } from './figures.js';
import { followLauncher, hurt } from './hurt.js';
import { lanes } from './lanes.js';
import { proof } from './proof.js';
import { replay, runInLink } from './replay.js';
import { elsewhere } from './replicas.js';
import { byId, set, timeAndZone } from './text.js';

const state = {
  link: 'connecting',
  heat: new Array(900).fill(0),
  open: new Array(900).fill(0),
  drivers: new Map(),
  /** Server's clock minus ours, so that drivers are where they are also if our clock is wrong. */
  clockAhead: 0,
  /** What was shown before the server started again, until it has caught up with that. */
  held: null,
};

const views = [figures, ranking, city, lanes, proof, charts, hurt];
const dirty = new Set();
let frameAsked = false;

function show(...parts) {
  parts.forEach(part => dirty.add(part));
  if (!frameAsked) {
    frameAsked = true;
    requestAnimationFrame(() => {
      frameAsked = false;
      const changed = new Set(dirty);
      dirty.clear();
      views.forEach(view => view(state, changed));
    });
  }
}

const HELD = ['totals', 'audit', 'topRegions', 'topDrivers', 'orders', 'response', 'completion', 'fleet'];

/** A server that was started again counts up from its last snapshot: what we showed stays until it is there. */
function hold(event) {
  const isSame = !event.stream || state.stream && event.stream.arn === state.stream.arn
    && event.stream.createdAt === state.stream.createdAt;
  if (state.run && event.run !== state.run && isSame && state.totals) {
    state.held ??= Object.fromEntries([...HELD.map(part => [part, state[part]]), ['heat', [...state.heat]]]);
  } else if (!isSame) {
    state.held = null;
  }
}

const MERGED = new Set(['heat', 'open', 'heatChanges', 'openChanges', 'drivers', 'whole']);

function take(event) {
  if (event.whole) {
    hold(event);
    state.drivers.clear();
    state.heat = event.heat;
    state.open = event.open;
  }
  spread(state.heat, event.heatChanges);
  spread(state.open, event.openChanges);
  const ahead = event.asOf - Date.now();
  // The event that was least on its way tells best; clocks drift, and somebody may set one.
  state.clockAhead = event.whole || Math.abs(state.clockAhead - ahead) > 10_000 ? ahead : Math.max(state.clockAhead - 1, ahead);
  for (const driver of event.drivers) {
    driver.isNews = !event.whole;
    state.drivers.set(driver.n, driver);
  }
  for (const [part, value] of Object.entries(event)) {
    if (!MERGED.has(part)) {
      state[part] = value;
    }
  }
  const changed = Object.keys(event);
  if (state.held && state.catchUp.known && state.catchUp.share === 1) {
    state.held = null;
    changed.push('heat', ...HELD);
  }
  document.body.toggleAttribute('data-held', state.held !== null);
  show(...changed);
}

function spread(cells, changes = []) {
  for (let i = 0; i < changes.length; i += 2) {
    cells[changes[i]] = changes[i + 1];
  }
}

function onLink(link, text) {
  state.linkText = text;
  if (state.link !== link) {
    state.link = link;
    document.body.dataset.link = link;
  }
  set(byId('link'), { live: 'live', recorded: 'recorded run', full: 'too many readers', lost: 'disconnected', connecting: 'connecting' }[link]);
  byId('link').title = text;
  show('link');
}

const themes = matchMedia('(prefers-color-scheme: light)');

function theme() {
  return document.documentElement.dataset.theme ?? (themes.matches ? 'light' : 'dark');
}

function startTheme() {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'dark' || chosen === 'light') {
    document.documentElement.dataset.theme = chosen;
  }
  byId('theme').addEventListener('click', () => {
    document.documentElement.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', document.documentElement.dataset.theme);
    show('theme');
  });
  themes.addEventListener('change', () => show('theme'));
}

startTheme();

/** Of what is recorded, the time that it was then. */
function tellTime() {
  set(byId('clock'), timeAndZone(state.past ? serverNow(state) : Date.now()));
}

/** What a recorded run does with the page: what a stream does, and more, since one may go back in it. */
const played = {
  take,
  restart() {
    state.run = undefined;
    state.held = null;
    state.rejectAlarm = false;
  },
  sought() {
    // They are where they were at that moment, and do not drive there from where they are seen.
    state.drivers.forEach(driver => {
      driver.isNews = false;
    });
    show('sought', 'drivers', 'second');
    tellTime();
  },
  moves: () => show('drivers'),
  silent(isSilent) {
    document.body.toggleAttribute('data-silent', isSilent);
    onLink('recorded', isSilent ? 'the server was silent' : '');
  },
  past(past) {
    state.past = past;
  },
};

setInterval(tellTime, 1_000);
tellTime();
show('theme');
if (runInLink() === null) {
  follow('/api/page/stream', take, onLink, {
    any: () => (state.peers ?? []).length > 0,
    elsewhere: () => elsewhere(state.peers ?? []),
  });
  followLauncher(state, show);
} else {
  onLink('recorded', '');
  document.title = `Recorded run: ${document.title}`;
  replay(runInLink(), played);
}
