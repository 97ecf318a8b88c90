// The figures at the top, and the two rankings.

import { attribute, byId, element, fine, number, percent, price, regionName, rows, set } from './text.js';

/** While the server catches up, no counter goes back. */
const atLeast = (now, held) => Math.max(now, held ?? 0);

export function figures(state, changed) {
  if (changed.has('stream')) {
    set(byId('stream'), state.stream.name);
    byId('stream').title = state.stream.arn;
  }
  if (!state.totals) {
    return;
  }
  const { totals } = state;
  const held = state.held?.totals ?? {};
  if (changed.has('totals')) {
    const created = atLeast(totals.created, held.created);
    const assigned = atLeast(totals.assigned, held.assigned);
    set(byId('created'), number(created));
    set(byId('created-price'), price(atLeast(totals.createdPrice, held.createdPrice)));
    set(byId('assigned'), number(assigned));
    set(byId('assigned-share'), created === 0 ? '–' : percent(assigned / created));
    set(byId('completed'), number(atLeast(totals.completed, held.completed)));
    set(byId('completed-price'), price(atLeast(totals.completedPrice, held.completedPrice)));
  }
  const { orders, fleet, response, completion } = { ...state, ...state.held };
  if (changed.has('orders')) {
    set(byId('open'), number(orders.open));
    set(byId('expired'), number(orders.expired));
  }
  if (changed.has('fleet')) {
    set(byId('busy'), fleet.drivers === 0 ? '–' : `${number(fleet.busy)} of ${number(fleet.drivers)}`);
    set(byId('utilisation'), fleet.drivers === 0 ? '–' : percent(fleet.utilisation));
  }
  if (changed.has('response')) {
    times('response', response, totals.assigned);
  }
  if (changed.has('completion')) {
    times('completion', completion, totals.completed);
  }
}

function times(id, times, count) {
  set(byId(id), count === 0 ? '–' : `${fine(times.average)} s`);
  set(byId(`${id}-more`), count === 0 ? 'p50 – p95 – p99 –'
    : `p50 ${fine(times.p50)}  p95 ${fine(times.p95)}  p99 ${fine(times.p99)}`);
}

export function ranking(state, changed) {
  const { topRegions, topDrivers } = { ...state, ...state.held };
  if (topRegions && changed.has('topRegions')) {
    set(byId('window'), `last ${state.windowSeconds % 60 === 0 ? `${state.windowSeconds / 60} min` : `${state.windowSeconds} s`}`);
    top(byId('top-regions'), topRegions, rank => [regionName(rank.region), number(rank.orders)],
      rank => rank.orders / topRegions[0].orders);
  }
  if (topDrivers && changed.has('topDrivers')) {
    top(byId('top-drivers'), topDrivers, rank => [rank.driver.replace('_', ' '), number(rank.completed), price(rank.earned)],
      rank => rank.earned / topDrivers[0].earned);
  }
}

function top(body, ranks, cells, share) {
  const made = rows(body, ranks.length, () => {
    const bar = element('i', 'bar');
    const name = element('th', 'who', bar, element('span'));
    name.scope = 'row';
    return element('tr', '', element('td', 'rank'), element('td', 'moved'), name);
  });
  ranks.forEach((rank, place) => {
    const row = made[place];
    const [name, ...rest] = cells(rank);
    set(row.children[0], place + 1);
    moved(row.children[1], rank.moved);
    set(row.children[2].lastElementChild, name);
    row.children[2].firstElementChild.style.transform = `scaleX(${share(rank)})`;
    while (row.children.length < 3 + rest.length) {
      row.append(element('td', 'figure'));
    }
    rest.forEach((text, i) => set(row.children[3 + i], text));
  });
}

function moved(cell, places) {
  const kind = places === null ? 'new' : places > 0 ? 'up' : places < 0 ? 'down' : 'same';
  attribute(cell, 'data-moved', kind);
  set(cell, { new: 'new', up: `▲${places}`, down: `▼${-places}`, same: '·' }[kind]);
}
