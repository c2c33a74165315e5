package template

import ("io/fs";"context")

func readCloudAssembly(fsys fs.FS, dir string) ([]*stackArtifact, []Problem) { return nil, nil }
func (a *stackArtifact) byLogicalID(prefix string) map[string]*construct { return nil }
func nestedTemplate(resource *Node, dir string) (file string, prefix string, ok bool) { return "", "", false }
func searchTemplates(ctx context.Context, fsys fs.FS, dir string, maxSize int64) (assemblies []string, templates []string, skipped []Skipped, problems []Problem) { return }
