// What the audit says, in one word, in two sums, and by source.

import { now } from './clock.js';
import { attribute, byId, element, many, number, percent, rows, set, shardName, span, timeOfDay } from './text.js';

export function proof(state, changed) {
  const audit = state.held?.audit ?? state.audit;
  if (['verdict', 'audit', 'catchUp', 'link', 'second'].some(part => changed.has(part))) {
    show(verdict(state));
  }
  if (audit && ['verdict', 'audit', 'rejectAlarm'].some(part => changed.has(part))) {
    notes(audit, state);
  }
  if (!audit || !changed.has('audit')) {
    return;
  }
  sum(byId('sum-records'), [['', 'read', audit.read], ['=', 'applied', audit.applied], ['+', 'duplicates dropped', audit.duplicates],
    ['+', 'rejected', audit.rejected], ['+', 'control', audit.control]]);
  sum(byId('sum-events'), [['', 'produced', audit.produced], ['=', 'applied', audit.seen],
    ['+', 'rejected', audit.refused], ['+', 'in flight', audit.inFlight], ['+', 'missing', audit.missing]]);
  sources(audit);
}

const KINDS = { exact: 'good', 'catching up': 'wait', 'nothing proved': 'warn', loss: 'bad' };
/** Every word of a source has events in flight for a moment: the verdict says so, and the page does not change its colour. */
const MOMENT = 3_000;
let exactAt = -Infinity;

/** One of good, wait, warn, bad; the server's word, which is read out when it changes; and why, which changes all the time. */
function verdict(state) {
  if (state.link !== 'live' && state.link !== 'recorded') {
    return ['wait', state.link === 'full' ? 'Not connected' : state.link === 'lost' ? 'Disconnected' : 'Connecting',
      state.audit ? `what you see is of ${timeOfDay(state.asOf)}; ${state.linkText}`
        : state.linkText ?? ''];
  }
  if (state.link === 'recorded' && state.linkText) {
    return ['wait', 'Disconnected', `what you see is of ${timeOfDay(state.asOf)}; ${state.linkText}`];
  }
  if (!state.verdict) {
    return ['wait', 'Connecting', ''];
  }
  const { word, reasons } = state.verdict;
  if (word === 'exact') {
    exactAt = now();
  }
  // Of a recorded run one may go back.
  const since = now() - exactAt;
  const isMoment = word === 'catching up' && since >= 0 && since < MOMENT;
  const share = word === 'catching up' && !isMoment && state.catchUp.known && state.catchUp.share < 1
    ? [percent(Math.min(0.99, state.catchUp.share))] : [];
  const why = [...share, ...reasons].join('; ');
  return [KINDS[isMoment ? 'exact' : word] ?? 'warn', word[0].toUpperCase() + word.slice(1), why || 'nothing lost, nothing counted twice'];
}

function show([kind, word, text]) {
  attribute(document.body, 'data-verdict', kind);
  set(byId('verdict-word'), word);
  set(byId('verdict-text'), text);
}

function sum(box, terms) {
  const made = rows(box, terms.length, () => element('div', 'term', element('i'), element('b'), element('small')));
  terms.forEach(([sign, name, value], i) => {
    const [signBox, figure, label] = made[i].children;
    set(signBox, sign);
    set(figure, number(value));
    set(label, name);
    attribute(made[i], 'data-term', name === 'missing' && value > 0 ? 'bad' : value === 0 ? 'zero' : 'some');
  });
}

function sources(audit) {
  const shown = audit.sources;
  const made = rows(byId('sources'), shown.length, () => {
    const name = element('th', 'who');
    name.scope = 'row';
    return element('tr', '', name, ...Array.from({ length: 5 }, () => element('td', 'figure')), element('td', 'state'));
  });
  shown.forEach((source, i) => {
    const cells = made[i].children;
    set(cells[0], source.source);
    [source.produced, source.applied, source.rejected, source.inFlight, source.missing]
      .forEach((value, k) => set(cells[k + 1], number(value)));
    const isBad = source.missing > 0 || source.rejected > 0 && source.state !== 'stranger';
    set(cells[6], source.state === 'silent' ? `silent for ${span(source.silentSeconds)}` : source.state);
    attribute(made[i], 'data-state', isBad ? 'bad' : source.state === 'producing' ? 'open' : source.state.replace(' ', '-'));
  });
  const more = audit.sourceCount - shown.length;
  set(byId('proof-note'), more > 0 ? `and ${many(more, 'more source')}` : '');
}

const moment = millis => new Date(millis).toLocaleString(undefined, { hour12: false });

function notes(audit, state) {
  const lines = [
    ...(state.verdict?.beside ?? []),
    state.rejectAlarm && 'more than one in twenty of the last minute\u2019s records were rejected: a producer has changed, or this is another stream',
    ...audit.gaps.map(gap => `${shardName(gap.shard)}: ${gap.what}, ${gap.from > 0 ? `from ${moment(gap.from)} ` : ''}to ${moment(gap.to)}`),
    audit.conflicts && `${many(audit.conflicts, 'event')} contradicted earlier ones, and ${was(audit.conflicts)} rejected`,
    audit.late && `${many(audit.late, 'order')} came too late for the map\u2019s window`,
    audit.future && `${many(audit.future, 'order')} ${was(audit.future)} from the future`,
    audit.skew && `${many(audit.skew, 'duration')} ${was(audit.skew)} below zero: two clocks disagree`,
    audit.unknownFields && `${many(audit.unknownFields, 'field')} ${was(audit.unknownFields)} unknown: perhaps a newer producer`,
  ].filter(Boolean);
  rows(byId('notes'), lines.length, () => element('li'));
  lines.forEach((line, i) => set(byId('notes').children[i], line));
}

const was = count => count === 1 ? 'was' : 'were';
