// A lane for each shard that lives, in the order of hash keys; on the left where its keys lie, and what it came out of.

import { now as moment } from './clock.js';
import { hurtShards } from './hurt.js';
import { attribute, byId, bytes, element, many, number, rate, rows, seconds, set, shardName, span } from './text.js';

/** What a shard takes: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const RECORDS = 1_000;
const BYTES = 1_048_576;
const BEHIND = 5;
const SVG = 'http://www.w3.org/2000/svg';

const root = byId('lanes');
const river = document.createElementNS(SVG, 'svg');
const list = element('ol', 'rows');
river.setAttribute('aria-hidden', 'true');
root.append(river, list);

const seenClosed = new Map();
let drawn = '';

export function lanes(state, changed) {
  if (!state.lanes || !changed.has('lanes') && !changed.has('hurt')) {
    return;
  }
  if (changed.has('sought')) {
    seenClosed.clear();
    drawn = '';
  }
  const living = state.lanes.filter(lane => lane.state !== 'CLOSED');
  const ended = state.lanes.filter(lane => lane.state === 'CLOSED');
  const ranges = rangesOf(state.lanes, living);
  living.sort((a, b) => ranges.get(a.shard)[0] - ranges.get(b.shard)[0]);
  const unread = living.filter(lane => !lane.consumer).length;
  set(byId('stream-note'), living.length === 0 ? 'no shard is being read yet'
    : `${many(living.length, 'shard')} in the order of their hash keys`
      + `${unread === 0 ? '' : `, ${unread} without a reader`}; what is read, against what a shard takes`);
  root.classList.toggle('many', living.length > 12);
  const made = rows(list, living.length, makeRow);
  const hurt = hurtShards(state);
  living.forEach((lane, i) => fill(made[i], lane, ranges.get(lane.shard), state.asOf, hurt.get(lane.shard)));
  drawRiver(living, ended, ranges);
}

/** A child that nobody has read yet has no keys that we know: a part of its parents' then. */
function rangesOf(all, living) {
  const ranges = new Map(all.filter(lane => lane.start !== undefined).map(lane => [lane.shard, [lane.start, lane.end]]));
  for (const lane of living.filter(each => !ranges.has(each.shard))) {
    const parents = lane.parents.filter(id => ranges.has(id)).map(id => ranges.get(id));
    const low = Math.min(...parents.map(range => range[0]), 1);
    const high = Math.max(...parents.map(range => range[1]), low);
    const siblings = living.filter(each => each.parents.some(id => lane.parents.includes(id)));
    const width = (high - low) / siblings.length;
    const place = siblings.indexOf(lane);
    ranges.set(lane.shard, [low + place * width, low + (place + 1) * width]);
  }
  return ranges;
}

function makeRow() {
  const gauge = name => element('div', `gauge ${name}`, element('i', 'bar'), element('span'), element('small'));
  return element('li', 'lane', element('div', 'shard', element('b'), element('small')), gauge('records'), gauge('bytes'),
    element('div', 'lag', element('span'), element('small')), element('div', 'age', element('span'), element('small')),
    element('div', 'reader', element('span'), element('small')));
}

/** @param hurt what is being done to it, if anything is */
function fill(row, lane, [start, end], asOf, hurt) {
  const [shard, records, size, lag, age, reader] = row.children;
  const condition = !lane.consumer ? 'unread' : lane.lagSeconds > BEHIND ? 'behind' : 'well';
  attribute(row, 'data-condition', condition);
  attribute(row, 'data-shard', lane.shard);
  attribute(row, 'data-hurt', hurt ? 'yes' : 'no');
  set(shard.children[0], shardName(lane.shard));
  shard.title = lane.shard;
  set(shard.children[1], hurt ?? `${((end - start) * 100).toFixed(1)}% of keys`);
  const throttled = lane.throttledPerSecond > 0 ? `${rate(lane.throttledPerSecond)}/s throttled` : '';
  gauge(records, 'records', lane.recordsPerSecond / RECORDS, `${rate(lane.recordsPerSecond)}/s`, throttled);
  gauge(size, 'data', lane.bytesPerSecond / BYTES, `${bytes(lane.bytesPerSecond)}/s`, '');
  set(lag.children[0], seconds(lane.lagSeconds));
  set(lag.children[1], 'lag');
  set(age.children[0], lane.readThrough === undefined ? '–' : span(Math.max(0, (asOf - lane.readThrough) / 1_000)));
  set(age.children[1], 'position age');
  set(reader.children[0], lane.consumer ?? (lane.state === 'EXPECTED' ? 'waits for a reader' : 'nobody reads this shard'));
  set(reader.children[1], lane.consumer ? `${number(lane.read)} read`
    + `${lane.duplicates ? `, ${many(lane.duplicates, 'duplicate')}` : ''}`
    + `${lane.rejected ? `, ${number(lane.rejected)} rejected` : ''}`
    + `${lane.throttled ? `, ${number(lane.throttled)} throttled` : ''}` : 'its records wait, as long as the stream keeps them');
}

function gauge(box, what, share, text, throttled) {
  box.children[0].style.transform = `scaleX(${Math.min(1, share).toFixed(4)})`;
  set(box.children[1], text);
  set(box.children[2], throttled || (share >= 0.95 ? `${what} at quota` : `${what}, ${(share * 100).toFixed(1)}%`));
  box.classList.toggle('full', share >= 0.95 || throttled !== '');
}

// The river: hash keys on the left, in their true proportion; then parents that have ended; then the lanes.

function drawRiver(living, ended, ranges) {
  const height = list.clientHeight;
  const width = river.clientWidth;
  const parents = ended.filter(lane => ranges.has(lane.shard));
  const now = moment();
  parents.forEach(lane => seenClosed.has(lane.shard) || seenClosed.set(lane.shard, drawn === '' ? -Infinity : now));
  const isFlowing = lane => lane.parents.some(id => now - seenClosed.get(id) < 60_000);
  const look = JSON.stringify([height, width, living.map(lane => [lane.shard, ranges.get(lane.shard), lane.parents,
    !lane.consumer, lane.lagSeconds > BEHIND, isFlowing(lane)]), parents.map(lane => lane.shard)]);
  if (look === drawn || height === 0) {
    return;
  }
  drawn = look;
  river.setAttribute('viewBox', `0 0 ${width} ${height}`);
  river.style.height = `${height}px`;
  const rowHeight = height / Math.max(1, living.length);
  const shapes = [];
  const middle = width * 0.42;
  for (const lane of parents) {
    const [a, b] = ranges.get(lane.shard).map(share => share * height);
    shapes.push(path(`M0,${a}H${middle}V${b}H0Z`, 'parent'));
    shapes.push(label(middle / 2, (a + b) / 2, middle < 50 ? shardName(lane.shard).replace('shard ', '') : shardName(lane.shard)));
  }
  living.forEach((lane, i) => {
    const [a, b] = ranges.get(lane.shard).map(share => share * height);
    const from = lane.parents.some(id => parents.some(each => each.shard === id)) ? middle : 0;
    const top = i * rowHeight + 3;
    const bottom = (i + 1) * rowHeight - 3;
    const bend = (from + width) / 2;
    const kind = !lane.consumer ? 'unread' : lane.lagSeconds > BEHIND ? 'behind' : 'well';
    shapes.push(path(`M${from},${a + 0.5}C${bend},${a + 0.5} ${bend},${top} ${width},${top}V${bottom}`
      + `C${bend},${bottom} ${bend},${b - 0.5} ${from},${b - 0.5}Z`, `ribbon ${kind}`));
    if (isFlowing(lane)) {
      const start = (a + b) / 2;
      const end = (top + bottom) / 2;
      shapes.push(path(`M${from},${start}C${bend},${start} ${bend},${end} ${width},${end}`, 'flow'));
    }
  });
  river.replaceChildren(...shapes);
}

function path(d, className) {
  const made = document.createElementNS(SVG, 'path');
  made.setAttribute('d', d);
  made.setAttribute('class', className);
  return made;
}

function label(at, middle, text) {
  const made = document.createElementNS(SVG, 'text');
  made.setAttribute('x', at);
  made.setAttribute('y', middle);
  made.textContent = text;
  return made;
}
