// Package watch waits until templates, cloud assemblies and the files beside them have
// changed and are at rest.
//
// A synthesis writes an assembly with hundreds of events: it removes files, makes them anew
// and writes the manifest last. So notifications only wake the watcher; what has changed is
// told by looking at the files, once nothing more happens to them.
package watch
