// The map: the ground (heat, waiting orders, ranks) is drawn when it changes, the traffic in every frame that has any.

import { isStill, now as moment, serverNow } from './clock.js';
import { byId, colour, number, percent, price, regionName, set } from './text.js';

const SIDE = 30;
/** A driver whose end of trip came early or late gets there smoothly. */
const EASE = 300;
/** With more drivers than this, numbers and ways would only hide the city. */
const NUMBERED = 40;

const map = byId('map');
const ground = byId('ground').getContext('2d');
const traffic = byId('traffic').getContext('2d');
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const marks = new Map();
const selection = { region: null, driver: null };

/** Of a driver whose fleet has ended, or says nothing. */
const GONE = 0.25;
const isGone = driver => (state.gone ?? []).includes(driver.fleet);

let state;
let cell = 0;
let colours;
let running = false;
let sprites = {};

export function city(newState, changed) {
  state = newState;
  if (!colours || changed.has('theme')) {
    readColours();
    changed.add('heat');
  }
  if (!state.fleet) {
    return;
  }
  if (['heat', 'heatChanges', 'openChanges', 'open', 'topRegions'].some(part => changed.has(part))) {
    drawGround();
  }
  if (changed.has('sought')) {
    marks.clear();
  }
  if (changed.has('drivers') || changed.has('gone')) {
    plan();
    run();
  }
  if (changed.has('windowSeconds')) {
    set(byId('city-note'), `orders by pick-up region, last ${Math.round(state.windowSeconds / 60)} min`);
  }
  detail();
}

const x = region => region % SIDE;
const y = region => Math.floor(region / SIDE);

function readColours() {
  const stops = [0, 1, 2, 3, 4].map(i => colour(`--heat-${i}`).match(/[\d.]+/g).map(Number));
  colours = {
    heat: Array.from({ length: 33 }, (_, i) => blend(stops, i / 32)),
    driver: colour('--driver'), order: colour('--order'), mark: colour('--mark'),
    ink: colour('--driver-ink'), panel: colour('--panel'), text: colour('--text'),
  };
  sprites = {};
}

function blend(stops, share) {
  const at = share * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(at));
  const mix = stops[low].map((v, i) => Math.round(v + (stops[low + 1][i] - v) * (at - low)));
  return { css: `rgb(${mix.join(' ')})`, isLight: 0.299 * mix[0] + 0.587 * mix[1] + 0.114 * mix[2] > 140 };
}

function resize() {
  const size = map.clientWidth * devicePixelRatio;
  cell = size / SIDE;
  for (const canvas of [ground.canvas, traffic.canvas]) {
    canvas.width = size;
    canvas.height = size;
  }
  sprites = {};
  if (state?.fleet) {
    drawGround();
    run();
  }
}

function drawGround() {
  const heat = state.held?.heat ?? state.heat;
  const hottest = Math.max(4, ...heat);
  const gap = Math.max(1, Math.round(cell / 18));
  ground.clearRect(0, 0, ground.canvas.width, ground.canvas.height);
  for (let region = 0; region < heat.length; region++) {
    const left = Math.round(x(region) * cell);
    const top = Math.round(y(region) * cell);
    const width = Math.round((x(region) + 1) * cell) - left - gap;
    const height = Math.round((y(region) + 1) * cell) - top - gap;
    ground.fillStyle = shade(heat[region], hottest).css;
    ground.fillRect(left, top, width, height);
    orders(left, top + height, state.open[region]);
  }
  const ranks = (state.held ?? state).topRegions ?? [];
  ranks.forEach((rank, place) => ranked(rank.region, place + 1, shade(heat[rank.region], hottest)));
  set(byId('hottest'), number(Math.max(0, ...heat)));
}

const shade = (orders, hottest) => colours.heat[Math.round(Math.pow(orders / hottest, 1.3) * 32)];

/** Up to three squares at the bottom of the region. */
function orders(left, bottom, count) {
  const size = Math.max(2, Math.round(cell * 0.2));
  ground.fillStyle = colours.order;
  for (let i = 0; i < Math.min(3, count); i++) {
    ground.fillRect(left + 1 + i * (size + 1), bottom - size - 1, size, size);
  }
}

function ranked(region, rank, under) {
  const left = Math.round(x(region) * cell);
  const top = Math.round(y(region) * cell);
  ground.strokeStyle = colours.mark;
  ground.lineWidth = Math.max(1.5, cell / 11);
  ground.strokeRect(left, top, Math.round(cell) - 1, Math.round(cell) - 1);
  ground.fillStyle = under.isLight ? '#0b1626' : '#ffffff';
  ground.font = `700 ${Math.round(cell * 0.56)}px ${getComputedStyle(document.body).fontFamily}`;
  ground.textAlign = 'center';
  ground.textBaseline = 'middle';
  ground.fillText(rank, left + cell / 2, top + cell / 2);
}

// Drivers. A mark follows its way from where it is seen to where the driver will be.

function plan() {
  for (const [n, driver] of state.drivers) {
    const mark = marks.get(n);
    if (mark?.driver !== driver) {
      marks.set(n, way(driver, mark));
    }
  }
  if (marks.size > state.drivers.size) {
    [...marks.keys()].filter(n => !state.drivers.has(n)).forEach(n => marks.delete(n));
  }
}

function way(driver, mark) {
  const now = moment();
  const seen = mark ? place(mark, now) : { x: x(driver.at), y: y(driver.at) };
  const isOnTrip = driver.dropOff !== undefined;
  const near = Math.abs(seen.x - x(driver.at)) + Math.abs(seen.y - y(driver.at));
  const points = near < 12 ? [seen] : [];
  points.push({ x: x(driver.at), y: y(driver.at) });
  if (!isOnTrip) {
    return walk(driver, points, now, now + (near > 0.01 && near < 12 ? EASE : 0));
  }
  for (const stop of [driver.pickUp, driver.dropOff]) {
    points.push({ x: x(stop), y: points.at(-1).y }, { x: x(stop), y: y(stop) });
  }
  const cells = length(points.slice(points.length - 5));
  const start = now + driver.since - serverNow(state);
  const arrival = start + cells * state.fleet.millisPerCell;
  // Seen from its beginning, a trip begins where the driver is seen and ends in time.
  return driver.isNews ? walk(driver, points, now, Math.max(arrival, now + EASE)) : walk(driver, points, start, arrival);
}

function walk(driver, points, from, to) {
  const ends = [0];
  for (let i = 1; i < points.length; i++) {
    ends.push(ends[i - 1] + Math.abs(points[i].x - points[i - 1].x) + Math.abs(points[i].y - points[i - 1].y));
  }
  return { driver, points, ends, from, to };
}

function length(points) {
  return points.slice(1).reduce((sum, p, i) => sum + Math.abs(p.x - points[i].x) + Math.abs(p.y - points[i].y), 0);
}

/** Where a mark is at this time, and which leg of its way it is on. */
function place(mark, now) {
  const { points, ends, from, to } = mark;
  const last = points.length - 1;
  const share = to <= from || now >= to ? 1 : Math.max(0, (now - from) / (to - from));
  const gone = share * ends[last];
  let leg = 1;
  while (leg < last && ends[leg] < gone) {
    leg++;
  }
  if (last < 1 || share === 1) {
    return { x: points[last].x, y: points[last].y, leg: last, arrived: true };
  }
  const part = ends[leg] === ends[leg - 1] ? 1 : (gone - ends[leg - 1]) / (ends[leg] - ends[leg - 1]);
  const a = points[leg - 1];
  const b = points[leg];
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part, leg, arrived: false };
}

function run() {
  if (!running) {
    running = true;
    requestAnimationFrame(frame);
  }
}

function frame() {
  const moving = drawTraffic(moment()) && !isStill();
  running = moving;
  if (moving && calm.matches) {
    setTimeout(() => requestAnimationFrame(frame), 1_000);
  } else if (moving) {
    requestAnimationFrame(frame);
  }
}

/** Whether anybody is still on the way. */
function drawTraffic(now) {
  traffic.clearRect(0, 0, traffic.canvas.width, traffic.canvas.height);
  const numbered = marks.size <= NUMBERED && cell >= 14;
  const radius = numbered ? cell * 0.5 : Math.max(2.5, cell * 0.24);
  let moving = false;
  const places = [];
  for (const mark of marks.values()) {
    const at = place(mark, now);
    moving ||= !at.arrived;
    places.push([mark, at]);
    if (numbered && mark.driver.dropOff !== undefined && !isGone(mark.driver) || selection.driver === mark.driver.n) {
      drawWay(mark, at);
    }
  }
  for (const [mark, at] of places) {
    const image = sprite(mark.driver, radius, numbered);
    traffic.globalAlpha = isGone(mark.driver) ? GONE : 1;
    traffic.drawImage(image, Math.round((at.x + 0.5) * cell - image.width / 2), Math.round((at.y + 0.5) * cell - image.height / 2));
  }
  traffic.globalAlpha = 1;
  outline(now);
  return moving;
}

function drawWay(mark, at) {
  const { points } = mark;
  traffic.strokeStyle = colours.driver;
  traffic.globalAlpha = selection.driver === mark.driver.n ? 1 : 0.55;
  traffic.lineWidth = Math.max(1.2, cell / 12);
  traffic.beginPath();
  traffic.moveTo((at.x + 0.5) * cell, (at.y + 0.5) * cell);
  points.slice(at.leg).forEach(p => traffic.lineTo((p.x + 0.5) * cell, (p.y + 0.5) * cell));
  traffic.stroke();
  traffic.fillStyle = colours.driver;
  const end = points.at(-1);
  const size = cell * 0.16;
  traffic.fillRect((end.x + 0.5) * cell - size, (end.y + 0.5) * cell - size, size * 2, size * 2);
  traffic.globalAlpha = 1;
}

/** Drawn once for each look, then copied: two thousand drivers cost no more than two thousand copies. */
function sprite(driver, radius, numbered) {
  const isDriving = driver.dropOff !== undefined;
  const key = `${isDriving}${numbered ? driver.n : ''}`;
  if (!sprites[key] || sprites[key].radius !== radius) {
    const canvas = document.createElement('canvas');
    const line = Math.max(1, radius / 5);
    canvas.width = canvas.height = Math.ceil(2 * (radius + line));
    const pen = canvas.getContext('2d');
    const middle = canvas.width / 2;
    pen.beginPath();
    pen.arc(middle, middle, radius, 0, 2 * Math.PI);
    pen.fillStyle = isDriving ? colours.driver : colours.panel;
    pen.strokeStyle = isDriving ? colours.panel : colours.driver;
    pen.lineWidth = line;
    pen.fill();
    pen.stroke();
    if (numbered) {
      pen.fillStyle = isDriving ? colours.ink : colours.driver;
      pen.font = `700 ${Math.round(radius * 1.15)}px ${getComputedStyle(document.body).fontFamily}`;
      pen.textAlign = 'center';
      pen.textBaseline = 'middle';
      pen.fillText(driver.n, middle, middle + radius * 0.06);
    }
    canvas.radius = radius;
    sprites[key] = canvas;
  }
  return sprites[key];
}

function outline(now) {
  const at = selection.driver !== null ? marks.has(selection.driver) && place(marks.get(selection.driver), now)
    : selection.region !== null && { x: x(selection.region), y: y(selection.region) };
  if (at) {
    traffic.strokeStyle = colours.text;
    traffic.lineWidth = Math.max(2, cell / 9);
    traffic.strokeRect(at.x * cell, at.y * cell, cell, cell);
  }
}

// What is pointed at.

function pick(event) {
  const box = map.getBoundingClientRect();
  const at = { x: (event.clientX - box.left) / box.width * SIDE, y: (event.clientY - box.top) / box.height * SIDE };
  if (at.x < 0 || at.y < 0 || at.x >= SIDE || at.y >= SIDE) {
    return;
  }
  let nearest = null;
  let best = 0.8;
  const now = moment();
  for (const [n, mark] of marks) {
    const seen = place(mark, now);
    const distance = Math.hypot(seen.x + 0.5 - at.x, seen.y + 0.5 - at.y);
    if (distance < best) {
      best = distance;
      nearest = n;
    }
  }
  select(nearest === null ? Math.floor(at.y) * SIDE + Math.floor(at.x) : null, nearest);
}

function select(region, driver) {
  selection.region = region;
  selection.driver = driver;
  if (state?.fleet) {
    detail();
    run();
  }
}

function detail() {
  set(byId('detail'), describe());
}

function describe() {
  if (selection.driver !== null && state.drivers.has(selection.driver)) {
    return describeDriver(state.drivers.get(selection.driver));
  }
  if (selection.region !== null) {
    const rank = state.topRegions.findIndex(each => each.region === selection.region);
    return `Region ${regionName(selection.region)}: ${number((state.held?.heat ?? state.heat)[selection.region])} orders`
      + `${rank < 0 ? '' : `, rank ${rank + 1}`}, ${number(state.open[selection.region])} waiting`;
  }
  return 'Point at a region or a driver for its figures.';
}

function describeDriver(driver) {
  const now = serverNow(state);
  const isDriving = driver.dropOff !== undefined;
  const leg = isDriving ? place(marks.get(driver.n), moment()) : null;
  const toPickUp = leg && marks.get(driver.n).points.length - leg.leg > 2;
  const busy = (driver.busy + (isDriving ? Math.max(0, now - driver.since) : 0)) / Math.max(1, now - driver.known);
  const doing = isGone(driver) ? 'is gone, with his fleet'
    : !isDriving ? `looks for an order at ${regionName(driver.at)}`
    : toPickUp ? `fetches ${driver.order} at ${regionName(driver.pickUp)}`
      : `brings ${driver.order} to ${regionName(driver.dropOff)}`;
  return `Driver ${driver.n} ${doing}; ${number(driver.completed)} delivered, ${price(driver.earned)} earned, `
    + `busy ${percent(Math.min(1, busy))}`;
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function step(event) {
  if (event.key === 'Escape') {
    select(null, null);
    return;
  }
  const by = STEPS[event.key];
  if (!by || !state?.fleet) {
    return;
  }
  event.preventDefault();
  const from = selection.region ?? 15 * SIDE + 15;
  const clamp = value => Math.max(0, Math.min(SIDE - 1, value));
  select(clamp(y(from) + by[1]) * SIDE + clamp(x(from) + by[0]), null);
  set(byId('said'), describe());
}

map.addEventListener('pointermove', pick);
map.addEventListener('pointerdown', pick);
map.addEventListener('pointerleave', event => event.pointerType === 'mouse' && select(null, null));
map.addEventListener('keydown', step);
map.addEventListener('blur', () => select(null, null));
new ResizeObserver(resize).observe(map);
