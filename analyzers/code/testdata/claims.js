import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
const client = new SecretsManagerClient({});
const get = () => client.send(new GetSecretValueCommand({ SecretId: process.env.ID }));

/// handler: at each invocation
export const handler = async () => (await get()).Name;

/// module: or-assignment
let s;
export const handler = async () => { s ||= await get(); return s.Name; };

/// module: or with an assignment behind it
let s;
export const handler = async () => (s || (s = await get())).Name;

/// module: assignment with or
let s;
export const handler = async () => { s = s || (await get()); return s.Name; };

/// module: ternary
let s;
export const handler = async () => { s = s ? s : await get(); return s.Name; };

/// module: compared with null
let s = null;
export const handler = async () => { if (s === null) { s = await get(); } return s.Name; };

/// module: typeof
let s;
export const handler = async () => { if (typeof s === 'undefined') s = await get(); return s.Name; };

/// module: a flag beside the value
let ready = false, s;
export const handler = async () => { if (!ready) { s = await get(); ready = true; } return s.Name; };

/// unknown: a flag that is never set
let ready = false, s;
export const handler = async () => { if (!ready) { s = await get(); } return s.Name; };

/// unknown: a flag the other way round
let fetching = true, s;
export const handler = async () => { if (fetching) { s = await get(); fetching = true; } return s.Name; };

/// unknown: a variable of the handler only
export const handler = async () => { let s = globalThis.saved; if (!s) { s = await get(); } return s.Name; };

/// unknown: a variable that lives no longer than the call
export const handler = async () => { let s; if (!s) { s = await get(); } return s.Name; };

/// module: on the global object
export const handler = async () => { if (!globalThis.saved) { globalThis.saved = await get(); } return globalThis.saved.Name; };

/// module: object as a cache
const cache = {};
const read = async (id) => { if (!cache[id]) { cache[id] = await get(); } return cache[id]; };
export const handler = async () => (await read('a')).Name;

/// module: object as a cache, early return
const cache = {};
const read = async (id) => { const known = cache[id]; if (known) return known; const v = await get(); cache[id] = v; return v; };
export const handler = async () => (await read('a')).Name;

/// module for a time: object with time
const cache = { value: undefined, until: 0 };
const read = async () => {
  if (cache.value && cache.until > Date.now()) return cache.value;
  cache.value = await get(); cache.until = Date.now() + 60000; return cache.value;
};
export const handler = async () => (await read()).Name;

/// module for a time: time only
let until = 0, s;
export const handler = async () => { const now = Date.now(); if (now > until) { s = await get(); until = now + 1000; } return s.Name; };

/// unknown: map that is cleared
const cache = new Map();
const read = async (id) => { if (!cache.has(id)) { cache.set(id, await get()); } return cache.get(id); };
export const handler = async () => { cache.clear(); return (await read('a')).Name; };

/// unknown: set to nothing at the end
let s;
export const handler = async () => { if (!s) { s = await get(); } const n = s.Name; s = null; return n; };

/// unknown: told by a parameter
let s;
const read = async (fresh) => { if (!s || fresh) { s = await get(); } return s; };
export const handler = async () => (await read(true)).Name;

/// handler: under a condition of the event
export const handler = async (event) => { if (event.source === 'aws.events') { return (await get()).Name; } return ''; };

/// unknown: behind a cache of somebody else
import cache from './cache.mjs';
export const handler = async () => { const s = await cache.get('s'); if (!s) { const v = await get(); await cache.put('s', v); return v; } return s; };

/// unknown: in what handles an error
export const handler = async () => { try { return await load(); } catch (e) { return (await get()).Name; } };

/// handler: in what is tried
export const handler = async () => { try { const s = await get(); return s.Name; } catch (e) { console.error(e); throw e; } finally { console.log('x'); } };

/// unknown: behind something tried
export const handler = async () => { try { return await load(); } catch (e) { console.error(e); } return (await get()).Name; };

/// unknown: handed to a wrapper that may keep it
import { wrap } from '@acme/cache';
const read = wrap(get);
export const handler = async () => (await read()).Name;

/// unknown: a wrapper of the file
const once = (fn) => { let p; return () => (p ??= fn()); };
const read = once(() => get());
export const handler = async () => (await read()).Name;

/// unknown: the handler itself in a wrapper that keeps
const once = (fn) => { let p; return () => (p ??= fn()); };
export const handler = once(async () => (await get()).Name);

/// module: memoize
import { memoize } from 'lodash';
const read = memoize(get);
export const handler = async () => (await read()).Name;

/// unknown: memoize within the handler
import { memoize } from 'lodash';
export const handler = async () => { const read = memoize(() => get()); return (await read()).Name; };

/// module: once
import once from 'lodash/once.js';
const read = once(async () => (await get()).SecretString);
export const handler = async () => (await read()).length;

/// module: promise made when the file is loaded
const s = get();
export const handler = async () => (await s).Name;

/// module: then
let s;
const ready = get().then((r) => { s = r; });
export const handler = async () => { await ready; return s.Name; };

/// module: immediately invoked
const s = (async () => { const r = await get(); return r.SecretString; })();
export const handler = async () => (await s).length;

/// unknown: never called
export const handler = async () => 'ok';

/// unknown: handed to a timer
export const handler = async () => { setInterval(get, 1000); return 'ok'; };

/// handler: in parallel for each of several
export const handler = async (event) => Promise.all(event.ids.map(async () => (await get()).Name));

/// handler: behind a check of the input
export const handler = async (event) => { if (!event.id) throw new Error('no id'); if (!process.env.ID) { return; } return (await get()).Name; };

/// module: behind a check of what an earlier call left
let warm;
export const handler = async () => { if (warm) { return 'pong'; } warm = true; return (await get()).Name; };

/// module: class with a field, made as the file is loaded
class Vault { secret; async read() { if (!this.secret) { this.secret = await get(); } return this.secret; } }
const vault = new Vault();
export const handler = async () => (await vault.read()).Name;

/// unknown: class with a field, made in the handler
class Vault { secret; async read() { if (!this.secret) { this.secret = await get(); } return this.secret; } }
export const handler = async () => (await new Vault().read()).Name;

/// unknown: exported class that another file may make
export class Vault { async read() { this.secret ??= await get(); return this.secret; } }
const vault = new Vault();
export const handler = async () => (await vault.read()).Name;

/// module: static field
class Vault { static secret; static async read() { if (!Vault.secret) { Vault.secret = await get(); } return Vault.secret; } }
export const handler = async () => (await Vault.read()).Name;

/// module: property of the function itself
async function read() { if (!read.saved) { read.saved = await get(); } return read.saved; }
export const handler = async () => (await read()).Name;

/// module: guard around a call of what stores
let s;
const load = async () => { s = await get(); };
export const handler = async () => { if (!s) { await load(); } return s.Name; };

/// handler: guard around something else
let pool;
export const handler = async () => { if (!pool) { pool = connect(); } return (await get()).Name; };

/// module: guard around the pool that is made with it
let pool;
export const handler = async () => { if (!pool) { const { SecretString } = await get(); pool = connect(SecretString); } return pool.query('select 1'); };

/// unknown: two variables, one of them stored
let a, b;
export const handler = async () => { if (!a) { b = await get(); } return b.Name; };

/// handler: called in a loop
export const handler = async (event) => { const names = []; for (const r of event.Records) { names.push((await get()).Name); } return names; };

/// unknown: in a loop that goes on over what is known
const known = new Set();
export const handler = async (event) => { for (const r of event.Records) { if (known.has(r.id)) continue; await get(); } };

/// module: in a loop that goes on over what is stored
const known = new Map();
export const handler = async (event) => { for (const r of event.Records) { if (known.has(r.id)) continue; known.set(r.id, await get()); } };

/// unknown: by a name that is not known
const table = { a: () => get(), b: () => null };
export const handler = async (event) => table[event.kind]();

/// handler: by a name in an object
const api = { async read() { return get(); } };
export const handler = async () => (await api.read()).Name;

/// unknown: switch on what is kept
let state = 'cold', s;
export const handler = async () => { switch (state) { case 'cold': s = await get(); state = 'warm'; } return s.Name; };

/// handler: in parallel
export const handler = async (event) => { const [s, body] = await Promise.all([get(), parse(event)]); return s.Name; };

/// handler: as a default
export const handler = async (event) => { const { name = (await get()).Name } = event; return name; };

/// unknown: a function that is assigned twice
let read = get;
read = async () => 'none';
export const handler = async () => read();

/// unknown: bind to something that is replaced
import { replace } from './hooks.mjs';
export const handler = replace(async () => 'x', get);

/// handler: a cached value is there, and not asked
let s;
export const handler = async () => { s = await get(); return s.Name; };

/// unknown: shadowed variable
let s;
export const handler = async () => { let s = read(); if (!s) { s = await get(); } return s.Name; };

/// unknown: or with something of a function
export const handler = async () => (load() || (await get())).Name;

/// handler: or with something of the event
export const handler = async (event) => (event.secret ?? (await get())).Name;

/// unknown: text in a comment
// client.send(new GetSecretValueCommand({ SecretId: 'x' }))
export const handler = async () => 'client.send(new GetSecretValueCommand({}))';

/// unknown: a wrapper of the file that keeps what the handler gives
let answer;
const wrap = (fn) => async (event) => { if (answer) return answer; answer = await fn(event); return answer; };
export const handler = wrap(async () => (await get()).Name);

/// handler: a wrapper of the file that logs
const wrap = (fn) => async (event) => { console.log(event.id); try { return await fn(event); } catch (e) { console.error(e); throw e; } };
export const handler = wrap(async () => (await get()).Name);

/// handler: a wrapper of somebody else
import { wrapHandler } from '@sentry/aws-serverless';
export const handler = wrapHandler(async () => (await get()).Name);

/// unknown: a wrapper of somebody else that may keep what the handler gives
import wrap from '@acme/response-cache';
export const handler = wrap(async () => (await get()).Name);

/// unknown: one of two handlers
const a = async () => (await get()).Name;
const b = async () => 'none';
export const handler = process.env.MODE === 'a' ? a : b;

/// handler: through a method of a class and its helper
class Service { async run() { return this.load(); } async load() { return get(); } }
const service = new Service();
export const handler = (event) => service.run(event);

/// unknown: a singleton
class Service { static one; static get() { if (!Service.one) { Service.one = new Service(); } return Service.one; } async load() { if (this.s) return this.s; this.s = await get(); return this.s; } }
export const handler = async () => (await Service.get().load()).Name;

/// unknown: send that is replaced
client.send = memoize(client.send.bind(client));
export const handler = async () => (await get()).Name;

/// unknown: a middleware of the client's that may keep
client.middlewareStack.add((next) => (args) => kept(args, next), { step: 'initialize' });
export const handler = async () => (await get()).Name;

/// unknown: a case that looks for the value
let s;
export const handler = async () => { switch (true) { case !s: s = await get(); } return s.Name; };

/// unknown: a cache that is handed in
const kept = {};
async function read(cache) { if (!cache.s) cache.s = await get(); return cache.s; }
export const handler = async () => (await read(kept)).Name;

/// unknown, unknown: a client that is handed in
const read = async (c) => c.send(new GetSecretValueCommand({ SecretId: process.env.ID }));
export const handler = async () => (await read(wrapped)).Name;

/// module: kept in the environment
export const handler = async () => { if (!process.env.TOKEN) { process.env.TOKEN = (await get()).SecretString; } return process.env.TOKEN.length; };

/// module: kept in the environment, with an early return
async function load() { if (process.env['TOKEN'] !== undefined) return; process.env['TOKEN'] = (await get()).SecretString; }
export const handler = async () => { await load(); return process.env.TOKEN.length; };

/// module: an assignment to the environment where nothing is
export const handler = async () => { process.env.TOKEN ??= (await get()).SecretString; };

/// unknown: all that is in the secret goes into the environment
async function load() { if (process.env.TOKEN) return; Object.assign(process.env, JSON.parse((await get()).SecretString)); }
export const handler = async () => { await load(); };

/// unknown: keys of the secret go into the environment
async function load() { if (process.env.TOKEN) return; for (const [k, v] of Object.entries(JSON.parse((await get()).SecretString))) process.env[k] = v; }
export const handler = async () => { await load(); };

/// unknown: the environment under another name
import { env } from 'node:process';
export const handler = async () => { if (!env.TOKEN) { env.TOKEN = (await get()).SecretString; } };

/// unknown: what is in the environment is thrown away
export const handler = async (e) => { if (e.fresh) delete process.env.TOKEN; if (!process.env.TOKEN) process.env.TOKEN = (await get()).SecretString; };

/// unknown: another file may set it
import './settings.mjs';
export const handler = async () => { if (!process.env.TOKEN) await get(); };

/// handler: a setting that only the deployment gives
export const handler = async () => { if (!process.env.LOCAL_TOKEN) await get(); };

/// handler: a setting that is compared
import './settings.mjs';
export const handler = async () => { if (process.env.STAGE !== 'local') await get(); };

/// unknown: the environment is set by a function
export const handler = async () => { if (!process.env.TOKEN) Reflect.set(process.env, 'TOKEN', (await get()).SecretString); };
