import './setup.mjs';
// import { secret } from './old.mjs';
export { handler } from './handler.mjs';
