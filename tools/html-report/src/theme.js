// Light and dark: as the system says, until somebody chooses.

import {$} from './dom.js';

const key = 'fjall-lint-theme';
const themes = ['auto', 'light', 'dark'];

function stored() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // a page from disk may have no storage
  }
}

function store(theme) {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Then it holds until the page is left.
  }
}

export function startTheme() {
  const button = $('theme');
  const show = (theme) => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  };
  let theme = themes.includes(stored()) ? stored() : 'auto';
  show(theme);
  button.hidden = false;
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    store(theme);
    show(theme);
  });
}
