package python

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// seen writes what is seen in short: "f Get env X yes", "f -> g(0: env X) no",
// "f keeps yes".
func seen(text string) string {
	f := Read([]byte(text))
	var b strings.Builder
	if f.Opaque != "" {
		fmt.Fprintf(&b, "opaque %s\n", f.Opaque)
	}
	for i, fn := range f.Functions {
		name := fn.Name
		if i == 0 {
			name = "module"
		}
		if k := truths[fn.Keeps]; k != "no" && f.Opaque == "" {
			fmt.Fprintf(&b, "%s keeps %s\n", name, k)
		}
		for _, u := range fn.Uses {
			fmt.Fprintf(&b, "%s %s %s %s\n", name, u.API, describeID(u.ID), truths[u.Kept])
		}
		for _, c := range fn.Calls {
			s := strings.Replace(describeCall(f, c), " kept ", " ", 1)
			if c.Target >= 0 {
				_, s, _ = strings.Cut(s, " ")
			}
			fmt.Fprintf(&b, "%s -> %s\n", name, s)
		}
	}
	return b.String()
}

// sm begins sources that have a client c.
const sm = "import os, time, boto3, functools\nc = boto3.client('secretsmanager')\n"

func TestTable(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		// Clients.
		{"client", sm + "def f():\n c.get_secret_value(SecretId='a')", "f GetSecretValue literal a no"},
		{"other service", "import boto3\nc = boto3.client('s3')\ndef f():\n c.get_secret_value(SecretId='a')", ""},
		{"service in a constant", "import boto3\nS = 'secretsmanager'\nc = boto3.client(S)\ndef f(): return c.list_secrets()", "f ListSecrets ? no"},
		{"from boto3 import client", "from boto3 import client as make\ndef f(): return make('secretsmanager').describe_secret(SecretId='a')", "f DescribeSecret literal a no"},
		{"session", "import boto3.session as s\nx = s.Session(region_name='a')\ndef f(): x.client(service_name='secretsmanager').delete_secret(SecretId='a')", "f DeleteSecret literal a no"},
		{"botocore", "import botocore.session\nc = botocore.session.get_session().create_client('secretsmanager')\ndef f(): c.rotate_secret(SecretId='a')", "f other literal a no"},
		{"by keyword alone", "def f(client):\n client.put_secret_value(SecretId='a', SecretString='b')", "f PutSecretValue literal a no"},
		{"pydantic is no client", "def f(s):\n return s.password.get_secret_value()", ""},
		{"google is no client", "def f(c):\n c.list_secrets(request={}); c.create_secret(request={}); c.delete_secret(request={})", ""},
		{"own class is no client", "class K:\n def get_secret_value(self, SecretId): return 1\nk = K()\ndef f():\n return k.get_secret_value(SecretId='a')", "f -> K.get_secret_value(0: literal a) no"},
		{"two clients", "import boto3\nc = boto3.client('s3')\nc = boto3.client('secretsmanager')\ndef f():\n c.get_secret_value(SecretId='a'); c.list_buckets()", "f GetSecretValue literal a no"},
		{"lazy client", "import boto3\n_c = None\ndef g():\n global _c\n if _c is None: _c = boto3.client('secretsmanager')\n return _c\ndef f():\n return g().get_random_password()", "f GetRandomPassword ? no\nf -> g() no"},
		{"getattr", sm + "def f():\n return getattr(c, 'get_secret_value')(SecretId='a')", "f GetSecretValue literal a no"},
		{"bound method", sm + "get = c.get_secret_value\ndef f(): return get(SecretId='a')", "f GetSecretValue literal a no"},
		{"method handed over", sm + "def f(pool, k): pool.submit(c.get_secret_value, SecretId='a'); k.get_or_set(c.get_secret_value, SecretId='b')", "f GetSecretValue literal a no\nf GetSecretValue literal b unknown"},
		{"partial", sm + "get = functools.partial(c.get_secret_value, SecretId='a')\ndef f(): return get()", "f GetSecretValue literal a no"},
		{"paginator", sm + "def f(): return list(c.get_paginator('list_secrets').paginate())", "f ListSecrets ? no"},
		{"annotation", "def f(x: 'SecretsManagerClient'): x.get_secret_value(SecretId='a'); x.list_secrets()", "f GetSecretValue literal a no\nf ListSecrets ? no"},
		{"stage and update", sm + "def f():\n c.update_secret_version_stage(SecretId='a')\n c.update_secret(SecretId='b')\n c.create_secret(Name='c', SecretString='x')", "f UpdateSecretVersionStage literal a no\nf UpdateSecret literal b no\nf CreateSecret literal c no"},
		{"silent", sm + "def f():\n try: c.close()\n except c.exceptions.X: pass", ""},

		// Ids.
		{"environ", sm + "def f(): c.get_secret_value(SecretId=os.environ['X'])", "f GetSecretValue env X no"},
		{"environ.get", sm + "from os import environ as e, getenv\nA = e.get('X', 'd')\ndef f(): c.get_secret_value(SecretId=A); c.get_secret_value(SecretId=getenv('Y') or 'z')", "f GetSecretValue env X no\nf GetSecretValue env Y no"},
		{"two constants", sm + "A = 'a'\nA = 'b'\ndef f(): c.get_secret_value(SecretId=A)", "f GetSecretValue ? no"},
		{"patterns", sm + "def f(n):\n x = os.environ['X']\n for i in (f'a/{x}', 'b/%s' % n, 'c/' + n + '/d', 'e/{}/{n}'.format(1, n=n), '/'.join(['g', x])): pass\n c.get_secret_value(SecretId=f'a/{x}')\n c.get_secret_value(SecretId='b/%s' % n)\n c.get_secret_value(SecretId='c/' + n + '/d')\n c.get_secret_value(SecretId='e/{}/{n}'.format(1, n=n))\n c.get_secret_value(SecretId='/'.join(['g', x]))", "f GetSecretValue pattern a/* no\nf GetSecretValue pattern b/* no\nf GetSecretValue pattern c/*/d no\nf GetSecretValue pattern e/1/* no\nf GetSecretValue pattern g/* no"},
		{"one field", sm + "def f(n): c.get_secret_value(SecretId=f'{n}'); c.get_secret_value(SecretId=str(n)); c.get_secret_value(SecretId=f'{n!r}')", "f GetSecretValue parameter 0 no\nf GetSecretValue parameter 0 no\nf GetSecretValue ? no"},
		{"concatenation", sm + "def f(): c.get_secret_value(SecretId='a' \"b\" r'\\c' '''d''')", "f GetSecretValue literal ab\\cd no"},
		{"parameter changed", sm + "def f(n):\n n = n or 'x'\n c.get_secret_value(SecretId=n)", "f GetSecretValue ? no"},
		{"parameter of another", sm + "def f(n):\n def g(): c.get_secret_value(SecretId=n)\n return g()", "f -> g() no\ng GetSecretValue ? no"},
		{"kwargs", sm + "def f(n):\n k = dict()\n c.get_secret_value(**{'SecretId': n}); c.get_secret_value(**k)", "f GetSecretValue parameter 0 no\nf GetSecretValue ? no"},
		{"kwargs changed", sm + "def f(n):\n k = {'SecretId': 'a'}\n k['SecretId'] = n\n c.get_secret_value(**k)", "f GetSecretValue ? no"},
		{"table of names", sm + "IDS = {'db': os.environ['DB'], 'api': 'x'}\ndef f(): c.get_secret_value(SecretId=IDS['db'])", "f GetSecretValue env DB no"},
		{"keyword arguments", sm + "def g(a, name): c.get_secret_value(SecretId=name)\ndef f(): g(1, name='a'); g(*x)", "g GetSecretValue parameter 1 no\nf -> g(1: literal a) no\nf -> g() no"},
		{"method parameters", sm + "class K:\n def g(self, n): c.get_secret_value(SecretId=n)\n @staticmethod\n def h(n): c.get_secret_value(SecretId=n)\nk = K()\ndef f(): k.g('a'); K.g(k, 'b'); K.h('d')", "module -> \nK.g GetSecretValue parameter 0 no\nK.h GetSecretValue parameter 0 no\nf -> K.g(0: literal a) no\nf -> K.g(0: literal b) no\nf -> K.h(0: literal d) no"},
		{"returned name", sm + "def n(): return os.environ['X']\ndef f(): c.get_secret_value(SecretId=n())", "f GetSecretValue env X no\nf -> n() no"},
		{"self attribute", sm + "class K:\n def __init__(self): self.id = os.environ['X']; self.c = boto3.client('secretsmanager')\n def g(self): return self.c.get_secret_value(SecretId=self.id)", "K.g GetSecretValue env X no"},
		{"self attribute of two values", sm + "class K:\n def __init__(self): self.id = 'a'\n def g(self): self.id = 'b'; return c.get_secret_value(SecretId=self.id)", "K.g GetSecretValue ? no"},

		// Kept.
		{"global", sm + "x = None\ndef f():\n global x\n if x is None:\n  x = c.get_secret_value(SecretId='a')\n return x", "f GetSecretValue literal a yes"},
		{"no global", sm + "x = None\ndef f():\n x = None\n if x is None:\n  x = c.get_secret_value(SecretId='a')\n return x", "f GetSecretValue literal a no"},
		{"early return", sm + "x = None\ndef f():\n global x\n if x: return x\n r = c.get_secret_value(SecretId='a')\n x = r['SecretString']\n return x", "f GetSecretValue literal a yes"},
		{"never stored", sm + "x = None\ndef f():\n if x: return x\n return c.get_secret_value(SecretId='a')", "f GetSecretValue literal a unknown"},
		{"stored only", sm + "x = None\ndef f():\n global x\n x = c.get_secret_value(SecretId='a')", "f GetSecretValue literal a no"},
		{"emptied", sm + "x = None\ndef f():\n global x\n x = None\n if x is None: x = c.get_secret_value(SecretId='a')\n return x", "f GetSecretValue literal a unknown"},
		{"another key", sm + "X = {}\ndef f(n):\n if 'a' not in X: X['b'] = c.get_secret_value(SecretId='a')\n return X", "f GetSecretValue literal a unknown"},
		{"key", sm + "X = {}\ndef f(n):\n if n not in X: X[n] = c.get_secret_value(SecretId=n)\n return X[n]", "f GetSecretValue parameter 0 yes"},
		{"get", sm + "X = {}\ndef f(n):\n v = X.get(n)\n if v is not None: return v\n v = c.get_secret_value(SecretId=n)\n X[n] = v\n return v", "f GetSecretValue parameter 0 yes"},
		{"walrus", sm + "X = {}\ndef f(n):\n if (v := X.get(n)): return v\n v2 = X[n] = c.get_secret_value(SecretId=n)\n return v2", "f GetSecretValue parameter 0 yes"},
		{"or", sm + "x = None\ndef f():\n global x\n x = x or c.get_secret_value(SecretId='a')\n return x", "f GetSecretValue literal a yes"},
		{"conditional", sm + "x = None\ndef f():\n global x\n x = x if x else c.get_secret_value(SecretId='a')\n return x", "f GetSecretValue literal a yes"},
		{"ttl", sm + "X = {'at': 0}\ndef f():\n if time.time() - X['at'] > 60:\n  X['v'] = c.get_secret_value(SecretId='a')\n  X['at'] = time.time()\n return X['v']", "f GetSecretValue literal a yes"},
		{"ttl in the entry", sm + "X = {}\ndef f(n):\n e = X.get(n)\n if e and e['exp'] > time.time(): return e['v']\n v = c.get_secret_value(SecretId=n)\n X[n] = {'v': v, 'exp': time.time() + 60}\n return v", "f GetSecretValue parameter 0 yes"},
		{"forced", sm + "x = None\ndef f(force):\n global x\n if x is None or force: x = c.get_secret_value(SecretId='a')\n return x", "f GetSecretValue literal a unknown"},
		{"setdefault fetches", sm + "X = {}\ndef f(): return X.setdefault('a', c.get_secret_value(SecretId='a'))", "f GetSecretValue literal a no"},
		{"by a helper", sm + "x = None\ndef load():\n global x\n x = c.get_secret_value(SecretId='a')\ndef f():\n if not x: load()\n return x", "load GetSecretValue literal a no\nf -> load() yes"},
		{"call kept", sm + "x = None\ndef g(): return c.get_secret_value(SecretId='a')\ndef f():\n global x\n if not x:\n  x = g()\n return x", "g GetSecretValue literal a no\nf -> g() yes"},
		{"unknown function decides", sm + "def f(u):\n if u.cached(): return 1\n return c.get_secret_value(SecretId='a')", "f GetSecretValue literal a unknown"},
		{"cache is given", sm + "def f(n, cache={}):\n if n not in cache: cache[n] = c.get_secret_value(SecretId=n)\n return cache[n]", "f GetSecretValue parameter 0 unknown"},
		{"event decides", sm + "def f(event, context):\n if event['x'] == 'y': return 1\n if not event.get('z'): return 2\n return c.get_secret_value(SecretId='a')", "f GetSecretValue literal a no"},
		{"raises", sm + "def f(n):\n if u(n): raise E\n return c.get_secret_value(SecretId='a')", "f GetSecretValue literal a no\nf -> "},
		{"loop over what is missing", sm + "X = {}\ndef f(ns):\n for n in ns:\n  if n in X: continue\n  X[n] = c.get_secret_value(SecretId=n)", "f GetSecretValue ? yes"},
		{"retries", sm + "def f():\n for i in range(3):\n  try: return c.get_secret_value(SecretId='a')\n  except E: pass", "f GetSecretValue literal a no"},
		{"handler of an exception", sm + "def f():\n try: return load()\n except E: return c.get_secret_value(SecretId='a')", "f GetSecretValue literal a unknown"},
		{"class attribute", sm + "class K:\n _x = None\n @classmethod\n def get(cls):\n  if cls._x is None: cls._x = c.get_secret_value(SecretId='a')\n  return cls._x", "K.get GetSecretValue literal a yes"},
		{"class attribute by name", sm + "class K: x = None\ndef f():\n if K.x is None: K.x = c.get_secret_value(SecretId='a')\n return K.x", "f GetSecretValue literal a yes"},
		{"instance of each call", sm + "class K:\n def __init__(self): self.x = None\n def get(self):\n  if self.x is None: self.x = c.get_secret_value(SecretId='a')\n  return self.x\ndef f(): return K().get()", "K.get GetSecretValue literal a unknown\nf -> K.__init__() no\nf -> K.get() no"},
		{"subclass of each call", sm + "class K:\n x = None\n def __init__(self): self.x = None\n def get(self):\n  if self.x is None: self.x = c.get_secret_value(SecretId='a')\n  return self.x\nclass L(K): pass\nk = K()\ndef f(): return L().get()", "module -> K.__init__() yes\nK.get GetSecretValue literal a unknown\nf -> K.__init__() no\nf -> K.get() no"},
		{"attribute of a function", sm + "def f():\n if not hasattr(f, 'x'): f.x = c.get_secret_value(SecretId='a')\n return f.x", "f GetSecretValue literal a unknown"},
		{"body of the file", sm + "X = c.get_secret_value(SecretId='a')\nif __name__ == '__main__': c.get_secret_value(SecretId='b')", "module GetSecretValue literal a yes"},
		{"closure", sm + "def make():\n k = {}\n def get(n):\n  if n in k: return k[n]\n  k[n] = c.get_secret_value(SecretId=n)\n  return k[n]\n return get\nf = make()", "module -> make() yes\nget GetSecretValue parameter 0 unknown"},
		{"environment", sm + "def f():\n if 'A' not in os.environ: os.environ['A'] = c.get_secret_value(SecretId='a')['SecretString']\n if 'A' in os.environ: return\n c.get_secret_value(SecretId='b')", "f GetSecretValue literal a unknown\nf GetSecretValue literal b unknown"},
		{"filled elsewhere", sm + "X = {}\ndef f(n):\n if n in X: return X[n]\n v = c.get_secret_value(SecretId=n)\n remember(X, n, v)\n return v", "f GetSecretValue parameter 0 unknown"},
		{"cached in a table", sm + "d = boto3.client('dynamodb')\ndef f():\n i = d.get_item(Key='a')\n if 'Item' in i: return i['Item']\n return c.get_secret_value(SecretId='a')", "f GetSecretValue literal a unknown"},
		{"state is given", sm + "def f(state):\n if state.secret != '': return state.secret\n state.secret = c.get_secret_value(SecretId='a')\n return state.secret", "f GetSecretValue literal a unknown"},
		{"thread", sm + "import asyncio\nasync def f(): return await asyncio.to_thread(c.get_secret_value, SecretId='a')", "f GetSecretValue literal a no"},
		{"redis", sm + "import redis\nR = redis.Redis()\ndef f(n):\n v = R.get(n)\n if v: return v\n v = c.get_secret_value(SecretId=n)\n R.set(n, v)\n return v", "f GetSecretValue parameter 0 yes"},
		{"lock", sm + "import threading\nL = threading.Lock()\nx = None\ndef f():\n global x\n if x is None:\n  with L:\n   if x is None: x = c.get_secret_value(SecretId='a')\n return x", "f GetSecretValue literal a yes"},
		{"missing", sm + "class D(dict):\n def __missing__(self, n):\n  self[n] = c.get_secret_value(SecretId=n)\n  return self[n]", "D.__missing__ GetSecretValue parameter 0 unknown"},
		{"singleton", sm + "class M(type): pass\nclass K(metaclass=M):\n def __init__(self): self.s = c.get_secret_value(SecretId='a')\ndef f(): return K().s", "K.__init__ GetSecretValue literal a no\nf -> K.__init__() unknown"},
		{"suppressed", sm + "import contextlib\nX = {}\ndef f(n):\n with contextlib.suppress(KeyError): return X[n]\n X[n] = c.get_secret_value(SecretId=n)\n return X[n]", "f GetSecretValue parameter 0 unknown"},
		{"worker", sm + "while True:\n c.get_secret_value(SecretId='a')", "module GetSecretValue literal a unknown"},
		{"given to what keeps", sm + "def f(cache): return cache.get_or_set('a', lambda: c.get_secret_value(SecretId='a'))", "f -> () unknown\n GetSecretValue literal a no"},
		{"method that is replaced", sm + "c.get_secret_value = functools.lru_cache(c.get_secret_value)\ndef f(): return c.get_secret_value(SecretId='a')", "module keeps unknown\nmodule GetSecretValue ? unknown\nf keeps unknown\nf GetSecretValue literal a unknown"},
		{"client of another module", "from .clients import sm\ndef f(): return sm.get_secret_value(SecretId='a')", "f GetSecretValue literal a unknown"},

		// Decorators.
		{"wrapped below", sm + "from x import wrap\ndef f(): return c.get_secret_value(SecretId='a')\nf = wrap(f)\ndef g(): return f()", "module -> x:wrap() yes\nmodule -> f() unknown\nf keeps unknown\nf GetSecretValue literal a no\ng -> f() unknown"},
		{"cached below", sm + "def f(): return c.get_secret_value(SecretId='a')\nf = functools.cache(f)\ndef g(): return f()", "f keeps unknown\nf GetSecretValue literal a no\ng -> f() unknown"},
		{"arguments changed", sm + "from x import inject\n@inject\ndef f(a, b): return c.get_secret_value(SecretId=b)\ndef g(): return f('a')", "f keeps unknown\nf GetSecretValue ? no\ng -> f() no"},
		{"cache", sm + "@functools.cache\ndef f(): return c.get_secret_value(SecretId='a')", "f keeps yes\nf GetSecretValue literal a no"},
		{"cleared", sm + "@functools.cache\ndef f(): return c.get_secret_value(SecretId='a')\ndef g(): f.cache_clear()", "f keeps unknown\nf GetSecretValue literal a no"},
		{"cache of a method", sm + "class K:\n @functools.lru_cache()\n def f(self): return c.get_secret_value(SecretId='a')", "K.f keeps unknown\nK.f GetSecretValue literal a no"},
		{"no cache", sm + "@functools.lru_cache(maxsize=0)\ndef f(): return c.get_secret_value(SecretId='a')", "f keeps unknown\nf GetSecretValue literal a no"},
		{"cachetools", sm + "from cachetools import cached, TTLCache\n@cached(cache=TTLCache(10, 60))\ndef f(): return c.get_secret_value(SecretId='a')", "f keeps yes\nf GetSecretValue literal a no"},
		{"cache by call", sm + "def g(): return c.get_secret_value(SecretId='a')\nh = functools.lru_cache(maxsize=1)(g)\ndef f(): return h()", "g keeps unknown\ng GetSecretValue literal a no\nf -> g() yes"},
		{"decorator that is made one", sm + "from aws_lambda_powertools.middleware_factory import lambda_handler_decorator\n@lambda_handler_decorator\ndef m(h, e, x):\n c.get_secret_value(SecretId='a')\n return h(e, x)\n@m\ndef f(e, x): pass", "module -> m() unknown\nm keeps unknown\nm GetSecretValue literal a no\nf keeps unknown"},
		{"unknown decorator", sm + "from x import magic\n@magic\ndef f(): return c.get_secret_value(SecretId='a')", "f keeps unknown\nf GetSecretValue literal a no"},

		// Powertools and caches.
		{"powertools", "from aws_lambda_powertools.utilities.parameters import get_secret\ndef f(n): get_secret(n); get_secret('a', max_age=0); get_secret('b', max_age=n); get_secret(name='c', force_fetch=False)", "f GetSecretValue parameter 0 yes\nf GetSecretValue literal a no\nf GetSecretValue literal b unknown\nf GetSecretValue literal c yes"},
		{"age by name", "from aws_lambda_powertools.utilities import parameters as p\nAGE = 300\nNONE = 0\ndef f(): p.get_secret('a', max_age=AGE); p.get_secret('b', max_age=NONE)", "f GetSecretValue literal a yes\nf GetSecretValue literal b no"},
		{"provider of each call", "from aws_lambda_powertools.utilities import parameters as p\ndef f(): return p.SecretsProvider().get('a')", "f GetSecretValue literal a unknown"},
		{"parameters of SSM", "from aws_lambda_powertools.utilities import parameters as p\ndef f(): return p.get_parameter('a')", ""},
		{"cache of each call", "from aws_secretsmanager_caching import SecretCache\ndef f():\n k = SecretCache()\n return k.get_secret_string('a')", "f GetSecretValue literal a no"},

		// The extension.
		{"extension", "import os, urllib.request as u\nP = os.environ['PARAMETERS_SECRETS_EXTENSION_HTTP_PORT']\ndef f(n): return u.urlopen(f'http://127.0.0.1:{P}/secretsmanager/get?secretId=a%2Fb&x={n}')", "f extension literal a/b no"},
		{"connection", "import http.client\ndef f():\n h = http.client.HTTPConnection('localhost', 2773)\n h.request('GET', '/secretsmanager/get?secretId=a')", "f extension literal a no"},
		{"extension for SSM", "import requests\ndef f(): requests.get('http://localhost:2773/systemsmanager/parameters/get?name=a')", ""},
		{"another host", "import requests\ndef f(): requests.get('https://example.com/secretsmanager/get?secretId=a')", ""},

		{"encoded query", "import urllib.request\nfrom urllib.parse import urlencode\ndef f(n): return urllib.request.urlopen('http://localhost:2773/secretsmanager/get?' + urlencode({'versionStage': 'a', 'secretId': n}))", "f extension parameter 0 no"},

		// Not understood.
		{"python 2", sm + "def f():\n print 'x'\n c.get_secret_value(SecretId='a')", "opaque line 4: expected the end of the statement\nf GetSecretValue literal a unknown"},
		{"not closed", sm + "def f():\n c.get_secret_value(SecretId='a')\nx = (", "opaque line 5: a bracket is not closed\nf GetSecretValue literal a unknown"},
		{"only text", "# c.get_secret_value(SecretId='a')\nx = '''\nc.get_secret_value(SecretId='a')\n'''", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.TrimSpace(seen(tt.text))
			// A line that ends with an arrow stands for any call of that function.
			var want []string
			for _, l := range strings.Split(tt.want, "\n") {
				if !strings.HasSuffix(l, "-> ") {
					want = append(want, l)
				}
			}
			if strings.Contains(tt.want, "-> \n") || strings.HasSuffix(tt.want, "-> ") {
				var kept []string
				for _, l := range strings.Split(got, "\n") {
					skip := false
					for _, w := range strings.Split(tt.want, "\n") {
						skip = skip || strings.HasSuffix(w, "-> ") && strings.HasPrefix(l, w)
					}
					if !skip {
						kept = append(kept, l)
					}
				}
				got = strings.Join(kept, "\n")
			}
			if diff := cmp.Diff(strings.Join(want, "\n"), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
