package watch

import "syscall"

// remotes are file systems on which changes are made elsewhere, where inotify does not see
// them, by the magic numbers of statfs(2).
var remotes = map[int64]string{
	0x6969:     "NFS",
	0x517b:     "SMB",
	0xff534d42: "CIFS",
	0xfe534d42: "SMB2",
	0x01021997: "9P",
	0x65735546: "FUSE",
	0x786f4256: "VirtualBox",
	0x00c36400: "Ceph",
	0x5346414f: "AFS",
}

// remote is the kind of the file system of a folder where that does not tell of changes,
// "" elsewhere.
func remote(dir string) string {
	var info syscall.Statfs_t
	if err := syscall.Statfs(dir, &info); err != nil {
		return ""
	}
	return remotes[int64(uint32(info.Type))] //nolint:unconvert // its type differs between architectures
}
