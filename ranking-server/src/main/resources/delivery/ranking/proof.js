// What the audit says, in one word, in two sums, and by source.

import { attribute, byId, element, number, percent, rows, set, shardName, timeOfDay } from './text.js';

export function proof(state, changed) {
  const audit = state.held?.audit ?? state.audit;
  if (['audit', 'catchUp', 'lanes', 'link'].some(part => changed.has(part))) {
    show(verdict(state));
  }
  if (!audit || !changed.has('audit')) {
    return;
  }
  sum(byId('sum-records'), [['', 'read', audit.read], ['=', 'applied', audit.applied], ['+', 'duplicates dropped', audit.duplicates],
    ['+', 'rejected', audit.rejected], ['+', 'control', audit.control]]);
  sum(byId('sum-events'), [['', 'produced', audit.produced], ['=', 'applied', audit.seen],
    ...(audit.refused ? [['+', 'rejected', audit.refused]] : []), ['+', 'in flight', audit.inFlight], ['+', 'missing', audit.missing]]);
  sources(audit);
  notes(audit);
}

/** One of good, wait, warn, bad; a word, which is read out when it changes; and why, which changes all the time. */
function verdict(state) {
  if (state.link !== 'live') {
    return ['wait', state.link === 'full' ? 'Not connected' : state.link === 'lost' ? 'Disconnected' : 'Connecting',
      state.audit ? `what you see is of ${timeOfDay(state.asOf)}; ${state.linkText}`
        : state.linkText ?? ''];
  }
  const { audit, catchUp, lanes } = state;
  if (!audit) {
    return ['wait', 'Connecting', ''];
  }
  const sum = audit.applied + audit.duplicates + audit.rejected + audit.control;
  const unread = (lanes ?? []).filter(lane => lane.state !== 'CLOSED' && !lane.consumer).length;
  if (audit.missing > 0) {
    return ['bad', `${number(audit.missing)} missing`, 'acknowledged by the stream, and not there'];
  }
  if (audit.read !== sum) {
    return ['bad', 'The sums are wrong', `${number(audit.read)} records read, ${number(sum)} accounted for`];
  }
  if (audit.gapCount > 0) {
    return ['bad', audit.gapCount === 1 ? 'A gap was accepted' : `${audit.gapCount} gaps were accepted`,
      'records expired before they were read, and may be lost for good'];
  }
  if (state.held && !catchUp.known) {
    return ['wait', 'Catching up', '0%, the server was started again and its readers are coming back'];
  }
  if ((lanes ?? []).length === 0) {
    return ['wait', 'Nothing to prove yet', 'no shard is being read'];
  }
  if (unread > 0) {
    return ['warn', unread === 1 ? 'A shard is not read' : `${unread} shards are not read`, 'nothing is lost: its records wait on the stream'];
  }
  if (!audit.covered || !catchUp.known) {
    return ['wait', 'Not all shards are read', 'nothing can be proved until they are'];
  }
  if (catchUp.share < 1) {
    return ['wait', 'Catching up', `${percent(Math.min(0.99, catchUp.share))}, ${number(catchUp.lagSeconds)} s behind the stream`];
  }
  return ['good', 'Exact', `nothing lost, nothing counted twice${audit.inFlight > 0 ? `, ${number(audit.inFlight)} in flight` : ''}`];
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
    return element('tr', '', name, ...Array.from({ length: 4 }, () => element('td', 'figure')), element('td', 'state'));
  });
  shown.forEach((source, i) => {
    const cells = made[i].children;
    set(cells[0], source.source);
    [source.produced, source.applied, source.inFlight, source.missing].forEach((value, k) => set(cells[k + 1], number(value)));
    set(cells[5], source.missing > 0 ? 'events missing' : source.closed ? 'closed' : 'producing');
    attribute(made[i], 'data-state', source.missing > 0 ? 'bad' : source.closed ? 'closed' : 'open');
  });
  const more = audit.sourceCount - shown.length;
  set(byId('proof-note'), more > 0 ? `and ${number(more)} more sources` : '');
}

const moment = millis => new Date(millis).toLocaleString(undefined, { hour12: false });

function notes(audit) {
  const lines = [
    ...audit.gaps.map(gap => `${shardName(gap.shard)}: ${gap.what}, ${gap.from > 0 ? `from ${moment(gap.from)} ` : ''}to ${moment(gap.to)}`),
    audit.conflicts && `${number(audit.conflicts)} events contradicted earlier ones, and were rejected`,
    audit.late && `${number(audit.late)} orders came too late for the map's window`,
    audit.future && `${number(audit.future)} orders were from the future`,
    audit.skew && `${number(audit.skew)} durations were below zero: two clocks disagree`,
    audit.unknownFields && `${number(audit.unknownFields)} fields were unknown: perhaps a newer producer`,
  ].filter(Boolean);
  rows(byId('notes'), lines.length, () => element('li'));
  lines.forEach((line, i) => set(byId('notes').children[i], line));
}
