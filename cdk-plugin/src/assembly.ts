import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The cloud assembly that a template belongs to, the outermost one: a stage has its own within its
 * app's. What secrets do crosses stacks and stages, so all of them are read together.
 */
export function assemblyOf(templatePath: string): string {
  const own = path.dirname(path.resolve(templatePath));
  let found = own;
  // The assembly of the app is written last: the folder of a stage is told by its name, too.
  for (let dir = own; isAssembly(dir) || path.basename(dir).startsWith('assembly-'); dir = path.dirname(dir)) {
    found = dir;
  }
  return isAssembly(found) ? found : own;
}

function isAssembly(dir: string): boolean {
  return fs.existsSync(path.join(dir, 'manifest.json'));
}
