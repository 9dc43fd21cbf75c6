// Says that what the page shows has changed. Rows stay where they are: the person loads the page again when they like.

// How often it is asked again where the browser gave up, each time after twice as long.
const MOST = 6;
const PATIENCE = 5000;
// The least time between two sentences: a screen reader speaks each of them.
const PACE = 10000;

const note = document.querySelector('[data-live]');
const changed = new Set();
let { from } = note.dataset;
let stream;
let again;
let tried = 0;
let saying;

const say = () => {
  saying = undefined;
  const { one, more } = note.dataset;
  note.querySelector('p').textContent = changed.size === 1 ? one : more.replace('{n}', changed.size);
  note.firstElementChild.hidden = false;
};
const soon = () => { saying ??= setTimeout(say, note.firstElementChild.hidden ? 0 : PACE); };

const close = () => {
  clearTimeout(again);
  stream?.close();
  stream = undefined;
};
const open = () => {
  if (stream || document.hidden) return;
  clearTimeout(again);
  const address = new URL(note.dataset.live, location.href);
  address.searchParams.set('from', from);
  stream = new EventSource(address);
  stream.addEventListener('open', () => { tried = 0; });
  stream.addEventListener('changed', (event) => {
    from = event.lastEventId;
    for (const number of event.data.split(' ')) changed.add(number);
    soon();
  });
  // A browser asks again by itself while there is a connection or none at all, but not after an answer that is no stream.
  stream.addEventListener('error', () => {
    if (stream?.readyState !== EventSource.CLOSED) return;
    close();
    if (tried < MOST) again = setTimeout(open, PATIENCE * 2 ** tried);
    tried += 1;
  });
};
// A page that is not looked at needs no connection; it goes on from where it was.
document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
addEventListener('pagehide', close);
addEventListener('pageshow', open);
open();
