// What was chosen stands in the fragment of the address, so that a link to the page
// shows it again: #severity=high&q=role. A fragment without "=" names an element.

const base = () => location.href.split('#')[0];

// read gives what the address says, null where it names an element or says nothing.
export function read() {
  const fragment = location.hash.slice(1);
  return fragment.includes('=') ? new URLSearchParams(fragment) : null;
}

// write puts what was chosen into the address without a new entry of the history.
export function write(parameters) {
  const text = parameters.toString().replaceAll('%2C', ',');
  try {
    history.replaceState(null, '', text ? `${base()}#${text}` : base());
  } catch {
    // A viewer that shows the page in a frame of its own may forbid it.
  }
}

// target is the element that the address names.
export function target() {
  const fragment = location.hash.slice(1);
  return fragment && !fragment.includes('=') ? document.getElementById(decodeURIComponent(fragment)) : null;
}
