package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// reason says why the system does not tell of changes, and what helps.
func reason(err error) string {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return fmt.Sprintf("the system's limit on watched folders is reached (on Linux, fs.inotify.max_user_watches and max_user_instances): %v", err)
	}
	return fmt.Sprintf("the system does not tell of changes: %v", err)
}

// gone tells that a folder is not there any more.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
