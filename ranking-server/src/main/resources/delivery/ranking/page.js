'use strict';

function fill(id, rows) {
  document.getElementById(id).replaceChildren(...rows.map(cells => {
    const row = document.createElement('tr');
    for (const text of cells) {
      row.appendChild(document.createElement('td')).textContent = text;
    }
    return row;
  }));
}

function euros(cents) {
  return (cents / 100).toFixed(2);
}

function show(r) {
  document.getElementById('status').textContent = `as of ${r.asOf}, regions over ${r.windowSeconds} s`;
  fill('totals', [
    ['created', r.totals.created.orders, euros(r.totals.created.price)],
    ['assigned', r.totals.assigned.orders, `${r.averages.responseSeconds} s on average`],
    ['completed', r.totals.completed.orders, euros(r.totals.completed.price),
      `${r.averages.completionSeconds} s on average`]]);
  fill('regions', r.topRegions.map(t => [`(${t.x}, ${t.y})`, t.orders]));
  fill('drivers', r.topDrivers.map(t => [t.driver, t.completed, euros(t.earned)]));
  fill('audit', ['read', 'applied', 'duplicates', 'rejected', 'control', 'inFlight', 'missing']
    .map(name => [name, r.audit[name]]));
  fill('shards', r.shards.map(s => [s.shardId, s.state, s.applied,
    s.lagSeconds === null ? '' : `${s.lagSeconds.toFixed(1)} s behind`, s.consumer ?? 'nobody']));
}

const stream = new EventSource('/api/ranking/stream');
stream.onmessage = event => show(JSON.parse(event.data));
stream.onerror = () => { document.getElementById('status').textContent = 'no connection to the server'; };
