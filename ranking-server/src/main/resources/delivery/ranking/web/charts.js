// The last quarter of an hour. The server keeps it, so that a page that is opened later shows it too.

/* global uPlot */
import { serverNow } from './clock.js';
import { byId, colour, number } from './text.js';

const SECONDS = 900;
const height = () => innerWidth >= 1_800 ? 118 : 140;
const BETWEEN_LOADS = 10_000;

/** A server that has just started shows its first minutes large. */
const LEAST = 120;

const CHARTS = [
  { id: 'chart-events', columns: [1, 2, 3], keys: ['one', 'two', 'three'], least: 5, fill: true },
  { id: 'chart-times', columns: [4, 5], keys: ['one', 'three'], least: 2 },
  { id: 'chart-lag', columns: [6], keys: ['two'], least: 2, fill: true },
];

let samples = [];
let plots = [];
let loadedAt = -Infinity;
let shown = { clockAhead: 0 };

export function charts(state, changed) {
  shown = state;
  if (changed.has('theme')) {
    build();
  }
  if (state.past) {
    // Of a recorded run: whatever moment is shown, they end there.
    if (changed.has('sought') || changed.has('second')) {
      samples = state.past();
      draw();
    }
    return;
  }
  if (changed.has('whole') && performance.now() - loadedAt > BETWEEN_LOADS) {
    loadedAt = performance.now();
    load();
  }
  if (changed.has('second') && state.second && samples.at(-1)?.[0] !== state.second[0]) {
    // The server's clock may have been set back.
    samples = samples.filter(sample => sample[0] < state.second[0]);
    samples.push(state.second);
    samples.splice(0, samples.length - SECONDS);
    draw();
  }
}

const nowSeconds = () => serverNow(shown) / 1_000;

const from = () => Math.max(nowSeconds() - SECONDS, samples[0]?.[0] ?? 0);

const clock = second => new Date(second * 1_000)
  .toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', ...(from() > nowSeconds() - 300 && { second: '2-digit' }), hour12: false });

async function load() {
  try {
    const response = await fetch('/api/history', { cache: 'no-store' });
    const past = await response.json();
    const last = past.length === 0 ? 0 : past.at(-1)[0];
    const gone = past.length === 0 ? Infinity : past[0][0];
    samples = [...samples.filter(s => s[0] < gone), ...past, ...samples.filter(s => s[0] > last)].slice(-SECONDS);
    draw();
  } catch (error) {
    loadedAt = -Infinity;
    console.debug('no history', error);
  }
}

function build() {
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  plots.forEach(plot => plot.destroy());
  plots = CHARTS.map(chart => {
    const box = byId(chart.id);
    const axis = { stroke: colour('--dim'), font, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    return new uPlot({
      width: Math.max(200, box.clientWidth),
      height: height(),
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, sync: { key: 'history' }, points: { size: 6 } },
      scales: {
        x: { range: () => [from(), Math.max(nowSeconds(), from() + LEAST)] },
        y: { range: (plot, low, high) => [0, Math.max(chart.least, (high ?? 0) * 1.1)] },
      },
      axes: [{ ...axis, space: 70, size: 26, values: (plot, times) => times.map(clock) }, { ...axis, size: 42, space: 32 }],
      series: [{}, ...chart.keys.map((key, i) => ({
        stroke: colour(`--series-${key}`),
        width: 1.6,
        fill: chart.fill && i === 0 ? colour(`--series-${key}`).replace(/rgb\((.*)\)/, 'rgba($1, 0.14)') : undefined,
        points: { show: false },
        spanGaps: true,
      }))],
      hooks: { setCursor: [plot => point(box, chart, plot)] },
    }, data(chart), box);
  });
}

/** What is under the pointer is told beside the name of the line. */
function point(box, chart, plot) {
  const names = box.parentElement.querySelectorAll('.key');
  names.forEach((name, i) => {
    const value = plot.cursor.idx === null ? undefined : plot.data[i + 1][plot.cursor.idx];
    if (value === undefined || value === null) {
      delete name.dataset.value;
    } else {
      name.dataset.value = value < 100 ? value.toFixed(1) : number(value);
    }
  });
}

const data = chart => [samples.map(s => s[0]), ...chart.columns.map(column => samples.map(s => s[column]))];

function draw() {
  if (document.hidden) {
    return;
  }
  plots.forEach((plot, i) => plot.setData(data(CHARTS[i])));
}

new ResizeObserver(() => plots.forEach((plot, i) => {
  const width = byId(CHARTS[i].id).clientWidth;
  if (width > 0 && width !== plot.width) {
    plot.setSize({ width, height: height() });
  }
})).observe(byId('chart-events'));
document.addEventListener('visibilitychange', draw);
