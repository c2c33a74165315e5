// Elements of the page, made without HTML text: whatever a template calls its
// resources stays text.

export const $ = (id) => document.getElementById(id);

// h makes an element; attributes that are null are left out, and functions are listeners.
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

// plural counts things in words.
export const plural = (n, one, many) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export const severities = ['critical', 'high', 'medium', 'low', 'info'];
