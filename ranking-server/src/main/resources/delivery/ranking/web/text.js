// How figures are written. All text reaches the page through textContent.

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const money = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const number = value => whole.format(value);

/** Such as 1 event, 2 events. */
export const many = (count, one) => `${number(count)} ${one}${count === 1 ? '' : 's'}`;

/** Cents. */
export const price = cents => cents >= 100_000_000 ? whole.format(cents / 100) : money.format(cents / 100);

export const percent = share => `${Math.round(share * 100)}%`;

export function seconds(value) {
  if (value === undefined || value === null) {
    return '–';
  }
  return value < 99.95 ? `${value.toFixed(value < 9.95 ? 1 : 0)} s` : span(value);
}

/** Three digits at most, as far as they mean something. */
export const fine = value => value.toFixed(value < 1 ? 2 : value < 100 ? 1 : 0);

export function span(value) {
  const s = Math.round(value);
  if (s < 60) {
    return `${s} s`;
  }
  if (s < 3_600) {
    return `${Math.floor(s / 60)} min ${s % 60} s`;
  }
  return s < 172_800 ? `${Math.floor(s / 3_600)} h ${Math.floor(s % 3_600 / 60)} min` : many(Math.floor(s / 86_400), 'day');
}

export function bytes(value) {
  if (value < 1_000) {
    return `${Math.round(value)} B`;
  }
  return value < 1_024 * 1_000 ? `${(value / 1_024).toFixed(1)} KiB` : `${(value / 1_048_576).toFixed(2)} MiB`;
}

export const rate = value => value < 99.95 ? value.toFixed(1) : whole.format(value);

/** In the viewer's zone. */
export const timeOfDay = millis => new Date(millis).toLocaleTimeString(undefined, { hour12: false });

/** Said once, by the page's clock: all its times are of that zone. */
export const timeAndZone = millis => new Date(millis).toLocaleTimeString(undefined, { hour12: false, timeZoneName: 'short' });

/** shardId-000000000012 is shard 12 to people. */
export const shardName = id => /^shardId-\d+$/.test(id) ? `shard ${Number(id.slice(8))}` : id;

export const regionName = index => `(${index % 30}, ${Math.floor(index / 30)})`;

export const byId = id => document.getElementById(id);

const probe = document.createElement('i');
probe.hidden = true;
document.body.append(probe);

/** A colour of the style sheet as it is in the present theme: red, green, blue, and opacity up to 1. */
export function colour(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/** Touches the document only if something is different: layout is the expensive part. */
export function set(element, text) {
  const content = String(text);
  if (element.textContent !== content) {
    element.textContent = content;
  }
}

export function attribute(element, name, value) {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.append(...children);
  return made;
}

/** As many rows as there are things, made once and filled again and again. */
export function rows(parent, count, make) {
  while (parent.children.length > count) {
    parent.lastElementChild.remove();
  }
  while (parent.children.length < count) {
    parent.append(make());
  }
  return parent.children;
}
